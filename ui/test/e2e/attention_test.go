//go:build !windows

package e2e_test

import (
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// Among 500 tasks that which failed, and why, is found in four keys: attention, all pages,
// the worst task, which is selected, its newest run.
func TestTheFailedAmong500(t *testing.T) {
	t.Parallel()
	person := open(t, pty.Options{W: 100, H: 36}, "--demo", "--tasks", "500")
	person.see(" loaded")
	person.press("a", "the key for the other pages", has("L load all"))
	person.press("L", "what needs attention of all tasks", func(screen string) bool {
		return strings.Contains(screen, " of 500 loaded") && strings.Contains(screen, "attention") && !strings.Contains(screen, " read  ") &&
			strings.Contains(cursorRow(screen), "✗ failed")
	})
	const later = "JSON Shape · US nightly" // none of the first pages
	person.WaitFor(rowOf(later, "✗ failed"), "a failed task of a later page")
	name := cursorName(person.Screen())
	person.press("enter", "its runs", lineHas(0, "▸ "+name))
	person.see("enter why")
	person.press("enter", "the reason", func(screen string) bool {
		return strings.Contains(screen, "why         ") && strings.Contains(screen, "do          ")
	})
	person.leave()
}

// rowOf reports whether the row of a task has a text.
func rowOf(name, want string) func(screen string) bool {
	return func(screen string) bool {
		_, after, found := strings.Cut(screen, name)
		row, _, _ := strings.Cut(after, "\n")
		return found && strings.Contains(row, want)
	}
}
