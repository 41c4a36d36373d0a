package newtask

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// requestOf is the task as a create would send it; changes are told against it.
func requestOf(task api.Task) api.CreateTask {
	req, _ := body(editOf(task), parsed{evaluators: task.Inputs()})
	return req
}

// difference is the change that leads from one state of a task to another: only
// the fields that differ (contract section 6, Update). Type and target stay.
func difference(was, now api.CreateTask) api.UpdateTask {
	var change api.UpdateTask
	change.Name, change.Continuous, change.SamplingRate = newer(&was.Name, &now.Name), newer(was.Continuous, now.Continuous), newer(was.SamplingRate, now.SamplingRate)
	switch {
	case now.QueryFilter == was.QueryFilter:
	case now.QueryFilter == "":
		change.QueryFilter = api.Null[string]()
	default:
		change.QueryFilter = api.Set(now.QueryFilter)
	}
	switch {
	case evaljson.Equal(now.QueryFilters, was.QueryFilters):
	case now.QueryFilters == nil:
		change.QueryFilters = api.Null[api.QueryFilters]()
	default:
		change.QueryFilters = api.Set(*now.QueryFilters)
	}
	if !evaljson.Equal(now.Evaluators, was.Evaluators) {
		change.Evaluators = now.Evaluators
	}
	if len(now.RunConfig) > 0 && !evaljson.Equal(now.RunConfig, was.RunConfig) {
		change.RunConfig = now.RunConfig
	}
	return change
}

// newer is what a member has become, nil when it is what it was or not there.
func newer[T comparable](was, now *T) *T {
	if now == nil || was != nil && *was == *now {
		return nil
	}
	return now
}

// update makes the change out of what was typed, and every fault in it.
func (s *model) update() (api.UpdateTask, []api.FieldFault) {
	now, faults := s.judge()
	if s.first.Sampling != "" && now.SamplingRate == nil && s.vals.onSpans() && len(faults) == 0 {
		faults = []api.FieldFault{{Field: fSampling, Message: "a rate cannot be taken away; write 1 for every span"}}
	}
	return difference(requestOf(s.origin.task), now), faults
}

// touched reports whether what a fault is about was changed: what a task has
// already is no reason not to change the rest of it.
func (s *model) touched(fault api.FieldFault) bool {
	values, was := s.vals, s.first
	switch form.BaseField(fault.Field) {
	case fName:
		return values.Name != was.Name
	case fContinuous, fSampling:
		return values.Continuous != was.Continuous || values.Sampling != was.Sampling
	case fConfig:
		return values.Config != was.Config
	}
	values.Name, values.Continuous, values.Sampling, values.Config = was.Name, was.Continuous, was.Sampling, was.Config
	return !values.equal(was)
}

// toReview goes on to what would be sent, unless a field is at fault or nothing
// has changed.
func (s *model) toReview() tea.Cmd {
	from, field := s.at, s.Form.At()
	s.collect()
	s.Form.AcceptTypedID()
	s.pull()
	s.collect()
	change, faults := s.update()
	s.problem, s.review.conflict = nil, nil
	switch {
	case len(faults) > 0:
		return s.jumpTo(faults)
	case change.Empty():
		s.faults = nil
		s.problem = []text.Safe{text.Lit("Nothing has changed, so there is nothing to send.")}
		return nil
	}
	s.review.from, s.review.focus = from, field
	return s.goTo(stReview, "")
}

// backToFields goes back to the field from which one came to the review.
func (s *model) backToFields() tea.Cmd {
	if s.review.from == "" {
		s.review.from = stName
	}
	cmd := s.goTo(s.review.from, "")
	s.Form.Jump(s.review.focus)
	s.review.conflict, s.problem = nil, nil
	return cmd
}

// saved is what came of one try to send a change.
type saved struct {
	write.Result[api.Task]
	conflict bool // somebody else has changed the task; nothing was sent
	unread   bool // the task could not be read first, so nothing was sent
}

// save reads the task once more and sends the change, once.
func (s *model) save() tea.Cmd {
	if s.env.ReadOnly {
		return host.Say(host.Warning, text.Lit("Read-only: nothing is sent. Start ax-tui without --read-only to change tasks."))
	}
	change, faults := s.update()
	if len(faults) > 0 || change.Empty() {
		return s.toReview()
	}
	s.problem, s.review.conflict = nil, nil
	client, base, name := s.client, s.origin.task, s.taskName()
	return form.Send(s.Draft, func(ctx context.Context) saved { return carryOut(ctx, client, base, change) }, func(a saved) []tea.Msg {
		out := news(a.Result, a.notice(name))
		if a.unread && api.Is(a.Err, api.NotFound) { // a change may be told so for the sake of an evaluator
			out = append(out, host.TaskGone{ID: base.ID})
		}
		return out
	})
}

