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
	bench := harness.New(t, clock)
	return bench.Open(confirm.New(bench.Env, question), 80, 20)
}

func TestAnswers(t *testing.T) {
	for answer, cases := range map[string][]string{
		"yes":  {"y", "tab enter", "left enter", "right enter", "h enter", "l enter"},
		"no":   {"enter", "n", "esc", "q", "tab tab enter"},
		"none": {"x j space down"},
	} {
		for _, keys := range cases {
			t.Run(keys, func(t *testing.T) {
				bench := open(t, question())
				bench.Keys(strings.Fields(keys)...)
				if got, want := len(bench.Notices) == 1, answer == "yes"; got != want {
					t.Errorf("answered yes: %v, want %v", got, want)
				}
				if got, want := len(bench.Boxes) == 1, answer == "none"; got != want {
					t.Errorf("still open: %v, want %v", got, want)
				}
			})
		}
	}
}

func TestPasteAnswersNothing(t *testing.T) {
	bench := open(t, question())
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("y"), Paste: true})
	bench.Settle()
	if len(bench.Notices) != 0 || len(bench.Boxes) != 1 {
		t.Fatal("pasted text answered the question")
	}
}

func TestGolden(t *testing.T) {
	danger := question()
	danger.Danger = true
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}, {30, 8}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				clock := driver.NewClock()
				env := harness.New(t, clock).Env
				env.Styles = theme.New(options)
				golden.RequireEqual(t, []byte(confirm.New(env, danger).View(size[0], size[1])))
			})
		}
	}
}

// For any question and size, the box fits, its lines have the same width, and the
// answers are visible if there is any space for them.
func TestAlwaysFits(t *testing.T) {
	st := theme.New(theme.Options{Dark: true})
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 130).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h")
		content := confirm.Content{
			Title:   text.Clean(rapid.String().Draw(t, "title")),
			Buttons: []text.Safe{text.Lit("No"), text.Lit("Yes")},
		}
		for _, paragraph := range rapid.SliceOfN(rapid.String(), 0, 5).Draw(t, "body") {
			content.Body = append(content.Body, confirm.Line{Text: text.Clean(paragraph), Style: st.Text})
		}
		lines := strings.Split(confirm.Render(st, &content, width, height), "\n")
		if len(lines) > height {
			t.Fatalf("%d lines in %d rows", len(lines), height)
		}
		for _, line := range lines {
			if cells := ansi.StringWidth(line); cells > width || width >= 12 && height >= 5 && cells != ansi.StringWidth(lines[0]) {
				t.Fatalf("a line of %d cells in a box of %d, width %d:\n%s", cells, ansi.StringWidth(lines[0]), width, strings.Join(lines, "\n"))
			}
		}
		if width >= 20 && !strings.Contains(ansi.Strip(strings.Join(lines, "\n")), "No") {
			t.Fatal("No is not visible")
		}
	})
}
