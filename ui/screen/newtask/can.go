package newtask

import (
	"slices"

	"ax-tui/keymap"
	"ax-tui/ui/form"
)

// Can says which actions make sense now: those of what has the focus, then
// those of the form around it.
func (s *model) Can(a keymap.Action) bool {
	if s.form == nil {
		return a == keymap.Back || a == keymap.Refresh
	}
	if s.preview.open {
		return s.canInPreview(a)
	}
	x := s.form.Focused()
	switch a {
	case keymap.Back, keymap.Refresh:
		return true
	case keymap.Accept:
		return !s.sending && !s.env.ReadOnly
	case keymap.StepBack:
		return !s.sending && s.at != s.vals.path()[0]
	case keymap.MappingView:
		return s.mapped()
	case keymap.CopyCommand, keymap.CopyBody, keymap.OtherFlags:
		return s.at == stReview
	case keymap.Mark, keymap.Unpick:
		return x.Pick() != nil && x.Pick().Can(a)
	}
	switch {
	case s.at == stReview:
		return slices.Contains(motions(), a)
	case x.Mode == form.Editing:
		return s.canInText(a)
	}
	switch a {
	case keymap.Next, keymap.Prev:
		return len(s.form.Fields()) > 1
	case keymap.Up, keymap.Down:
		return x.Mode == form.Choice
	}
	return a == keymap.Open
}

// canInPreview is about the mapping preview while it has the keys.
func (s *model) canInPreview(a keymap.Action) bool {
	switch a {
	case keymap.Back, keymap.Refresh, keymap.MappingView, keymap.Up, keymap.Down:
		return true
	case keymap.TakeNear:
		p := s.preview
		return p.have && p.at < len(p.report.Rows) && len(p.report.Rows[p.at].Near) > 0
	case keymap.Accept:
		return !s.sending && !s.env.ReadOnly
	}
	return a == keymap.StepBack && !s.sending && s.at != s.vals.path()[0]
}

// canInText is about the editor of a JSON text: all of its keys, but those that
// lead to faults only while there are any.
func (s *model) canInText(a keymap.Action) bool {
	if a == keymap.NextFault || a == keymap.PrevFault {
		faults, _, _ := s.text.of(s.at).Faults()
		return len(faults) > 0
	}
	_, ok := s.env.Keys.Entry([]keymap.Scope{keymap.Editor}, a)
	return ok
}

func motions() []keymap.Action {
	return []keymap.Action{
		keymap.Up, keymap.Down, keymap.PageUp, keymap.PageDown, keymap.HalfUp, keymap.HalfDown, keymap.Top, keymap.Bottom,
	}
}
