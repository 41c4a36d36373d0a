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
		b.note = []text.Safe{"Read-only: nothing is changed. Start ax-tui without --read-only to change tasks and runs."}
		return nil
	}
	b.phase, b.note, b.blind, b.wrong = sending, nil, "", false
	tag := b.NextGen()
	b.poll()
	act, first, name := b.act, b.first, b.question().name
	return b.env.Write(func(ctx context.Context) []tea.Msg {
		result := act.send(ctx, first)
		outcome := act.outcome(name, first, result)
		return append(act.news(name, outcome, result), answered[T]{Tag: tag, outcome: outcome, result: result})
	})
}

// outcome words what came of a request.
func (a action[T]) outcome(name text.Safe, first T, result write.Result[T]) outcome {
	words := outcome{kind: host.Error}
	switch {
	case result.Outcome == write.Refused && host.Canceled(result.Err):
		return outcome{over: true}
	case result.Outcome == write.Refused && a.gone != nil && api.Is(result.Err, api.NotFound):
		words.over, words.words = true, notFound
	case result.Outcome == write.Refused:
		words.words = text.Concat(a.refused, ": ", host.Reason(result.Err))
	case result.Outcome == write.LookUpFailed:
		words.words = text.Concat("the answer was lost and the ", a.noun, " could not be read: ", host.Reason(result.LookErr))
	default:
		words = a.tell(name, first, result)
	}
	if result.Err != nil && !api.Lost(result.Err) { // after a lost answer the words have said it
		words.advice = host.Advice(result.Err)
	}
	words.gone = words.gone || api.Is(result.Err, api.NotFound)
	return words
}

const notFound text.Safe = "not found. It is gone, or your key may no longer see it."

// news is what everybody is told of an outcome.
func (a action[T]) news(name text.Safe, words outcome, result write.Result[T]) []tea.Msg {
	var out []tea.Msg
	if result.Known {
		out = append(out, a.seen(result.Value, words.words != ""))
	}
	switch {
	case words.whole:
		out = append(out, host.Notice{Kind: words.kind, Text: words.words})
	case words.words != "":
		out = append(out, host.Notice{Kind: words.kind, Text: text.Concat(name, ": ", words.words)})
	}
	if words.gone && a.gone != nil {
		out = append(out, a.gone)
	}
	return out
}

// answer takes in what came of it and reports whether the box is done.
func (b *model[T]) answer(msg answered[T]) bool {
	if !b.Current(msg.Tag) {
		return false
	}
	if msg.result.Known {
		b.now = msg.result.Value
	}
	switch {
	case msg.over && msg.stays:
		b.end(sentence(msg.words))
	case !msg.over:
		b.retry(sentence(msg.words), msg.advice)
	}
	return msg.over && !msg.stays
}

// sentence gives words that stand alone their capital; ours begin in ASCII.
func sentence(words text.Safe) text.Safe {
	return text.Safe(strings.ToUpper(string(words[:1]))) + words[1:]
}
