//go:build !windows

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// The settings set the interval and limit of a watch; the keys change them.
func TestSettingsOfTheWatch(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	file := filepath.Join(home, "ax-tui", "config.toml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("poll_interval = 11\ntimeout = 36000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	person := open(t, pty.Options{Env: []string{"XDG_CONFIG_HOME=" + home}}, "--demo")
	person.WaitText(" loaded")
	person.moveTo("Relevance Monitor")
	person.WaitFor(rowHas("running"), "the state of its newest run")
	person.press("o", "the limit", func(screen string) bool {
		return strings.Contains(screen, "stops watching in 10 h") || strings.Contains(screen, "stops watching in 9 h 59 min")
	})
	person.see("every 11 s")
	person.press("+", "a faster pace", has("Polling every 10 s."))
	person.press("esc", "the list again", has(" loaded"))
	person.leave()
}
