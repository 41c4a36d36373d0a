package copymenu

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Shown is a text to be selected with the mouse: where nothing can copy. It
// has no border, which would be selected with it.
type Shown struct {
	host.Owner
	env   *host.Env
	sheet *part.Sheet
	title text.Safe
	lines []text.Safe
	st    *theme.Styles
}

// NewShown shows a text.
func NewShown(env *host.Env, title text.Safe, what string) *Shown {
	return &Shown{
		Owner: host.NewOwner(env), env: env, st: env.Styles, sheet: part.NewSheet(env.Styles), title: title,
		lines: text.CleanLines(what),
	}
}

// Init has nothing to begin.
func (s *Shown) Init() tea.Cmd { return nil }

// Scope is that of sheets.
func (s *Shown) Scope() keymap.Scope { return keymap.Sheet }

// Typing is false.
func (s *Shown) Typing() bool { return false }

// Restyle takes new styles over.
func (s *Shown) Restyle(st *theme.Styles) { s.st = st; s.sheet.Restyle(st) }

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
	head := text.Concat(s.title, " cannot be copied from here. Select it with the mouse:")
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
