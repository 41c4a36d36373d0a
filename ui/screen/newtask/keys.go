package newtask

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// key gives a key to the action it stands for, else to the field that has the focus.
func (s *model) key(key tea.KeyMsg) tea.Cmd {
	s.Dirty = true
	if s.Form == nil || s.preview.open {
		return s.shortcut(key)
	}
	action := s.Form.Action(s.env.Keys, []keymap.Scope{keymap.Form}, key)
	if s.Draft.Sending() && action != keymap.Back {
		return nil
	}
	if action != "" {
		return s.Do(action)
	}
	return s.fieldKey(key)
}

// shortcut carries out the action of a key where no field takes text.
func (s *model) shortcut(key tea.KeyMsg) tea.Cmd {
	action, ok := s.env.Keys.Find(s.Scopes(), key.String())
	switch {
	case key.Paste || !ok:
		return nil
	case action == keymap.TakeNear:
		return s.takeNear(s.nearNumber(key.String()))
	}
	return s.Do(action)
}

// fieldKey gives a key to the field that has the focus.
func (s *model) fieldKey(key tea.KeyMsg) tea.Cmd {
	switch s.Form.Focused().Mode {
	case form.Editing:
		s.problem = nil
		return s.Form.SendKey(key)
	case form.Picking:
		return s.pickKey(key)
	case form.Lines, form.OneLine:
		if action, _ := s.env.Keys.Find([]keymap.Scope{keymap.Form}, key.String()); !key.Paste && action == keymap.Open {
			s.Form.SendAction(keymap.Open)
		} else {
			s.Form.SendKey(key)
		}
		s.edited()
	case form.Choice:
		if key.Type == tea.KeyRunes || key.Type == tea.KeySpace {
			return s.noText()
		}
	case form.Reading: // nothing to type into
	}
	return nil
}

// noText says what a choice is made with, when someone types words on it.
func (s *model) noText() tea.Cmd {
	return host.Say(host.Info, text.Concat(
		s.Form.Focused().Title, text.Lit(" takes no text: "), s.keyOf(keymap.Down), text.Lit(" and "), s.keyOf(keymap.Up),
		text.Lit(" choose, "), s.keyOf(keymap.Next), text.Lit(" goes to the next field.")))
}

func (s *model) pickKey(key tea.KeyMsg) tea.Cmd {
	field := s.Form.Focused().PickField()
	field.Update(key)
	s.collect() // first, so that a fault which the pick mends is not found again
	s.edited()
	if !field.Done() {
		return nil
	}
	if s.Form.Last() {
		return s.next()
	}
	s.Form.Step(1)
	return nil
}

// Do carries out an action.
func (s *model) Do(action keymap.Action) tea.Cmd {
	s.Dirty = true
	if s.Form == nil {
		switch action {
		case keymap.Back:
			return s.env.Send(host.Pop{})
		case keymap.Refresh:
			return s.again()
		}
		return nil
	}
	cmd := s.do(action)
	s.describe()
	return tea.Batch(cmd, s.wanted(), s.text.take())
}

func (s *model) do(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Back:
		return s.back()
	case keymap.StepBack:
		return s.previous()
	case keymap.Accept:
		if s.edit && s.at != stReview {
			return s.toReview()
		}
		return s.next()
	case keymap.Refresh:
		return s.again()
	case keymap.MappingView:
		return s.togglePreview()
	case keymap.Next:
		return s.nextField()
	case keymap.Prev:
		return s.previousField()
	case keymap.Open:
		if s.Form.Last() {
			return s.next()
		}
		s.Form.Step(1)
	case keymap.CopyCommand, keymap.CopyBody, keymap.OtherFlags:
		return s.reviewDo(action)
	default:
		s.motion(action)
	}
	return nil
}

