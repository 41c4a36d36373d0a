package form

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/write"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Receipt tells one sending of a form from another.
type Receipt struct {
	host.Tag
	number  int
	outcome write.Outcome // once the answer is there
}

// Sent is what came of one sending.
type Sent[R any] struct {
	Receipt
	Result R
}

// Send makes the command of a write: what was typed is on disk before do sends
// anything, marked as sent, and gone once it was carried out. A refusal takes the
// mark away. The request outlives the screen,
// as does the news of it. do and news run in the command.
func Send[T any, R interface{ Came() write.Outcome }](d *Draft[T], do func(context.Context) R, news func(R) []tea.Msg) tea.Cmd {
	d.sending = true
	d.awaited = Receipt{Tag: d.form.Tag(), number: d.awaited.number + 1}
	d.number++
	d.before, d.sent = d.sent, d.env.Now()
	file, number, before, sent := d.file, d.number, d.before, d.sent
	typed, answer := d.form.Typed(), Sent[R]{Receipt: d.awaited}
	return d.env.Write(func(ctx context.Context) []tea.Msg {
		if file != nil {
			_ = file.save(number, typed, sent) // a draft that cannot be kept is no reason not to send
		}
		answer.Result = do(ctx)
		answer.outcome = answer.Result.Came()
		switch answer.outcome {
		case write.Done, write.Confirmed:
			if file != nil {
				_ = file.drop(number) // a draft too many is offered once more; nothing is lost
			}
		case write.Refused, write.Over:
			if file != nil {
				file.setMark(number, typed, before)
			}
		case write.Absent, write.Uncertain, write.Unread: // the draft stays, and that it was sent
		}
		return append([]tea.Msg{answer}, news(answer.Result)...)
	})
}

// Sending reports that a request is on its way.
func (d *Draft[T]) Sending() bool { return d.sending }

// Answered takes in that the answer to a sending has come, and reports whether
// it is the one that is awaited. It ends the draft when what was typed has been
// carried out.
func (d *Draft[T]) Answered(r Receipt) bool {
	if r.Tag != d.awaited.Tag || r.number != d.awaited.number || d.answered == r.number {
		return false
	}
	d.sending, d.answered = false, r.number
	switch r.outcome {
	case write.Done, write.Confirmed:
		d.ended = true
	case write.Refused, write.Over:
		d.sent = d.before
	case write.Absent, write.Uncertain, write.Unread: // it may have arrived: it counts as sent
	}
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
