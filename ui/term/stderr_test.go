//go:build !windows

package term_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// What anything writes to standard error while the program owns the terminal is in the
// log and not on the screen. Another program and a panic have the real one.
func TestStandardErrorDoesNotReachTheScreen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	session := start(t, pty.Options{W: 80, H: 24, Silent: true, Env: []string{"LOG=" + path}})
	session.WaitText("ready 80x24")
	press(session, "W", "last: W")
	press(session, "F", "last: W F")
	press(session, "X", "an error")
	session.Send("\n")
	session.WaitText("notice: child: <nil>")
	press(session, "W", "last: W F X W")
	session.Type("U")
	exits(t, session, 1)
	session.CheckRestored()
	session.WaitText("broken in Update")
	if raw := string(session.Raw()); strings.Contains(raw, "stray text") || strings.Contains(raw, "more of it") || strings.Contains(raw, "\x00") {
		t.Errorf("on the terminal:\n%q", raw)
	}
	log, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"stray text": 2, "more of it": 2, "an error": 0} {
		if got := strings.Count(string(log), text); got != want {
			t.Errorf("%q is %d times in the log, want %d", text, got, want)
		}
	}
}

// A crash that nothing can catch is printed on the terminal.
func TestACrashOfTheRuntimeIsPrinted(t *testing.T) {
	session := ready(t)
	session.Type("G")
	exits(t, session, 2)
	if raw := string(session.Raw()); !strings.Contains(raw, "broken in a goroutine") {
		t.Errorf("on the terminal:\n%q", raw)
	}
}
