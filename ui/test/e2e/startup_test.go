//go:build !windows

package e2e_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"ax-tui/ui/test/pty"
	"ax-tui/ui/test/race"
)

// soon is much longer than the first list takes, because the machine may be busy,
// and much shorter than the 5 s that Bubble Tea waits for a silent terminal's
// background. make bench measures the time itself.
const soon = 3 * time.Second

// The first list appears quickly both on a terminal that answers queries and on
// one that does not.
func TestTheFirstListIsThereAtOnce(t *testing.T) {
	t.Parallel()
	for name, silent := range map[string]bool{"answering": false, "silent": true} {
		t.Run(name, func(t *testing.T) {
			person := open(t, pty.Options{W: 80, H: 24, Silent: silent}, "--demo")
			person.see("Relevance Monitor", " loaded")
			took, ok := person.Arrived(bytes.Index(person.Raw(), []byte("Relevance Monitor")))
			if !ok || took > soon && !race.On {
				t.Errorf("the first rows came after %v", took)
			}
			head := person.Line(0)
			if !strings.HasPrefix(head, " ax-tui ▸ Tasks ") || !strings.Contains(head, "all spaces") {
				t.Errorf("the header is %q", head)
			}
			if !person.AltScreen() || person.CursorVisible() {
				t.Errorf("alternate screen %v, cursor shown %v", person.AltScreen(), person.CursorVisible())
			}
			person.leave()
		})
	}
}

// Every key of the help line does what the line says.
func TestTheHelpLineIsTrue(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.moveTo("Relevance Monitor")
	person.WaitFor(rowHas("running"), "the state of its newest run")
	for _, tc := range []struct{ key, word, gives, back string }{
		{"enter", "enter open", "Tasks ▸ Relevance Monitor", "esc"},
		{"t", "t trigger", "Start a run of Relevance Monitor", "esc"},
		{"/", "/ find", " of 30 loaded", "esc"},
		{"n", "n new", "New task", "esc"},
		{"?", "? help", "Keys", "esc"},
	} {
		person.see(tc.word)
		person.press(tc.key, tc.gives, has(tc.gives))
		person.press(tc.back, "the list", func(screen string) bool {
			return strings.HasPrefix(screen, " ax-tui ▸ Tasks  ") && strings.Contains(screen, ": actions") && !strings.Contains(screen, "╭")
		})
	}
	person.leave()
}

// An ID on the command line opens its task; an unknown ID is reported.
func TestAnIDThatIsNotThereSaysWhatToDo(t *testing.T) {
	t.Parallel()
	person := open(t, pty.Options{}, "--demo", "VGFzazo5OTk5")
	person.see("No task or run has this ID", "tries again")
	person.press("esc", "the list", has(" loaded"))
	person.leave()
}
