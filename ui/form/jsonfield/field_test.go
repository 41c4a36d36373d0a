package jsonfield_test

import (
	"regexp"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api/evaljson"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/form/jsonfield"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func TestGoldenFrames(t *testing.T) {
	for _, tc := range []struct {
		name          string
		styles        *theme.Styles
		width, height int
		keys          []string
	}{
		{"80x20-dark", dark(), 80, 20, []string{"f8"}},
		{"80x20-bare", bare(), 80, 20, []string{"f8"}},
		{"60x10-bare", bare(), 60, 10, []string{"f8", "f8"}},
		{"40x5-scrolled", bare(), 40, 5, []string{"down", "down", "down", "down", "down", "end"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bench := open(t, sample, tc.styles, tc.width, tc.height)
			bench.Keys(tc.keys...)
			frame := bench.field.View()
			checkSize(t, frame, tc.width, tc.height)
			golden.RequireEqual(t, []byte(frame+"\n"))
		})
	}
}

func checkSize(t testing.TB, frame string, width, height int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		t.Errorf("%d lines, want %d", len(lines), height)
	}
	for _, line := range lines {
		if text.Width(line) > width {
			t.Errorf("%d cells, want %d at most: %q", text.Width(line), width, line)
		}
	}
}

func TestEverySizeFits(t *testing.T) {
	odd := "[\"評価評価評価評価評価評価\", \"e\u0301👩‍🚀\x1b[31m\u202e\u200b\",\n" + strings.Repeat("é", 300) + "\n\n]"
	for _, start := range []string{"", sample, odd} {
		bench := open(t, start, bare(), 80, 20)
		for width := 1; width < 50; width += 3 {
			for height := 1; height < 14; height += 3 {
				bench.field.SetWidth(width + 12)
				bench.field.SetHeight(height)
				for _, key := range []string{"down", "end", "left", "right", "home"} {
					bench.Keys(key)
					checkSize(t, bench.field.View(), width+12, height)
				}
			}
			bench.Keys("ctrl+home")
		}
	}
}

func TestTextCannotControlTheTerminal(t *testing.T) {
	stack := "a" + strings.Repeat("\u0301", 20)
	bench := open(t, "[\"\x1b[31m\u202e\u200b\u009b31m\x7f"+stack+"\", \"e\u0301 評\"]", bare(), 80, 12)
	bench.field.Blur()
	frame := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(bench.field.View(), "")
	for _, bad := range []string{"\x1b", "\u202e", "\u200b", "\u009b", "\x7f", stack} {
		if strings.Contains(frame, bad) {
			t.Errorf("%q is rendered unchanged", bad)
		}
	}
	if !strings.Contains(frame, "e\u0301 評") {
		t.Error("harmless text is changed")
	}
}

func TestTypingIsCheckedAfterAPause(t *testing.T) {
	bench := open(t, "[]", bare(), 80, 12)
	if bench.checks != 1 {
		t.Fatalf("%d checks at the start", bench.checks)
	}
	bench.Keys("right", "{", "}")
	if _, _, fresh := bench.field.Faults(); bench.checks != 1 || fresh {
		t.Fatal("checked while typing, or the faults count as fresh")
	}
	bench.rest()
	faults, doc, fresh := bench.field.Faults()
	if bench.checks != 2 || !fresh || len(doc.Evaluators) != 1 || len(faults) != 1 || faults[0].Rule != evaljson.MissingKey {
		t.Fatalf("%d checks, %v, fresh %v", bench.checks, faults, fresh)
	}
	if !strings.Contains(bench.field.View(), "1 error") || !strings.Contains(bench.field.View(), "missing-key") {
		t.Fatalf("the status says\n%s", bench.field.View())
	}
}

func TestALateCheckIsDropped(t *testing.T) {
	bench := open(t, "[]", bare(), 80, 12)
	cmd := bench.field.Recheck()
	late := cmd()
	bench.field.Update(driver.Key("x"))
	bench.field.Update(late)
	if _, _, fresh := bench.field.Faults(); fresh {
		t.Fatal("the check of an older text was accepted")
	}
	other := late.(jsonfield.Checked)
	other.Key = "another field"
	before, _, _ := bench.field.Faults()
	bench.field.Update(other)
	if after, _, _ := bench.field.Faults(); len(after) != len(before) {
		t.Fatal("the result for another field was accepted")
	}
}

func TestMarksMoveWithTheText(t *testing.T) {
	bench := open(t, "[\n{}\n]", bare(), 80, 12)
	bench.Keys("enter", "enter")
	if !strings.Contains(bench.Plain(), " 4! {}") {
		t.Fatalf("the mark did not move with its line:\n%s", bench.field.View())
	}
	bench.Keys("f8")
	if line, _ := bench.field.Cursor(); line != 4 {
		t.Fatalf("the next fault is on line %d", line)
	}
}

