package deletetask

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/kit"
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
	kit.Tag
	outcome
}

// send asks the server once. The request outlives the box: closing it does not
// stop what the person has asked for, and the notice comes all the same.
func (b *box) send() tea.Cmd {
	b.phase, b.note, b.blind, b.wrong = sending, nil, "", false
	tag := b.Anew()
	ctx, c, id, name := b.env.Ctx, b.client, b.task.ID, b.name()
	return func() tea.Msg {
		o := carryOut(ctx, c, id)
		msgs := tea.BatchMsg{kit.Send(answered{tag, o})}
		if n, ok := o.notice(name); ok {
			msgs = append(msgs, kit.Send(n))
		}
		if o.gone {
			msgs = append(msgs, kit.Send(kit.TaskGone{ID: id}))
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
	case kindOf(o.err) == api.NotFound:
		o.gone, o.words = true, gone()
	case kindOf(o.err) == api.Canceled && !lost(o.err):
	case lost(o.err):
		o.look(ctx, c, id)
	default:
		o.words = text.Concat(text.Lit("Not deleted: "), reason(o.err))
	}
	return o
}

func (o *outcome) look(ctx context.Context, c Client, id string) {
	_, o.again = c.GetTask(ctx, id)
	switch {
	case kindOf(o.again) == api.NotFound:
		o.gone, o.words = true, text.Lit("The answer was lost, but the task is gone.")
	case o.again == nil:
		o.words = text.Lit("The answer was lost; the task is still there. Nothing is sent again by itself.")
	default:
		o.words = text.Concat(text.Lit("The answer was lost and the task could not be read: "), reason(o.again))
	}
}

// notice tells the outcome to whoever is there.
func (o outcome) notice(name text.Safe) (kit.Notice, bool) {
	switch {
	case o.err == nil:
		return kit.Notice{Kind: kit.Did, Text: text.Concat(name, text.Lit(" is deleted, with its runs."))}, true
	case o.words == "":
		return kit.Notice{}, false
	case o.gone:
		return kit.Notice{Kind: kit.Warned, Text: text.Concat(name, text.Lit(": "), o.words)}, true
	}
	return kit.Notice{Kind: kit.Failed, Text: text.Concat(name, text.Lit(": "), o.words)}, true
}

// answer takes in what came of it and reports whether the box is done.
func (b *box) answer(m answered) bool {
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

func lost(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && e.Lost
}

// kindOf gives the kind of a failure; api.Unexpected also for none.
func kindOf(err error) api.Kind {
	var e *api.Error
	switch {
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled):
		return api.Canceled
	}
	return api.Unexpected
}

// reason is the explanation of a failure on one line.
func reason(err error) text.Safe {
	var e *api.Error
	if errors.As(err, &e) {
		return text.Clean(e.Message())
	}
	return text.Clean(err.Error())
}

func advice(err error) text.Safe {
	var e *api.Error
	if errors.As(err, &e) && !e.Lost {
		return text.Clean(e.Advice())
	}
	return ""
}
