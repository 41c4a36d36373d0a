//go:build !windows

package e2e_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ax-tui/ui/test/pty"
)

// The board knows its runs again after the program was killed.
func TestBoardAfterKill(t *testing.T) {
	t.Parallel()
	server := serve(t)
	state := "XDG_STATE_HOME=" + filepath.Join(t.TempDir(), "state")
	first := open(t, pty.Options{Env: append([]string{state}, server.env...)})
	first.WaitText(" loaded")
	first.moveTo("Hallucination Backfill")
	first.WaitFor(rowHas("running"), "the state of its newest run")
	first.press("w", "the confirmation", has("Watching Hallucination Backfill"))
	first.press("B", "the board", onRow("Hallucination Backfill"))
	first.Signal(syscall.SIGKILL)
	first.ExitCode()

	again := open(t, pty.Options{Env: append([]string{state}, server.env...)}, "--board")
	again.WaitFor(func(screen string) bool {
		return onRow("Hallucination Backfill")(screen) && strings.Contains(screen, "1 watched, 1 active")
	}, "the watched run")
	again.press("enter", "the run", has("watched until it ends"))
	again.leave()
}
