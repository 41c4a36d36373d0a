package part

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestTypeInto(t *testing.T) {
	input := NewInput("a 👩‍👩‍👧‍👦b", 100)
	input.Focus()
	for _, want := range []string{"a 👩‍👩‍👧‍👦", "a ", "a", "", ""} {
		if TypeInto(&input, tea.KeyMsg{Type: tea.KeyBackspace}); input.Value() != want {
			t.Errorf("%q is left, want %q", input.Value(), want)
		}
	}
	if TypeInto(&input, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("é")}); input.Value() != "é" {
		t.Errorf("%q was typed", input.Value())
	}
}
