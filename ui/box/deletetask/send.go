package deletetask

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// outcome is what came of one request to delete.
type outcome struct {
	err   error     // why the request failed, nil when it was carried out
	again error     // why the task could not be read afterwards
	gone  bool      // the task is not there any more
	words text.Safe // what a failed request has come to, after "task NAME: "
}

// answered tells the box, if it is still there.
type answered struct {
	host.Tag
	outcome
}

// send asks the server once. The request outlives the box: closing it does not
// stop what the person has asked for, and the notice comes all the same.
func (b *model) send() tea.Cmd {
	b.phase, b.note, b.blind, b.wrong = sending, nil, "", false
	tag := b.Anew()
	ctx, c, id, name := b.env.Ctx, b.client, b.task.ID, b.name()
	return func() tea.Msg {
		o := carryOut(ctx, c, id)
		msgs := tea.BatchMsg{host.Send(answered{tag, o})}
		if n, ok := o.notice(name); ok {
			msgs = append(msgs, host.Send(n))
		}
		if o.gone {
			msgs = append(msgs, host.Send(host.TaskGone{ID: id}))
		}
		return msgs
	}
}

// carryOut sends the one request and, when its answer is lost, looks.
func carryOut(ctx context.Context, c Client, id string) outcome {
	o := outcome{err: c.DeleteTask(ctx, id)}
	switch {
	case o.err == nil:
		o.gone = true
	case notFound(o.err):
		o.gone, o.words = true, gone()
	case host.Canceled(o.err) && !host.Lost(o.err):
	case host.Lost(o.err):
		o.look(ctx, c, id)
	default:
		o.words = text.Concat(text.Lit("Not deleted: "), host.Reason(o.err))
	}
	return o
}

func (o *outcome) look(ctx context.Context, c Client, id string) {
	_, o.again = c.GetTask(ctx, id)
	switch {
	case notFound(o.again):
		o.gone, o.words = true, text.Lit("The answer was lost, but the task is gone.")
	case o.again == nil:
		o.words = text.Lit("The answer was lost; the task is still there. Nothing is sent again by itself.")
	default:
		o.words = text.Concat(text.Lit("The answer was lost and the task could not be read: "), host.Reason(o.again))
	}
}

// notice tells the outcome to whoever is there.
func (o outcome) notice(name text.Safe) (host.Notice, bool) {
	switch {
	case o.err == nil:
		return host.Notice{Kind: host.Did, Text: text.Concat(name, text.Lit(" is deleted, with its runs."))}, true
	case o.words == "":
		return host.Notice{}, false
	case o.gone:
		return host.Notice{Kind: host.Warned, Text: text.Concat(name, text.Lit(": "), o.words)}, true
	}
	return host.Notice{Kind: host.Failed, Text: text.Concat(name, text.Lit(": "), o.words)}, true
}

// answer takes in what came of it and reports whether the box is done.
func (b *model) answer(m answered) bool {
	if !b.Current(m.Tag) {
		return false
	}
	if m.gone || m.words == "" {
		return true
	}
	b.phase, b.typed = asking, ""
	b.note = []text.Safe{m.words, advice(m.err)}
	return false
}

// notFound reports a 404, which does not tell missing from unreadable
// (contract section 3).
func notFound(err error) bool {
	kind, ok := host.KindOf(err)
	return ok && kind == api.NotFound
}

// advice says what to do next; after a lost answer the words say it already.
func advice(err error) text.Safe {
	if err == nil || host.Lost(err) {
		return ""
	}
	return host.Advice(err)
}