func TestFaultKeysWrapAround(t *testing.T) {
	bench := open(t, sample, bare(), 80, 20)
	var at []int
	for range 6 {
		bench.Keys("f8")
		line, _ := bench.field.Cursor()
		at = append(at, line)
	}
	if want := []int{7, 8, 10, 13, 13, 7}; !equal(at, want) {
		t.Fatalf("f8 goes to lines %v, want %v", at, want)
	}
	bench.Keys("f7")
	if line, _ := bench.field.Cursor(); line != 13 {
		t.Fatalf("f7 goes to line %d", line)
	}
}

func equal(left, right []int) bool {
	if len(left) != len(right) {
		return false
	}
	for i := range left {
		if left[i] != right[i] {
			return false
		}
	}
	return true
}

func TestFormatKeepsTheCursorAndCanBeUndone(t *testing.T) {
	bench := open(t, `[{"a":1.50,"b":2}]`, bare(), 80, 12)
	for range 11 {
		bench.Keys("right")
	}
	bench.Keys("ctrl+f")
	if want := "[\n  {\n    \"a\": 1.50,\n    \"b\": 2\n  }\n]"; bench.text() != want {
		t.Fatalf("after formatting:\n%s", bench.text())
	}
	bench.Keys("X")
	if !strings.Contains(bench.text(), "1.50,X\n") {
		t.Fatalf("the cursor moved:\n%s", bench.text())
	}
	bench.Keys("ctrl+z", "ctrl+z")
	if bench.text() != `[{"a":1.50,"b":2}]` {
		t.Fatalf("after undo:\n%s", bench.text())
	}
	bench.Keys("[", "ctrl+f")
	if !strings.Contains(bench.field.View(), "cannot format") || !strings.Contains(bench.text(), `{"a":1.50`) {
		t.Fatalf("a text with a syntax error was formatted, or there is no message:\n%s", bench.field.View())
	}
}

func TestPasteIsOneStep(t *testing.T) {
	bench := open(t, "", bare(), 80, 12)
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("[\r\n\t1,\r2]")})
	bench.Settle()
	if bench.text() != "[\n  1,\n2]" {
		t.Fatalf("%q", bench.text())
	}
	bench.Keys("ctrl+z")
	if bench.text() != "" {
		t.Fatalf("after undo %q", bench.text())
	}
	bench.Keys("ctrl+y")
	if bench.text() != "[\n  1,\n2]" {
		t.Fatalf("after redo %q", bench.text())
	}
}

func TestErasing(t *testing.T) {
	bench := open(t, "ab cd\nef", bare(), 80, 12)
	for _, tc := range []struct{ key, want string }{
		{"end", "ab cd\nef"},
		{"ctrl+w", "ab \nef"},
		{"backspace", "ab\nef"},
		{"ctrl+k", "abef"},
		{"delete", "abf"},
		{"ctrl+u", "f"},
		{"tab", "  f"},
		{"ctrl+h", " f"},
		{"enter", " \n f"},
	} {
		key := driver.Key(tc.key)
		if tc.key == "ctrl+h" {
			key = tea.KeyMsg{Type: tea.KeyCtrlH}
		}
		bench.Send(key)
		bench.Settle()
		if bench.text() != tc.want {
			t.Fatalf("after %s it is %q, want %q", tc.key, bench.text(), tc.want)
		}
	}
}

func TestWhichKeysTheFieldUses(t *testing.T) {
	bench := open(t, "", bare(), 80, 12)
	for _, key := range []string{"a", " ", "q", "?", "tab", "enter", "ctrl+e", "up", "ctrl+z"} {
		if !bench.field.Uses(driver.Key(key)) {
			t.Errorf("%s is not used by the field", key)
		}
	}
	for _, key := range []string{"esc", "ctrl+s", "shift+tab", "ctrl+b", "ctrl+r", "ctrl+c"} {
		if bench.field.Uses(driver.Key(key)) {
			t.Errorf("%s is not left to the owner", key)
		}
	}
}

func TestInsideAForm(t *testing.T) {
	bench, next := open(t, sample, dark(), 80, 12), ""
	fields := []form.Field{form.Edit("evaluators", "JSON", bench.field, 12), form.Input("next", "Next", "", &next)}
	both := form.New(dark(), [][]form.Field{fields}, 80, 18, 0, 0)
	both.SendKey(driver.Key("["))
	if !strings.HasPrefix(bench.text(), "[[") || both.View() == "" {
		t.Fatal("the form does not pass keys on")
	}
	both.Step(1)
	both.SendKey(driver.Key("x"))
	if next != "x" {
		t.Fatal("a text with faults keeps the focus")
	}
}
