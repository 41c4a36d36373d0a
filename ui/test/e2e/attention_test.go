//go:build !windows

package e2e_test

import (
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// Among 500 tasks that which failed, and why, is found in four keys: attention, all pages,
// the worst task, its newest run.
func TestTheFailedAmong500(t *testing.T) {
	t.Parallel()
	person := open(t, pty.Options{W: 100, H: 36}, "--demo", "--tasks", "500")
	person.see(" loaded")
	person.press("a", "the key for the other pages", has("L load all"))
	person.press("L", "what needs attention of all tasks", func(screen string) bool {
		return strings.Contains(screen, " of 500 loaded") && strings.Contains(screen, "attention") && !strings.Contains(screen, " read  ")
	})
	const later = "JSON Shape · US nightly" // none of the first pages
	person.WaitFor(func(screen string) bool {
		worst, failed, _ := strings.Cut(screen, later)
		return strings.Contains(cursorRow(worst), "failed") && strings.HasPrefix(strings.TrimSpace(failed), "✗ failed")
	}, "the failed tasks of the later pages above all others")
	name := cursorName(person.Screen())
	person.press("enter", "its runs", lineHas(0, "▸ "+name))
	person.press("enter", "the reason", func(screen string) bool {
		return strings.Contains(screen, "why         LLM provider returned 429 Too Many Requests") && strings.Contains(screen, "do          try again later")
	})
	person.leave()
}
