//go:build !windows

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// The settings say how a run is watched; the keys go on from there.
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
	p := open(t, pty.Options{Env: []string{"XDG_CONFIG_HOME=" + home}}, "--demo")
	p.WaitText(" loaded")
	p.moveTo("Relevance Monitor")
	p.WaitFor(rowHas("running"), "the state of its newest run")
	p.press("o", "the limit", func(s string) bool {
		return strings.Contains(s, "stops watching in 10 h") || strings.Contains(s, "stops watching in 9 h 59 min")
	})
	p.see("every 11 s")
	p.press("+", "a slower pace", has("Polling every 12 s."))
	p.press("esc", "the list again", has(" loaded"))
	p.leave()
}
