//go:build !windows

package e2e_test

import (
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

func TestBrowsing(t *testing.T) {
	t.Parallel()
	person := open(t, pty.Options{W: 80, H: 24}, "--demo")
	person.see("30 loaded")
	first := on(person.Screen())
	person.press("pgdown", "another row", func(s string) bool { return on(s) != first })
	person.press("pgdown", "the third page", func(s string) bool { return strings.Contains(s, "45 loaded") || strings.Contains(s, "60 loaded") })
	person.press("g", "the first row", onRow(first))
	person.press("G", "another row", func(s string) bool { return on(s) != first && at(s) != "" })
	person.press("g", "the first row", onRow(first))
	person.leave()
}

func TestFindingFilteringAndSorting(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.see("30 loaded")
	person.press("/", "the find line", has("of 30 loaded"))
	person.Send("goal")
	person.see("/ goal", "Agent Goal Reached")
	person.WaitGone("JSON Shape")
	person.press("enter", "the find kept", has("find: goal"))
	person.press("esc", "every row", func(s string) bool { return strings.Contains(s, "JSON Shape") && !strings.Contains(s, "find:") })

	person.press("f", "the filter box", has("Filter the tasks"))
	for range 3 {
		person.Type("down")
	}
	person.see("▸ type")
	person.press("enter", "a type", has("template_evaluation"))
	person.press("ctrl+s", "the chip", has("type: template_evaluation"))
	person.WaitGone("JSON Shape")
	person.see(" loaded", "Relevance Monitor")
	person.press("F", "every type", has("JSON Shape"))

	person.moveTo("Relevance Monitor")
	person.press("s", "the order told", has("sort: name"))
	person.WaitFor(func(s string) bool { return strings.HasPrefix(at(s), "Relevance Monitor") }, "the same row still selected")
	person.press("S", "reversed", has("sort: name ↓"))
	person.leave()
}

// The palette does by name what the keys do.
func TestHelpAndPalette(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.moveTo("Relevance Monitor")
	person.press("?", "the keys", has("find within the loaded rows"))
	person.press("?", "the list", lacks("find within"))
	person.press(":", "the palette", has("type to find"))
	person.Send("open the sel")
	person.see("open the selected task")
	person.press("enter", "the task", has("▸ Tasks ▸ Relevance Monitor"))
	person.see("STATUS")
	person.press("esc", "the list", func(s string) bool { return strings.HasPrefix(at(s), "Relevance Monitor") })
	person.leave()
}

func TestResizeStorm(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.see("30 loaded")
	person.moveTo("JSON Shape")
	person.press("enter", "the runs", has("4 loaded"))
	person.see("dataset golden-qa", "refreshed") // everything has been learnt
	before := person.Screen()
	for _, size := range [][2]int{{1, 1}, {20, 5}, {300, 100}, {60, 16}, {2, 40}, {200, 1}, {59, 16}, {61, 17}, {20, 5}} {
		person.Resize(size[0], size[1])
	}
	person.Resize(20, 5)
	person.WaitFor(begins("needs 60x16"), "one honest line")
	person.Resize(1, 1)
	person.WaitFor(func(s string) bool { return s == "n" }, "one cell")
	person.Resize(300, 100)
	person.see("JSON Shape", "? help")
	person.Resize(100, 28)
	same := func(s string) bool { return still(s) == still(before) }
	person.WaitFor(same, "the very same screen as before:\n"+before)
	person.leave()
}

// still is the screen without what goes on by itself: the live count and the clock.
func still(s string) string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if i := strings.Index(l, " ● "); i >= 0 {
			l = l[:i]
		}
		if i := strings.Index(l, "refreshed "); i >= 0 {
			l = l[:i]
		}
		out = append(out, strings.TrimRight(l, " "))
	}
	return strings.Join(out, "\n")
}

// None of 300 keys written at once is lost.
func TestTypingFast(t *testing.T) {
	t.Parallel()
	person := demo(t, "--tasks", "500", "--limit", "100")
	person.press("L", "every page", has("500 loaded"))
	person.Type("g")
	person.Send(strings.Repeat("j", 300))
	person.WaitFor(func(s string) bool { return at(s) != "" && strings.Contains(s, "500 loaded") }, "a row")
	person.Send(strings.Repeat("k", 299))
	person.Send("k")
	first := func(s string) bool { return at(s) != "" && strings.HasPrefix(line(s, 2), " ▸ ") }
	person.WaitFor(first, "the first row again")
	person.Send(strings.Repeat("\x1b[B", 200) + strings.Repeat("j", 100))
	person.Send(strings.Repeat("k", 300) + "j")
	person.WaitFor(cursorOn(3), "the second row: as many up as down")
	person.leave()
}

// An arrow key whose bytes come in two writes is one arrow key.
func TestAnArrowInTwoPieces(t *testing.T) {
	t.Parallel()
	person := demo(t)
	rows := strings.Split(person.Screen(), "\n")
	for i, cut := range []int{1, 2} {
		seq := "\x1b[B"
		person.Send(seq[:cut])
		person.Send(seq[cut:])
		want := strings.TrimLeft(rows[3+i], " ")[:8]
		person.WaitFor(func(s string) bool { return strings.HasPrefix(at(s), want) }, "the cursor on "+want)
	}
	person.leave()
}

// Keys that come quickly go to the screen that the keys before them opened.
func TestQuickKeysFollowTheScreens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys string
		want func(s string) bool
	}{
		"open, details": {"ld", func(s string) bool {
			return strings.HasPrefix(s, " ax-tui ▸ Tasks ▸ JSON Shape ") && strings.Contains(s, "Evaluators (1)")
		}},
		"open, back, next": {"lhjl", begins(" ax-tui ▸ Tasks ▸ Hallucination Backfill ")},
		"open, trigger":    {"lt", begins(" ax-tui ▸ Tasks ▸ JSON Shape ▸ Trigger")},
		"filter, type":     {"f\t\t\t\r", has("▸ type     template_evaluation")},
		"help, away, down": {"??j", func(s string) bool { return on(s) == "Hallucination Backfill" && !strings.Contains(s, "╭") }},
		"find, word, keep": {"/goal\r", has("find: goal")},
		"keys of application mode, and some of no meaning, while finding": {"/oal\x1bOE\x1bOH\x1b\x1bOE\x1b[[Zg\x1bOM", has("find: goal")},
		"the last row in application mode":                                {"\x1bOF", func(s string) bool { return on(s) != "JSON Shape" && on(s) != "" }},
		"find, word, back":                                                {"/goal\x1bg", func(s string) bool { return strings.HasPrefix(line(s, 2), " ▸ ") && !strings.Contains(s, "goal") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			person := open(t, pty.Options{Limit: patient() / 3}, "--demo")
			person.see(" loaded")
			person.moveTo("JSON Shape")
			person.Send(c.keys)
			person.WaitFor(c.want, "what the keys ask for")
		})
	}
}
