package trigger

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// key gives a key to the action it stands for, else to the field that has the focus.
func (s *model) key(key tea.KeyMsg) tea.Cmd {
	if s.Form == nil {
		return nil
	}
	action := s.Form.Action(s.env.Keys, []keymap.Scope{keymap.Trigger}, key)
	switch {
	case action != "":
		return s.do(action)
	case s.Draft.Sending():
		return nil
	case s.FocusedList() != nil:
		return s.find(key)
	case s.Form.Focused().Mode == form.OneLine:
		s.Form.SendKey(key)
		s.vals.typed(s.presets)
		s.edited()
	}
	return nil
}

// Do carries out an action.
func (s *model) Do(action keymap.Action) tea.Cmd {
	return tea.Batch(s.do(action), s.LoadList(), s.Draft.ScheduleSave())
}

func (s *model) do(action keymap.Action) tea.Cmd {
	if field := s.FocusedList(); field != nil && !s.Draft.Sending() && field.Do(action) {
		s.edited()
	}
	if action == keymap.Refresh {
		s.again()
	}
	if s.Form == nil {
		return nil
	}
	var cmd tea.Cmd
	switch action {
	case keymap.Back:
		cmd = s.Draft.Leave()
	case keymap.Next:
		s.Form.Step(1)
	case keymap.Prev:
		s.Form.Step(-1)
	case keymap.Open:
		cmd = s.enter()
	case keymap.Latest:
		cmd = s.openNewest()
	case keymap.Accept:
		cmd = s.submit()
	case keymap.Up, keymap.Down:
		s.choose(action)
	}
	s.describe()
	return cmd
}

// enter goes on to the next field. It never sends, so that a key that is held
// cannot start a run; at the end it says which key does.
func (s *model) enter() tea.Cmd {
	last := s.Form.Last()
	s.Form.Step(1)
	switch {
	case !last || s.Draft.Sending():
		return nil
	case s.env.ReadOnly:
		return host.Say(host.Warning, readOnly)
	}
	return host.Say(host.Info, text.Concat(text.Lit("That was the last field. "), s.keyOf(keymap.Accept), text.Lit(" starts the run.")))
}

// openNewest goes to the run that may be ours after a lost answer, else to the
// newest one that is known. The form stays below with everything in it.
func (s *model) openNewest() tea.Cmd {
	run := s.attempt.maybe
	if run.ID == "" && len(s.runs) > 0 {
		run = s.runs[0]
	}
	if run.ID == "" {
		return host.Say(host.Info, text.Lit("No run of this task is known yet."))
	}
	return s.env.Send(host.Move{To: host.PlaceRun, Run: run, Task: s.task})
}

// find hands a key to the list that has the focus. Where one thing was picked
// the form goes on.
func (s *model) find(key tea.KeyMsg) tea.Cmd {
	field := s.FocusedList()
	before := s.vals.clone()
	field.Update(key)
	if !s.vals.equal(before) {
		s.edited()
	}
	s.Dirty = true
	if field.Done() {
		return s.do(keymap.Open)
	}
	s.Form.Redraw()
	return nil
}

// choose changes a field of choices.
func (s *model) choose(action keymap.Action) {
	if s.Draft.Sending() || s.Form.Focused().Mode != form.Choice {
		return
	}
	old := s.vals.Preset
	s.Form.SendAction(action)
	if s.vals.Preset != old {
		s.vals.choose(s.presets, old, &s.kept)
	}
	s.edited()
}

// edited follows a change: the fields show the values, and a fault that was
// named is judged anew.
func (s *model) edited() {
	s.showWindow()
	if s.attempt.faults != nil {
		_, s.attempt.faults = s.judge()
	}
	s.attempt.problem = nil
	s.describe()
}

// showWindow shows values of the window that were changed behind its fields; the
// one being typed in is left alone.
func (s *model) showWindow() {
	texts := map[string]*string{fStart: &s.vals.Start, fEnd: &s.vals.End, fSpans: &s.vals.Spans}
	for i, field := range s.Form.Fields() {
		switch input := field.Huh.(type) {
		case *huh.Input:
			if value := texts[field.Key]; value != nil && i != s.Form.At() {
				input.Value(value)
			}
		case *huh.Select[string]:
			input.Value(&s.vals.Preset)
		}
	}
}

// judge makes the request and names its faults in the order of the fields.
func (s *model) judge() (api.Trigger, []fault) {
	req, faults := build(s.task, s.vals, s.env.Now(), s.env.Zone)
	if s.Form != nil {
		slices.SortStableFunc(faults, func(left, right fault) int { return s.Form.Index(left.Field) - s.Form.Index(right.Field) })
	}
	return req, faults
}

// describe words the line under each field: its fault, else its resolved time,
// else its hint. Every change ends here.
func (s *model) describe() {
	s.Dirty = true
	if s.Form == nil {
		return
	}
	s.followVersion()
	now := s.env.Now()
	_, live := s.judge()
	faults := slices.Concat(s.attempt.faults, live)
	s.Form.Describe(func(_ int, field form.Field) (text.Safe, bool) {
		for _, fault := range faults {
			if form.BaseField(fault.Field) == field.Key {
				return text.Clean(fault.brief()), true
			}
		}
		switch field.Key {
		case fStart:
			return resolved(s.vals.Start, now, s.env.Zone), false
		case fEnd:
			return resolved(s.vals.End, now, s.env.Zone), false
		}
		return field.Hint, false
	})
}
