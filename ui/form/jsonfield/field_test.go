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
	for _, c := range []struct {
		name string
		st   *theme.Styles
		w, h int
		keys []string
	}{
		{"80x20-dark", dark(), 80, 20, []string{"f8"}},
		{"80x20-bare", bare(), 80, 20, []string{"f8"}},
		{"60x10-bare", bare(), 60, 10, []string{"f8", "f8"}},
		{"40x5-scrolled", bare(), 40, 5, []string{"down", "down", "down", "down", "down", "end"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := open(t, sample, c.st, c.w, c.h)
			b.Keys(c.keys...)
			frame := b.f.View()
			fits(t, frame, c.w, c.h)
			golden.RequireEqual(t, []byte(frame+"\n"))
		})
	}
}

func fits(t testing.TB, frame string, w, h int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Errorf("%d lines, want %d", len(lines), h)
	}
	for _, l := range lines {
		if text.Width(l) > w {
			t.Errorf("%d cells, want %d at most: %q", text.Width(l), w, l)
		}
	}
}

func TestEverySizeFits(t *testing.T) {
	odd := "[\"評価評価評価評価評価評価\", \"e\u0301👩‍🚀\x1b[31m\u202e\u200b\",\n" + strings.Repeat("é", 300) + "\n\n]"
	for _, start := range []string{"", sample, odd} {
		b := open(t, start, bare(), 80, 20)
		for w := 1; w < 50; w += 3 {
			for h := 1; h < 14; h += 3 {
				b.f.SetWidth(w + 12)
				b.f.SetHeight(h)
				for _, k := range []string{"down", "end", "left", "right", "home"} {
					b.Keys(k)
					fits(t, b.f.View(), w+12, h)
				}
			}
			b.Keys("ctrl+home")
		}
	}
}

func TestTheTextCannotSteerTheTerminal(t *testing.T) {
	stack := "a" + strings.Repeat("\u0301", 20)
	b := open(t, "[\"\x1b[31m\u202e\u200b\u009b31m\x7f"+stack+"\", \"e\u0301 評\"]", bare(), 80, 12)
	b.f.Blur()
	frame := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(b.f.View(), "")
	for _, bad := range []string{"\x1b", "\u202e", "\u200b", "\u009b", "\x7f", stack} {
		if strings.Contains(frame, bad) {
			t.Errorf("%q is drawn as it is", bad)
		}
	}
	if !strings.Contains(frame, "e\u0301 評") {
		t.Error("what is harmless is not drawn as it is")
	}
}

func TestTypingIsCheckedAfterAPause(t *testing.T) {
	b := open(t, "[]", bare(), 80, 12)
	if b.checks != 1 {
		t.Fatalf("%d checks at the start", b.checks)
	}
	b.Keys("right", "{", "}")
	if _, _, fresh := b.f.Faults(); b.checks != 1 || fresh {
		t.Fatal("nothing is checked while typing, and the faults are known to be old")
	}
	b.rest()
	faults, doc, fresh := b.f.Faults()
	if b.checks != 2 || !fresh || len(doc.Evaluators) != 1 || len(faults) != 1 || faults[0].Rule != evaljson.MissingKey {
		t.Fatalf("%d checks, %v, fresh %v", b.checks, faults, fresh)
	}
	if !strings.Contains(b.f.View(), "1 error") || !strings.Contains(b.f.View(), "missing-key") {
		t.Fatalf("the status says\n%s", b.f.View())
	}
}

func TestALateCheckIsDropped(t *testing.T) {
	b := open(t, "[]", bare(), 80, 12)
	cmd := b.f.Recheck()
	late := cmd()
	b.f.Update(driver.Key("x"))
	b.f.Update(late)
	if _, _, fresh := b.f.Faults(); fresh {
		t.Fatal("a check of the text before was taken for this one")
	}
	other := late.(jsonfield.Checked)
	other.Key = "another field"
	before, _, _ := b.f.Faults()
	b.f.Update(other)
	if after, _, _ := b.f.Faults(); len(after) != len(before) {
		t.Fatal("the answer for another field was taken")
	}
}