func (s *model) motion(action keymap.Action) {
	switch {
	case s.preview.open && action == keymap.Down:
		s.preview.move(1)
	case s.preview.open && action == keymap.Up:
		s.preview.move(-1)
	case s.preview.open:
	case s.at == stReview:
		s.review.sheet.Do(action)
	case s.Form.Focused().Mode == form.Choice && (action == keymap.Up || action == keymap.Down):
		s.Form.SendAction(action)
		s.edited()
	}
}

// Scopes are the keys of the form, with those of what has the focus in front.
func (s *model) Scopes() []keymap.Scope {
	around := []keymap.Scope{keymap.Form}
	if s.edit {
		around = []keymap.Scope{keymap.Changing, keymap.Form}
	}
	switch {
	case s.Form == nil:
		return around
	case s.preview.open:
		return append([]keymap.Scope{keymap.Mapping}, around...)
	case s.at == stReview && s.edit:
		return []keymap.Scope{keymap.Saving, keymap.Review, keymap.Form, keymap.Move}
	case s.at == stReview:
		return []keymap.Scope{keymap.Review, keymap.Form, keymap.Move}
	case s.Form.Focused().Mode == form.Editing:
		return append([]keymap.Scope{keymap.Editor}, around...)
	case s.Form.Focused().Mode == form.Picking:
		return append([]keymap.Scope{keymap.PickField}, around...)
	}
	return around
}

// Typing is true while a field wants every key; the last step has none.
func (s *model) Typing() bool { return s.Form != nil && s.at != stReview }

// Can says which actions make sense now: those of what has the focus, then
// those of the form around it.
func (s *model) Can(action keymap.Action) bool {
	if s.Form == nil {
		return action == keymap.Back || action == keymap.Refresh
	}
	if s.preview.open {
		return s.canInPreview(action)
	}
	field := s.Form.Focused()
	switch action {
	case keymap.Back, keymap.Refresh:
		return true
	case keymap.Accept:
		return s.canGoOn()
	case keymap.StepBack:
		return !s.Draft.Sending() && s.at != s.vals.path()[0]
	case keymap.MappingView:
		return s.mapped()
	case keymap.CopyBody:
		return s.at == stReview
	case keymap.CopyCommand, keymap.OtherFlags:
		return s.at == stReview && !s.edit
	case keymap.Mark, keymap.Unpick:
		return field.PickField() != nil && field.PickField().Can(action)
	}
	switch {
	case s.at == stReview:
		return s.knows(keymap.Move, action)
	case field.Mode == form.Editing:
		return s.canInText(action)
	}
	switch action {
	case keymap.Next, keymap.Prev:
		return s.edit || len(s.Form.Fields()) > 1
	case keymap.Up, keymap.Down:
		return field.Mode == form.Choice
	}
	return action == keymap.Open
}

// canGoOn is about the key that leads to the request and sends it; a change can
// be looked at though it may not be sent.
func (s *model) canGoOn() bool {
	return !s.Draft.Sending() && (!s.env.ReadOnly || s.edit && s.at != stReview)
}

// canInPreview is about the mapping preview while it has the keys.
func (s *model) canInPreview(action keymap.Action) bool {
	switch action {
	case keymap.Back, keymap.Refresh, keymap.MappingView, keymap.Up, keymap.Down:
		return true
	case keymap.TakeNear:
		row, _, _ := s.preview.selected()
		return len(row.Near) > 0
	case keymap.Accept:
		return s.canGoOn()
	}
	return action == keymap.StepBack && !s.Draft.Sending() && s.at != s.vals.path()[0]
}

// canInText is about the editor of a JSON text: all of its keys, but those that
// lead to faults only while there are any.
func (s *model) canInText(action keymap.Action) bool {
	if action == keymap.NextFault || action == keymap.PrevFault {
		faults, _, _ := s.text.of(s.at).Faults()
		return len(faults) > 0
	}
	return s.knows(keymap.Editor, action)
}

// knows reports that a scope has an action.
func (s *model) knows(scope keymap.Scope, action keymap.Action) bool {
	_, ok := s.env.Keys.Entry([]keymap.Scope{scope}, action)
	return ok
}
