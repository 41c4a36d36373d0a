package early

import (
	"os"
	"testing"
)

func TestRestore(t *testing.T) {
	for hiddenAs, want := range map[string]string{
		"dumb xterm-256color": "xterm-256color", "dumb dumb": "dumb", "dumb": "dumb", "tmux": "tmux", "dumb ": "",
	} {
		t.Setenv("TERM", hiddenAs)
		Restore()
		if got, set := os.LookupEnv("TERM"); got != want || set != (want != "") {
			t.Errorf("TERM=%q becomes %q, want %q", hiddenAs, got, want)
		}
	}
}
