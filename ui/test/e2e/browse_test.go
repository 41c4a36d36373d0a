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
	first := cursorName(person.Screen())
	person.press("pgdown", "another row", func(screen string) bool { return cursorName(screen) != first })
	second := cursorName(person.Screen())
	person.press("pgdown", "another row", func(screen string) bool { return cursorName(screen) != second })
	person.WaitFor(func(screen string) bool {
		return strings.Contains(screen, "45 loaded") || strings.Contains(screen, "60 loaded")
	}, "the third page")
	person.press("g", "the first row", onRow(first))
	person.press("G", "another row", func(screen string) bool { return cursorName(screen) != first && cursorRow(screen) != "" })
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
	person.press("esc", "every row", func(screen string) bool {
		return strings.Contains(screen, "JSON Shape") && !strings.Contains(screen, "find:")
	})

	person.press("f", "the filter box", has("Filter the tasks"))
	for range 3 {
		person.Type("down")
	}
	person.see("▸ type")
	person.press("enter", "the types", has("Pick a type"))
	person.Type("down")
	person.see("▸ template_evaluation")
	person.press("enter", "the chip", has("type: template_evaluation"))
	person.WaitGone("JSON Shape")
	person.see(" loaded", "Relevance Monitor")
	person.press("F", "every type", has("JSON Shape"))

	person.moveTo("Relevance Monitor")
	person.press("s", "the columns", has("Sort by"))
	person.press("1", "the sorted header", has("NAME▲"))
	person.WaitFor(func(screen string) bool { return strings.HasPrefix(cursorRow(screen), "Relevance Monitor") }, "the same row still selected")
	person.press("S", "reversed", has("NAME▼"))
	person.leave()
}

// The palette runs the actions of the keys by name.
func TestHelpAndPalette(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.moveTo("Relevance Monitor")
	person.press("?", "the keys", has("find within the loaded rows"))
	person.press("?", "the list", lacks("find within"))
	person.press(":", "the palette", has("Do or go to"))
	person.Send("the selected task")
	person.see("open the selected task")
	person.press("enter", "the task", has("▸ Tasks ▸ Relevance Monitor"))
	person.see("OUTCOME")
	person.press("esc", "the list", func(screen string) bool { return strings.HasPrefix(cursorRow(screen), "Relevance Monitor") })
	person.leave()
}

func TestResizeStorm(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.see("30 loaded")
	person.moveTo("JSON Shape")
	person.press("enter", "the runs", has("4 loaded"))
	person.see("dataset golden-qa", "refreshed") // everything is loaded
	before := person.Screen()
	for _, size := range [][2]int{{1, 1}, {20, 5}, {300, 100}, {60, 16}, {2, 40}, {200, 1}, {59, 16}, {61, 17}, {20, 5}} {
		person.Resize(size[0], size[1])
	}
	person.Resize(20, 5)
	person.WaitFor(begins("needs 60x16"), "one honest line")
	person.Resize(1, 1)
	person.WaitFor(func(screen string) bool { return screen == "n" }, "one cell")
	person.Resize(300, 100)
	person.see("JSON Shape", "? help")
	person.Resize(100, 28)
	same := func(screen string) bool { return still(screen) == still(before) }
	person.WaitFor(same, "the very same screen as before:\n"+before)
	person.leave()
}

// still is the screen without the parts that change by themselves: the live count and the clock.
func still(screen string) string {
	var out []string
	for _, row := range strings.Split(screen, "\n") {
		if i := strings.Index(row, " ● "); i >= 0 {
			row = row[:i]
		}
		if i := strings.Index(row, "refreshed "); i >= 0 {
			row = row[:i]
		}
		out = append(out, strings.TrimRight(row, " "))
	}
	return strings.Join(out, "\n")
}

// 300 keys written at once all arrive.
func TestTypingFast(t *testing.T) {
	t.Parallel()
	person := demo(t, "--tasks", "500", "--limit", "100")
	person.press("L", "every page", has("500 loaded"))
	person.Type("g")
	person.Send(strings.Repeat("j", 300))
	person.WaitFor(func(screen string) bool { return cursorRow(screen) != "" && strings.Contains(screen, "500 loaded") }, "a row")
	person.Send(strings.Repeat("k", 299))
	person.Send("k")
	first := func(screen string) bool {
		return cursorRow(screen) != "" && strings.HasPrefix(line(screen, 2), " ▸ ")
	}
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
		person.WaitFor(func(screen string) bool { return strings.HasPrefix(cursorRow(screen), want) }, "the cursor on "+want)
	}
	person.leave()
}

// Keys in quick succession go to the screen that the previous keys opened.
func TestQuickKeysFollowTheScreens(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		keys string
		want func(screen string) bool
	}{
		"open, details": {"ld", func(screen string) bool {
			return strings.HasPrefix(screen, " ax-tui ▸ Tasks ▸ JSON Shape ") && strings.Contains(screen, "Evaluators (1)")
		}},
		"open, back, next": {"lhjl", begins(" ax-tui ▸ Tasks ▸ Hallucination Backfill ")},
		"open, trigger":    {"lt", begins(" ax-tui ▸ Tasks ▸ JSON Shape ▸ Trigger")},
		"filter, type":     {"f\t\t\tcode\r", has("type: code_evaluation")},
		"help, close, down": {"??j", func(screen string) bool {
			return cursorName(screen) == "Hallucination Backfill" && !strings.Contains(screen, "╭")
		}},
		"find, word, keep": {"/goal\r", has("find: goal")},
		"keys of application mode, and some without a meaning, while finding": {"/oal\x1bOE\x1bOH\x1b\x1bOE\x1b[[Zg\x1bOM", has("find: goal")},
		"the last row in application mode": {"\x1bOF", func(screen string) bool {
			return cursorName(screen) != "JSON Shape" && cursorName(screen) != ""
		}},
		"find, word, back": {"/goal\x1bg", func(screen string) bool {
			return strings.HasPrefix(line(screen, 2), " ▸ ") && !strings.Contains(screen, "goal")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			person := open(t, pty.Options{Limit: patient() / 3}, "--demo")
			person.see(" loaded")
			person.moveTo("JSON Shape")
			person.Send(tc.keys)
			person.WaitFor(tc.want, "what the keys ask for")
		})
	}
}
