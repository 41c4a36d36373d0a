package form

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/write"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Receipt identifies one send of a form.
type Receipt struct {
	host.Tag
	number  int
	outcome write.Outcome // set with the result
}

// Sent is the result of one send.
type Sent[R any] struct {
	Receipt
	Result R
}

// Send returns the command of a write. The draft is saved and marked as sent
// before do sends anything, and removed once the write is confirmed. A refusal
// removes the mark. The request and the messages that news returns outlive the
// screen. do and news run in the command. R is a pointer outside of tests: it is compiled
// once for all of them.
func Send[R interface{ WriteOutcome() write.Outcome }](draft *Draft, do func(context.Context) R, news func(R) []tea.Msg) tea.Cmd {
	var result R
	return draft.send(func(ctx context.Context) write.Outcome {
		result = do(ctx)
		return result.WriteOutcome()
	}, func(receipt Receipt) []tea.Msg {
		return append([]tea.Msg{Sent[R]{Receipt: receipt, Result: result}}, news(result)...)
	})
}

// send is Send for results of any type: answer returns the messages about it.
func (d *Draft) send(do func(context.Context) write.Outcome, answer func(Receipt) []tea.Msg) tea.Cmd {
	d.sending = true
	d.pending = Receipt{Tag: d.form.Tag(), number: d.pending.number + 1}
	d.lastWrite++
	d.sentBefore, d.sent = d.sent, d.env.Now()
	file, number, before, sent := d.file, d.lastWrite, d.sentBefore, d.sent
	typed, receipt := d.form.Values(), d.pending
	return d.env.Write([]string{d.kind}, func(ctx context.Context) []tea.Msg {
		if file != nil {
			_, _ = file.save(number, typed, sent) // send even if the draft cannot be saved
		}
		receipt.outcome = do(ctx)
		switch receipt.outcome {
		case write.Done, write.Confirmed:
			if file != nil {
				_ = file.drop(number) // a leftover draft is offered again; nothing is lost
			}
		case write.Refused, write.AlreadyEnded:
			if file != nil {
				file.setMark(number, typed, before)
			}
		case write.Absent, write.Uncertain, write.LookUpFailed: // the draft stays marked as sent
		}
		return answer(receipt)
	})
}

// Sending reports whether a request is in flight.
func (d *Draft) Sending() bool { return d.sending }

// Finish records the result of a send and reports whether it is the pending one.
// It closes the draft when the write was carried out.
func (d *Draft) Finish(receipt Receipt) bool {
	if receipt.Tag != d.pending.Tag || receipt.number != d.pending.number || d.lastAnswered == receipt.number {
		return false
	}
	d.sending, d.lastAnswered = false, receipt.number
	switch receipt.outcome {
	case write.Done, write.Confirmed:
		d.closed = true
	case write.Refused, write.AlreadyEnded:
		d.sent = d.sentBefore
	case write.Absent, write.Uncertain, write.LookUpFailed: // it may have arrived, so it counts as sent
	}
	return true
}

// FailInFlight stops waiting for a result that may never arrive. It returns the
// notice for it, "" when no request was pending. A late result is still accepted
// until something else is sent.
func (d *Draft) FailInFlight() text.Safe {
	if !d.sending {
		return ""
	}
	d.sending = false
	return text.Lit("Internal error in ax-tui; it is not known whether the request was sent. Nothing is sent again automatically: check the list before you send again.")
}