// carryOut looks whether the task is still what was edited, and sends the one
// request. An updated_at that moved without a difference in what may be changed
// is no conflict: nothing of anybody's would be undone.
func carryOut(ctx context.Context, updater write.Updater, base api.Task, change api.UpdateTask) saved {
	now, err := updater.GetTask(ctx, base.ID)
	if err != nil {
		return saved{unread: true, Result: write.Result[api.Task]{Err: err}}
	}
	if !difference(requestOf(base), requestOf(now)).Empty() {
		return saved{conflict: true, Result: write.Result[api.Task]{Value: now, Known: true}}
	}
	return saved{Result: write.Update(ctx, updater, base.ID, change)}
}

// notice words the outcome; zero says nothing.
func (a saved) notice(name text.Safe) host.Notice {
	say := func(k host.NoticeKind, what text.Safe) host.Notice {
		return host.Notice{Kind: k, Text: text.Concat(name, text.Lit(": "), what)}
	}
	switch {
	case a.conflict:
		return say(host.Warning, text.Lit("changed by somebody else meanwhile; nothing was sent."))
	case a.Outcome == write.Done:
		return say(host.Success, text.Lit("changed."))
	case a.Outcome == write.Confirmed:
		return say(host.Warning, text.Lit("the answer was lost, but the change is there."))
	case a.Outcome != write.Refused:
		return say(host.Error, text.Lit("the answer was lost and the change is not to be seen. Nothing is sent again by itself."))
	case host.Canceled(a.Err):
		return host.Notice{}
	}
	return say(host.Error, text.Concat(text.Lit("not changed: "), host.Reason(a.Err)))
}

// tookChanged takes in what came of a try: back to where one came from, or back
// to the review or the field with everything in it.
func (s *model) tookChanged(a saved) tea.Cmd {
	again := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again."))
	switch {
	case a.conflict:
		s.adopt(a.Value)
	case a.Succeeded():
		return s.changedAs(a.Value)
	case a.Outcome == write.LookUpFailed:
		s.problem = []text.Safe{text.Concat(text.Lit("The answer was lost and the task could not be read: "), host.Reason(a.LookErr), text.Lit(". It may have been changed."), again)}
	case a.Outcome != write.Refused:
		s.problem = []text.Safe{text.Concat(text.Lit("The answer was lost, and the task shows no change so far. Nothing is sent again by itself;"), again)}
	case host.Canceled(a.Err):
	case a.unread:
		s.problem = []text.Safe{
			text.Concat(text.Lit("The task could not be read first, so nothing was sent: "), host.Reason(a.Err)), text.Concat(host.Advice(a.Err), again),
		}
	default:
		return s.refused(text.Lit("Not changed: "), a.Err)
	}
	s.fillReview()
	return nil
}

// changedAs leaves the form; one that is covered stays and shows the task as it
// is now.
func (s *model) changedAs(now api.Task) tea.Cmd {
	s.origin.task = now
	s.vals = editOf(now)
	s.first = s.vals.clone()
	s.learnNames()
	s.restart()
	if s.Hidden {
		return s.text.take()
	}
	return s.env.Send(host.Pop{})
}

// adopt makes the task as it is now the base, with what was typed laid over it,
// and shows what differs; sending again is the person's decision.
func (s *model) adopt(now api.Task) {
	base := requestOf(s.origin.task)
	s.review.conflict = s.changes(base, difference(base, requestOf(now)))
	fresh := editOf(now)
	s.vals = s.vals.rebase(s.first, fresh)
	s.origin.task, s.first = now, fresh
	s.text.show(stJSON, s.vals.Evaluators)
	s.text.show(stConfigJSON, s.vals.Config)
	s.plain, _ = readPlain(s.vals.Config)
	s.wantFacts(true)
	if change, faults := s.update(); change.Empty() && len(faults) == 0 {
		s.backToFields()
		s.problem = []text.Safe{text.Lit("Somebody else has made the same changes meanwhile, so there is nothing left to send.")}
		return
	}
	s.review.sheet.Home()
}

// gone notes that the task has been deleted elsewhere; what was typed stays to
// be read.
func (s *model) gone(id string) {
	if s.edit && s.Ready && id == s.origin.task.ID {
		s.problem, s.Dirty = []text.Safe{text.Lit("This task has been deleted meanwhile, so nothing can be changed any more.")}, true
	}
}

// taskName is what the task is called, or the end of its ID.
func (s *model) taskName() text.Safe {
	if s.origin.task.Name != "" {
		return text.CleanN(s.origin.task.Name, 200)
	}
	return text.Concat(text.Lit("task "), text.CutLeft(text.Clean(s.origin.task.ID), 10))
}
