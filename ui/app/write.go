package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// patience is how long a write that is on its way puts off the end of the
// session.
const patience = 10 * time.Second

// writes are the requests of a session that change something and are on their
// way. They belong neither to the screen or box that asked for them nor to the
// session, which may end meanwhile.
type writes struct {
	ctx     context.Context
	cancel  context.CancelFunc
	session int            // number of the session: what comes of an older one is dropped
	count   int            // how many are on their way
	next    func() tea.Cmd // what is put off until there are none; nil: nothing is
	outcome *host.Notice   // the last notice while something is put off
}

// write makes the command of a write: see host.Env.
func (r *Root) write(do func(context.Context) []tea.Msg) tea.Cmd {
	r.writes.count++
	ctx, session, log := r.writes.ctx, r.writes.session, r.config.Log
	return func() (msg tea.Msg) {
		defer func() {
			if fault := recover(); fault != nil {
				log.Error("a write broke off", "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
				msg = toRoot(func(root *Root) tea.Cmd {
					return tea.Batch(root.written(session, nil), root.panicked(term.PanicMsg{Err: fmt.Errorf("%v", fault)}))
				})
			}
		}()
		news := do(ctx)
		return toRoot(func(root *Root) tea.Cmd { return root.written(session, news) })
	}
}

// written takes in what came of a write.
func (r *Root) written(session int, news []tea.Msg) tea.Cmd {
	if session != r.writes.session {
		return nil
	}
	r.writes.count--
	var cmds []tea.Cmd
	for _, msg := range news {
		cmds = append(cmds, r.route(msg))
	}
	return tea.Batch(cmds...)
}

// afterWrites does what ends the session, or, when a write is on its way, puts
// it off until the outcome is known. ctrl+c does not wait, nor does anybody for
// longer than patience.
func (r *Root) afterWrites(next func() tea.Cmd) tea.Cmd {
	if r.writes.count == 0 {
		return next()
	}
	r.writes.next = next
	session := r.writes.session
	return r.env.After(patience, toRoot(func(root *Root) tea.Cmd {
		if session != root.writes.session || root.writes.next == nil {
			return nil
		}
		return root.goOn()
	}))
}

// goOn does what was put off.
func (r *Root) goOn() tea.Cmd {
	next := r.writes.next
	r.writes.next = nil
	return next()
}

// ExitNotice says what there is to tell when the program has ended, "" for nothing.
func (r *Root) ExitNotice() text.Safe {
	if r.farewell == nil {
		return ""
	}
	return r.farewell.Text
}

// lastWords is what is to be told of writes when the session ends, nil for nothing.
func (r *Root) lastWords() *host.Notice {
	if r.writes.count > 0 {
		return &host.Notice{Kind: host.Warning, Text: "A request was still on its way and its outcome is not known: look before you send it again."}
	}
	return r.writes.outcome
}
