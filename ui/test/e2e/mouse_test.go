//go:build !windows

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

const (
	mouseOn  = "\x1b[?1002h\x1b[?1006h"
	mouseOff = "\x1b[?1006l\x1b[?1002l"
)

// click presses and releases the left button on the first cell of a text.
func (p *person) click(text string) {
	p.t.Helper()
	p.see(text)
	for y, line := range strings.Split(p.Screen(), "\n") {
		if before, _, found := strings.Cut(line, text); found {
			at := fmt.Sprintf("%d;%d", len([]rune(before))+1, y+1)
			p.Send("\x1b[<0;" + at + "M\x1b[<0;" + at + "m")
			return
		}
	}
	p.t.Fatalf("%q is not on the screen", text)
}

// With the mouse alone a row is selected, the list sorted and scrolled, a task opened and a
// key of the help line pressed. The shell gets the terminal without the mouse, and the
// program has it again afterwards.
func TestMouse(t *testing.T) {
	t.Parallel()
	prompt := &person{pty.Start(t, pty.Options{
		Argv: []string{"bash", "--norc", "--noprofile", "-i"},
		Env:  append(testEnv(t), "PS1=prompt:", "HISTFILE="), W: 100, H: 28, Limit: patient(),
	}), t}
	prompt.see("prompt:")
	prompt.Send(program(t) + " --demo --mouse\r")
	prompt.see(" loaded", "Relevance Monitor")
	prompt.WaitRaw(0, mouseOn)
	prompt.click("JSON Shape")
	prompt.WaitFor(onRow("JSON Shape"), "the row that was clicked")
	prompt.Send("\x1b[<65;9;9M")
	prompt.WaitFor(func(screen string) bool { return cursorName(screen) != "JSON Shape" }, "a row further down")
	prompt.click("NAME")
	prompt.see("Sorted by name")
	before := len(prompt.Raw())
	prompt.Type("ctrl+z")
	prompt.see("Stopped")
	prompt.WaitRaw(before, mouseOff)
	before = len(prompt.Raw())
	prompt.Send("clear; fg\r")
	prompt.WaitRaw(before, mouseOn)
	prompt.see("JSON Shape")
	prompt.click("JSON Shape")
	prompt.click("JSON Shape")
	prompt.see("▸ JSON Shape", "d details")
	prompt.click("esc back")
	prompt.see(" loaded")
	prompt.click(": actions")
	prompt.see("Do or go to")
	prompt.press("esc", "the list", lacks("Do or go to"))
	before = len(prompt.Raw())
	prompt.Type("ctrl+c")
	prompt.WaitFor(func(screen string) bool { return strings.HasSuffix(screen, "prompt:") }, "the prompt")
	prompt.WaitRaw(before, mouseOff)
	prompt.Send("exit\r")
	prompt.ExitCode()
}

// The setting turns the mouse on, and without it none is asked for.
func TestMouseSetting(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, "ax-tui"), 0o700); err != nil {
		t.Fatal(err)
	}
	person := open(t, pty.Options{Env: []string{"XDG_CONFIG_HOME=" + home}}, "--demo")
	person.see(" loaded")
	person.leave()
	if strings.Contains(string(person.Raw()), "\x1b[?100") {
		t.Error("the mouse is taken from the terminal")
	}
	if err := os.WriteFile(filepath.Join(home, "ax-tui", "config.toml"), []byte("mouse = true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	person = open(t, pty.Options{Env: []string{"XDG_CONFIG_HOME=" + home}}, "--demo")
	person.see(" loaded")
	person.WaitRaw(0, mouseOn)
	person.leave()
	person.WaitRaw(0, mouseOff)
}
