//go:build !windows

package e2e_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"ax-tui/theme"
	"ax-tui/ui/test/pty"
)

var colour = regexp.MustCompile("\x1b\\[([0-9;:]*)m")

// colours is the richest kind of colour that was written: "true", "256", "16" or "".
func colours(raw []byte) string {
	kind, rank := "", map[string]int{"16": 1, "256": 2, "true": 3}
	for _, match := range colour.FindAllSubmatch(raw, -1) {
		if found := kindOf(";" + strings.ReplaceAll(string(match[1]), ":", ";") + ";"); rank[found] > rank[kind] {
			kind = found
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
	for name, tc := range map[string]struct {
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
			person := open(t, pty.Options{W: 80, H: 24, Env: tc.env}, append([]string{"--demo"}, tc.args...)...)
			person.see(" loaded", "● running", "✗ failed")
			person.moveTo("JSON Shape")
			person.leave()
			got := colours(person.Raw())
			if got != tc.want {
				t.Errorf("colours %q, want %q", got, tc.want)
			}
		})
	}
}

// The theme follows the terminal's background.
func TestTheThemeFollowsTheBackground(t *testing.T) {
	t.Parallel()
	look := func(args ...string) string {
		person := demo(t, append(args, "--tasks", "3")...)
		person.see("Relevance Monitor")
		defer person.leave()
		return strings.Split(person.RenderANSI(), "\n")[1]
	}
	dark, light := look("--theme", "dark"), look("--theme", "light")
	if dark == light {
		t.Errorf("dark and light look the same: %q", dark)
	}
	if auto := look(); auto != dark { // the emulator's background is black
		t.Errorf("on a dark terminal it looks like %q, want %q", auto, dark)
	}
}

// The terminal tells that it has become light or dark, and the colours follow at once;
// with a theme of one background it is not asked to.
func TestTheThemeFollowsTheTerminalsChange(t *testing.T) {
	t.Parallel()
	const light, dark, follow, unfollow = "\x1b[?997;2n", "\x1b[?997;1n", "\x1b[?2031h", "\x1b[?2031l"
	person := demo(t, "--tasks", "3")
	person.see("Relevance Monitor")
	person.WaitRaw(0, follow)
	before := person.Bytes()
	person.Send(light)
	person.WaitRaw(before, sgrOf(theme.Options{}))
	before = person.Bytes()
	person.Send(dark)
	person.WaitRaw(before, sgrOf(theme.Options{Dark: true}))
	for _, step := range []struct{ theme, written string }{{"light", unfollow}, {"auto", follow}} {
		before = person.Bytes()
		person.press(":", "the palette", has("Do or go to"))
		person.Paste("theme " + step.theme)
		person.press("enter", "the theme", has("Theme "+step.theme))
		person.WaitRaw(before, step.written)
	}
	person.leave()
	person.CheckRestored()

	person = demo(t, "--tasks", "3", "--theme", "dark")
	person.see("Relevance Monitor")
	first := cursorName(person.Screen())
	person.Send(light)
	person.press("j", "the next row", func(screen string) bool { return cursorName(screen) != first })
	person.leave()
	for _, unwanted := range []string{"2031", "\x1b]11", sgrOf(theme.Options{})} {
		if strings.Contains(string(person.Raw()), unwanted) {
			t.Errorf("with --theme dark it wrote %q", unwanted)
		}
	}
}

// sgrOf is the colour of labels in a theme, as it is written.
func sgrOf(options theme.Options) string {
	return strings.TrimSuffix(strings.TrimPrefix(theme.New(options).Dim.Open, "\x1b["), "m")
}

