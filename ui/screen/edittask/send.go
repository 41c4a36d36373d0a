package edittask

import (
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// outcome is what came of one try to send.
type outcome struct {
	task     api.Task // as it is now; only when known
	known    bool
	conflict bool // somebody else has changed it; nothing was sent
	unsent   bool // the task could not be read before, so nothing was sent
	found    bool // the answer was lost, yet the task shows the change
	err      error
	look     error // why the task could not be read after a lost answer
}

// answered tells the screen, if it is still there.
type answered struct {
	host.Tag
	send int
	outcome
}

// send reads the task once more and sends the change, once. The request
// outlives the screen, as does the news of it.
func (s *model) send() tea.Cmd {
	if s.env.ReadOnly {
		return host.Say(host.Warned, text.Lit("Read-only: nothing is sent. Start ax-tui without --read-only to change tasks."))
	}
	s.readTexts()
	u, faults := build(s.task, s.vals)
	if len(faults) > 0 || nothing(u) {
		s.step = editing
		s.review()
		return nil
	}
	s.step, s.problem, s.conflict = sending, nil, nil
	s.sends++
	ctx, c, base, name := s.env.Ctx, s.client, s.task, s.taskName()
	a := answered{Tag: s.Tag(), send: s.sends}
	return func() tea.Msg {
		a.outcome = carryOut(ctx, c, base, u)
		msgs := tea.BatchMsg{host.Send(a)}
		if a.known {
			msgs = append(msgs, host.Send(host.TaskSeen{Task: a.task}))
		}
		if notFound(a.err) {
			msgs = append(msgs, host.Send(host.TaskGone{ID: base.ID}))
		}
		if n, ok := a.notice(name); ok {
			msgs = append(msgs, host.Send(n))
		}
		return msgs
	}
}

// carryOut looks whether the task is still what was edited, and sends the one
// request. An updated_at that moved without a difference in what may be changed
// is no conflict: nothing of anybody's would be undone.
func carryOut(ctx context.Context, c Client, base api.Task, u api.UpdateTask) outcome {
	now, err := c.GetTask(ctx, base.ID)
	if err != nil {
		return outcome{unsent: true, err: err}
	}
	if len(differs(base, now)) > 0 {
		return outcome{conflict: true, task: now, known: true}
	}
	t, err := c.UpdateTask(ctx, base.ID, u)
	o := outcome{task: t, known: err == nil, err: err}
	if !host.Lost(err) {
		return o
	}
	if now, o.look = c.GetTask(ctx, base.ID); o.look == nil {
		o.task, o.known, o.found = now, true, carriedOut(u, now)
	}
	return o
}

// notice tells the outcome to whoever is there, for the form may be closed.
func (o outcome) notice(name text.Safe) (host.Notice, bool) {
	say := func(k host.NoticeKind, parts ...text.Safe) (host.Notice, bool) {
		return host.Notice{Kind: k, Text: text.Concat(name, text.Lit(": "), text.Concat(parts...))}, true
	}
	switch {
	case o.conflict:
		return say(host.Warned, text.Lit("changed by somebody else meanwhile; nothing was sent."))
	case o.err == nil:
		return say(host.Did, text.Lit("changed."))
	case o.found:
		return say(host.Warned, text.Lit("the answer was lost, but the change is there."))
	case host.Canceled(o.err) && !host.Lost(o.err):
		return host.Notice{}, false
	case host.Lost(o.err):
		return say(host.Failed, text.Lit("the answer was lost and the change is not to be seen. Nothing is sent again by itself."))
	}
	return say(host.Failed, text.Lit("not changed: "), host.Reason(o.err))
}

// answer takes in what came of a try: back to where one came from, or back to
// the form with everything in it.
func (s *model) answer(a answered) tea.Cmd {
	if !s.Current(a.Tag) || a.send != s.sends || s.step != sending {
		return nil
	}
	s.dirty = true
	if a.err == nil && !a.conflict || a.found {
		return s.done(a.task)
	}
	s.step = reviewing
	var cmd tea.Cmd
	switch {
	case a.conflict:
		cmd = s.adopt(a.task)
	case host.Canceled(a.err):
	case host.Lost(a.err):
		s.lostWords(a)
	default:
		s.refuse(a)
	}
	s.rebuild()
	return cmd
}

// done leaves the form; one that is covered stays and shows the task as it is now.
func (s *model) done(now api.Task) tea.Cmd {
	s.task, s.first = now, valuesOf(now)
	s.vals = s.first
	cmd := s.writeTexts()
	s.edit()
	if s.hidden {
		return cmd
	}
	return tea.Batch(cmd, s.env.Send(host.Pop{}))
}

// adopt makes the task as it is now the base, with what was typed laid over it,
// and shows what differs; sending again is the person's decision.
func (s *model) adopt(now api.Task) tea.Cmd {
	s.conflict = differs(s.task, now)
	fresh := valuesOf(now)
	s.vals = s.vals.rebase(s.first, fresh)
	s.task, s.first = now, fresh
	cmd := s.writeTexts()
	s.sheet.Home()
	if u, faults := build(s.task, s.vals); nothing(u) && len(faults) == 0 {
		s.problem = []text.Safe{text.Lit("Somebody else has made the same changes meanwhile, so there is nothing left to send.")}
		s.step, s.conflict = editing, nil
	}
	return cmd
}

// lostWords say that the answer was lost, and what is to be seen.
func (s *model) lostWords(a answered) {
	again := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again."))
	if a.look != nil {
		s.problem = []text.Safe{text.Concat(text.Lit("The answer was lost and the task could not be read: "), host.Reason(a.look), text.Lit(". It may have been changed."), again)}
		return
	}
	s.problem = []text.Safe{text.Concat(text.Lit("The answer was lost, and the task shows no change so far. Nothing is sent again by itself;"), again)}
}

// refuse goes back to the field that the refusal names, else it stays at the review.
func (s *model) refuse(a answered) {
	what, todo := host.Reason(a.err), host.Advice(a.err)
	lead := text.Lit("Not changed: ")
	if a.unsent {
		lead = text.Lit("The task could not be read first, so nothing was sent: ")
	}
	s.problem = []text.Safe{text.Concat(lead, what), text.Concat(todo, text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again."))}
	if faults := fieldsIn(a.err, fieldsOf(s.task)); len(faults) > 0 && !a.unsent {
		s.faults, s.step = faults, editing
		s.show(faults[0].Field)
	}
}

// fieldsIn finds the field that a refusal names, by its wire name or in words.
func fieldsIn(err error, fields []string) []api.FieldFault {
	var e *api.Error
	if !errors.As(err, &e) {
		return nil
	}
	if len(e.Faults) > 0 {
		return e.Faults
	}
	switch e.Kind {
	case api.Invalid, api.Conflict, api.Unprocessable:
	default:
		return nil
	}
	msg, best := strings.ToLower(e.Message()), ""
	for _, f := range fields {
		for _, w := range append(hidden(f), f, strings.ReplaceAll(f, "_", " ")) {
			if strings.Contains(msg, w) && len(f) > len(best) {
				best = f
			}
		}
	}
	if best == "" {
		return nil
	}
	return []api.FieldFault{{Field: best, Message: e.Message()}}
}

// hidden are the parts of a field that a refusal may name in its stead.
func hidden(field string) []string {
	switch field {
	case fEvaluators:
		return []string{"evaluator", "column_mappings", "query_mappings"}
	case fConfig:
		return []string{"experiment_type", "integration_id", "template", "messages"}
	}
	return nil
}

// notFound reports a 404, which does not tell missing from unreadable
// (contract section 3).
func notFound(err error) bool {
	kind, ok := host.KindOf(err)
	return ok && kind == api.NotFound
}
