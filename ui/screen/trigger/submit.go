package trigger

import (
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// answered is what came of one submit.
type answered struct {
	host.Tag
	submit int
	run    api.Run // started, or found after a lost answer
	found  finding // what the list told after a lost answer
	err    error   // nil when a run was started or is surely ours
	look   error   // why the list could not be read after a lost answer
}

// readOnly is said in place of sending.
const readOnly text.Safe = "Read-only: nothing is sent. Start ax-tui without --read-only to start runs."

// judge makes the request and names its faults in the order of the fields.
func (s *model) judge() (api.Trigger, []fault) {
	req, faults := build(s.task, s.vals, s.env.Now(), s.env.Zone)
	if s.form != nil {
		slices.SortStableFunc(faults, func(a, b fault) int {
			i, _ := s.form.index(a.Field)
			j, _ := s.form.index(b.Field)
			return i - j
		})
	}
	return req, faults
}

// submit judges everything and sends it once.
func (s *model) submit() tea.Cmd {
	if s.sending {
		return nil
	}
	if s.env.ReadOnly {
		return host.Say(host.Warned, readOnly)
	}
	s.form.settle()
	s.followVersion()
	req, faults := s.judge()
	s.faults, s.problem, s.maybe = faults, nil, api.Run{}
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
func (s *model) send(req api.Trigger) tea.Cmd {
	ctx, c, task, name := s.env.Ctx, s.client, s.task.ID, s.taskName()
	a := answered{Tag: s.Tag(), submit: s.submits}
	past := known{sent: s.sentAt, runs: slices.Clone(s.runs)}
	return func() tea.Msg {
		a.run, a.err = c.Trigger(ctx, task, req)
		if host.Lost(a.err) {
			a.run, a.found, a.look = lookUp(ctx, c, task, req, past)
		}
		if a.found == ours {
			a.err = nil
		}
		msgs := tea.BatchMsg{host.Send(a)}
		if a.err == nil || a.found == perhaps {
			msgs = append(msgs, host.Send(host.RunSeen{Run: a.run}))
		}
		if n, ok := a.notice(name); ok {
			msgs = append(msgs, host.Send(n))
		}
		return msgs
	}
}

// notice tells the outcome to whoever is there, for the form may be closed.
func (a answered) notice(task text.Safe) (host.Notice, bool) {
	say := func(kind host.NoticeKind, parts ...text.Safe) (host.Notice, bool) {
		return host.Notice{Kind: kind, Text: text.Concat(append([]text.Safe{task, ": "}, parts...)...)}, true
	}
	switch {
	case a.found == ours:
		return say(host.Warned, "the answer was lost, but ", runName(a.run.ID), " has been started.")
	case a.err == nil:
		return say(host.Did, runName(a.run.ID), " started.")
	case host.Canceled(a.err):
		return host.Notice{}, false
	case a.found == perhaps:
		return say(host.Warned, "the answer was lost; ", runName(a.run.ID), " is new and may be yours. Nothing is sent again by itself.")
	case host.Lost(a.err) && a.look != nil:
		return say(host.Failed, "the answer was lost and the runs could not be read: ", host.Reason(a.look))
	case host.Lost(a.err):
		return say(host.Failed, "the answer was lost and no new run was found. Nothing is sent again by itself.")
	}
	return say(host.Failed, "no run started: ", host.Reason(a.err))
}

// answer takes in what came of a submit: on to the run, or back to the form
// with everything in it.
func (s *model) answer(a answered) tea.Cmd {
	if !s.Current(a.Tag) || a.submit != s.submits || !s.sending {
		return nil
	}
	s.sending = false
	s.dirty = true
	if a.err == nil {
		s.first = s.vals.clone() // nothing is left to lose
		return s.env.Send(host.Move{To: host.PlaceRun, Run: a.run, Task: s.task, Replace: true, Owner: s.ID})
	}
	if host.Canceled(a.err) {
		return nil
	}
	s.refuse(a)
	s.env.Polls.Kick(s.ID, jobRuns)
	s.describe()
	return nil
}

// refuse puts the reason beside the field it names, else above the form's foot.
func (s *model) refuse(a answered) {
	if host.Lost(a.err) {
		s.problem = []text.Safe{s.lostWords(a)}
		if a.found == perhaps {
			s.maybe = a.run
		}
		return
	}
	faults := fieldsIn(a.err, s.form)
	if len(faults) > 0 {
		s.faults = nil
		for _, f := range faults {
			s.faults = append(s.faults, faultOf(f))
		}
		at, _ := s.form.index(faults[0].Field)
		s.form.jump(at)
	}
	again := text.Concat(s.keyOf(keymap.Accept), text.Lit(" sends again."))
	s.problem = []text.Safe{text.Concat(text.Lit("No run started: "), host.Reason(a.err)), text.Concat(host.Advice(a.err), text.Lit(" "), again)}
}

func (s *model) lostWords(a answered) text.Safe {
	key := text.Concat(text.Lit(" "), s.keyOf(keymap.Accept), text.Lit(" sends again."))
	if a.found == perhaps {
		return text.Concat(text.Lit("The answer was lost. A new run, "), shortID(a.run.ID), text.Lit(", is there; it may be yours. "),
			s.keyOf(keymap.Latest), text.Lit(" opens it;"), key)
	}
	if a.look != nil {
		return text.Concat(text.Lit("The answer was lost and the runs could not be read: "), host.Reason(a.look), text.Lit(". A run may have been started; look before you send again."), key)
	}
	return text.Concat(text.Lit("The answer was lost, and no new run is in the list so far. Nothing is sent again by itself;"), key)
}

// fieldsIn finds the fields that a refusal names.
func fieldsIn(err error, f *form) []api.FieldFault {
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
