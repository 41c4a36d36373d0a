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
	for name, tc := range map[string]struct {
		sig  syscall.Signal
		code int
	}{
		"SIGTERM": {syscall.SIGTERM, 143},
		"SIGINT":  {syscall.SIGINT, 130},
		"SIGHUP":  {syscall.SIGHUP, 129},
		"SIGABRT": {syscall.SIGABRT, 134},
	} {
		t.Run(name, func(t *testing.T) {
			person := demo(t)
			person.Signal(tc.sig)
			person.ended(tc.code)
		})
	}
}

// ctrl+c ends the program from anywhere, also while typing.
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

// q asks while a form is open, Enter alone does not quit; a watched run needs no question.
func TestQuittingAsksForWhatIsUnsaved(t *testing.T) {
	t.Parallel()
	watcher := demo(t)
	watcher.openNewestRun("Relevance Monitor", "● running", has("stops watching in"))
	watcher.press("w", "the watch", has("watched until it ends"))
	watcher.leave()

	person := demo(t)
	person.moveTo("Relevance Monitor")
	person.press("t", "the form", has("Start a run of Relevance Monitor"))
	person.see("is already running")
	person.press("down", "another window", has("‹ last 24 h ›"))
	person.press("ctrl+o", "the newest run", has("▸ Run …"))
	person.press("q", "the question", has("Quit ax-tui?"))
	person.see("not sent yet")
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
	prompt := &person{pty.Start(t, pty.Options{
		Argv: []string{"bash", "--norc", "--noprofile", "-i"},
		Env:  append(testEnv(t), "PS1=prompt:", "HISTFILE="), W: 100, H: 28, Limit: patient(),
	}), t}
	prompt.see("prompt:")
	prompt.Send(program(t) + " --demo\r")
	prompt.see(" loaded", "Relevance Monitor")
	prompt.moveTo("JSON Shape")
	prompt.Type("ctrl+z")
	prompt.see("Stopped")
	if prompt.AltScreen() || !prompt.CursorVisible() {
		t.Errorf("the shell did not get its screen back")
	}
	prompt.Send("clear; fg\r")
	prompt.WaitFor(onRow("JSON Shape"), "the same row")
	prompt.press("j", "the next row", func(screen string) bool { return cursorName(screen) != "" && cursorName(screen) != "JSON Shape" })
	prompt.press("n", "the form", has("Name"))
	prompt.Send("half a na")
	prompt.see("half a na")
	prompt.Type("ctrl+z")
	prompt.see("Stopped")
	prompt.Send("clear; fg\r")
	prompt.see("> half a na")
	prompt.Send("me")
	prompt.see("> half a name")
	prompt.Type("ctrl+c")
	prompt.WaitFor(func(screen string) bool { return strings.HasSuffix(screen, "prompt:") }, "the prompt")
	prompt.Send("exit\r")
	prompt.ExitCode()
	if prompt.AltScreen() || !prompt.CursorVisible() {
		t.Errorf("the screen is not restored")
	}
}

func TestSuspendWithoutAShellIsRefused(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.Type("ctrl+z")
	person.see("Cannot suspend: there is no shell")
	person.leave()
}

// A change that is being sent on quit is completed, and the result is printed
// after the program has ended.
func TestQuittingWhileSendingPrintsTheResult(t *testing.T) {
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
	if shown := person.Screen(); !strings.Contains(shown, "Relevance Monitor 2: changed.") && !strings.Contains(shown, "Relevance Monitor: changed.") {
		t.Errorf("the result is not printed:\n%s", shown)
	}
}
