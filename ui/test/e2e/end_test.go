//go:build !windows

package e2e_test

import (
	"strings"
	"syscall"
	"testing"

	"ax-tui/ui/test/pty"
)

func TestSignalsLeaveTheTerminalAsItWas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sig  syscall.Signal
		code int
	}{
		"SIGTERM": {syscall.SIGTERM, 143},
		"SIGINT":  {syscall.SIGINT, 130},
		"SIGHUP":  {syscall.SIGHUP, 129},
	} {
		t.Run(name, func(t *testing.T) {
			person := demo(t)
			person.Signal(c.sig)
			person.ended(c.code)
		})
	}
}

// ctrl+c ends the program from anywhere, also while something is typed.
func TestControlCQuits(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.press("/", "the find line", has("esc clear"))
	person.Send("abc")
	person.Type("ctrl+c")
	if code := person.ExitCode(); code != 0 && code != 130 {
		t.Errorf("exit code %d", code)
	}
	person.CheckRestored()
}

// q asks while a run is being watched; Enter alone stays.
func TestQuittingAsksWhileWatching(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.openNewestRun("Relevance Monitor", "● running", has("stops watching in"))
	person.press("q", "the question", has("Quit ax-tui?"))
	person.see("being watched")
	person.answer("enter", "the run", lacks("Quit ax-tui?"))
	person.press("q", "the question", asks)
	person.Type("y")
	person.ended(0)
}

// Esc goes back and never quits.
func TestEscNeverQuits(t *testing.T) {
	t.Parallel()
	person := demo(t)
	for range 3 {
		person.Type("esc")
	}
	person.press("j", "the next row", cursorOn(3))
	person.leave()
}

func TestSuspendUnderAShell(t *testing.T) {
	t.Parallel()
	p := &person{pty.Start(t, pty.Options{
		Argv: []string{"bash", "--norc", "--noprofile", "-i"},
		Env:  append(homely(t), "PS1=prompt:", "HISTFILE="), W: 100, H: 28, Limit: patient(),
	}), t}
	p.see("prompt:")
	p.Send(program(t) + " --demo\r")
	p.see(" loaded", "Relevance Monitor")
	p.moveTo("JSON Shape")
	p.Type("ctrl+z")
	p.see("Stopped")
	if p.AltScreen() || !p.CursorVisible() {
		t.Errorf("the shell did not get its screen back")
	}
	p.Send("clear; fg\r")
	p.WaitFor(onRow("JSON Shape"), "the same row")
	p.press("j", "the next row", func(s string) bool { return on(s) != "" && on(s) != "JSON Shape" })
	p.press("n", "the form", has("Name"))
	p.Send("half a na")
	p.see("half a na")
	p.Type("ctrl+z")
	p.see("Stopped")
	p.Send("clear; fg")
	p.see("> half a na")
	p.Send("me")
	p.see("> half a name")
	p.Type("ctrl+c")
	p.WaitFor(func(s string) bool { return strings.HasSuffix(s, "prompt:") }, "the prompt")
	p.Send("exit\r")
	p.ExitCode()
	if p.AltScreen() || !p.CursorVisible() {
		t.Errorf("the screen is not restored")
	}
}

func TestSuspendWithoutAShellIsRefusedKindly(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.Type("ctrl+z")
	person.see("Cannot suspend: there is no shell")
	person.leave()
}

// A change that is on its way when one quits is carried out, and its outcome
// told where the program was started.
func TestQuittingWhileSendingTellsTheOutcome(t *testing.T) {
	t.Parallel()
	person := demo(t, "--fault", "PATCH latency=3s")
	person.moveTo("Relevance Monitor")
	person.press("e", "the form", has("> Relevance Monitor"))
	person.Send(" 2")
	person.see("> Relevance Monitor 2")
	person.press("ctrl+s", "the review", has("5 of 5 · review"))
	person.press("ctrl+s", "the sending", has("Sending the change"))
	person.press("ctrl+c", "the waiting", has("Waiting for a request to finish"))
	person.ended(0)
	if s := person.Screen(); !strings.Contains(s, "Relevance Monitor 2: changed.") && !strings.Contains(s, "Relevance Monitor: changed.") {
		t.Errorf("the outcome is not told:\n%s", s)
	}
}
