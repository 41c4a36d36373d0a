package box

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
)

// Sheet is the base of read-only boxes: it scrolls, finds and closes. Embed it.
type Sheet struct {
	Base
	*part.Sheet
	Env *host.Env
}

// NewSheet creates an empty sheet.
func NewSheet(env *host.Env) Sheet {
	return Sheet{Base: NewBase(env), Sheet: part.NewSheet(env.Styles), Env: env}
}

// Scope is keymap.Sheet, or that of the find.
func (s *Sheet) Scope() keymap.Scope { return cmp.Or(s.FindScope(), keymap.Sheet) }

// Can reports whether an action has something to act on: all but scrolling what fits.
func (s *Sheet) Can(action keymap.Action) bool {
	from, to := s.Window()
	return action != keymap.Down || s.Finding() || to-from < s.Len()
}

// Typing reports whether the text to find is typed.
func (s *Sheet) Typing() bool { return s.Sheet.Typing() }

// Update handles the keys to scroll, find and close.
func (s *Sheet) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	return s.Key(key, keymap.Sheet) == keymap.Back, nil, nil
}

// Key handles a key of a box with its own scope; it returns an action that is neither
// of the find nor a motion, for example keymap.Back while no find is active.
func (s *Sheet) Key(key tea.KeyMsg, own keymap.Scope) keymap.Action {
	if s.Typing() {
		s.FindKey(s.Env.Keys, key)
		return ""
	}
	action, _ := s.Env.Keys.Find([]keymap.Scope{cmp.Or(s.FindScope(), own), own, keymap.Move}, key.String())
	if s.Do(action) {
		return ""
	}
	return action
}
