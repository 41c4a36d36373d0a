package pagelist_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
)

// marked returns the marked numbers, those that are not in the list in brackets.
func (n *numberList) marked() string {
	var out []string
	for _, marked := range n.list.Marked() {
		word := string(rune('0' + marked.Row))
		if marked.Hidden {
			word = "[" + word + "]"
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// Marks are of rows, not of places: they survive a find and a filter, which hide them,
// and go when the row does.
func TestMarks(t *testing.T) {
	numbers := newNumberList(t, 9)
	check := func(what, want string) {
		t.Helper()
		if got := numbers.marked(); got != want {
			t.Errorf("%s: marked are %q, want %q", what, got, want)
		}
	}
	numbers.do(keymap.Mark)
	numbers.do(keymap.Mark)
	check("two, each with a step down", "0 1")
	numbers.do(keymap.Down)
	numbers.do(keymap.Down)
	numbers.do(keymap.MarkRange)
	check("from the last one to here", "0 1 2 3 4")
	numbers.do(keymap.Mark)
	check("unmarked again", "0 1 2 3")
	numbers.do(keymap.FindText)
	numbers.list.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("3")})
	numbers.list.Update(tea.KeyMsg{Type: tea.KeyEnter})
	check("a find hides", "3 [0] [1] [2]")
	if got := string(numbers.list.Loaded()); !strings.HasPrefix(got, "4 marked (3 hidden), 1 of 9 loaded") {
		t.Errorf("the status line says %q", got)
	}
	numbers.do(keymap.Back)
	check("esc ends the find first", "0 1 2 3")
	numbers.list.FilterTo("2")
	numbers.poll(t)
	if got := numbers.marked(); !strings.HasPrefix(got, "2 [") || strings.Count(got, "[") != 3 {
		t.Errorf("a filter hides: %q", got)
	}
	numbers.list.Remove("2")
	numbers.list.Resort()
	if numbers.list.MarkCount() != 3 {
		t.Errorf("%d marks after the row is gone", numbers.list.MarkCount())
	}
	if can, _ := numbers.list.Can(keymap.Back); !can {
		t.Error("esc cannot clear the marks")
	}
	numbers.do(keymap.Back)
	check("cleared", "")
	numbers.list.FilterTo("")
	numbers.poll(t)
	numbers.do(keymap.MarkAll)
	check("all", "0 1 2 3 4 5 6 7 8")
	numbers.do(keymap.MarkAll)
	check("none", "")
}