// A theme of a file is used by name, from the settings too, and listed in the palette; a
// file with a fault is refused with its line.
func TestAThemeOfAFile(t *testing.T) {
	t.Parallel()
	config := t.TempDir()
	files := map[string]string{
		"themes/solar.toml": "[dark]\ndim = \"#839497\"\n[light]\ndim = \"#657b84\"\n", "themes/broken.toml": "base = \"dark\"\ndim = \"blue\"\n", "config.toml": "theme = \"solar\"\n",
	}
	for name, content := range files {
		path := filepath.Join(config, "ax-tui", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"XDG_CONFIG_HOME=" + config}
	person := open(t, pty.Options{Env: env}, "--demo")
	person.see(" loaded")
	person.WaitRaw(0, sgrOf(theme.Options{Custom: &theme.Custom{Colours: map[string]string{"dim": "#839497"}}}))
	before := person.Bytes()
	person.Send("\x1b[?997;2n")
	person.WaitRaw(before, sgrOf(theme.Options{Custom: &theme.Custom{Colours: map[string]string{"dim": "#657b84"}}}))
	before = person.Bytes()
	person.press(":", "the palette", has("Do or go to"))
	person.Paste("theme ")
	person.see("solar", "broken")
	person.Paste("dark")
	person.WaitRaw(before, sgrOf(theme.Options{Dark: true}))
	person.press("esc", "the list", lacks(": theme"))
	person.leave()

	person = open(t, pty.Options{Env: env}, "--demo", "--theme", "broken")
	person.see(`broken.toml:2: dim is "blue"`)
	person.ended(2)
}

// A locale that is not UTF-8 is drawn in ASCII, unless that is switched off.
func TestALocaleWithoutUTF8(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]string{"--ascii=false": "● running", "--utc": "* running"} {
		person := open(t, pty.Options{Env: []string{"LC_ALL=C"}}, "--demo", "--tasks", "6", arg)
		person.see("6 loaded", want)
		person.leave()
	}
}

// With --ascii the program writes only 7-bit characters, except in names from the server.
func TestASCII(t *testing.T) {
	t.Parallel()
	person := open(t, pty.Options{}, "--demo", "--ascii", "--tasks", "6")
	plain := func(where string) {
		t.Helper()
		for row := range strings.SplitSeq(person.Screen(), "\n") {
			for _, char := range row {
				if char > unicode.MaxASCII {
					t.Errorf("%s: %q in %q", where, char, row)
				}
			}
		}
	}
	shows := func(key, where string, cond condition) {
		t.Helper()
		person.press(key, where, cond)
		plain(where)
	}
	person.see("6 loaded", "* running", "x failed", "support-bot")
	plain("the list")
	shows("?", "the keys", has("+- Keys"))
	person.press("?", "the list", lacks("+- Keys"))
	shows("f", "the filter", has("Filter the tasks"))
	person.press("esc", "the list", lacks("Filter the tasks"))
	person.Type("j")
	person.WaitFor(func(screen string) bool { return strings.HasPrefix(line(screen, 3), " > ") }, "the next row")
	person.press("t", "the form", has("Start a run of Relevance Monitor"))
	person.see("Will send: ")
	plain("the form")
	person.press("esc", "the list", lacks("Start a run"))
	person.press("enter", "the task", begins(" ax-tui > Tasks > Relevance Monitor  "))
	person.see("done")
	plain("the task")
	shows("enter", "the run", has("stops watching in"))
	shows("x", "the question", has("Cancel this run?"))
	person.press("n", "the run", lacks("Cancel this run?"))
	plain("the run again")
	person.Type("q")
	person.ended(0)
}

// A dumb terminal is refused with one line.
func TestADumbTerminalIsRefused(t *testing.T) {
	t.Parallel()
	person := open(t, pty.Options{Env: []string{"TERM=dumb"}}, "--demo")
	person.ended(2)
	raw := person.Raw()
	if bytes.ContainsRune(raw, '\x1b') || bytes.Count(raw, []byte("\n")) != 1 || !bytes.Contains(raw, []byte("TERM")) {
		t.Errorf("it wrote %q", raw)
	}
}

// Control sequences in names from a hostile server never reach the terminal.
func TestAHostileServer(t *testing.T) {
	t.Parallel()
	person := open(t, pty.Options{W: 120, H: 40}, "--demo", "--fault", "hostile")
	person.see(" loaded")
	first := "Summary Quality"
	person.WaitFor(func(screen string) bool { return ends(screen) >= 10 }, "how the runs ended")
	for _, row := range crooked(person.Screen()) {
		t.Error(row)
	}
	person.moveTo(first)
	person.WaitFor(rowHas("cancelled"), "how it ended")
	person.press("enter", "the task", begins(" ax-tui ▸ Tasks ▸ "+first))
	person.press("d", "the details", has("type        "))
	person.press("esc", "the task", has("OUTCOME"))
	person.press("esc", "the list", onRow(first))
	person.press("pgdown", "another page", func(screen string) bool { return cursorName(screen) != first && cursorName(screen) != "" })
	for _, row := range crooked(person.Screen()) {
		t.Error(row)
	}
	person.WaitFor(func(screen string) bool { return ends(cursorRow(screen)) == 1 }, "how it ended")
	person.press("o", "a run", has("why "))
	person.press("esc", "the list", has(" loaded"))
	person.press("t", "the form", has("Start a run of"))
	person.press("esc", "the list", lacks("Start a run of"))
	person.press("f", "the filter", has("Filter the tasks"))
	person.press("enter", "the spaces", has("Pick a space"))
	person.press("esc", "the filter", has("Filter the tasks"))
	person.press("esc", "the list", lacks("Filter the tasks"))
	person.leave()
	for _, found := range harm(person.Raw()) {
		t.Error(found)
	}
}

