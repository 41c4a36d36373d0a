package app

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
)

// notice is the message in the status line. Each has a number, so that the timer
// of an old one cannot clear a new one.
type notice struct {
	host.Notice
	id      int
	shown   bool
	shownAt time.Time
	expired bool // an error after noticeTimeout: the next key clears it
}

// noticeTimeout is how long a notice is shown; errors stay until the next key after that.
const noticeTimeout = 6 * time.Second

// notify shows a notice. A warning or an error is logged too.
func (r *Root) notify(message host.Notice) tea.Cmd {
	if message.Kind >= host.Warning {
		r.record(message, api.Run{})
	}
	return r.show(message)
}

func (r *Root) show(message host.Notice) tea.Cmd {
	if r.writes.deferred != nil {
		r.writes.lastNotice = &message
	}
	r.notice = notice{Notice: message, id: r.notice.id + 1, shown: true, shownAt: r.env.Now()}
	id := r.notice.id
	return r.env.After(noticeTimeout, toRoot(func(root *Root) tea.Cmd { root.notice.expire(id); return nil }))
}

// Notice returns the notice in the status line and its number; 0: there is none.
func (r *Root) Notice() (notice host.Notice, number int) {
	if !r.notice.shown {
		return host.Notice{}, 0
	}
	return r.notice.Notice, r.notice.id
}

func (n *notice) expire(id int) {
	if id != n.id {
		return
	}
	if n.Kind == host.Error {
		n.expired = true
		return
	}
	n.shown = false
}

// minNoticeTime is how long warnings and successes are shown even if keys are pressed.
const minNoticeTime = 1500 * time.Millisecond

// clear is called for each key. It clears a notice that was shown long enough,
// and an Info notice, which only answers a key, at once.
func (n *notice) clear(now time.Time) {
	if n.expired || n.Kind == host.Info || n.Kind != host.Error && now.Sub(n.shownAt) > minNoticeTime {
		n.shown, n.expired = false, false
	}
}
