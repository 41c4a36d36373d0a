package app

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
)

// notice is the one line that the program says by itself. Each has a number,
// so that the timer of an old one cannot wipe a new one.
type notice struct {
	host.Notice
	id    int
	shown bool
	since time.Time
	due   bool // its time is over; the next key wipes it
}

// How long a notice stands at least; failures stay until a key is pressed after that.
const noticeFor = 6 * time.Second

func (r *Root) say(n host.Notice) tea.Cmd {
	if r.writes.next != nil {
		r.writes.outcome = &n
	}
	r.notice = notice{Notice: n, id: r.notice.id + 1, shown: true, since: r.env.Now()}
	id := r.notice.id
	return r.env.After(noticeFor, toRoot(func(root *Root) tea.Cmd { root.notice.over(id); return nil }))
}

// Notice is what the status line says by itself, and the how many-th notice it
// is; 0: it says nothing.
func (r *Root) Notice() (notice host.Notice, number int) {
	if !r.notice.shown {
		return host.Notice{}, 0
	}
	return r.notice.Notice, r.notice.id
}

func (n *notice) over(id int) {
	if id != n.id {
		return
	}
	if n.Kind == host.Error {
		n.due = true
		return
	}
	n.shown = false
}

// readFor is how long a notice stands whatever is pressed.
const readFor = 1500 * time.Millisecond

// seen wipes a notice that has had its time once the person goes on. What only
// answers a key makes way for the next key at once.
func (n *notice) seen(now time.Time) {
	if n.due || n.Kind == host.Info || n.Kind != host.Error && now.Sub(n.since) > readFor {
		n.shown, n.due = false, false
	}
}