// ours are the sequences that the program writes: cursor, colours and modes of a
// full screen, the query and reports of the background, and the title.
var ours = regexp.MustCompile("\x1b\\[[0-9;:?]*[A-HJKXm]|\x1b\\[[0-9;]*[LMPST@brd]|\x1b\\[\\?(7|25|1049|2004|2026|2031|100[0-6])[hl]|\x1b\\]11;\\?\x07|\x1b\\[2[23];2t|\x1b\\]2;(● [0-9]+ running)? *(○ [0-9]+ pending)?( · ax-tui)?\x07")

// harm lists everything in the output except the program's own sequences and text.
func harm(raw []byte) (out []string) {
	words := ours.ReplaceAllString(string(raw), "")
	for i, char := range words {
		switch {
		case char == '\n', char == '\r', char == '\b': // of the painter
		case unicode.IsControl(char), unicode.Is(unicode.Bidi_Control, char), char == '\u2028', char == '\u2029', char == '\ufeff', 0xe0000 <= char && char < 0xe0100:
			out = append(out, fmt.Sprintf("%U in %q", char, words[max(i-20, 0):min(i+40, len(words))]))
		}
	}
	return out
}

// crooked lists the rows whose second column is not aligned with its title.
func crooked(screen string) (out []string) {
	lines := strings.Split(screen, "\n")
	title, _, _ := strings.Cut(lines[1], "OUTCOME")
	col := ansi.StringWidth(title)
	for _, row := range lines[2 : len(lines)-2] {
		row, _, _ = strings.Cut(row, "│") // the preview is next to it
		if at := ending.FindStringIndex(row); at != nil && ansi.StringWidth(row[:at[0]]) != col {
			out = append(out, fmt.Sprintf("not at column %d in %q", col, row))
		}
	}
	return out
}

// harm and crooked find what they have to find.
func TestHarmAndCrooked(t *testing.T) {
	t.Parallel()
	if found := harm([]byte("\x1b[?2026h\x1b[1;1H\x1b[38;2;1;2;3mplain 丁寧 👩‍👩‍👧‍👦\x1b[m\r\n\x1b]11;?\x07")); found != nil {
		t.Errorf("own sequences are reported as harm: %v", found)
	}
	for _, bad := range []string{"\x1b]52;c;YQ==\x07", "\x1b]0;owned\x07", "\x1b[6n", "\x1bPq\x1b\\", "\u009b31m", "\u202e", "\u2066", "\x00", "\x07", "\u2028", "\t", "\x1bc"} {
		if harm([]byte("a"+bad+"b")) == nil {
			t.Errorf("%q is not reported as harm", bad)
		}
	}
	const top = "ax-tui\n NAME  OUTCOME\n"
	if found := crooked(top + " 丁寧  ✓ done\n a     never run\n a\nstatus\nhelp"); found != nil {
		t.Errorf("aligned rows are reported as crooked: %v", found)
	}
	if found := crooked(top + " 丁寧   ✓ done\n abc  ✗ failed\nstatus\nhelp"); len(found) != 2 {
		t.Errorf("a misaligned cell is not reported: %v", found)
	}
}

var ending = regexp.MustCompile("never run|[○●✓✗⊘△] (running|pending|stuck|done|failed|cancelled|had labels|0 evaluated|all skipped|all errors|<?[0-9]+ % errors)")

// ends counts the words for the results of runs.
func ends(text string) int { return len(ending.FindAllString(text, -1)) }
