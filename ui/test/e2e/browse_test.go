//go:build !windows

package e2e_test

import (
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

func TestBrowsing(t *testing.T) {
	t.Parallel()
	p := open(t, pty.Options{W: 80, H: 24}, "--demo")
	p.see("30 loaded")
	first := on(p.Screen())
	p.press("pgdown", "another row", func(s string) bool { return on(s) != first })
	p.press("pgdown", "the third page", func(s string) bool { return strings.Contains(s, "45 loaded") || strings.Contains(s, "60 loaded") })
	p.press("g", "the first row", onRow(first))
	p.press("G", "another row", func(s string) bool { return on(s) != first && at(s) != "" })
	p.press("g", "the first row", onRow(first))
	p.leave()
}

func TestFindingFilteringAndSorting(t *testing.T) {
	t.Parallel()
	p := demo(t)
	p.see("30 loaded")
	p.press("/", "the find line", has("of 30 loaded"))
	p.Send("goal")
	p.see("/ goal", "Agent Goal Reached")
	p.WaitGone("JSON Shape")
	p.press("enter", "the find kept", has("find: goal"))
	p.press("esc", "every row", func(s string) bool { return strings.Contains(s, "JSON Shape") && !strings.Contains(s, "find:") })

	p.press("f", "the filter box", has("Filter the tasks"))
	for range 3 {
		p.Type("down")
	}
	p.see("▸ type")
	p.press("enter", "a type", has("template_evaluation"))
	p.press("ctrl+s", "the chip", has("type: template_evaluation"))
	p.WaitGone("JSON Shape")
	p.see(" loaded", "Relevance Monitor")
	p.press("F", "every type", has("JSON Shape"))

	p.moveTo("Relevance Monitor")
	p.press("s", "the order told", has("sort: name"))
	p.WaitFor(func(s string) bool { return strings.HasPrefix(at(s), "Relevance Monitor") }, "the same row still selected")
	p.press("S", "reversed", has("sort: name ↓"))
	p.leave()
}

// The palette does by name what the keys do.
func TestHelpAndPalette(t *testing.T) {
	t.Parallel()
	p := demo(t)
	p.moveTo("Relevance Monitor")
	p.press("?", "the keys", has("find within the loaded rows"))
	p.press("?", "the list", lacks("find within"))
	p.press(":", "the palette", has("type to find"))
	p.Send("open the sel")
	p.see("open the selected task")
	p.press("enter", "the task", has("▸ Tasks ▸ Relevance Monitor"))
	p.see("STATUS")
	p.press("esc", "the list", func(s string) bool { return strings.HasPrefix(at(s), "Relevance Monitor") })
	p.leave()
}

func TestResizeStorm(t *testing.T) {
	t.Parallel()
	p := demo(t)
	p.see("30 loaded")
	p.moveTo("JSON Shape")
	p.press("enter", "the runs", has("4 loaded"))
	p.see("dataset golden-qa", "refreshed") // everything has been learnt
	before := p.Screen()
	for _, size := range [][2]int{{1, 1}, {20, 5}, {300, 100}, {60, 16}, {2, 40}, {200, 1}, {59, 16}, {61, 17}, {20, 5}} {
		p.Resize(size[0], size[1])
	}
	p.Resize(20, 5)
	p.WaitFor(begins("needs 60x16"), "one honest line")
	p.Resize(1, 1)
	p.WaitFor(func(s string) bool { return s == "n" }, "one cell")
	p.Resize(300, 100)
	p.see("JSON Shape", "? help")
	p.Resize(100, 28)
	same := func(s string) bool { return still(s) == still(before) }
	p.WaitFor(same, "the very same screen as before:\n"+before)
	p.leave()
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
	p := demo(t, "--tasks", "500", "--limit", "100")
	p.press("L", "every page", has("500 loaded"))
	p.Type("g")
	p.Send(strings.Repeat("j", 300))
	p.WaitFor(func(s string) bool { return at(s) != "" && strings.Contains(s, "500 loaded") }, "a row")
	p.Send(strings.Repeat("k", 299))
	p.Send("k")
	first := func(s string) bool { return at(s) != "" && strings.HasPrefix(line(s, 2), " ▸ ") }
	p.WaitFor(first, "the first row again")
	p.Send(strings.Repeat("\x1b[B", 200) + strings.Repeat("j", 100))
	p.Send(strings.Repeat("k", 300) + "j")
	p.WaitFor(cursorOn(3), "the second row: as many up as down")
	p.leave()
}

// An arrow key whose bytes come in two writes is one arrow key.
func TestAnArrowInTwoPieces(t *testing.T) {
	t.Parallel()
	p := demo(t)
	rows := strings.Split(p.Screen(), "\n")
	for i, cut := range []int{1, 2} {
		seq := "\x1b[B"
		p.Send(seq[:cut])
		p.Send(seq[cut:])
		want := strings.TrimLeft(rows[3+i], " ")[:8]
		p.WaitFor(func(s string) bool { return strings.HasPrefix(at(s), want) }, "the cursor on "+want)
	}
	p.leave()
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
		"find, word, back": {"/goal\x1bg", func(s string) bool { return strings.HasPrefix(line(s, 2), " ▸ ") && !strings.Contains(s, "goal") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t, pty.Options{Limit: patient() / 3}, "--demo")
			p.see(" loaded")
			p.moveTo("JSON Shape")
			p.Send(c.keys)
			p.WaitFor(c.want, "what the keys ask for")
		})
	}
}
