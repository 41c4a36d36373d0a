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
	folder := filepath.Join(t.TempDir(), "state")
	state := "XDG_STATE_HOME=" + folder
	first := open(t, pty.Options{Env: append([]string{state}, server.env...)})
	first.WaitText(" loaded")
	first.moveTo("Hallucination Backfill")
	first.WaitFor(rowHas("running"), "the state of its newest run")
	first.press("w", "the confirmation", has("Watching Hallucination Backfill"))
	first.press("B", "the board", begins(" ax-tui ▸ Tasks ▸ Board  "))
	first.WaitFor(onRow("Hallucination Backfill"), "the watched run")
	first.WaitFor(func(string) bool { return savedWatches(folder) > 0 }, "the list on disk")
	first.Signal(syscall.SIGKILL)
	first.ExitCode()

	again := open(t, pty.Options{Env: append([]string{state}, server.env...)}, "--board")
	again.WaitFor(func(screen string) bool {
		return onRow("Hallucination Backfill")(screen) && strings.Contains(screen, "1 watched, 1 active")
	}, "the watched run")
	again.press("enter", "the run", has("watched until it ends"))
	again.leave()
}

// savedWatches counts the files of the list of watched runs.
func savedWatches(folder string) int {
	found, _ := filepath.Glob(filepath.Join(folder, "ax-tui", "watches", "*", "*.json"))
	return len(found)
}
