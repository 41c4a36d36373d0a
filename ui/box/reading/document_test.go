package reading

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/test/race"
	"ax-tui/ui/text"
)

// large returns JSON of about 10 MB with one text of 2 MB.
func large() string {
	var out strings.Builder
	out.WriteString("{\n  \"long\": \"" + strings.Repeat("判定 label ", 150_000) + "needle\",\n  \"rows\": [\n")
	for i := range 90_000 {
		fmt.Fprintf(&out, "    {\n      \"id\": %d,\n      \"text\": \"some ordinary text of a row, as long as a line\"\n    },\n", i)
	}
	out.WriteString("    {}\n  ]\n}\n")
	return out.String()
}

func newBox(t *testing.T, all string) *jsonBox {
	t.Helper()
	env := &host.Env{
		Ctx: t.Context(), Keys: keymap.Default(), NextID: func() uint64 { return 1 },
		Styles: theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor}),
	}
	model := JSON(env, "run", "the run as JSON", nil).(*jsonBox)
	model.Update(formatted{document: newDocument(env.Styles, all)})
	model.View(120, 36)
	return model
}

// A key and the frame after it cost no more than 16 ms with 10 MB, when the machine is
// free: the fastest of several counts.
func TestLargeJSON(t *testing.T) {
	model := newBox(t, large())
	defer model.Close()
	key := func(name string) tea.KeyMsg {
		if len(name) == 1 {
			return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
		}
		return map[string]tea.KeyMsg{"pgdown": {Type: tea.KeyPgDown}, "left": {Type: tea.KeyLeft}, "right": {Type: tea.KeyRight}, "enter": {Type: tea.KeyEnter}, "esc": {Type: tea.KeyEsc}}[name]
	}
	fastest := map[string]time.Duration{}
	for range 5 {
		for _, name := range strings.Fields("g pgdown pgdown G k g j j left right / n e e d l e enter n N esc / t e x t enter n n N esc g") {
			begin := time.Now()
			model.Update(key(name))
			frame := model.View(120, 36)
			if took := time.Since(begin); fastest[name] == 0 || took < fastest[name] {
				fastest[name] = took
			}
			for _, line := range strings.Split(frame, "\n") {
				if width := ansi.StringWidth(line); width != 120 {
					t.Fatalf("after %s a line has %d cells: %q", name, width, ansi.Strip(line))
				}
			}
		}
	}
	longest := 16 * time.Millisecond
	if race.On { // the detector makes code several times slower
		longest *= 8
	}
	for name, took := range fastest {
		if took > longest {
			t.Errorf("%s took %v", name, took)
		}
	}
	t.Log(fastest)
}

// The current hit is visible in a line that is wider than the screen.
func TestHitFarToTheRight(t *testing.T) {
	model := newBox(t, large())
	defer model.Close()
	for _, name := range "/needle" {
		model.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{name}})
	}
	if frame := ansi.Strip(model.View(120, 36)); !strings.Contains(frame, "…") || !strings.Contains(frame, `label needle",`) {
		t.Errorf("the hit is not visible:\n%s", frame)
	}
}

// Every line has one row when nothing is folded, and each fold hides exactly what it holds.
func TestFolds(t *testing.T) {
	doc := newDocument(theme.New(theme.Options{}), "{\n  \"a\": [\n    {\n      \"b\": \"}\"\n    },\n    []\n  ],\n  \"c\": {}\n}\n")
	if doc.Len() != 9 {
		t.Fatalf("%d rows, want 9", doc.Len())
	}
	doc.toggle(2)
	doc.toggle(1)
	if doc.Len() != 4 || doc.lines[1].parts != 2 || doc.LineOf(2) != 7 {
		t.Errorf("%d rows, %d entries, then line %d", doc.Len(), doc.lines[1].parts, doc.LineOf(2))
	}
	if row := doc.Reveal(3); row != 3 || doc.Len() != 9 {
		t.Errorf("the line is in row %d of %d", row, doc.Len())
	}
	if name, value, ok := doc.value(3); !ok || name != "b" || value != "}" {
		t.Errorf("%q is %q", name, value)
	}
	if got := doc.Row(1, []part.Mark{{From: 3, To: 4, Current: true}}, false, 20); ansi.Strip(got) != `▾   "a": [` {
		t.Errorf("%q", got)
	}
}

// Of a very long text the beginning is shown, and said to be that; all of it is copied.
func TestVeryLongText(t *testing.T) {
	copied := ""
	env := &host.Env{
		Ctx: t.Context(), Keys: keymap.Default(), NextID: func() uint64 { return 1 }, Styles: theme.New(theme.Options{}),
		Copy: func(content string, _ text.Safe) tea.Cmd { copied = content; return nil },
	}
	long := strings.Repeat("判定 label ", 200_000)
	model := Text(env, "reason", Section{Text: long})
	defer model.Close()
	model.View(80, 21)
	model.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("G")})
	if frame := model.View(80, 21); !strings.Contains(frame, "the first 1 MB of 2 MB; copy the text for all of it") {
		t.Errorf("\n%s", frame)
	}
	model.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("y")})
	if copied != long {
		t.Errorf("%d bytes are copied, not %d", len(copied), len(long))
	}
}
