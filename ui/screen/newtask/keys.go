package newtask

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// maxAhead is how many keys that are typed while the form opens are kept for it.
const maxAhead = 300

// handleKey runs the action of a key, else passes the key to the focused field.
func (s *model) handleKey(key tea.KeyMsg) tea.Cmd {
	s.Dirty = true
	if action, _ := s.env.Keys.Find(s.Scopes(), key.String()); s.opening() && (action != keymap.Back || key.Paste) {
		if len(s.ahead) < maxAhead {
			s.ahead = append(s.ahead, key)
		}
		return nil
	}
	if s.Form == nil || s.preview.open {
		return s.shortcut(key)
	}
	action := s.Form.Action(s.env.Keys, []keymap.Scope{keymap.Form}, key)
	if s.Draft.Sending() && action != keymap.Back {
		return nil
	}
	switch action {
	case "":
		return s.fieldKey(key)
	case keymap.GoStep:
		return tea.Batch(s.GoTo(key.String()), s.loadMissing(), s.text.takeCmds())
	}
	return s.Do(action)
}

// shortcut runs the action of a key where no field takes text.
func (s *model) shortcut(key tea.KeyMsg) tea.Cmd {
	action, ok := s.env.Keys.Find(s.Scopes(), key.String())
	switch {
	case key.Paste || !ok:
		return nil
	case action == keymap.UsePath:
		return s.applyNearPath(s.nearPathNumber(key.String()))
	case action == keymap.GoStep:
		return s.GoTo(key.String())
	}
	return s.Do(action)
}

// fieldKey passes a key to the focused field.
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
		s.afterEdit()
	case form.Choice:
		return s.choiceKey(key)
	case form.Reading: // nothing to type into
	}
	return nil
}

// choiceKey handles a letter on a choice: j and k move as everywhere, and letters before
// a list of names are the search in it.
func (s *model) choiceKey(key tea.KeyMsg) tea.Cmd {
	fields, next := s.Form.Fields(), s.Form.At()+1
	switch {
	case key.Alt || key.Type != tea.KeyRunes && key.Type != tea.KeySpace:
		return nil
	case next < len(fields) && fields[next].PickField() != nil:
		s.Form.Step(1)
		return s.pickKey(key)
	case key.String() == "j":
		s.moveSelection(keymap.Down)
		return nil
	case key.String() == "k":
		s.moveSelection(keymap.Up)
		return nil
	}
	return s.explainChoice()
}

// explainChoice names the keys of a choice when someone types text on it.
func (s *model) explainChoice() tea.Cmd {
	return host.Say(host.Info, text.Concat(
		s.Form.Focused().Title, text.Lit(" takes no text: "), s.keyOf(keymap.Down), text.Lit(" and "), s.keyOf(keymap.Up),
		text.Lit(" choose, "), s.keyOf(keymap.Next), text.Lit(" goes to the next field.")))
}

func (s *model) pickKey(key tea.KeyMsg) tea.Cmd {
	field := s.Form.Focused().PickField()
	field.Update(key)
	s.collect() // first, so that a fault that the pick corrects is not found again
	s.afterEdit()
	if !field.Done() {
		return nil
	}
	if s.Form.Last() {
		return s.next()
	}
	s.Form.Step(1)
	return nil
}

// Do runs an action.
func (s *model) Do(action keymap.Action) tea.Cmd {
	s.Dirty = true
	if s.Form == nil {
		switch action {
		case keymap.Back:
			return s.env.Send(host.Pop{})
		case keymap.Refresh:
			return s.reload()
		}
		return nil
	}
	cmd := s.handleAction(action)
	s.describe()
	return tea.Batch(cmd, s.loadMissing(), s.text.takeCmds())
}

func (s *model) handleAction(action keymap.Action) tea.Cmd {
	if field := s.Form.Focused().PickField(); field != nil && (action == keymap.Back || action == keymap.StepBack) {
		field.DropWords()
	}
	switch action {
	case keymap.Back:
		return s.back()
	case keymap.StepBack:
		return s.previous()
	case keymap.ToReview:
		return s.straight()
	case keymap.Accept:
		if s.edit && s.current != stReview {
			return s.toReview()
		}
		return s.next()
	case keymap.Refresh:
		return s.reload()
	case keymap.MappingView:
		return s.togglePreview()
	case keymap.Undo, keymap.Redo:
		return s.undo(action)
	case keymap.Next:
		return s.nextField()
	case keymap.Prev:
		return s.previousField()
	case keymap.Open:
		if s.Form.Last() {
			return s.next()
		}
		s.takeTyped()
		s.Form.Step(1)
	case keymap.CopyCommand, keymap.CopyBody, keymap.OtherFlags:
		return s.handleReviewAction(action)
	default:
		s.moveSelection(action)
	}
	return nil
}