func TestMarksMoveWithTheText(t *testing.T) {
	b := open(t, "[\n{}\n]", bare(), 80, 12)
	b.Keys("enter", "enter")
	if !strings.Contains(b.Plain(), " 4! {}") {
		t.Fatalf("the mark has not moved with its line:\n%s", b.f.View())
	}
	b.Keys("f8")
	if line, _ := b.f.Cursor(); line != 4 {
		t.Fatalf("the next fault is on line %d", line)
	}
}

func TestFaultKeysGoRound(t *testing.T) {
	b := open(t, sample, bare(), 80, 20)
	var at []int
	for range 6 {
		b.Keys("f8")
		line, _ := b.f.Cursor()
		at = append(at, line)
	}
	if want := []int{7, 8, 10, 13, 13, 7}; !equal(at, want) {
		t.Fatalf("f8 goes to lines %v, want %v", at, want)
	}
	b.Keys("f7")
	if line, _ := b.f.Cursor(); line != 13 {
		t.Fatalf("f7 goes to line %d", line)
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestFormatKeepsTheCursorAndCanBeUndone(t *testing.T) {
	b := open(t, `[{"a":1.50,"b":2}]`, bare(), 80, 12)
	for range 11 {
		b.Keys("right")
	}
	b.Keys("ctrl+f")
	if want := "[\n  {\n    \"a\": 1.50,\n    \"b\": 2\n  }\n]"; b.text() != want {
		t.Fatalf("formatted it is\n%s", b.text())
	}
	b.Keys("X")
	if !strings.Contains(b.text(), "1.50,X\n") {
		t.Fatalf("the cursor has moved:\n%s", b.text())
	}
	b.Keys("ctrl+z", "ctrl+z")
	if b.text() != `[{"a":1.50,"b":2}]` {
		t.Fatalf("undone it is\n%s", b.text())
	}
	b.Keys("[", "ctrl+f")
	if !strings.Contains(b.f.View(), "cannot format yet") || !strings.Contains(b.text(), `{"a":1.50`) {
		t.Fatalf("a text with a syntax fault was formatted, or nothing was said:\n%s", b.f.View())
	}
}

func TestPasteIsOneStep(t *testing.T) {
	b := open(t, "", bare(), 80, 12)
	b.Send(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("[\r\n\t1,\r2]")})
	b.Settle()
	if b.text() != "[\n  1,\n2]" {
		t.Fatalf("%q", b.text())
	}
	b.Keys("ctrl+z")
	if b.text() != "" {
		t.Fatalf("after undo %q", b.text())
	}
	b.Keys("ctrl+y")
	if b.text() != "[\n  1,\n2]" {
		t.Fatalf("made again %q", b.text())
	}
}

func TestErasing(t *testing.T) {
	b := open(t, "ab cd\nef", bare(), 80, 12)
	for _, c := range []struct{ key, want string }{
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
		k := driver.Key(c.key)
		if c.key == "ctrl+h" {
			k = tea.KeyMsg{Type: tea.KeyCtrlH}
		}
		b.Send(k)
		b.Settle()
		if b.text() != c.want {
			t.Fatalf("after %s it is %q, want %q", c.key, b.text(), c.want)
		}
	}
}

func TestWhichKeysAreItsOwn(t *testing.T) {
	b := open(t, "", bare(), 80, 12)
	for _, k := range []string{"a", " ", "q", "?", "tab", "enter", "ctrl+e", "up", "ctrl+z"} {
		if !b.f.Uses(driver.Key(k)) {
			t.Errorf("%s is wanted", k)
		}
	}
	for _, k := range []string{"esc", "ctrl+s", "shift+tab", "ctrl+b", "ctrl+r", "ctrl+c"} {
		if b.f.Uses(driver.Key(k)) {
			t.Errorf("%s belongs to the owner", k)
		}
	}
}

func TestInsideAForm(t *testing.T) {
	b, next := open(t, sample, dark(), 80, 12), ""
	fields := []form.Field{form.Edit("evaluators", "JSON", b.f, 12), form.Input("next", "Next", "", &next)}
	f := form.New(dark(), [][]form.Field{fields}, 80, 18, 0, 0)
	f.Write(driver.Key("["))
	if !strings.HasPrefix(b.text(), "[[") || f.View() == "" {
		t.Fatal("the form does not hand keys on")
	}
	f.Step(1)
	f.Write(driver.Key("x"))
	if next != "x" {
		t.Fatal("a text with faults must not keep a person inside")
	}
}
