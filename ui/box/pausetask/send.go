package pausetask

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// outcome is what came of one request.
type outcome struct {
	task  api.Task // as it is now; only when known
	known bool
	over  bool  // the box has nothing left to ask
	err   error // why the request failed, nil when it was accepted
	kind  host.NoticeKind
	words text.Safe // "" for silence
}

// answered tells the box, if it is still there.
type answered struct {
	host.Tag
	outcome
}

// send asks the server once. The request outlives the box: closing it does not
// stop what the person has said yes to, and the notice comes all the same.
func (b *model) send() tea.Cmd {
	if b.env.ReadOnly {
		b.note = []text.Safe{text.Lit("Read-only: nothing is changed. Start ax-tui without --read-only to change tasks.")}
		return nil
	}
	b.phase, b.note, b.blind = sending, nil, ""
	tag := b.Anew()
	ctx, c, id, name, want := b.env.Ctx, b.client, b.task.ID, b.name(), b.want
	return func() tea.Msg {
		o := carryOut(ctx, c, id, want)
		msgs := tea.BatchMsg{host.Send(answered{tag, o})}
		if o.words != "" {
			msgs = append(msgs, host.Say(o.kind, text.Concat(name, text.Lit(": "), o.words)))
		}
		if o.known {
			msgs = append(msgs, host.Send(host.TaskSeen{Task: o.task}))
		}
		if notFound(o.err) {
			msgs = append(msgs, host.Send(host.TaskGone{ID: id}))
		}
		return msgs
	}
}

// carryOut sends the one request and, when its answer is lost, reads the task.
func carryOut(ctx context.Context, c Client, id string, want bool) outcome {
	t, err := c.UpdateTask(ctx, id, api.UpdateTask{Continuous: &want})
	o := outcome{task: t, known: err == nil, err: err, kind: host.Failed}
	switch {
	case err == nil && t.Continuous == want:
		o.over, o.kind, o.words = true, host.Did, done(want)
	case err == nil:
		o.words = text.Lit("the server took the change, yet it still answers the old state. Look again in a moment.")
	case notFound(err):
		o.over, o.words = true, text.Lit("not found. It is gone, or your key may no longer see it.")
	case host.Lost(err):
		o.look(ctx, c, id, want)
	case host.Canceled(err):
		o.over = true
	default:
		o.words = text.Concat(text.Lit("not changed: "), host.Reason(err))
	}
	return o
}

func (o *outcome) look(ctx context.Context, c Client, id string, want bool) {
	t, err := c.GetTask(ctx, id)
	if err != nil {
		o.words = text.Concat(text.Lit("the answer was lost and the task could not be read: "), host.Reason(err))
		return
	}
	o.task, o.known = t, true
	if t.Continuous == want {
		o.over, o.kind = true, host.Warned
		o.words = text.Concat(text.Lit("the answer was lost, but it is "), done(want))
		return
	}
	o.words = text.Lit("the answer was lost and nothing has changed so far. Nothing is sent again by itself.")
}

// done words the new state.
func done(want bool) text.Safe {
	if want {
		return text.Lit("resumed; new spans are scored by themselves.")
	}
	return text.Lit("paused; new spans are no longer scored by themselves.")
}

// answer takes in what came of it and reports whether the box is done.
func (b *model) answer(m answered) bool {
	if !b.Current(m.Tag) {
		return false
	}
	if m.known {
		b.task = m.task
	}
	if m.over || m.words == "" {
		return true
	}
	b.phase, b.yes = asking, false
	b.note = []text.Safe{m.words}
	if a := advice(m.err); a != "" {
		b.note = append(b.note, a)
	}
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
