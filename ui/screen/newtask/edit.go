package newtask

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// requestOf returns the request that would create the task, the base of changes.
func requestOf(task *api.Task) *api.CreateTask {
	vals := editOf(task)
	req, _ := body(&vals, &parsed{evaluators: task.Inputs()})
	return req
}

// update returns the update for the typed values, and all faults in them.
func (s *model) update() (api.UpdateTask, []api.FieldFault) {
	now, faults := s.validate()
	if s.initial.Sampling != "" && now.SamplingRate == nil && s.vals.onSpans() && len(faults) == 0 {
		faults = []api.FieldFault{{Field: fSampling, Message: "a rate cannot be removed; write 1 for every span"}}
	}
	return write.Difference(requestOf(&s.origin.task), now), faults
}

// wasEdited reports whether the values that a fault is about were changed. A fault
// in unchanged values does not block an update.
func (s *model) wasEdited(fault api.FieldFault) bool {
	values, old := s.vals, s.initial
	switch form.BaseField(fault.Field) {
	case fName:
		return values.Name != old.Name
	case fContinuous, fSampling:
		return values.Continuous != old.Continuous || values.Sampling != old.Sampling
	case fConfig:
		return values.Config != old.Config
	}
	values.Name, values.Continuous, values.Sampling, values.Config = old.Name, old.Continuous, old.Sampling, old.Config
	return !values.equal(&old)
}

// toReview opens the review, unless there is a fault or nothing has changed.
func (s *model) toReview() tea.Cmd {
	from, field := s.current, s.Form.At()
	s.collect()
	s.Form.TakeTyped()
	s.pull()
	s.collect()
	change, faults := s.update()
	s.problem, s.review.conflict = nil, nil
	switch {
	case len(faults) > 0:
		return s.showFaults(faults)
	case change.Empty():
		s.faults = nil
		s.problem = []text.Safe{text.Lit("Nothing has changed. There is nothing to send.")}
		return nil
	}
	s.review.from, s.review.focus = from, field
	return s.goTo(stReview, "")
}

// backToFields returns from the review to the field that had the focus before.
func (s *model) backToFields() tea.Cmd {
	if s.review.from == "" {
		s.review.from = stName
	}
	cmd := s.goTo(s.review.from, "")
	s.Form.Jump(s.review.focus)
	s.review.conflict, s.problem = nil, nil
	return cmd
}

// updateResult is the result of one attempt to send an update.
type updateResult struct {
	write.Result[api.Task]
	conflict   bool // someone else has changed the task; nothing was sent
	loadFailed bool // the task could not be loaded first; nothing was sent
}

// submitUpdate loads the task again and sends the update once.
func (s *model) submitUpdate() tea.Cmd {
	if s.env.ReadOnly {
		return host.Say(host.Warning, host.ReadOnly)
	}
	change, faults := s.update()
	if len(faults) > 0 || change.Empty() {
		return s.toReview()
	}
	s.problem, s.review.conflict = nil, nil
	client, base, name := s.client, s.origin.task, s.taskName()
	return form.Send(s.Draft, func(ctx context.Context) *updateResult { return checkAndUpdate(ctx, client, &base, &change) }, func(result *updateResult) []tea.Msg {
		out := outcomeMsgs(&result.Result, result.notice(name))
		if result.loadFailed && api.Is(result.Err, api.NotFound) { // an update can get 404 for an evaluator
			out = append(out, host.TaskGone{ID: base.ID})
		}
		return out
	})
}

// checkAndUpdate checks that the task is unchanged since it was loaded, and sends
// the update. A new updated_at without a difference in the fields that can be
// changed is not a conflict: the update would not undo anything.
func checkAndUpdate(ctx context.Context, updater write.Updater, base *api.Task, change *api.UpdateTask) *updateResult {
	now, err := updater.GetTask(api.NoRetry(ctx), base.ID) // the user sends again; a retry may wait for a minute
	if err != nil {
		return &updateResult{loadFailed: true, Result: write.Result[api.Task]{Err: err}}
	}
	if !write.Difference(requestOf(base), requestOf(&now)).Empty() {
		return &updateResult{conflict: true, Result: write.Result[api.Task]{Value: now, Known: true}}
	}
	return &updateResult{Result: write.Update(ctx, updater, base.ID, change)}
}

