package edittask

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/theme"
)

// editor is the field of one JSON text.
type editor struct{}

func (e *editor) Restyle(*theme.Styles) {}

func (s *screen) openTexts() tea.Cmd                                 { return nil }
func (s *screen) readTexts()                                         {}
func (s *screen) writeTexts()                                        {}
func (s *screen) fromText(tea.Msg) tea.Cmd                           { return nil }
func (s *screen) withText(out []field, key string, l layout) []field { return out }
