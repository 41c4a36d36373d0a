package box

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
)

// Sheet is what boxes to be read share: they scroll, and close. What they show
// is their own. Embed it.
type Sheet struct {
	Base
	*part.Sheet
	Env *host.Env
}

// NewSheet makes an empty one.
func NewSheet(env *host.Env) Sheet {
	return Sheet{Base: NewBase(env), Sheet: part.NewSheet(env.Styles), Env: env}
}

// Scope is that of sheets.
func (s *Sheet) Scope() keymap.Scope { return keymap.Sheet }

// Update scrolls, or closes.
func (s *Sheet) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	action, _ := s.Env.Keys.Find([]keymap.Scope{keymap.Sheet, keymap.Move}, key.String())
	s.Do(action)
	return action == keymap.Back, nil, nil
}
