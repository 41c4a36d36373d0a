package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ax-tui/ui/app"
	"ax-tui/ui/test/demo"
)

// The command gets what ended in its environment, no key, and nothing as shell text.
func TestOnFinish(t *testing.T) {
	out := filepath.Join(t.TempDir(), "env")
	bench := demo.Ready(t, demo.Options{Notify: app.Notify{
		OnFinish: "env > " + out + ".part; mv " + out + ".part " + out,
		Environ:  []string{"PATH=" + os.Getenv("PATH"), "ARIZE_API_KEY=ak-secret", "arize_other_token=x", "ARIZE_SPACE=s"},
	}})
	bench.Keys("j", "t", "ctrl+s", "esc")
	until(t, bench, "Relevance Monitor: done")
	bench.Settle()
	written, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	env := "\n" + string(written)
	for _, want := range []string{
		"\nAX_TUI_TASK_NAME=Relevance Monitor\n", "\nAX_TUI_STATUS=COMPLETED\n", "\nAX_TUI_OUTCOME=done\n", "\nAX_TUI_SUCCESSES=10000\n",
		"\nAX_TUI_ERRORS=0\n", "\nAX_TUI_SKIPPED=0\n", "\nAX_TUI_RUN_ID=", "\nAX_TUI_TASK_ID=", "\nARIZE_SPACE=s\n",
	} {
		if !strings.Contains(env, want) {
			t.Errorf("no %q in%s", want, env)
		}
	}
	if strings.Contains(env, "secret") || strings.Contains(env, "token") {
		t.Errorf("a key is in the environment:%s", env)
	}
}

// A command that fails is shown on the screen and in the log.
func TestOnFinishFails(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, Notify: app.Notify{OnFinish: "echo boom >&2; exit 3", Environ: []string{"PATH=" + os.Getenv("PATH")}}})
	bench.Keys("j", "t", "ctrl+s", "esc")
	until(t, bench, "on-finish failed for Relevance Monitor: exit status 3: boom")
	bench.Keys("!")
	bench.Want("Relevance Monitor: done", "on-finish failed for")
}

// With the notice switched off, an end is only in the log.
func TestNoticesCanBeOff(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Notify: app.Notify{NoStatus: true}})
	bench.Keys("j", "t", "ctrl+s")
	until(t, bench, "finished 2026")
	bench.WantNot("(! shows it)")
	bench.Advance(time.Second)
	bench.Keys("!")
	bench.Want("Relevance Monitor: done, 10 000 succeeded")
}
