package newtask

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// key gives a key to the action it stands for, else to the field that has the focus.
func (s *model) key(k tea.KeyMsg) tea.Cmd {
	s.dirty = true
	if s.form == nil || s.preview.open {
		var a keymap.Action
		if !k.Paste {
			a, _ = s.env.Keys.Find(s.formScopes(), k.String())
		}
		if s.preview.open && a == keymap.TakeNear {
			return s.takeNear(k)
		}
		return s.perform(a)
	}
	a := s.form.Action(s.env.Keys, s.formScopes(), k)
	if s.sending && a != keymap.Back {
		return nil
	}
	if a != "" {
		return s.perform(a)
	}
	return s.fieldKey(k)
}

// perform carries out an action, if there is one.
func (s *model) perform(a keymap.Action) tea.Cmd {
	if a == "" {
		return nil
	}
	return s.Do(a)
}

// fieldKey gives a key to the field that has the focus.
func (s *model) fieldKey(k tea.KeyMsg) tea.Cmd {
	switch s.form.Focused().Mode {
	case form.Editing:
		s.problem = nil
		return s.form.Write(k)
	case form.Picking:
		return s.pickKey(k)
	case form.Lines, form.OneLine:
		if a, _ := s.env.Keys.Find(s.formScopes(), k.String()); !k.Paste && a == keymap.Open {
			s.form.Choose(keymap.Open)
			return nil
		}
		s.form.Write(k)
		s.edited()
	case form.Choice:
		if k.Type == tea.KeyRunes || k.Type == tea.KeySpace {
			return s.noText()
		}
	}
	return nil
}

// noText says what a choice is made with, when someone types words on it.
func (s *model) noText() tea.Cmd {
	return host.Say(host.Said, text.Concat(
		s.form.Focused().Title, text.Lit(" takes no text: "), s.keyOf(keymap.Down), text.Lit(" and "), s.keyOf(keymap.Up),
		text.Lit(" choose, "), s.keyOf(keymap.Next), text.Lit(" goes to the next field.")))
}

// formScopes are the scopes in which the form itself looks a key up; the keys
// of editors and pickers are their own.
func (s *model) formScopes() []keymap.Scope {
	if s.preview.open {
		return []keymap.Scope{keymap.Mapping, keymap.Form}
	}
	return []keymap.Scope{keymap.Form}
}

func (s *model) pickKey(k tea.KeyMsg) tea.Cmd {
	p := s.form.Focused().Pick()
	p.Update(k)
	s.collect() // first, so that a fault which the pick mends is not found again
	s.edited()
	if !p.Done() {
		return nil
	}
	if s.form.Last() {
		return s.next()
	}
	s.form.Step(1)
	return nil
}

// Do carries out an action.
func (s *model) Do(a keymap.Action) tea.Cmd {
	s.dirty = true
	if s.form == nil {
		switch a {
		case keymap.Back:
			return s.env.Send(host.Pop{})
		case keymap.Refresh:
			return s.again()
		}
		return nil
	}
	cmd := s.do(a)
	s.describe()
	return tea.Batch(cmd, s.wanted(), s.text.take())
}

func (s *model) do(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Back:
		return s.back()
	case keymap.StepBack:
		return s.previous()
	case keymap.Accept:
		return s.next()
	case keymap.Refresh:
		return s.again()
	case keymap.MappingView:
		return s.togglePreview()
	case keymap.Next:
		s.form.Step(1)
	case keymap.Prev:
		s.form.Step(-1)
	case keymap.Open:
		if s.form.Last() {
			return s.next()
		}
		s.form.Step(1)
	case keymap.CopyCommand, keymap.CopyBody, keymap.OtherFlags:
		return s.reviewDo(a)
	default:
		s.motion(a)
	}
	return nil
}

func (s *model) motion(a keymap.Action) {
	switch {
	case s.preview.open:
		s.preview.motion(a)
	case s.at == stReview:
		s.review.sheet.Do(a)
	case s.form.Focused().Mode == form.Choice && (a == keymap.Up || a == keymap.Down):
		s.form.Choose(a)
		s.edited()
	}
}

// back goes one step back, out of the preview first; from the first step it leaves.
func (s *model) back() tea.Cmd {
	switch {
	case s.preview.open:
		s.preview.open = false
		return nil
	case s.at == s.vals.path()[0] || s.sending:
		return s.draft.Leave()
	}
	return s.previous()
}

func (s *model) previous() tea.Cmd {
	i := slices.Index(s.vals.path(), s.at)
	if i <= 0 {
		return nil
	}
	return s.goTo(s.vals.path()[i-1], "")
}

// next goes one step on, and submits from the last one. Faults of the step are
// shown first; whoever sees them may go on all the same.
func (s *model) next() tea.Cmd {
	if s.at == stReview {
		return s.submit()
	}
	s.pull()
	s.collect()
	_, all := s.judge()
	var here []api.FieldFault
	seen := string(s.at)
	for _, f := range all {
		if s.vals.stepFor(f.Field) == s.at {
			here = append(here, f)
			seen += "\n" + f.String()
		}
	}
	if len(here) > 0 && s.passed != seen {
		s.faults, s.passed = here, seen
		s.focusOn(here[0].Field)
		return nil
	}
	path := s.vals.path()
	return s.goTo(path[slices.Index(path, s.at)+1], "")
}

// goTo shows a step, with the focus on a field of it ("" for the first).
func (s *model) goTo(to step, field string) tea.Cmd {
	s.collect()
	s.form.Focused().Huh.Blur()
	s.pull()
	s.collect() // an ID that was typed and not yet taken
	s.at, s.preview.open, s.said, s.faults = to, false, nil, nil
	s.settleTexts()
	s.rebuild(0)
	if field != "" {
		s.focusOn(field)
	}
	switch to {
	case stJSON, stConfigJSON:
		return tea.Batch(s.recheck(to), s.refresh())
	case stFilters:
		return s.refresh()
	case stReview:
		s.fillReview()
		return s.askSameName()
	}
	return nil
}

// focusOn moves the focus to the field of a fault, as far as it is on this step.
func (s *model) focusOn(fault string) {
	if i := s.form.Index(fault); i >= 0 {
		s.form.Jump(i)
	}
}
