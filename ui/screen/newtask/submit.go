package newtask

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// skew is by how much the server's clock may be behind ours when a task is
// looked for that may have been created just now.
const skew = 2 * time.Minute

// answered is what came of one submit.
type answered struct {
	host.Tag
	submit int
	task   api.Task
	found  bool  // the answer was lost, and a task of this name was found
	err    error // nil when the task was created or found
	before int   // after a lost answer: tasks of this name that stood there before
	others int   // likewise: new ones of another type or target, which are not ours
	look   error // why the list could not be read after a lost answer
}

// submit judges everything and sends it once.
func (s *model) submit() tea.Cmd {
	if s.sending {
		return nil
	}
	if s.env.ReadOnly {
		return host.Say(host.Warned, text.Lit("Read-only: nothing is sent. Start ax-tui without --read-only to create tasks."))
	}
	req, faults := s.judge()
	s.problem = nil
	if len(faults) > 0 {
		return s.jumpTo(faults)
	}
	s.sending = true
	s.submits++
	return s.send(req)
}

// jumpTo shows faults on the step where the first of them can be mended.
func (s *model) jumpTo(faults []api.FieldFault) tea.Cmd {
	to := s.vals.stepFor(faults[0].Field)
	cmd := s.goTo(to, faults[0].Field)
	s.faults = nil
	for _, f := range faults {
		if s.vals.stepFor(f.Field) == to {
			s.faults = append(s.faults, f)
		}
	}
	s.describe()
	return cmd
}

// send creates the task. The request outlives the screen, as does the news of it.
func (s *model) send(req api.CreateTask) tea.Cmd {
	ctx, c, a := s.env.Ctx, s.client, answered{Tag: s.Tag(), submit: s.submits}
	before, since := map[string]bool{}, s.env.Now().Add(-skew)
	for _, t := range s.review.sameName {
		before[t.ID] = true
	}
	q := api.TaskQuery{SpaceID: s.vals.Space.ID, Limit: pageSize, Name: req.Name}
	send := s.draft.Around(func() bool {
		a.task, a.err = c.CreateTask(ctx, req)
		if isLost(a.err) {
			a.lookFor(ctx, c, req, q, func(t api.Task) bool { return !before[t.ID] && t.CreatedAt.After(since) })
		}
		if a.found {
			a.err = nil
		}
		return a.err == nil
	})
	return func() tea.Msg {
		send()
		msgs := tea.BatchMsg{host.Send(a)}
		if a.err == nil {
			msgs = append(msgs, host.Send(host.TaskSeen{Task: a.task}))
		}
		if n, ok := a.notice(text.CleanN(req.Name, 80)); ok {
			msgs = append(msgs, host.Send(n))
		}
		return msgs
	}
}

// lookFor searches every page for a task that this request may have made: of
// exactly this name, type and target, and new. Others of the name are counted.
func (a *answered) lookFor(ctx context.Context, c Client, req api.CreateTask, q api.TaskQuery, isNew func(api.Task) bool) {
	if q.SpaceID == "" {
		q.ProjectID, q.DatasetID = req.ProjectID, req.DatasetID
	}
	seen := map[string]bool{}
	for {
		p, err := c.ListTasks(ctx, q)
		if err != nil {
			a.look = err
			return
		}
		for _, t := range p.Items {
			switch {
			case t.Name != req.Name:
			case !isNew(t):
				a.before++
			case t.Type == req.Type && t.ProjectID == req.ProjectID && t.DatasetID == req.DatasetID:
				a.task, a.found = t, true
				return
			default:
				a.others++
			}
		}
		if p.Next == "" || seen[p.Next] {
			return
		}
		seen[p.Next] = true
		q.Cursor = p.Next
	}
}

// notice tells the outcome to whoever is there, for the form may be closed.
func (a answered) notice(name text.Safe) (host.Notice, bool) {
	switch {
	case a.err == nil && a.found:
		return host.Notice{Kind: host.Warned, Text: text.Concat(text.Lit("The answer was lost, but the task is there: "), name)}, true
	case a.err == nil:
		return host.Notice{Kind: host.Did, Text: text.Concat(text.Lit("Created: "), name)}, true
	case kindOf(a.err) == api.Canceled:
		return host.Notice{}, false
	case isLost(a.err):
		return host.Notice{Kind: host.Failed, Text: text.Concat(name, text.Lit(": the answer was lost, and "), a.lookedWords(), text.Lit(". Nothing is sent again by itself."))}, true
	}
	return host.Notice{Kind: host.Failed, Text: text.Concat(name, text.Lit(" was not created: "), reason(a.err))}, true
}

// answer takes in what came of a submit: on to the task, or back to the form
// with everything in it.
func (s *model) answer(a answered) tea.Cmd {
	if !s.Current(a.Tag) || a.submit != s.submits || !s.sending {
		return nil
	}
	s.sending, s.dirty = false, true
	switch {
	case a.err == nil:
		return s.created(a.task)
	case kindOf(a.err) == api.Canceled:
		return nil
	case isLost(a.err):
		s.problem = []text.Safe{s.lostWords(a)}
		return nil
	}
	return s.refused(a.err)
}

