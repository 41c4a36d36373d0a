package jsonfield_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/test/driver"
)

func megabyte() string {
	return "[\n" + strings.Repeat("  {\"evaluator_id\": \"RXZhbDox\", \"a\"},\n", 30000) + "\n]"
}

func BenchmarkKeyAndView1MB(b *testing.B) {
	bench := open(b, megabyte(), dark(), 120, 36)
	for range 400 {
		bench.field.Update(driver.Key("pgdown"))
	}
	keys := []string{"x", "backspace", "enter", "backspace"}
	for i := 0; b.Loop(); i++ {
		bench.field.Update(driver.Key(keys[i%4]))
		_ = bench.field.View()
	}
}

func BenchmarkPaste1MB(b *testing.B) {
	bench := open(b, "", dark(), 120, 36)
	paste := tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune(megabyte())}
	for b.Loop() {
		bench.field.Update(paste)
		_ = bench.field.View()
		bench.field.Update(driver.Key("ctrl+z"))
	}
}

// A megabyte on one line is the worst case: nothing may hang.
func BenchmarkKeyAndViewOneLine1MB(b *testing.B) {
	bench := open(b, strings.ReplaceAll(megabyte(), "\n", ""), dark(), 120, 36)
	bench.Keys("end")
	keys := []string{"x", "backspace"}
	for i := 0; b.Loop(); i++ {
		bench.field.Update(driver.Key(keys[i%2]))
		_ = bench.field.View()
	}
}
