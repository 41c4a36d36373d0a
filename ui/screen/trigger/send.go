package trigger

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// answered is what came of one attempt.
type answered struct {
	host.Tag
	attempt int
	write.Result[api.Run]
}

// readOnly is said in place of sending.
const readOnly text.Safe = "Read-only: nothing is sent. Start ax-tui without --read-only to start runs."

// submit judges everything and sends it once.
func (s *model) submit() tea.Cmd {
	if s.attempt.sending {
		return nil
	}
	if s.env.ReadOnly {
		return host.Say(host.Warned, readOnly)
	}
	s.form.Settle()
	req, faults := s.judge()
	s.attempt = attempt{faults: faults, number: s.attempt.number}
	if len(faults) > 0 {
		s.jump(faults[0].Field)
		return nil
	}
	s.attempt.sending = true
	s.attempt.number++
	return s.send(req)
}

// jump moves the focus to the field of a fault, if there is one.
func (s *model) jump(fault string) {
	if i := s.form.Index(fault); i >= 0 {
		s.form.Jump(i)
	}
}

// send starts the run. The request outlives the screen, as does the news of it.
func (s *model) send(req api.Trigger) tea.Cmd {
	c, task, name := s.client, s.task.ID, s.taskName()
	a := answered{Tag: s.Tag(), attempt: s.attempt.number}
	known, now := write.RunsBefore{Runs: append(slices.Clone(s.runs), s.repeat), LastRunAt: s.task.LastRunAt}, s.env.Now()
	send := s.draft.Around(func(ctx context.Context) write.Outcome {
		a.Result = write.Trigger(ctx, c, task, req, known, now)
		return a.Outcome
	})
	return s.env.Write(func(ctx context.Context) []tea.Msg {
		send(ctx)
		msgs := []tea.Msg{a}
		if a.Known {
			msgs = append(msgs, host.RunSeen{Run: a.Value})
		}
		if kind, words := a.words(); words != "" {
			msgs = append(msgs, host.Notice{Kind: kind, Text: text.Concat(name, text.Lit(": "), words)})
		}
		return msgs
	})
}

// words tell the outcome to whoever is there, for the form may be closed; "" for
// a request that nobody wanted any more.
func (a answered) words() (host.NoticeKind, text.Safe) {
	run := text.Concat(text.Lit("run "), shortID(a.Value.ID))
	switch a.Outcome {
	case write.Done:
		return host.Did, text.Concat(run, text.Lit(" started."))
	case write.Confirmed:
		return host.Warned, text.Concat(text.Lit("the answer was lost, but "), run, text.Lit(" has been started."))
	case write.Uncertain:
		return host.Warned, text.Concat(text.Lit("the answer was lost; "), run, text.Lit(" is new and may be yours. Nothing is sent again by itself."))
	}
	switch {
	case host.Canceled(a.Err):
		return host.Said, ""
	case a.Outcome == write.Unread:
		return host.Failed, text.Concat(text.Lit("the answer was lost and the runs could not be read: "), host.Reason(a.LookErr))
	case a.Outcome == write.Absent:
		return host.Failed, text.Lit("the answer was lost and no new run was found. Nothing is sent again by itself.")
	}
	return host.Failed, text.Concat(text.Lit("no run started: "), host.Reason(a.Err))
}

// answer takes in what came of an attempt: on to the run, or back to the form
// with everything in it.
func (s *model) answer(a answered) tea.Cmd {
	if !s.Current(a.Tag) || a.attempt != s.attempt.number || !s.attempt.sending {
		return nil
	}
	s.attempt.sending = false
	s.dirty = true
	s.draft.Answered(a.Outcome)
	switch {
	case a.Succeeded():
		s.first = s.vals.clone() // nothing is left to lose
		return s.env.Send(host.Move{To: host.PlaceRun, Run: a.Value, Task: s.task, Replace: true, Owner: s.ID})
	case host.Canceled(a.Err):
		return nil
	case a.Outcome == write.Refused:
		s.refuse(a.Err)
	default:
		s.attempt.problem = []text.Safe{s.lostWords(a)}
		s.attempt.maybe = a.Value
	}
	s.env.Polls.Kick(s.ID, jobRuns)
	s.describe()
	return nil
}

// refuse puts the reason beside the field it names, else above the form's foot.
func (s *model) refuse(err error) {
	var names []string
	for _, x := range s.form.Fields() {
		if x.Key != fWindow {
			names = append(names, x.Key)
		}
	}
	if faults := api.FieldsIn(err, form.Named(names...)); len(faults) > 0 {
		s.attempt.faults = nil
		for _, f := range faults {
			s.attempt.faults = append(s.attempt.faults, fault{FieldFault: f})
		}
		s.jump(faults[0].Field)
	}
	again := text.Concat(s.keyOf(keymap.Accept), text.Lit(" sends again."))
	s.attempt.problem = []text.Safe{
		text.Concat(text.Lit("No run started: "), host.Reason(err)), text.Concat(host.Advice(err), text.Lit(" "), again),
	}
}

func (s *model) lostWords(a answered) text.Safe {
	key := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again."))
	switch a.Outcome {
	case write.Uncertain:
		return text.Concat(text.Lit("The answer was lost. A new run, "), shortID(a.Value.ID), text.Lit(", is there; it may be yours. "),
			s.keyOf(keymap.Latest), text.Lit(" opens it;"), key)
	case write.Unread:
		return text.Concat(text.Lit("The answer was lost and the runs could not be read: "), host.Reason(a.LookErr),
			text.Lit(". A run may have been started; look before you send again."), key)
	}
	return text.Concat(text.Lit("The answer was lost, and no new run is in the list so far. Nothing is sent again by itself;"), key)
}
