package box

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
)

// Sheet is the base of read-only boxes: it scrolls and closes. Embed it.
type Sheet struct {
	Base
	*part.Sheet
	Env *host.Env
}

// NewSheet creates an empty sheet.
func NewSheet(env *host.Env) Sheet {
	return Sheet{Base: NewBase(env), Sheet: part.NewSheet(env.Styles), Env: env}
}

// Scope is keymap.Sheet.
func (s *Sheet) Scope() keymap.Scope { return keymap.Sheet }

// Update handles the keys to scroll and close.
func (s *Sheet) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	action, _ := s.Env.Keys.Find([]keymap.Scope{keymap.Sheet, keymap.Move}, key.String())
	s.Do(action)
	return action == keymap.Back, nil, nil
}
