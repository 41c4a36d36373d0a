package triggerform

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/kit"
	"ax-tui/ui/text"
)

// skew is by how much the server's clock may be behind ours when a run is
// looked for that may have been started just now.
const skew = 2 * time.Minute

// answered is what came of one submit.
type answered struct {
	kit.Tag
	submit int
	run    api.Run
	found  bool  // the answer was lost, and this run was found in the list
	err    error // nil when a run was started or found
	look   error // why the list could not be read after a lost answer
}

// judge makes the request and names its faults in the order of the fields.
func (s *screen) judge() (api.Trigger, []api.FieldFault) {
	req, faults := build(s.task, s.vals, s.env.Now(), s.env.Zone)
	if s.form != nil {
		slices.SortStableFunc(faults, func(a, b api.FieldFault) int {
			i, _ := s.form.index(a.Field)
			j, _ := s.form.index(b.Field)
			return i - j
		})
	}
	return req, faults
}

// submit judges everything and sends it once.
func (s *screen) submit() tea.Cmd {
	if s.sending {
		return nil
	}
	if s.env.ReadOnly {
		return kit.Say(kit.Warned, text.Lit("Read-only: nothing is sent. Start ax-tui without --read-only to start runs."))
	}
	req, faults := s.judge()
	s.faults, s.problem = faults, nil
	if len(faults) > 0 {
		if at, ok := s.form.index(faults[0].Field); ok {
			s.form.jump(at)
		}
		s.describe()
		return nil
	}
	s.sending, s.sentAt = true, s.env.Now()
	s.submits++
	s.describe()
	return s.send(req)
}

// send starts the run. The request outlives the screen, as does the news of it.
func (s *screen) send(req api.Trigger) tea.Cmd {
	ctx, c, task, name := s.env.Ctx, s.client, s.task.ID, s.taskName()
	a := answered{Tag: s.Tag(), submit: s.submits}
	since, before := s.sentAt.Add(-skew), s.knownRuns()
	return func() tea.Msg {
		a.run, a.err = c.Trigger(ctx, task, req)
		if isLost(a.err) {
			a.run, a.found, a.look = lookUp(ctx, c, task, req, since, before)
		}
		if a.found {
			a.err = nil
		}
		msgs := tea.BatchMsg{kit.Send(a)}
		if a.err == nil {
			msgs = append(msgs, kit.Send(kit.RunSeen{Run: a.run}))
		}
		if n, ok := a.notice(name); ok {
			msgs = append(msgs, kit.Send(n))
		}
		return msgs
	}
}

func (s *screen) knownRuns() map[string]bool {
	out := map[string]bool{}
	for _, r := range s.runs {
		out[r.ID] = true
	}
	return out
}

// lookUp searches the newest runs for one that this request may have started:
// not known before, created since, with the same window where it has one.
func lookUp(ctx context.Context, c Client, task string, req api.Trigger, since time.Time, before map[string]bool) (api.Run, bool, error) {
	p, err := c.ListRuns(ctx, api.RunQuery{TaskID: task, Limit: newest})
	if err != nil {
		return api.Run{}, false, err
	}
	for _, r := range p.Items {
		if !before[r.ID] && r.CreatedAt.After(since) && near(r.DataStart, req.DataStart) && near(r.DataEnd, req.DataEnd) {
			return r, true, nil
		}
	}
	return api.Run{}, false, nil
}

// near compares times to the second; a server may keep fewer digits, or none.
func near(a, b *time.Time) bool {
	return a == nil || b == nil || a.Sub(*b).Abs() <= time.Second
}

// notice tells the outcome to whoever is there, for the form may be closed.
func (a answered) notice(task text.Safe) (kit.Notice, bool) {
	switch {
	case a.err == nil && a.found:
		return kit.Notice{Kind: kit.Warned, Text: text.Concat(text.Lit("The answer was lost, but "), runName(a.run.ID), text.Lit(" has been started."))}, true
	case a.err == nil:
		return kit.Notice{Kind: kit.Did, Text: text.Concat(task, text.Lit(": "), runName(a.run.ID), text.Lit(" started."))}, true
	case kindOf(a.err) == api.Canceled:
		return kit.Notice{}, false
	case isLost(a.err):
		return kit.Notice{Kind: kit.Failed, Text: text.Concat(task, text.Lit(": the answer was lost and no new run was found. Nothing is sent again by itself."))}, true
	}
	what, _ := failure(a.err)
	return kit.Notice{Kind: kit.Failed, Text: text.Concat(task, text.Lit(": no run started: "), what)}, true
}

// answer takes in what came of a submit: on to the run, or back to the form
// with everything in it.
func (s *screen) answer(a answered) tea.Cmd {
	if !s.Current(a.Tag) || a.submit != s.submits || !s.sending {
		return nil
	}
	s.sending = false
	s.dirty = true
	if a.err == nil {
		s.first = s.vals.clone() // nothing is left to lose
		return kit.Send(kit.Move{To: kit.PlaceRun, Run: a.run, Task: s.task, Replace: true})
	}
	if kindOf(a.err) == api.Canceled {
		return nil
	}
	s.refuse(a)
	s.env.Polls.Kick(s.ID, jobRuns)
	s.describe()
	return nil
}

// refuse puts the reason beside the field it names, else above the form's foot.
func (s *screen) refuse(a answered) {
	what, todo := failure(a.err)
	if isLost(a.err) {
		s.problem = []text.Safe{s.lostWords(a)}
		return
	}
	faults := fieldsIn(a.err, s.form)
	if len(faults) > 0 {
		s.faults = faults
		at, _ := s.form.index(faults[0].Field)
		s.form.jump(at)
	}
	again := text.Concat(s.keyOf(keymap.Accept), text.Lit(" sends again."))
	s.problem = []text.Safe{text.Concat(text.Lit("No run started: "), what), text.Concat(todo, text.Lit(" "), again)}
}

func (s *screen) lostWords(a answered) text.Safe {
	key := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again."))
	if a.look != nil {
		why, _ := failure(a.look)
		return text.Concat(text.Lit("The answer was lost and the runs could not be read: "), why, text.Lit(". A run may have been started; look before you send again."), key)
	}
	return text.Concat(text.Lit("The answer was lost, and no new run is in the list so far. Nothing is sent again by itself;"), key)
}

// fieldsIn finds the fields that a refusal names.
func fieldsIn(err error, f *form) []api.FieldFault {
	e, ok := asError(err)
	if !ok {
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
	msg := strings.ToLower(e.Message())
	best := api.FieldFault{}
	for _, x := range f.fields {
		named := strings.Contains(msg, x.key) || strings.Contains(msg, strings.ReplaceAll(x.key, "_", " "))
		if named && len(x.key) > len(best.Field) && x.key != fWindow {
			best = api.FieldFault{Field: x.key, Message: e.Message()}
		}
	}
	if best.Field == "" {
		return nil
	}
	return []api.FieldFault{best}
}
