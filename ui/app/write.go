package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// writeTimeout is how long the end of the session waits for pending writes.
const writeTimeout = 10 * time.Second

// writes are the pending write requests of a session. Closing the screen or box
// that started one does not cancel it.
type writes struct {
	ctx        context.Context
	cancel     context.CancelFunc
	session    int            // number of the session; results of older ones are dropped
	inFlight   int            // number of pending writes
	deferred   func() tea.Cmd // called when no write is pending any more; nil: nothing waits
	lastNotice *host.Notice   // the last notice shown while deferred is set
}

// write returns the command of a write, see host.Env.
func (r *Root) write(about []string, do func(context.Context) []tea.Msg) tea.Cmd {
	r.writes.inFlight++
	for _, one := range about {
		r.env.Writing[one]++
	}
	ctx, session, log := r.writes.ctx, r.writes.session, r.config.Log
	return func() (msg tea.Msg) {
		defer func() { //nolint:contextcheck // commands of the root have contexts of their own
			if recovered := recover(); recovered != nil {
				log.Error("write panicked", "panic", fmt.Sprint(recovered), "stack", string(debug.Stack()))
				msg = toRoot(func(root *Root) tea.Cmd {
					return tea.Batch(root.finishWrite(session, about, nil), root.handlePanic(term.PanicMsg{Err: fmt.Errorf("%v", recovered)}))
				})
			}
		}()
		msgs := do(ctx)
		return toRoot(func(root *Root) tea.Cmd { return root.finishWrite(session, about, msgs) }) //nolint:contextcheck // as above
	}
}

// finishWrite routes the messages of a finished write.
func (r *Root) finishWrite(session int, about []string, msgs []tea.Msg) tea.Cmd {
	if session != r.writes.session {
		return nil
	}
	r.writes.inFlight--
	for _, one := range about {
		r.env.Writing[one]--
	}
	var cmds []tea.Cmd
	for _, msg := range msgs {
		if notice, ok := msg.(host.Notice); ok { // what was sent is logged, whatever became of it
			r.record(notice, runOf(msgs))
			cmds = append(cmds, r.show(notice))
			continue
		}
		cmds = append(cmds, r.route(msg))
	}
	for _, overlay := range slices.Clone(r.overlays) {
		cmds = append(cmds, r.updateBox(overlay, host.Written{}))
	}
	return tea.Batch(cmds...)
}

// afterWrites calls next, which ends the session, when no write is pending, but
// after writeTimeout at the latest. A further ctrl+c ends the wait.
func (r *Root) afterWrites(next func() tea.Cmd) tea.Cmd {
	if r.writes.inFlight == 0 {
		return next()
	}
	r.writes.deferred = next
	session := r.writes.session
	return r.env.After(writeTimeout, toRoot(func(root *Root) tea.Cmd {
		if session != root.writes.session || root.writes.deferred == nil {
			return nil
		}
		return root.runDeferred()
	}))
}

// runDeferred calls what afterWrites has deferred.
func (r *Root) runDeferred() tea.Cmd {
	next := r.writes.deferred
	r.writes.deferred = nil
	return next()
}

// ExitNotice returns the text to print after the program has ended, "" for nothing.
func (r *Root) ExitNotice() text.Safe {
	if r.exitNotice == nil {
		return ""
	}
	return r.exitNotice.Text
}

// writeNotice returns the notice about writes at the end of the session, nil for none.
func (r *Root) writeNotice() *host.Notice {
	if r.writes.inFlight > 0 {
		return &host.Notice{Kind: host.Warning, Text: "A request was still pending and its outcome is unknown: check before you send it again."}
	}
	return r.writes.lastNotice
}
