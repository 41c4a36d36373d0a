//go:build !windows

package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"ax-tui/ui/test/pty"
)

// The end of a run that was started here is shown on another screen and by the terminal;
// after kill -9 it is shown at the next start.
func TestEndsAreShown(t *testing.T) {
	t.Parallel()
	server, home := serve(t, "--speed", "400", "--tasks", "60"), t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, "ax-tui"), 0o700); err != nil {
		t.Fatal(err)
	}
	settings := "[notify]\nbell = true\ndesktop = \"osc777\"\nprogress = true\n"
	if err := os.WriteFile(filepath.Join(home, "ax-tui", "config.toml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	done := filepath.Join(home, "done")
	visit := func() *person {
		person := open(t, pty.Options{Env: append([]string{"XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + home, "PATH=" + os.Getenv("PATH")}, server.env...)},
			"--on-finish", `echo "$AX_TUI_TASK_NAME: $AX_TUI_STATUS, key $ARIZE_API_KEY" >> `+done)
		person.see(" loaded")
		return person
	}
	trigger := func(person *person) {
		person.moveTo("Tone of Voice")
		person.press("t", "the form", has("Start a run of Tone of Voice"))
		person.see("Will send: ", "(1 d)")
		person.press("ctrl+s", "the run panel", has("watched until it ends"))
	}
	person := visit()
	trigger(person)
	person.press("esc", "the list", has(" loaded"))
	person.see("Tone of Voice: ", "(! shows it)")
	for _, want := range []string{"\x1b[22;2t\x1b]2;● ", "\x1b]777;notify;ax-tui;Tone of Voice: ", "\x1b]9;4;3;0\x1b\\", "\x1b]9;4;0;0\x1b\\"} {
		person.WaitRaw(0, want)
	}
	if raw := regexp.MustCompile(`\x1b\][^\a\x1b]*(\a|\x1b\\)`).ReplaceAllString(string(person.Raw()), ""); !strings.Contains(raw, "\a") {
		t.Error("the bell did not ring")
	}
	person.leave()
	person.WaitRaw(0, "\x1b]2;\a\x1b[23;2t")
	if written, err := os.ReadFile(done); err != nil || !strings.HasPrefix(string(written), "Tone of Voice: ") || !strings.HasSuffix(string(written), ", key \n") {
		t.Errorf("the command wrote %q, %v", written, err)
	}

	person = visit()
	trigger(person)
	var kept struct {
		Run string `json:"run_id"`
	}
	person.WaitFor(func(string) bool {
		files, _ := filepath.Glob(filepath.Join(home, "ax-tui", "watches", "*", "*.json"))
		if len(files) != 1 {
			return false
		}
		content, _ := os.ReadFile(files[0])
		return json.Unmarshal(content, &kept) == nil
	}, "the list on disk")
	person.Signal(syscall.SIGKILL)
	person.ExitCode()
	other := open(t, pty.Options{Env: server.env}, kept.Run)
	other.see("finished 2")
	other.leave()
	person = visit()
	person.see("Since you left: Tone of Voice: ")
	person.leave()
}
