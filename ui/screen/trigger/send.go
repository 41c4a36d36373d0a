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

// readOnly is said in place of sending.
const readOnly text.Safe = "Read-only: nothing is sent. Start ax-tui without --read-only to start runs."

// submit judges everything and sends it once.
func (s *model) submit() tea.Cmd {
	if s.Draft.Sending() {
		return nil
	}
	if s.env.ReadOnly {
		return host.Say(host.Warning, readOnly)
	}
	s.Form.AcceptTypedID()
	req, faults := s.judge()
	s.attempt = attempt{faults: faults}
	if len(faults) > 0 {
		s.jump(faults[0].Field)
		return nil
	}
	return s.send(req)
}

// jump moves the focus to the field of a fault, if there is one.
func (s *model) jump(fault string) {
	if i := s.Form.Index(fault); i >= 0 {
		s.Form.Jump(i)
	}
}

// send starts the run.
func (s *model) send(req api.Trigger) tea.Cmd {
	client, task, name := s.client, s.task.ID, s.taskName()
	known, now := write.RunsBefore{Runs: append(slices.Clone(s.runs), s.repeat), LastRunAt: s.task.LastRunAt}, s.env.Now()
	do := func(ctx context.Context) write.Result[api.Run] {
		return write.Trigger(ctx, client, task, req, known, now)
	}
	return form.Send(s.Draft, do, func(result write.Result[api.Run]) []tea.Msg {
		var out []tea.Msg
		if result.Known {
			out = append(out, host.RunSeen{Run: result.Value})
		}
		if kind, words := outcomeWords(result); words != "" {
			out = append(out, host.Notice{Kind: kind, Text: text.Concat(name, text.Lit(": "), words)})
		}
		return out
	})
}

// outcomeWords tell the outcome to whoever is there, for the form may be closed; "" for
// a request that nobody wanted any more.
func outcomeWords(result write.Result[api.Run]) (host.NoticeKind, text.Safe) {
	run := text.Concat(text.Lit("run "), shortID(result.Value.ID))
	switch result.Outcome {
	case write.Done:
		return host.Success, text.Concat(run, text.Lit(" started."))
	case write.Confirmed:
		return host.Warning, text.Concat(text.Lit("the answer was lost, but "), run, text.Lit(" has been started."))
	case write.Uncertain:
		return host.Warning, text.Concat(text.Lit("the answer was lost; "), run, text.Lit(" is new and may be yours. Nothing is sent again by itself."))
	case write.Refused, write.AlreadyEnded, write.Absent, write.LookUpFailed: // no run is known
	}
	switch {
	case host.Canceled(result.Err):
		return host.Info, ""
	case result.Outcome == write.LookUpFailed:
		return host.Error, text.Concat(text.Lit("the answer was lost and the runs could not be read: "), host.Reason(result.LookErr))
	case result.Outcome == write.Absent:
		return host.Error, text.Lit("the answer was lost and no new run was found. Nothing is sent again by itself.")
	}
	return host.Error, text.Concat(text.Lit("no run started: "), host.Reason(result.Err))
}

// answer takes in what came of an attempt: on to the run, or back to the form
// with everything in it.
func (s *model) answer(result write.Result[api.Run]) tea.Cmd {
	switch {
	case result.Succeeded():
		s.first = s.vals.clone() // nothing is left to lose
		return s.env.Send(host.Move{To: host.PlaceRun, Run: result.Value, Task: s.task, Replace: s.ID})
	case host.Canceled(result.Err):
		return nil
	case result.Outcome == write.Refused:
		s.refuse(result.Err)
	default:
		s.attempt.problem = []text.Safe{s.lostWords(result)}
		s.attempt.maybe = result.Value
	}
	s.env.Polls.Kick(s.ID, jobRuns)
	s.describe()
	return nil
}

// refuse puts the reason beside the field it names, else above the form's foot.
func (s *model) refuse(err error) {
	var names []string
	for _, field := range s.Form.Fields() {
		if field.Key != fWindow {
			names = append(names, field.Key)
		}
	}
	if faults := api.FieldsIn(err, form.FieldNames(names...)); len(faults) > 0 {
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

func (s *model) lostWords(result write.Result[api.Run]) text.Safe {
	key := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again."))
	switch result.Outcome {
	case write.Uncertain:
		return text.Concat(text.Lit("The answer was lost. A new run, "), shortID(result.Value.ID), text.Lit(", is there; it may be yours. "),
			s.keyOf(keymap.Latest), text.Lit(" opens it;"), key)
	case write.LookUpFailed:
		return text.Concat(text.Lit("The answer was lost and the runs could not be read: "), host.Reason(result.LookErr),
			text.Lit(". A run may have been started; look before you send again."), key)
	default: // Absent: the others never come here
		return text.Concat(text.Lit("The answer was lost, and no new run is in the list so far. Nothing is sent again by itself;"), key)
	}
}

// faltered takes in that a command has ended without its answer.
func (s *model) faltered() {
	if lost := s.FailInFlight(); lost != "" {
		s.attempt.problem = []text.Safe{lost}
		s.env.Polls.Kick(s.ID, jobRuns)
	}
	s.describe()
}
