package term

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// gap is the least time between two frames under load. A message that comes
// alone is shown at once.
const gap = 4 * time.Millisecond

// shell stands between Bubble Tea and the model: it paints the model's frames,
// handles the messages of this package and keeps panics in commands harmless.
// Bubble Tea calls it from one goroutine only.
type shell struct {
	ses   *session
	inner tea.Model
	w, h  int
	full  bool      // the next frame must draw everything
	last  time.Time // when the last frame was made
	armed bool      // a flushMsg is on its way
	drawn bool      // the first frame was made
}

// Init tells the model its size first, so that the first frame is right.
func (s *shell) Init() tea.Cmd {
	first := s.inner.Init()
	second := s.update(tea.WindowSizeMsg{Width: s.w, Height: s.h})
	return tea.Batch(safe(first, s.ses.o.Log), second)
}

func (s *shell) update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	s.inner, cmd = s.inner.Update(msg)
	return safe(cmd, s.ses.o.Log)
}

// Update handles the messages of this package and hands on all others.
func (s *shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case flushMsg:
		s.armed = false
	case winchMsg:
		s.w, s.h, s.full = msg.w, msg.h, true
		return s, s.update(tea.WindowSizeMsg{Width: msg.w, Height: msg.h})
	case tea.WindowSizeMsg: // Bubble Tea's own, on Windows
		s.w, s.h, s.full = msg.Width, msg.Height, true
		return s, s.update(msg)
	case repaintMsg:
		s.full = true
	case rawMsg:
		s.ses.paint.raw(string(msg))
	case suspendMsg:
		return s, func() tea.Msg { return s.ses.askSuspend() }
	case execMsg:
		return s, safe(func() tea.Msg { return s.ses.exec(msg) }, s.ses.o.Log)
	default:
		return s, s.update(msg)
	}
	return s, nil
}

// View makes a frame and posts it, or puts it off when the last one is too
// recent or not drawn yet. What it returns is not used.
func (s *shell) View() string {
	now := s.ses.o.Now()
	if since := now.Sub(s.last); since >= 0 && since < gap {
		if !s.armed {
			s.armed = true
			time.AfterFunc(gap-since, s.flush)
		}
		return ""
	}
	if !s.ses.paint.idle(s.flush) {
		return ""
	}
	s.ses.paint.post(frame{view: s.inner.View(), w: s.w, h: s.h, full: s.full})
	s.full, s.last = false, now
	if !s.drawn {
		s.drawn = true
		s.ses.askBackground()
	}
	return ""
}

func (s *shell) flush() { s.ses.send(flushMsg{}) }

// filter turns Bubble Tea's own request to suspend into ours, which cannot hang.
func filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.SuspendMsg); ok {
		return suspendMsg{}
	}
	return msg
}
