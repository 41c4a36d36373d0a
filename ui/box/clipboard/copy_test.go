package clipboard

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func env(t *testing.T) *host.Env {
	return &host.Env{Ctx: t.Context(), NextID: func() uint64 { return 1 }, Styles: theme.New(theme.Options{})}
}

// copied runs a command and its batch, and returns the results as text.
func copied(cmd tea.Cmd) string {
	var out []string
	var run func(tea.Cmd)
	run = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, cmd := range msg {
				run(cmd)
			}
		case host.Notice:
			out = append(out, string(msg.Text))
		case box.Open:
			out = append(out, "shown")
		default:
			out = append(out, strings.ReplaceAll(fmt.Sprint(msg), "\x1b", "E"))
		}
	}
	run(cmd)
	return strings.Join(out, "; ")
}

func TestModes(t *testing.T) {
	const plain, wrapped = "E]52;c;aGk=\a", "EPtmux;EE]52;c;aGk=\aE\\"
	fails := errors.New("no display")
	for _, tc := range []struct {
		name string
		mode string
		env  map[string]string
		tool error
		want string
	}{
		{"here", "", map[string]string{"TERM": "xterm-256color"}, nil, plain + "; Copied the ID."},
		{"the tool fails", "", map[string]string{"TERM": "xterm-256color"}, fails, plain + "; Sent the ID to the terminal's clipboard; copy again to see the text."},
		{"over SSH", "", map[string]string{"TERM": "xterm", "SSH_TTY": "/dev/pts/1"}, nil, plain + "; Sent the ID to the terminal's clipboard; copy again to see the text."},
		{"tmux", "osc52", map[string]string{"TERM": "tmux-256color", "TMUX": "x"}, nil, plain + wrapped + "; Sent the ID to the terminal's clipboard; copy again to see the text."},
		{"native only", "native", map[string]string{"TERM": "xterm"}, nil, "Copied the ID."},
		{"native only and it fails", "native", map[string]string{"TERM": "xterm"}, fails, "shown"},
		{"off", "off", map[string]string{"TERM": "xterm"}, nil, "shown"},
		{"tmux that does not answer", "", map[string]string{"TERM": "tmux-256color", "TMUX": "x", "SSH_TTY": "y"}, nil, plain + wrapped + "; Sent the ID to the terminal's clipboard; copy again to see the text."},
		{"console", "osc52", map[string]string{"TERM": "linux"}, nil, "shown"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv("PATH", "")
			clip := Clip{
				Mode: tc.mode, Env: func(name string) string { return tc.env[name] },
				Write: func(string) error { return tc.tool }, Has: func() bool { return true },
			}
			got := copied(clip.Copy(env(t), "hi", "the ID"))
			if got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

func TestTooLongForTheTerminal(t *testing.T) {
	clip := Clip{Mode: OSC52, Env: func(string) string { return "xterm" }}
	if got := copied(clip.Copy(env(t), strings.Repeat("x", MaxBytes+1), "it")); got != "shown" {
		t.Error(got)
	}
}

// Inside tmux the text goes to tmux itself, on its standard input, also over SSH.
func TestTmux(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	script := "#!/bin/sh\necho \"$@\" > '" + dir + "/args'\n/bin/cat > '" + dir + "/text'\n"
	if err := os.WriteFile(filepath.Join(dir, "tmux"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{"TERM": "tmux-256color", "TMUX": "/tmp/tmux-1/default,1,0", "SSH_CONNECTION": "a"}
	clip := Clip{Env: func(name string) string { return vars[name] }}
	const what = "--it's \"quoted\"\n$HOME"
	for range 2 { // what has arrived is not shown the second time
		if got, want := copied(clip.Copy(env(t), what, "the ID")), "Copied the ID into tmux (prefix ] pastes), sent to the terminal."; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for name, want := range map[string]string{"args": "load-buffer -w -\n", "text": what} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestTheSameAgainIsShown(t *testing.T) {
	clip := Clip{Mode: OSC52, Env: func(string) string { return "xterm" }}
	for i, want := range []string{"Sent", "shown", "Sent"} {
		if got := copied(clip.Copy(env(t), "hi", "the ID")); !strings.Contains(got, want) {
			t.Errorf("copy %d: %q, want %q", i+1, got, want)
		}
	}
}
