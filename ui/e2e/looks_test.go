//go:build !windows

package e2e_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"ax-tui/ui/term/ptytest"
)

var colour = regexp.MustCompile("\x1b\\[([0-9;:]*)m")

// colours is the richest kind of colour that was written: "true", "256", "16" or "".
func colours(raw []byte) string {
	kind, rank := "", map[string]int{"16": 1, "256": 2, "true": 3}
	for _, m := range colour.FindAllSubmatch(raw, -1) {
		if k := kindOf(";" + strings.ReplaceAll(string(m[1]), ":", ";") + ";"); rank[k] > rank[kind] {
			kind = k
		}
	}
	return kind
}

var few = regexp.MustCompile(";(3|4|9|10)[0-7];")

func kindOf(sgr string) string {
	switch {
	case strings.Contains(sgr, ";38;2;"), strings.Contains(sgr, ";48;2;"):
		return "true"
	case strings.Contains(sgr, ";38;5;"), strings.Contains(sgr, ";48;5;"):
		return "256"
	case few.MatchString(sgr):
		return "16"
	}
	return ""
}

func TestColoursAreThoseOfTheTerminal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env  []string
		args []string
		want string // the richest kind of colour, "" for none
	}{
		"true colour":   {nil, nil, "true"},
		"256 colours":   {[]string{"COLORTERM="}, nil, "256"},
		"16 colours":    {[]string{"COLORTERM=", "TERM=xterm"}, nil, "16"},
		"NO_COLOR":      {[]string{"NO_COLOR=1"}, nil, ""},
		"none":          {nil, []string{"--theme", "none"}, ""},
		"light":         {nil, []string{"--theme", "light"}, "true"},
		"dark":          {nil, []string{"--theme", "dark"}, "true"},
		"high contrast": {nil, []string{"--theme", "high-contrast"}, "16"},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, ptytest.Options{W: 80, H: 24, Env: c.env}, append([]string{"--demo"}, c.args...)...)
			p.see(" loaded", "● running", "✗ failed")
			p.moveTo("JSON Shape")
			p.leave()
			got := colours(p.Raw())
			if got != c.want {
				t.Errorf("colours %q, want %q", got, c.want)
			}
		})
	}
}

// The background is asked for, and the theme follows the answer.
func TestTheThemeFollowsTheBackground(t *testing.T) {
	t.Parallel()
	look := func(args ...string) string {
		p := demo(t, append(args, "--tasks", "3")...)
		p.see("Relevance Monitor")
		defer p.leave()
		return strings.Split(p.RenderANSI(), "\n")[1]
	}
	dark, light := look("--theme", "dark"), look("--theme", "light")
	if dark == light {
		t.Errorf("dark and light look the same: %q", dark)
	}
	if auto := look(); auto != dark { // the emulator's background is black
		t.Errorf("on a dark terminal it looks like %q, want %q", auto, dark)
	}
}

// With --ascii everything of ours is 7-bit; the names are the server's.
func TestASCII(t *testing.T) {
	t.Parallel()
	p := open(t, ptytest.Options{}, "--demo", "--ascii", "--tasks", "6")
	plain := func(where string) {
		t.Helper()
		for l := range strings.SplitSeq(p.Screen(), "\n") {
			for _, r := range l {
				if r > unicode.MaxASCII {
					t.Errorf("%s: %q in %q", where, r, l)
				}
			}
		}
	}
	p.see("6 loaded", "* running", "x failed", "support-bot")
	plain("the list")
	p.press("?", "the keys", has("+- Keys"))
	plain("the keys")
	p.press("?", "the list", func(s string) bool { return !strings.Contains(s, "+- Keys") })
	p.press("f", "the filter", has("Filter the tasks"))
	plain("the filter")
	p.press("esc", "the list", func(s string) bool { return !strings.Contains(s, "Filter the tasks") })
	p.Type("j")
	p.WaitFor(func(s string) bool { return strings.HasPrefix(line(s, 3), " > ") }, "the next row")
	p.press("t", "the form", has("Start a run of Relevance Monitor"))
	p.see("Will send: ")
	plain("the form")
	p.press("esc", "the list", func(s string) bool { return !strings.Contains(s, "Start a run") })
	p.press("enter", "the task", has("STATUS"))
	p.see("completed")
	plain("the task")
	p.press("enter", "the run", has("stops watching in"))
	plain("the run")
	p.press("x", "the question", has("Cancel this run?"))
	plain("the question")
	p.press("n", "the run", func(s string) bool { return !strings.Contains(s, "Cancel this run?") })
	p.press("q", "the question", has("Quit ax-tui?"))
	plain("the last question")
	p.Type("y")
	p.ended(0)
}

