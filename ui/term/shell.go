package term

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// gap is the minimum time between two frames under load. The frame of a single
// message is shown at once, and that of a key does not wait for one that no key made.
const gap = 4 * time.Millisecond

// shell wraps the model for Bubble Tea: it paints the model's frames, handles the
// messages of this package and recovers panics in commands. Bubble Tea calls it
// from one goroutine only.
type shell struct {
	ses           *session
	inner         tea.Model
	width, height int
	full          bool      // the next frame is drawn completely
	last          time.Time // when the last frame was made
	lastKey       time.Time // when the last frame after a key was made
	key           bool      // the message of the next frame is a key
	armed         bool      // a flushMsg is scheduled
	drawn         bool      // the first frame was made
}

// Init gives the model its size, so that the first frame has the right size.
func (s *shell) Init() tea.Cmd {
	first := s.inner.Init()
	second := s.update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
	return tea.Batch(safe(first, s.ses.o.Log), second)
}

func (s *shell) update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	s.inner, cmd = s.inner.Update(msg)
	return safe(cmd, s.ses.o.Log)
}

// Update handles the messages of this package and passes on all others.
func (s *shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, s.key = msg.(tea.KeyMsg)
	switch msg := msg.(type) {
	case flushMsg:
		s.armed = false
	case winchMsg:
		s.width, s.height, s.full = msg.width, msg.height, true
		return s, s.update(tea.WindowSizeMsg{Width: msg.width, Height: msg.height})
	case tea.WindowSizeMsg: // Bubble Tea's own, on Windows
		s.width, s.height, s.full = msg.Width, msg.Height, true
		return s, s.update(msg)
	case repaintMsg:
		s.full = true
	case rawMsg:
		s.ses.paint.raw(string(msg))
	case titleMsg:
		s.ses.write(s.ses.lasting.setTitle(string(msg)))
	case mouseMsg:
		s.ses.write(s.ses.lasting.setMouse(bool(msg)))
	case followMsg:
		s.ses.followBackground(bool(msg))
	case progressMsg:
		s.ses.write(s.ses.lasting.setProgress(msg))
	case suspendMsg:
		return s, func() tea.Msg { return s.ses.askSuspend() }
	case execMsg:
		return s, safe(func() tea.Msg { return s.ses.exec(msg) }, s.ses.o.Log)
	default:
		return s, s.update(msg)
	}
	return s, nil
}

// View renders a frame and posts it, or postpones it when the last one is too
// recent or not drawn yet. Its result is not used.
func (s *shell) View() string {
	now, last := s.ses.o.Now(), s.last
	if s.key {
		last = s.lastKey
	}
	if since := now.Sub(last); since >= 0 && since < gap {
		if !s.armed {
			s.armed = true
			time.AfterFunc(gap-since, s.flush)
		}
		return ""
	}
	if !s.ses.paint.idle(s.flush) {
		return ""
	}
	s.ses.paint.post(frame{view: s.inner.View(), width: s.width, height: s.height, full: s.full})
	s.full, s.last = false, now
	if s.key {
		s.lastKey = now
	}
	if !s.drawn {
		s.drawn = true
		s.ses.followBackground(!s.ses.o.KeepBackground)
	}
	return ""
}

func (s *shell) flush() { s.ses.send(flushMsg{}) }

// filter replaces Bubble Tea's request to suspend with this package's, which cannot hang.
func filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.SuspendMsg); ok {
		return suspendMsg{}
	}
	return msg
}
