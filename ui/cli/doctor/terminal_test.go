package doctor

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"ax-tui/ui/cli/config"
	"ax-tui/ui/text"
)

func TestTerminal(t *testing.T) {
	type vars = map[string]string
	all := [3]bool{true, true, true}
	for _, tt := range []struct {
		name  string
		tty   [3]bool
		env   vars
		size  [2]int
		check string
		want  string // state and the beginning of found
		has   string
	}{
		{"plain", all, vars{"TERM": "xterm-256color"}, [2]int{80, 24}, "terminal", "ok xterm-256color, 80 columns by 24 lines", ""},
		{"named", all, vars{"TERM": "xterm", "TERM_PROGRAM": "WezTerm"}, [2]int{80, 0}, "terminal", "ok xterm (WezTerm), 80 columns", ""},
		{"too small", all, vars{"TERM": "xterm"}, [2]int{59, 24}, "terminal", "warn xterm", "60 columns by 16"},
		{"a pipe", [3]bool{true, false, true}, vars{"TERM": "xterm"}, [2]int{}, "terminal", "warn standard output is not", "line mode"},
		{"from a file", [3]bool{false, true, true}, vars{"TERM": "xterm"}, [2]int{}, "terminal", "warn standard input is not", "line mode"},
		{"dumb", all, vars{"TERM": "dumb"}, [2]int{80, 24}, "terminal", "warn dumb", "Set TERM"},
		{"tmux over SSH", all, vars{"TERM": "screen-256color", "TMUX": "x", "SSH_TTY": "y"}, [2]int{80, 24}, "terminal", "ok screen-256color, 80 columns by 24 lines, inside tmux, over SSH", ""},
		{"stderr redirected", [3]bool{true, true, false}, vars{"TERM": "xterm"}, [2]int{80, 24}, "terminal", "ok xterm, 80 columns by 24 lines; standard error is redirected", ""},
		{"256", all, vars{"TERM": "xterm-256color"}, [2]int{}, "colours", "ok 256", ""},
		{"no colour", all, vars{"TERM": "xterm-256color", "NO_COLOR": "1"}, [2]int{}, "colours", "ok none (NO_COLOR is set)", ""},
		{"UTF-8", all, vars{"LANG": "en_GB.utf8"}, [2]int{}, "characters", "ok UTF-8", ""},
		{"LC_ALL decides", all, vars{"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, [2]int{}, "characters", "warn the locale C is not UTF-8, so plain ASCII is drawn", "--ascii=false"},
		{"no locale", all, vars{}, [2]int{}, "characters", "warn no locale is set", "--ascii"},
		{"kitty", all, vars{"TERM": "xterm-kitty"}, [2]int{}, "clipboard", "ok by the terminal (OSC 52), likely", ""},
		{"in tmux", all, vars{"TERM": "xterm-kitty", "TMUX": "x"}, [2]int{}, "clipboard", "ok by the terminal (OSC 52), if tmux allows it", ""},
		{"with a desktop", all, vars{"TERM": "xterm", "DISPLAY": ":0"}, [2]int{}, "clipboard", "ok by the terminal (OSC 52), if it allows that; by xclip", ""},
		{"a tool without its desktop", all, vars{"TERM": "xterm"}, [2]int{}, "clipboard", "ok by the terminal (OSC 52), if it allows that", "x"},
		{"a tool at the wrong end", all, vars{"TERM": "xterm", "DISPLAY": ":0", "SSH_CONNECTION": "y"}, [2]int{}, "clipboard", "ok by the terminal (OSC 52), if it allows that", "x"},
		{"a console", all, vars{"TERM": "linux"}, [2]int{}, "clipboard", "warn not available in this terminal", "shown for selection"},
		{"an editor", all, vars{"VISUAL": "vi -p", "EDITOR": "nano"}, [2]int{}, "editor", "ok vi -p, from VISUAL", ""},
		{"an editor that is not there", all, vars{"EDITOR": "emaks -nw"}, [2]int{}, "editor", "warn emaks -nw, from EDITOR", "Set EDITOR"},
		{"no editor", all, vars{}, [2]int{}, "editor", "ok none set", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			options := Options{Settings: Settings{Env: func(name string) string { return tt.env[name] }}, TTY: tt.tty, Width: tt.size[0], Height: tt.size[1], LookPath: lookPath("vi", "xclip")}
			got := findCheck(t, options.terminal(), tt.check)
			if !strings.HasPrefix(string(got.State)+" "+got.Found, tt.want) {
				t.Errorf("%+v, want %s", got, tt.want)
			}
			switch {
			case tt.has == "x": // and nothing more
				if strings.Contains(got.Found, "xclip") {
					t.Errorf("%+v", got)
				}
			case !strings.Contains(got.Next, tt.has):
				t.Errorf("%+v does not say %s", got, tt.has)
			}
		})
	}
}

// lookPath finds these programs only.
func lookPath(names ...string) func(string) (string, error) {
	return func(name string) (string, error) {
		for _, known := range names {
			if name == known {
				return "/bin/" + name, nil
			}
		}
		return "", errors.New("not found")
	}
}

func TestClipboardSetting(t *testing.T) {
	env := func(name string) string { return map[string]string{"TERM": "xterm", "DISPLAY": ":0"}[name] }
	for mode, want := range map[string]string{
		"off": "off in the settings", "native": "by xclip", "osc52": "by the terminal (OSC 52), if it allows that", "": "by the terminal (OSC 52), if it allows that; by xclip",
	} {
		options := Options{Settings: Settings{Env: env, Config: config.Config{Clipboard: mode}}, LookPath: lookPath("xclip")}
		if check := options.clipboard(); check.State != OK || !strings.HasPrefix(check.Found, want) || mode == "osc52" && strings.Contains(check.Found, "xclip") {
			t.Errorf("%q: %+v", mode, check)
		}
	}
}

func TestLinesFitTheTerminal(t *testing.T) {
	report := Report{
		{Name: "reads", State: Warn, Found: "may list " + strings.Repeat("データ, ", 30), Next: strings.Repeat("Ask for it. ", 20)},
		{Name: "x", State: OK, Found: "fine", Next: "not printed"},
		{Name: "writes", State: Skipped, Found: "why"},
	}
	for _, width := range []int{0, 1, 30, 80} {
		for _, ascii := range []bool{false, true} {
			var buffer bytes.Buffer
			if err := report.Text(&buffer, width, ascii); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(buffer.String(), "\n"), "\n")
			for _, line := range lines {
				if width >= 80 && text.Width(line) > width {
					t.Errorf("%d cells in %d: %q", text.Width(line), width, line)
				}
				if strings.HasSuffix(line, " ") {
					t.Errorf("spaces at the end: %q", line)
				}
			}
			if width < 30 && len(lines) != 4 {
				t.Errorf("width %d: %d lines", width, len(lines))
			}
			if width == 80 && len(lines) < 6 {
				t.Errorf("no line was wrapped: %q", lines)
			}
			if !strings.Contains(buffer.String(), "not tried: why") || strings.Contains(buffer.String(), "not printed") {
				t.Errorf("%s", buffer.String())
			}
		}
	}
}
