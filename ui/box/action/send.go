package action

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// answered is the result of the request, for the box if it is still open.
type answered[T any] struct {
	host.Tag
	outcome
	result write.Result[T]
}

// pointed is a result with a pointer to its value, see action.
func pointed[V any](result write.Result[V]) write.Result[*V] {
	return write.Result[*V]{Outcome: result.Outcome, Value: &result.Value, Known: result.Known, Err: result.Err, LookErr: result.LookErr}
}

// send sends the request once. The request outlives the box: closing the box does
// not cancel it, and its notice is still shown.
func (b *model[T]) send() tea.Cmd {
	if b.env.ReadOnly {
		b.notes = []text.Safe{host.ReadOnly}
		return nil
	}
	b.phase, b.sent, b.notes, b.staleText, b.wrongInput = sending, true, nil, "", false
	tag := b.NextGen()
	b.poll()
	act, first, name := b.act, b.first, b.question().name
	return b.env.Write(act.about(first), func(ctx context.Context) []tea.Msg {
		result := act.send(ctx, first)
		outcome := act.outcome(name, first, result)
		return append(act.messages(name, outcome, result), answered[T]{Tag: tag, outcome: outcome, result: result})
	})
}

// outcome describes the result of a request.
func (a action[T]) outcome(name text.Safe, first T, result write.Result[T]) outcome {
	report := outcome{kind: host.Error}
	switch {
	case result.Outcome == write.Refused && host.Canceled(result.Err):
		return outcome{done: true}
	case result.Outcome == write.Refused && a.goneMsg != nil && api.Is(result.Err, api.NotFound):
		report.done, report.text = true, notFound
	case result.Outcome == write.Refused:
		report.text = text.Concat(a.refusal, ": ", host.Reason(result.Err))
	case result.Outcome == write.LookUpFailed:
		report.text = text.Concat(host.Unsure(result.Err), " and the ", a.noun, " could not be read: ", host.Reason(result.LookErr))
	default:
		report = a.describeResult(name, first, result)
	}
	if result.Outcome != write.Refused {
		report.text = text.Concat(report.text, host.Said(result.Err))
	}
	if result.Err != nil && !api.Lost(result.Err) { // for a lost response the text says it
		report.advice = host.Advice(result.Err)
	}
	report.deleted = report.deleted || api.Is(result.Err, api.NotFound)
	return report
}

const notFound text.Safe = "not found. It is deleted, or your key can no longer see it."

// messages returns the broadcasts and the notice of an outcome.
func (a action[T]) messages(name text.Safe, report outcome, result write.Result[T]) []tea.Msg {
	var out []tea.Msg
	if result.Known {
		out = append(out, a.seen(result.Value, report.text != "")...)
	}
	switch {
	case report.sentence:
		out = append(out, host.Notice{Kind: report.kind, Text: report.text})
	case report.text != "":
		out = append(out, host.Notice{Kind: report.kind, Text: text.Concat(name, ": ", report.text)})
	}
	if report.deleted && a.goneMsg != nil {
		out = append(out, a.goneMsg)
	}
	return out
}

// applyAnswer applies the result and reports whether the box closes.
func (b *model[T]) applyAnswer(msg answered[T]) bool {
	if !b.Current(msg.Tag) {
		return false
	}
	if msg.result.Known {
		b.latest = msg.result.Value
	}
	switch {
	case msg.done && msg.keepOpen:
		b.end(text.Capital(msg.text))
	case !msg.done:
		b.retry(text.Capital(msg.text), msg.advice)
	}
	return msg.done && !msg.keepOpen
}
