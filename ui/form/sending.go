package form

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Receipt tells one sending of a form from another.
type Receipt struct {
	host.Tag
	number int
}

// Sent is what came of one sending.
type Sent[R any] struct {
	Receipt
	Result R
}

// Send makes the command of a write: what was typed is on disk before do sends
// anything, and gone once it was carried out. The request outlives the screen,
// as does the news of it. do and news run in the command.
func Send[T any, R interface{ Succeeded() bool }](d *Draft[T], do func(context.Context) R, news func(R) []tea.Msg) tea.Cmd {
	d.sending = true
	d.awaited = Receipt{Tag: d.form.Tag(), number: d.awaited.number + 1}
	store, kind, typed, answer := d.store, d.kind, d.form.Typed(), Sent[R]{Receipt: d.awaited}
	return d.env.Write(func(ctx context.Context) []tea.Msg {
		if store != nil {
			_ = store.Save(kind, typed) // a draft that cannot be kept is no reason not to send
		}
		answer.Result = do(ctx)
		if store != nil && answer.Result.Succeeded() {
			_ = store.Drop(kind) // a draft too many is offered once more; nothing is lost
		}
		return append([]tea.Msg{answer}, news(answer.Result)...)
	})
}

// Sending reports that a request is on its way.
func (d *Draft[T]) Sending() bool { return d.sending }

// Answered takes in that the answer to a sending has come, and reports whether
// it is the one that is awaited.
func (d *Draft[T]) Answered(r Receipt) bool {
	if r != d.awaited || d.answered == r.number {
		return false
	}
	d.sending, d.answered = false, r.number
	return true
}

// Falter gives up waiting for an answer that may never come, and gives what to
// tell about it, "" when none was awaited. One that comes all the same is taken
// until something else is sent.
func (d *Draft[T]) Falter() text.Safe {
	if !d.sending {
		return ""
	}
	d.sending = false
	return text.Lit("Something went wrong inside ax-tui; whether it was sent is not known. Nothing is sent again by itself: look at the list before sending again.")
}
