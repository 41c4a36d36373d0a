package taskform

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/theme"
	"ax-tui/ui/text"
)

// texts are the two JSON editors; they live as long as the screen.
type texts struct {
	evaluators, config *editor
	owed               bool // picks wait until the text can take them
}

type editor struct {
	*huh.Text
	s string
}

func (t *texts) load(v *values) {
	t.evaluators, t.config = newEditor(v.Evaluators), newEditor(v.Config)
}

func newEditor(s string) *editor {
	e := &editor{s: s}
	e.Text = huh.NewText().Value(&e.s)
	return e
}

func (t *texts) of(st step) *editor {
	if st == stConfigJSON {
		return t.config
	}
	return t.evaluators
}

func (t *texts) field(s *screen, st step, l layout) field {
	e := t.of(st)
	e.Lines(max(l.formH-3, 2))
	key := fPicks
	if st == stConfigJSON {
		key = fConfig
	}
	return field{key: key, title: text.Lit("Evaluators JSON"), mode: editing, huh: e}
}

func (t *texts) show(st step, to string) {
	e := t.of(st)
	if e != nil && e.s != to {
		e.s = to
		e.Value(&e.s)
	}
}

func (t *texts) restyle(*theme.Styles) {}

func (t *texts) update(*screen, tea.Msg) tea.Cmd { return nil }

func (t *texts) key(s *screen, k tea.KeyMsg) tea.Cmd {
	e := t.of(s.at)
	if k.String() == "enter" {
		k = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("open")}
	}
	e.Update(k)
	if s.at == stConfigJSON {
		s.vals.Config = e.s
	} else {
		s.vals.Evaluators = e.s
	}
	s.dirty = true
	return s.refresh()
}
