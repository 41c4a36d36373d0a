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
func Send[T any, R interface{ WriteOutcome() write.Outcome }](draft *Draft[T], do func(context.Context) R, news func(R) []tea.Msg) tea.Cmd {
	draft.sending = true
	draft.pending = Receipt{Tag: draft.form.Tag(), number: draft.pending.number + 1}
	draft.lastWrite++
	draft.sentBefore, draft.sent = draft.sent, draft.env.Now()
	file, number, before, sent := draft.file, draft.lastWrite, draft.sentBefore, draft.sent
	typed, answer := draft.form.Values(), Sent[R]{Receipt: draft.pending}
	return draft.env.Write(func(ctx context.Context) []tea.Msg {
		if file != nil {
			_ = file.save(number, typed, sent) // a draft that cannot be kept is no reason not to send
		}
		answer.Result = do(ctx)
		answer.outcome = answer.Result.WriteOutcome()
		switch answer.outcome {
		case write.Done, write.Confirmed:
			if file != nil {
				_ = file.drop(number) // a draft too many is offered once more; nothing is lost
			}
		case write.Refused, write.AlreadyEnded:
			if file != nil {
				file.setMark(number, typed, before)
			}
		}
		return append([]tea.Msg{answer}, news(answer.Result)...)
	})
}

// Sending reports that a request is on its way.
func (d *Draft[T]) Sending() bool { return d.sending }

// Finish takes in that the answer to a sending has come, and reports whether
// it is the one that is awaited. It ends the draft when what was typed has been
// carried out.
func (d *Draft[T]) Finish(receipt Receipt) bool {
	if receipt.Tag != d.pending.Tag || receipt.number != d.pending.number || d.lastAnswered == receipt.number {
		return false
	}
	d.sending, d.lastAnswered = false, receipt.number
	switch receipt.outcome {
	case write.Done, write.Confirmed:
		d.closed = true
	case write.Refused, write.AlreadyEnded:
		d.sent = d.sentBefore
	}
	return true
}

// FailInFlight gives up waiting for an answer that may never come, and gives what to
// tell about it, "" when none was awaited. One that comes all the same is taken
// until something else is sent.
func (d *Draft[T]) FailInFlight() text.Safe {
	if !d.sending {
		return ""
	}
	d.sending = false
	return text.Lit("Something went wrong inside ax-tui; whether it was sent is not known. Nothing is sent again by itself: look at the list before sending again.")
}
