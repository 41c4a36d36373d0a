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

// submit validates the form and sends the request once.
func (s *model) submit() tea.Cmd {
	if s.Draft.Sending() {
		return nil
	}
	if s.env.ReadOnly {
		return host.Say(host.Warning, host.ReadOnly)
	}
	s.Form.TakeTyped()
	req, faults := s.validate()
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
	client, task, name, ref := s.client, s.task.ID, s.taskName(), s.task.Ref()
	known, now := write.RunsBefore{Runs: append(slices.Clone(s.runs), s.repeat), LastRunAt: s.task.LastRunAt}, s.serverNow()
	s.attempt.sent = &req
	do := func(ctx context.Context) *write.Result[api.Run] {
		result := write.Trigger(ctx, client, task, req, known, now)
		return &result
	}
	return form.Send(s.Draft, do, func(result *write.Result[api.Run]) []tea.Msg {
		var out []tea.Msg
		if result.Succeeded() {
			out = append(out, host.Watch{Run: result.Value, Task: ref, Asked: &req, On: true})
		}
		if result.Known {
			out = append(out, host.RunUpdated{Run: result.Value})
		}
		if kind, words := outcomeText(result); words != "" {
			out = append(out, host.Notice{Kind: kind, Text: text.Concat(name, text.Lit(": "), words)})
		}
		return out
	})
}

// outcomeText is the notice of the outcome, shown even if the form is closed; ""
// for a canceled request.
func outcomeText(result *write.Result[api.Run]) (host.NoticeKind, text.Safe) {
	run := text.Concat(text.Lit("run "), text.ShortID(result.Value.ID))
	switch result.Outcome {
	case write.Done:
		return host.Success, text.Concat(run, text.Lit(" started."))
	case write.Confirmed:
		return host.Warning, text.Concat(host.Unsure(result.Err), text.Lit(", but "), run, text.Lit(" has been started."))
	case write.Uncertain:
		return host.Warning, text.Concat(host.Unsure(result.Err), text.Lit("; "), run, text.Lit(" is new and may be yours. Nothing is sent again by itself."), host.Said(result.Err))
	case write.Refused, write.AlreadyEnded, write.Absent, write.LookUpFailed: // no run is known
	}
	switch {
	case host.Canceled(result.Err):
		return host.Info, ""
	case result.Outcome == write.LookUpFailed:
		return host.Error, text.Concat(host.Unsure(result.Err), text.Lit(" and the runs could not be read: "), host.Reason(result.LookErr))
	case result.Outcome == write.Absent:
		return host.Error, text.Concat(host.Unsure(result.Err), text.Lit(" and no new run was found. Nothing is sent again by itself."), host.Said(result.Err))
	}
	return host.Error, text.Concat(text.Lit("no run started: "), host.Reason(result.Err))
}

// applyResult handles the result of sending: it opens the new run, or shows the
// problem and keeps the form as it is.
func (s *model) applyResult(result *write.Result[api.Run]) tea.Cmd {
	switch {
	case result.Succeeded():
		s.initial = s.vals.clone() // nothing is unsaved any more
		return s.env.Send(host.Move{To: host.PlaceRun, Run: result.Value, Task: s.task, Asked: s.attempt.sent, Replace: s.ID})
	case host.Canceled(result.Err):
		return nil
	case result.Outcome == write.Refused:
		s.showRefusal(result.Err)
	default:
		s.attempt.problem = []text.Safe{s.lostText(result)}
		s.attempt.candidate = result.Value
	}
	s.env.Polls.Kick(s.ID, jobRuns)
	s.describe()
	return nil
}

// showRefusal shows the reason at the field it names, else in the footer.
func (s *model) showRefusal(err error) {
	var names []string
	for _, field := range s.Form.Fields() {
		if field.Key != fWindow {
			names = append(names, field.Key)
		}
	}
	if faults := api.FieldsIn(err, form.FieldNames(names...)); len(faults) > 0 {
		s.attempt.faults = faults
		s.jump(faults[0].Field)
	}
	again := text.Concat(s.keyOf(keymap.Accept), text.Lit(" sends again."))
	s.attempt.problem = []text.Safe{
		text.Concat(text.Lit("No run started: "), host.Reason(err)), text.Concat(host.Advice(err), text.Lit(" "), again),
	}
}

func (s *model) lostText(result *write.Result[api.Run]) text.Safe {
	key, lost := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again.")), text.Capital(host.Unsure(result.Err))
	said := host.Said(result.Err)
	switch result.Outcome {
	case write.Uncertain:
		return text.Concat(lost, text.Lit(". There is a new run, "), text.ShortID(result.Value.ID), text.Lit(", which may be yours. "),
			s.keyOf(keymap.Latest), text.Lit(" opens it;"), key, said)
	case write.LookUpFailed:
		return text.Concat(lost, text.Lit(" and the runs could not be read: "), host.Reason(result.LookErr),
			text.Lit(". A run may have been started; check before you send again."), key, said)
	default: // Absent; the other outcomes do not come here
		return text.Concat(lost, text.Lit(", and no new run is in the list so far. Nothing is sent again by itself;"), key, said)
	}
}

// handlePanic ends what waits for a command that has panicked.
func (s *model) handlePanic() {
	if lost := s.FailInFlight(); lost != "" {
		s.attempt.problem = []text.Safe{lost}
		s.env.Polls.Kick(s.ID, jobRuns)
	}
	s.describe()
}
