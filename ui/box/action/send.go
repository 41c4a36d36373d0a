package action

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// answered tells the box what came of its request, if it is still there.
type answered[T any] struct {
	host.Tag
	outcome
	result write.Result[T]
}

// send asks the server once. The request outlives the box: closing it does not
// stop what the person has said yes to, and the notice comes all the same.
func (b *model[T]) send() tea.Cmd {
	if b.env.ReadOnly {
		b.notes = []text.Safe{"Read-only: nothing is changed. Start ax-tui without --read-only to change tasks and runs."}
		return nil
	}
	b.phase, b.notes, b.staleText, b.wrongInput = sending, nil, "", false
	tag := b.NextGen()
	b.poll()
	act, first, name := b.act, b.first, b.question().name
	return b.env.Write(func(ctx context.Context) []tea.Msg {
		result := act.send(ctx, first)
		outcome := act.outcome(name, first, result)
		return append(act.messages(name, outcome, result), answered[T]{Tag: tag, outcome: outcome, result: result})
	})
}

// outcome words what came of a request.
func (a action[T]) outcome(name text.Safe, first T, result write.Result[T]) outcome {
	words := outcome{kind: host.Error}
	switch {
	case result.Outcome == write.Refused && host.Canceled(result.Err):
		return outcome{done: true}
	case result.Outcome == write.Refused && a.goneMsg != nil && api.Is(result.Err, api.NotFound):
		words.done, words.text = true, notFound
	case result.Outcome == write.Refused:
		words.text = text.Concat(a.refusal, ": ", host.Reason(result.Err))
	case result.Outcome == write.LookUpFailed:
		words.text = text.Concat("the answer was lost and the ", a.noun, " could not be read: ", host.Reason(result.LookErr))
	default:
		words = a.describeResult(name, first, result)
	}
	if result.Err != nil && !api.Lost(result.Err) { // after a lost answer the words have said it
		words.advice = host.Advice(result.Err)
	}
	words.deleted = words.deleted || api.Is(result.Err, api.NotFound)
	return words
}

const notFound text.Safe = "not found. It is gone, or your key may no longer see it."

// messages is what everybody is told of an outcome.
func (a action[T]) messages(name text.Safe, words outcome, result write.Result[T]) []tea.Msg {
	var out []tea.Msg
	if result.Known {
		out = append(out, a.seenMsg(result.Value, words.text != ""))
	}
	switch {
	case words.sentence:
		out = append(out, host.Notice{Kind: words.kind, Text: words.text})
	case words.text != "":
		out = append(out, host.Notice{Kind: words.kind, Text: text.Concat(name, ": ", words.text)})
	}
	if words.deleted && a.goneMsg != nil {
		out = append(out, a.goneMsg)
	}
	return out
}

// applyAnswer takes in what came of it and reports whether the box is done.
func (b *model[T]) applyAnswer(msg answered[T]) bool {
	if !b.Current(msg.Tag) {
		return false
	}
	if msg.result.Known {
		b.latest = msg.result.Value
	}
	switch {
	case msg.done && msg.keepOpen:
		b.end(capitalize(msg.text))
	case !msg.done:
		b.retry(capitalize(msg.text), msg.advice)
	}
	return msg.done && !msg.keepOpen
}

// capitalize gives words that stand alone their capital; ours begin in ASCII.
func capitalize(words text.Safe) text.Safe {
	return text.Safe(strings.ToUpper(string(words[:1]))) + words[1:]
}
