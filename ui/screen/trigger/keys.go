package trigger

import (
	"slices"
	"sort"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// handleKey runs the action of a key, else passes the key to the focused field.
func (s *model) handleKey(key tea.KeyMsg) tea.Cmd {
	if s.Form == nil {
		return nil
	}
	action := s.Form.Action(s.env.Keys, []keymap.Scope{keymap.Trigger}, key)
	switch {
	case action != "":
		return s.handleAction(action)
	case s.Draft.Sending():
		return nil
	case s.FocusedList() != nil:
		return s.handlePickKey(key)
	case s.Form.Focused().Mode == form.OneLine:
		s.Form.SendKey(key)
		s.vals.releasePreset(s.presets)
		s.afterEdit()
	}
	return nil
}

// Do runs an action.
func (s *model) Do(action keymap.Action) tea.Cmd {
	return tea.Batch(s.handleAction(action), s.LoadList(), s.Draft.ScheduleSave())
}

func (s *model) handleAction(action keymap.Action) tea.Cmd {
	if field := s.FocusedList(); field != nil && !s.Draft.Sending() && field.Do(action) {
		s.afterEdit()
	}
	if action == keymap.Refresh {
		s.reload()
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
		cmd = s.nextField()
	case keymap.Latest:
		cmd = s.openNewest()
	case keymap.MappingView:
		if s.Can(action) {
			cmd = s.env.Send(host.Move{To: host.PlaceMapping, Task: s.task})
		}
	case keymap.Accept:
		cmd = s.submit()
	case keymap.Up, keymap.Down:
		s.choose(action)
	}
	s.describe()
	return cmd
}

// nextField moves to the next field. It never sends, so that holding enter cannot
// start a run; after the last field a notice names the key that does.
func (s *model) nextField() tea.Cmd {
	last := s.Form.Last()
	s.Form.Step(1)
	switch {
	case !last || s.Draft.Sending():
		return nil
	case s.env.ReadOnly:
		return host.Say(host.Warning, host.ReadOnly)
	}
	return host.Say(host.Info, text.Concat(text.Lit("That was the last field. "), s.keyOf(keymap.Accept), text.Lit(" starts the run.")))
}

// openNewest opens the run that may be ours after a lost answer, else the newest
// known run. The form stays open below it.
func (s *model) openNewest() tea.Cmd {
	if !s.Can(keymap.Latest) {
		return host.Say(host.Info, text.Concat(s.keyOf(keymap.Latest), text.Lit(": "), s.Why(keymap.Latest)))
	}
	run := s.attempt.candidate
	if run.ID == "" && len(s.runs) > 0 {
		run = s.runs[0]
	}
	return s.env.Send(host.Move{To: host.PlaceRun, Run: run, Task: s.task})
}

// handlePickKey passes a key to the focused list. After a single pick the focus
// moves to the next field.
func (s *model) handlePickKey(key tea.KeyMsg) tea.Cmd {
	field := s.FocusedList()
	before := s.vals.clone()
	field.Update(key)
	if !s.vals.equal(&before) {
		s.afterEdit()
	}
	s.Dirty = true
	if field.Done() {
		return s.handleAction(keymap.Open)
	}
	s.Form.Redraw()
	return nil
}

// choose changes the value of a choice field.
func (s *model) choose(action keymap.Action) {
	if s.Draft.Sending() || s.Form.Focused().Mode != form.Choice {
		return
	}
	old := s.vals.Preset
	s.Form.SendAction(action)
	if s.vals.Preset != old {
		s.vals.choose(s.presets, old, &s.overwritten)
	}
	s.afterEdit()
}

// afterEdit updates the fields after a change and validates again if faults are
// shown.
func (s *model) afterEdit() {
	s.showWindow()
	if s.attempt.faults != nil {
		_, s.attempt.faults = s.validate()
	}
	s.attempt.problem = nil
	s.describe()
}

// showWindow copies changed values of the window into their fields, except into
// the one being edited.
func (s *model) showWindow() {
	texts := map[string]*string{fStart: &s.vals.Start, fEnd: &s.vals.End, fSpans: &s.vals.Spans}
	for i, field := range s.Form.Fields() {
		switch input := field.Huh.(type) {
		case *huh.Input:
			if value := texts[field.Key]; value != nil && i != s.Form.At() {
				input.Value(value)
			}
		case *huh.Select[string]:
			if field.Key == fWindow {
				input.Value(&s.vals.Preset)
			}
		}
	}
}

// validate returns the request and its faults in the order of the fields.
func (s *model) validate() (api.Trigger, []api.FieldFault) {
	req, faults := build(&s.task, &s.vals, s.serverNow(), s.env.Zone)
	if s.Form != nil {
		sort.SliceStable(faults, func(i, j int) bool { return s.Form.Index(faults[i].Field) < s.Form.Index(faults[j].Field) })
	}
	return req, faults
}

// describe sets the line under each field: its fault, else its resolved time,
// else its hint. It is called after every change.
func (s *model) describe() {
	s.Dirty = true
	if s.Form == nil {
		return
	}
	s.followVersion()
	now := s.serverNow()
	_, live := s.validate()
	faults := slices.Concat(s.attempt.faults, live)
	s.Form.Describe(func(_ int, field form.Field) (text.Safe, bool) {
		for _, fault := range faults {
			if form.BaseField(fault.Field) == field.Key {
				return text.Clean(brief(fault)), true
			}
		}
		switch field.Key {
		case fStart:
			return resolvedText(s.vals.Start, now, s.env.Zone), false
		case fEnd:
			return resolvedText(s.vals.End, now, s.env.Zone), false
		}
		return field.Hint, false
	})
}