func (s *model) moveSelection(action keymap.Action) {
	switch {
	case s.preview.open && action == keymap.Down:
		s.preview.move(1)
	case s.preview.open && action == keymap.Up:
		s.preview.move(-1)
	case s.preview.open:
	case s.current == stReview:
		s.review.sheet.Do(action)
	case s.Form.Focused().Mode == form.Choice && (action == keymap.Up || action == keymap.Down):
		s.Form.SendAction(action)
		s.afterEdit()
	}
}

// Scopes returns the scope of the focused field, followed by those of the form.
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
	case s.current == stReview && s.edit:
		return []keymap.Scope{keymap.Saving, keymap.Review, keymap.Form, keymap.Move}
	case s.current == stReview:
		return []keymap.Scope{keymap.Review, keymap.Form, keymap.Move}
	case s.Form.Focused().Mode == form.Editing:
		return append([]keymap.Scope{keymap.Editor}, around...)
	case s.Form.Focused().Mode == form.Picking:
		return append([]keymap.Scope{keymap.PickField}, around...)
	}
	return around
}

// Typing reports whether a field takes text; the last step has none. While the form opens,
// keys are kept for its first field.
func (s *model) Typing() bool { return s.opening() || s.Form != nil && s.current != stReview }

// Can reports whether an action is available now: in the focused field, or in the
// form.
func (s *model) Can(action keymap.Action) bool {
	if s.Form == nil {
		return action == keymap.Back || action == keymap.Refresh
	}
	if s.preview.open {
		return s.canInPreview(action)
	}
	field := s.Form.Focused()
	switch action {
	case keymap.Back:
		return true
	case keymap.Refresh:
		return field.PickField() == nil || field.PickField().Can(action)
	case keymap.Accept:
		return s.canContinue()
	case keymap.StepBack:
		return !s.Draft.Sending() && s.current != s.vals.path()[0]
	case keymap.ToReview:
		return !s.Draft.Sending() && s.current != stReview
	case keymap.GoStep:
		return !s.Draft.Sending()
	case keymap.MappingView:
		return s.hasMapping()
	case keymap.CopyBody:
		return s.current == stReview
	case keymap.CopyCommand, keymap.OtherFlags:
		return s.current == stReview && !s.edit
	case keymap.Mark, keymap.Unpick:
		return field.PickField() != nil && field.PickField().Can(action)
	}
	switch {
	case s.current == stReview:
		return s.scopeHas(keymap.Move, action)
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

// canContinue reports whether the key for the next step and for sending works. An
// update can be reviewed in read-only mode, but not sent.
func (s *model) canContinue() bool {
	return !s.Draft.Sending() && (!s.env.ReadOnly || s.edit && s.current != stReview)
}

// canInPreview is Can for the open mapping preview.
func (s *model) canInPreview(action keymap.Action) bool {
	switch action {
	case keymap.Back, keymap.Refresh, keymap.MappingView, keymap.Up, keymap.Down, keymap.Undo, keymap.Redo:
		return true
	case keymap.UsePath:
		row, _, _ := s.preview.selected()
		return len(row.Near) > 0
	case keymap.Accept:
		return s.canContinue()
	case keymap.ToReview, keymap.GoStep:
		return !s.Draft.Sending()
	}
	return action == keymap.StepBack && !s.Draft.Sending() && s.current != s.vals.path()[0]
}

// canInText is Can for a JSON editor: all of its actions, but those that move
// between faults only if there are any.
func (s *model) canInText(action keymap.Action) bool {
	if action == keymap.NextFault || action == keymap.PrevFault {
		faults, _, _ := s.text.of(s.current).Faults()
		return len(faults) > 0
	}
	return s.scopeHas(keymap.Editor, action)
}

// scopeHas reports whether a scope has an action.
func (s *model) scopeHas(scope keymap.Scope, action keymap.Action) bool {
	_, ok := s.env.Keys.Entry([]keymap.Scope{scope}, action)
	return ok
}