// A terminal that can nothing is refused with a line.
func TestADumbTerminalIsRefused(t *testing.T) {
	t.Parallel()
	p := open(t, ptytest.Options{Env: []string{"TERM=dumb"}}, "--demo")
	p.ended(2)
	raw := p.Raw()
	if bytes.ContainsRune(raw, '\x1b') || bytes.Count(raw, []byte("\n")) != 1 || !bytes.Contains(raw, []byte("TERM")) {
		t.Errorf("it wrote %q", raw)
	}
}

// What a hostile server puts into names never reaches the terminal.
func TestAHostileServer(t *testing.T) {
	t.Parallel()
	p := open(t, ptytest.Options{W: 120, H: 40}, "--demo", "--fault", "hostile")
	p.see(" loaded")
	first := "Summary Quality"
	p.WaitFor(func(s string) bool { return ends(s) >= 10 }, "how the runs ended")
	straight(t, p.Screen())
	p.moveTo(first)
	p.WaitFor(func(s string) bool { return strings.Contains(at(s), "cancelled") }, "how it ended")
	p.press("enter", "the task", has("STATUS"))
	p.press("d", "the details", func(s string) bool { return !strings.Contains(s, "d details") })
	p.press("esc", "the task", has("STATUS"))
	p.press("esc", "the list", func(s string) bool { return on(s) == first })
	p.press("pgdown", "another page", func(s string) bool { return on(s) != first && on(s) != "" })
	straight(t, p.Screen())
	p.WaitFor(func(s string) bool { return ends(at(s)) == 1 }, "how it ended")
	p.press("o", "a run", has("why "))
	p.press("esc", "the list", has(" loaded"))
	p.press("t", "the form", has("Start a run of"))
	p.press("esc", "the list", func(s string) bool { return !strings.Contains(s, "Start a run of") })
	p.press("f", "the filter", has("Filter the tasks"))
	p.press("enter", "the spaces", has("Pick a space"))
	p.press("esc", "the filter", has("Filter the tasks"))
	p.press("esc", "the list", func(s string) bool { return !strings.Contains(s, "Filter the tasks") })
	p.leave()
	harmless(t, p.Raw())
}

// harmless fails when anything but our own few sequences and printable text was written.
func harmless(t *testing.T, raw []byte) {
	t.Helper()
	text := string(raw)
	for name, bad := range map[string]string{
		"clipboard": "\x1b]52", "title of theirs": "owned", "link": "\x1b]8", "device control": "\x1bP", "status report": "\x1b[6n",
	} {
		if i := strings.Index(text, bad); i >= 0 && !(name == "title of theirs" && !strings.Contains(text, "\x1b]0;owned")) {
			t.Errorf("%s: …%q…", name, text[max(i-20, 0):min(i+40, len(text))])
		}
	}
	for i, r := range ansi.Strip(text) {
		switch {
		case r == '\n' || r == '\r' || r == '\b' || r == '\t': // of the painter
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029', r == '\ufeff', 0xe0000 <= r && r < 0xe0100:
			t.Errorf("%U at %d", r, i)
		}
	}
}

// straight fails when the second column of the list does not begin where its title does.
func straight(t *testing.T, screen string) {
	t.Helper()
	lines := strings.Split(screen, "\n")
	title, _, ok := strings.Cut(lines[1], "ENDED AS")
	if !ok {
		t.Fatalf("no column title in %q", lines[1])
	}
	col := ansi.StringWidth(title)
	for _, l := range lines[2 : len(lines)-2] {
		rest := strings.TrimPrefix(l, ansi.Cut(l, 0, col))
		if rest == "" || strings.HasPrefix(rest, " ") {
			continue
		}
		if !strings.HasPrefix(rest, "never run") && !strings.ContainsAny(rest[:len("●")], "○●✓✗⊘") {
			t.Errorf("not straight at column %d: %q", col, l)
		}
	}
}

// ends counts the words that say how a run ended.
func ends(s string) (n int) {
	for _, word := range []string{"never run", "● running ", "○ pending", "✓ completed", "✗ failed", "⊘ cancelled"} {
		n += strings.Count(s, word)
	}
	return n
}
