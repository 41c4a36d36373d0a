package clipboard

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Shown is a text to be selected with the mouse: where nothing can copy. It
// has no border, which would be selected with it.
type Shown struct {
	box.Base
	env   *host.Env
	sheet *part.Sheet
	name  text.Safe
	lines []text.Safe
	st    *theme.Styles
}

// NewShown shows a text that is called name: "the ID".
func NewShown(env *host.Env, name text.Safe, what string) *Shown {
	return &Shown{
		Base: box.NewBase(env), env: env, st: env.Styles, sheet: part.NewSheet(env.Styles), name: name,
		lines: text.CleanLines(what),
	}
}

// Scope is that of sheets.
func (s *Shown) Scope() keymap.Scope { return keymap.Sheet }

// Update scrolls, or closes.
func (s *Shown) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	a, _ := s.env.Keys.Find([]keymap.Scope{keymap.Sheet, keymap.Move}, k.String())
	return a == keymap.Back, nil, s.scroll(a)
}

func (s *Shown) scroll(a keymap.Action) tea.Cmd { s.sheet.Do(a); return nil }

// View draws the text over the whole body.
func (s *Shown) View(w, h int) string {
	s.sheet.SetText(s.lines, w)
	s.sheet.SetSize(w, max(h-3, 1))
	head := text.Concat("Cannot copy ", s.name, " from here. Select it with the mouse:")
	body := strings.Split(s.sheet.View(), "\n")
	for len(body) < h-3 {
		body = append(body, "")
	}
	return strings.Join(append([]string{s.st.Strong.Render(string(text.Fit(head, w, text.Left))), text.Spaces(w)}, pad(body, w)...), "\n")
}

func pad(lines []string, w int) []string {
	for i, l := range lines {
		lines[i] = text.Fit(l, w, text.Left)
	}
	return lines
}
