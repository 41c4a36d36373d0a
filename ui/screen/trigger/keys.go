package trigger

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// key gives a key to the action it stands for, else to the field of text.
func (s *model) key(k tea.KeyMsg) tea.Cmd {
	if s.form == nil {
		return nil
	}
	var a keymap.Action
	ok := false
	if !k.Paste { // a paste may be long, and is no name of a key
		a, ok = s.env.Keys.Find([]keymap.Scope{keymap.Trigger}, k.String())
	}
	motion := a == keymap.Up || a == keymap.Down
	switch {
	case s.form.focused().pick != nil && (!ok || motion || a == keymap.Open):
		return s.find(k)
	case ok && !(motion && s.form.typing()):
		return s.do(a)
	case !s.form.typing() || s.sending:
		return nil
	}
	s.form.write(k)
	s.vals.typed(s.presets)
	s.edited()
	return nil
}

// find hands a key to the list that has the focus. Where one thing was picked
// the form goes on.
func (s *model) find(k tea.KeyMsg) tea.Cmd {
	if s.sending {
		return nil
	}
	p := s.form.focused().pick
	before := s.vals.clone()
	p.Update(k)
	if !s.vals.equal(before) {
		s.edited()
	}
	s.dirty = true
	if p.Done() {
		return s.enter()
	}
	s.form.paint()
	return nil
}

// choose changes a field of choices.
func (s *model) choose(a keymap.Action) {
	if s.sending || !s.form.choice() {
		return
	}
	old := s.vals.preset
	s.form.choose(a)
	if s.vals.preset != old {
		s.vals.choose(s.presets, old, &s.kept)
	}
	s.edited()
}

// edited follows a change: the fields show the values, and a fault that was
// named is judged anew.
func (s *model) edited() {
	s.form.sync(&s.vals)
	s.followVersion()
	if s.faults != nil {
		_, s.faults = s.judge()
	}
	s.problem = nil
	s.describe()
}

// describe words the line under each field: its fault, else its resolved time,
// else its hint.
func (s *model) describe() {
	s.dirty = true
	if s.form == nil {
		return
	}
	now := s.env.Now()
	_, live := s.judge()
	faults := slices.Concat(s.faults, live)
	for _, x := range s.form.fields {
		line := x.hint
		switch x.key {
		case fStart:
			line = resolved(s.vals.start, now, s.env.Zone)
		case fEnd:
			line = resolved(s.vals.end, now, s.env.Zone)
		}
		i := slices.IndexFunc(faults, func(f fault) bool { return baseField(f.Field) == x.key })
		if i >= 0 {
			line = text.Clean(faults[i].brief())
		}
		x.describe(s.st, text.Cut(line, max(s.layout().formW-4, 1)), i >= 0)
	}
	s.form.paint()
}
