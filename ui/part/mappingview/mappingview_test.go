package mappingview

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"ax-tui/api/mapping"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

var (
	bare = theme.Options{Dark: true, Profile: termenv.Ascii}
	day  = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
)

// report has a row in every state.
func report() mapping.Report {
	near := []mapping.Near{
		{Path: "attributes.llm.output_messages.0.message.content", Samples: 31, Value: "Open Settings, choose Security, then Reset password."},
		{Path: "attributes.output.value", Samples: 17, Value: `{"status": "shipped"}`},
		{Path: "attributes.llm.output_messages.0.message.role", Samples: 9, Value: "assistant"},
	}
	return mapping.Report{
		Samples: 50, Unread: 1, Start: day, End: day.AddDate(0, 0, 7), Filter: "span_kind = 'LLM'",
		Note: "A match is no guarantee: tasks read the eval index, which lags 1-2 h and has fewer attributes.",
		Rows: []mapping.Row{
			{Variable: "context", Near: near[:1], Missing: 50},
			{Variable: "expected", Path: "attributes.metadata.expected", Empty: 2, Missing: 48, Value: "null"},
			{Variable: "input", Path: "attributes.input.value", Found: 50, Value: "How do I reset my\npassword? \x1b[31m日本語"},
			{
				Variable: "output", Path: "attributes.llm.output_messages.message.content", Missing: 50, Near: near,
				Prefix: "attributes.llm.output_messages", PrefixType: mapping.List,
			},
			{Variable: "session", Path: "attributes.session.id", Found: 48, Empty: 1, Missing: 1, Value: "3fa9", Near: near[1:2]},
		},
	}
}

func states() map[string]Content {
	none := report()
	none.Samples, none.Unread = 0, 0
	for i, row := range none.Rows {
		none.Rows[i] = mapping.Row{Variable: row.Variable, Path: row.Path}
	}
	return map[string]Content{
		"None":         {State: None, Selected: -1, Advice: "Choose a project or a dataset first."},
		"Loading":      {State: Loading, Selected: -1},
		"LoadingAgain": {State: Loading, Report: report(), Selected: 2},
		"Ready":        {State: Ready, Report: report(), Selected: 3},
		"Some":         {State: Ready, Report: report(), Selected: 4},
		"NoSpans":      {State: Ready, Report: none, Selected: 0},
		"Unmapped":     {State: Ready, Selected: -1},
		"Failed":       {State: Failed, Selected: -1, Problem: "the server does not answer", Advice: "press r to try again"},
		"FailedStale":  {State: Failed, Report: report(), Selected: 0, Since: day, Problem: "the server does not answer", Advice: "press r to try again"},
	}
}

func TestGolden(t *testing.T) {
	for name, content := range states() {
		for _, size := range [][2]int{{57, 12}, {78, 18}, {118, 20}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				golden.RequireEqual(t, Draw(theme.New(bare), content, size[0], size[1])+"\n")
			})
		}
	}
	for name, options := range map[string]theme.Options{
		"dark": {Dark: true, Profile: termenv.TrueColor}, "light": {Profile: termenv.TrueColor},
		"ascii": {Dark: true, Profile: termenv.Ascii, ASCII: true},
	} {
		t.Run("Ready/"+name, func(t *testing.T) {
			golden.RequireEqual(t, Draw(theme.New(options), states()["Ready"], 100, 14)+"\n")
		})
	}
}

// TestSizeHolds: exactly height lines, none too wide, whatever is in the report; the
// selected row is visible if there is a line for it.
func TestSizeHolds(t *testing.T) {
	styles := theme.New(bare)
	all := states()
	names := []string{"None", "Loading", "LoadingAgain", "Ready", "Some", "NoSpans", "Unmapped", "Failed", "FailedStale"}
	odd := rapid.SampledFrom([]string{"", "x", "日本語テキスト", "👩‍🔬 lab", "a\nb\x1b[2J", strings.Repeat("attributes.", 40)})
	rapid.Check(t, func(rt *rapid.T) {
		content := all[rapid.SampledFrom(names).Draw(rt, "face")]
		width, height := rapid.IntRange(1, 130).Draw(rt, "w"), rapid.IntRange(1, 30).Draw(rt, "h")
		rows := make([]mapping.Row, len(content.Report.Rows))
		copy(rows, content.Report.Rows)
		for i := range rows {
			rows[i].Path, rows[i].Value, rows[i].Variable = odd.Draw(rt, "path"), odd.Draw(rt, "value"), odd.Draw(rt, "name")
		}
		content.Report.Rows = rows
		content.Selected = rapid.IntRange(-1, len(rows)).Draw(rt, "selected")
		lines := strings.Split(Draw(styles, content, width, height), "\n")
		if len(lines) != height {
			rt.Fatalf("%d lines, want %d", len(lines), height)
		}
		for _, line := range lines {
			if text.Width(line) > width || strings.Contains(line, "\x1b[2J") {
				rt.Fatalf("%q is too wide for %d or not clean", line, width)
			}
		}
		shown := strings.Contains(strings.Join(lines, "\n"), styles.Glyphs.Cursor)
		if content.State == Ready && content.Selected >= 0 && content.Selected < len(rows) && content.Report.Samples > 0 && width > 2 && !shown {
			rt.Fatalf("row %d is not shown:\n%s", content.Selected, strings.Join(lines, "\n"))
		}
	})
}

func TestColumnsDoNotJump(t *testing.T) {
	styles := theme.New(bare)
	content := states()["Ready"]
	at := -1
	for i := range content.Report.Rows {
		content.Selected = i
		for line := range strings.Lines(Draw(styles, content, 78, 24)) {
			if offset := strings.Index(line, " of 50"); offset >= 0 && !strings.HasPrefix(line, "    ") {
				if offset = text.Width(line[:offset]); at >= 0 && offset != at {
					t.Fatalf("the count is at column %d, in the other rows at %d: %s", offset, at, line)
				}
				at = text.Width(line[:strings.Index(line, " of 50")])
			}
		}
	}
	if at < 0 {
		t.Fatal("no count is shown")
	}
}

func TestNoteStays(t *testing.T) {
	styles := theme.New(bare)
	for height := 3; height < 25; height++ {
		if got := Draw(styles, states()["Ready"], 78, height); !strings.Contains(got, "A match is no guarantee") {
			t.Errorf("at %d lines:\n%s", height, got)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	styles, content := theme.New(bare), states()["Ready"]
	for b.Loop() {
		Draw(styles, content, 118, 30)
	}
}