// created goes on to the task and asks whether to run it now.
func (s *model) created(t api.Task) tea.Cmd {
	s.first = s.vals.clone()
	s.draft.Sent()
	trial := s.vals.onSpans() // the form that opens keeps to the words of the question
	ask := confirm.New(s.env, confirm.Question{
		Title: text.Lit("Run it now?"),
		Body: []text.Safe{
			text.Concat(text.Lit("Created: "), text.CleanN(t.Name, 80)),
			s.trialWords(),
		},
		YesLabel: text.Lit("Start a run"), NoLabel: text.Lit("Not now"),
		Yes: host.Move{To: host.PlaceTrigger, Task: t, Trial: trial},
	})
	return ordered(s.env, host.Move{To: host.PlaceTask, Task: t, Replace: true}, box.Open{Box: ask})
}

// trialWords suggests the good practice of contract section 8.
func (s *model) trialWords() text.Safe {
	if s.vals.onSpans() {
		return text.Lit("A trial over about 100 spans shows whether the mappings fit. What to run is asked next; nothing starts by itself.")
	}
	return text.Lit("What to run is asked next; nothing starts by itself.")
}

// ordered hands the root messages one after the other.
func ordered(env *host.Env, list ...tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, m := range list {
		if cmd := env.Send(m); cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	return tea.Sequence(cmds...)
}

// refused goes back to the step and field that the refusal speaks of.
func (s *model) refused(err error) tea.Cmd {
	again := text.Concat(s.keyOf(keymap.Accept), text.Lit(" sends it again from the last step."))
	s.problem = []text.Safe{text.Concat(text.Lit("Not created: "), reason(err)), text.Concat(advice(err), text.Lit(" "), again)}
	faults := s.fieldsIn(err)
	if len(faults) == 0 {
		return nil
	}
	keep := s.problem
	cmd := s.jumpTo(faults)
	s.problem = keep
	return cmd
}

func (s *model) lostWords(a answered) text.Safe {
	key := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends it again."))
	if a.look != nil {
		return text.Concat(text.Lit("The answer was lost and the tasks could not be read: "), reason(a.look), text.Lit(". The task may be there; look before you send again."), key)
	}
	return text.Concat(text.Lit("The answer was lost, and "), a.lookedWords(), text.Lit(". Nothing is sent again by itself."), key)
}

// lookedWords tell what the look-up after a lost answer has shown.
func (a answered) lookedWords() text.Safe {
	switch {
	case a.look != nil:
		return text.Lit("the tasks could not be read")
	case a.before == 1:
		return text.Lit("one task of this name is there, the one from before; yours was probably refused or lost")
	case a.before > 1:
		return text.Clean(text.Count(a.before) + " tasks of this name are there, those from before; yours was probably refused or lost")
	case a.others > 0:
		return text.Lit("what is there of this name has another type or target; yours was probably refused or lost")
	}
	return text.Lit("no task of this name is there so far")
}

// fieldsIn finds the fields that a refusal names: the longest wire name, or a
// word for it, that stands in what the server says.
func (s *model) fieldsIn(err error) []api.FieldFault {
	faults := form.Refused(err, refusalWords())
	if len(faults) == 1 && s.vals.stepFor(faults[0].Field) == stReview {
		return nil
	}
	return faults
}

// refusalWords are the words by which a detail may speak of a field.
func refusalWords() map[string]string {
	out := map[string]string{"evaluator": fPicks, "column_mappings": fPicks, "query_mappings": fPicks, "dataset": fDataset, "project": fProject, "experiment": fExperiments, "sampling": fSampling, "continuous": fContinuous, "ai_integration": fConfig, "integration": fConfig}
	maps.Copy(out, form.Named(fName, fType, fProject, fDataset, fExperiments, fContinuous, fSampling, fPicks, fFilter, fFilters, fConfig))
	out[fVersion], out[strings.ReplaceAll(fVersion, "_", " ")] = fPicks, fPicks
	return out
}

func asError(err error) (*api.Error, bool) {
	var e *api.Error
	ok := errors.As(err, &e)
	return e, ok
}

func isLost(err error) bool { e, ok := asError(err); return ok && e.Lost }

func kindOf(err error) api.Kind {
	if e, ok := asError(err); ok {
		return e.Kind
	}
	if errors.Is(err, context.Canceled) {
		return api.Canceled
	}
	return api.Unexpected
}

// reason is what the server says, in one line; advice what to do about it.
func reason(err error) text.Safe {
	if e, ok := asError(err); ok {
		return text.CleanN(e.Message(), 300)
	}
	return text.CleanN(err.Error(), 300)
}

func advice(err error) text.Safe {
	if e, ok := asError(err); ok {
		return text.Clean(e.Advice())
	}
	return text.Lit("Try again.")
}