// notice describes the outcome; zero for no notice.
func (r *updateResult) notice(name text.Safe) host.Notice {
	say := func(k host.NoticeKind, what text.Safe) host.Notice {
		return host.Notice{Kind: k, Text: text.Concat(name, text.Lit(": "), what)}
	}
	switch {
	case r.conflict:
		return say(host.Warning, text.Lit("changed by someone else in the meantime; nothing was sent."))
	case r.Outcome == write.Done:
		return say(host.Success, text.Lit("changed."))
	case r.Outcome == write.Confirmed:
		return say(host.Warning, text.Concat(host.Unsure(r.Err), text.Lit(", but the change is there.")))
	case r.Outcome != write.Refused:
		return say(host.Error, text.Concat(host.Unsure(r.Err), text.Lit(" and the change is not visible. Nothing is sent again by itself."), host.Said(r.Err)))
	case host.Canceled(r.Err):
		return host.Notice{}
	}
	return say(host.Error, text.Concat(text.Lit("not changed: "), host.Reason(r.Err)))
}

// applyUpdate handles the result of an update: it closes the form, or shows the
// problem and keeps the form as it is.
func (s *model) applyUpdate(result *updateResult) tea.Cmd {
	again := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again."))
	switch {
	case result.conflict:
		s.rebaseOnto(&result.Value)
	case result.Succeeded():
		return s.closeUpdated(&result.Value)
	case result.Outcome == write.LookUpFailed:
		s.problem = []text.Safe{text.Concat(text.Capital(host.Unsure(result.Err)), text.Lit(" and the task could not be loaded: "), host.Reason(result.LookErr), text.Lit(". It may have been changed."), again, host.Said(result.Err))}
	case result.Outcome != write.Refused:
		s.problem = []text.Safe{text.Concat(text.Capital(host.Unsure(result.Err)), text.Lit(", and the task shows no change so far. Nothing is sent again by itself;"), again, host.Said(result.Err))}
	case host.Canceled(result.Err):
	case result.loadFailed:
		s.problem = []text.Safe{
			text.Concat(text.Lit("The task could not be loaded first, so nothing was sent: "), host.Reason(result.Err)), text.Concat(host.Advice(result.Err), again),
		}
	default:
		return s.showRefusal(text.Lit("Not changed: "), result.Err)
	}
	s.fillReview()
	return nil
}

// closeUpdated closes the form. A covered form stays open and shows the updated
// task.
func (s *model) closeUpdated(now *api.Task) tea.Cmd {
	s.origin.task = *now
	s.vals = editOf(now)
	s.initial = s.vals.clone()
	s.applyKnownNames()
	s.restart()
	if s.Hidden {
		return s.text.takeCmds()
	}
	return s.env.Send(host.Pop{})
}

// rebaseOnto makes the current task the base of the typed values and shows the
// conflict; the person decides whether to send again.
func (s *model) rebaseOnto(now *api.Task) {
	base := requestOf(&s.origin.task)
	s.review.conflict = s.changes(base, write.Difference(base, requestOf(now)))
	fresh := editOf(now)
	s.vals = s.vals.rebase(&s.initial, &fresh)
	s.origin.task, s.initial = *now, fresh
	s.text.show(stJSON, s.vals.Evaluators)
	s.text.show(stConfigJSON, s.vals.Config)
	s.configValues, _ = parseConfigValues(s.vals.Config)
	s.requestFacts(true)
	if change, faults := s.update(); change.Empty() && len(faults) == 0 {
		s.backToFields()
		s.problem = []text.Safe{text.Lit("Someone else has made the same changes in the meantime. There is nothing to send.")}
		return
	}
	s.review.sheet.Home()
}

// handleDeleted shows that the task was deleted; the typed values stay visible.
func (s *model) handleDeleted(id string) {
	if s.edit && s.Ready && id == s.origin.task.ID {
		s.problem, s.Dirty = []text.Safe{text.Lit("This task was deleted in the meantime and cannot be changed.")}, true
	}
}

// taskName returns the name of the task, or the end of its ID.
func (s *model) taskName() text.Safe {
	if s.origin.task.Name != "" {
		return text.CleanN(s.origin.task.Name, 200)
	}
	return text.Concat(text.Lit("task "), text.ShortID(s.origin.task.ID))
}
