package confirm_test

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/theme"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func question() confirm.Question {
	return confirm.Question{
		Title: text.Lit("Leave the form?"),
		Body:  []text.Safe{text.Lit("What you typed is not sent yet and would be lost.")},
		Yes:   host.Notice{Text: text.Lit("left")},
	}
}

func open(t testing.TB, question confirm.Question) *harness.Harness {
	clock := driver.NewClock()
	h := harness.New(t, clock)
	return h.Open(confirm.New(h.Env, question), 80, 20)
}

func TestAnswers(t *testing.T) {
	for answer, cases := range map[string][]string{
		"yes":  {"y", "tab enter", "left enter", "right enter", "h enter", "l enter"},
		"no":   {"enter", "n", "esc", "q", "tab tab enter"},
		"none": {"x j space down"},
	} {
		for _, keys := range cases {
			t.Run(keys, func(t *testing.T) {
				h := open(t, question())
				h.Keys(strings.Fields(keys)...)
				if got, want := len(h.Notices) == 1, answer == "yes"; got != want {
					t.Errorf("answered yes: %v, want %v", got, want)
				}
				if got, want := len(h.Boxes) == 1, answer == "none"; got != want {
					t.Errorf("still open: %v, want %v", got, want)
				}
			})
		}
	}
}

func TestPasteAnswersNothing(t *testing.T) {
	h := open(t, question())
	h.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("y"), Paste: true})
	h.Settle()
	if len(h.Notices) != 0 || len(h.Boxes) != 1 {
		t.Fatal("pasted text has answered the question")
	}
}

func TestGolden(t *testing.T) {
	q := question()
	q.Danger = true
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}, {30, 8}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				clock := driver.NewClock()
				env := harness.New(t, clock).Env
				env.Styles = theme.New(options)
				golden.RequireEqual(t, []byte(confirm.New(env, q).View(size[0], size[1])))
			})
		}
	}
}

// Whatever is asked in whatever room, the box fits, its lines are even and the
// answers can be read as long as there is any room for them.
func TestAlwaysFits(t *testing.T) {
	st := theme.New(theme.Options{Dark: true})
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 130).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h")
		content := confirm.Content{
			Title:   text.Clean(rapid.String().Draw(t, "title")),
			Buttons: []text.Safe{text.Lit("No"), text.Lit("Yes")},
			Hints:   []text.Safe{text.Lit("y yes"), text.Lit("n no")},
		}
		for _, p := range rapid.SliceOfN(rapid.String(), 0, 5).Draw(t, "body") {
			content.Body = append(content.Body, confirm.Line{Text: text.Clean(p), Style: st.Text})
		}
		lines := strings.Split(confirm.Draw(st, content, w, h), "\n")
		if len(lines) > h {
			t.Fatalf("%d lines in %d rows", len(lines), h)
		}
		for _, l := range lines {
			if x := ansi.StringWidth(l); x > w || w >= 12 && h >= 5 && x != ansi.StringWidth(lines[0]) {
				t.Fatalf("a line of %d cells in a box of %d, room %d:\n%s", x, ansi.StringWidth(lines[0]), w, strings.Join(lines, "\n"))
			}
		}
		if w >= 20 && !strings.Contains(ansi.Strip(strings.Join(lines, "\n")), "No") {
			t.Fatal("No cannot be seen")
		}
	})
}
