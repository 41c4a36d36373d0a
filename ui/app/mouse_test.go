package app_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/test/demo"
	"ax-tui/ui/text"
)

// click presses the left button on the first cell of a text.
func click(t *testing.T, bench *demo.Bench, on string) {
	t.Helper()
	x, y := cellOf(t, bench, on)
	bench.Send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	bench.Send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonNone, Action: tea.MouseActionRelease})
	bench.Settle()
}

// cellOf returns where a text is on the screen.
func cellOf(t *testing.T, bench *demo.Bench, want string) (x, y int) {
	t.Helper()
	for y, line := range strings.Split(bench.Plain(), "\n") {
		if before, _, found := strings.Cut(line, want); found {
			return text.Width(before), y
		}
	}
	t.Fatalf("%q is not on the screen:\n%s", want, bench.Plain())
	return 0, 0
}

func wheel(bench *demo.Bench, button tea.MouseButton) {
	bench.Send(tea.MouseMsg{X: 5, Y: 5, Button: button, Action: tea.MouseActionPress})
	bench.Settle()
}

// selected is the line with the cursor.
func selected(bench *demo.Bench) string {
	for line := range strings.Lines(bench.Plain()) {
		if strings.HasPrefix(line, " ▸ ") {
			return line
		}
	}
	return ""
}

// Everything that the mouse does on screens and in boxes.
func TestMouse(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 160, H: 40, Mouse: true})
	click(t, bench, "Prompt v4")
	bench.Want("▸ Prompt v4")
	click(t, bench, "NAME")
	bench.Want("Sorted by name")
	click(t, bench, "NAME")
	bench.Want("Sorted by name, reversed")
	click(t, bench, "LAST RUN ")
	bench.Want("Sorted by last run")
	bench.Keys("g")
	first := selected(bench)
	wheel(bench, tea.MouseButtonWheelDown)
	if selected(bench) == first {
		t.Errorf("the wheel moves nothing:\n%s", bench.Plain())
	}
	wheel(bench, tea.MouseButtonWheelUp)
	if got := selected(bench); got != first {
		t.Errorf("up again, %q is selected, want %q", got, first)
	}
	click(t, bench, "f filter")
	bench.Want("esc back")
	click(t, bench, "esc back")
	click(t, bench, ": actions")
	wheel(bench, tea.MouseButtonWheelDown)
	bench.Want("▸ attention ")
	bench.Keys("w", "a", "t", "c", "h", "e", "d")
	click(t, bench, "the board of watched runs") // :watch
	bench.Want("No run is watched")
	click(t, bench, "esc back")
	click(t, bench, "? help")
	bench.Want("─ Keys ")
	bench.Keys("esc", "s")
	click(t, bench, "3 succeeded")
	bench.Want("Sorted by succeeded")

	click(t, bench, "Prompt v4")
	row := selected(bench)[:40]
	bench.Advance(time.Second)
	click(t, bench, row) // no double click
	bench.WantNot("Tasks ▸ Prompt v4")
	click(t, bench, row)
	bench.Want("Tasks ▸ Prompt v4")
	row = selected(bench)[:40]
	click(t, bench, row)
	click(t, bench, row)
	bench.Want("▸ Run ")
}

// The divider before the preview follows the mouse.
func TestMouseDragsTheDivider(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 160, H: 40, Mouse: true})
	x, y := cellOf(t, bench, "│")
	bench.Send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	for _, to := range []int{x - 10, x - 30} {
		bench.Send(tea.MouseMsg{X: to, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionMotion})
	}
	if got, _ := cellOf(t, bench, "│"); got != x-30 {
		t.Errorf("the divider is at %d, want %d", got, x-30)
	}
	bench.Send(tea.MouseMsg{X: x - 30, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionRelease})
	bench.Send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionMotion})
	if got, _ := cellOf(t, bench, "│"); got != x-30 {
		t.Errorf("after the button was released the divider is at %d, want %d", got, x-30)
	}
}

// Without being asked for, the mouse does nothing; the palette turns it on and off.
func TestMouseOnRequest(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	before := bench.Plain()
	click(t, bench, "Tone of Voice")
	wheel(bench, tea.MouseButtonWheelDown)
	if after := bench.Plain(); after != before {
		t.Errorf("the mouse does something:\n%s", after)
	}
	bench.Keys(":", "m", "o", "u", "s", "e", "enter")
	bench.Want("The mouse is on.")
	click(t, bench, "Tone of Voice")
	bench.Want("▸ Tone of Voice")
	bench.Keys(":", "m", "o", "u", "s", "e", "enter")
	bench.Want("The mouse is off")
	click(t, bench, "Hallucination")
	bench.Want("▸ Tone of Voice")
}

// A click while nothing can be drawn, or on a cell with nothing, changes nothing; none
// ends the program or sends anything.
func TestMouseAnywhere(t *testing.T) {
	for _, keys := range places {
		bench := demo.Ready(t, demo.Options{Mouse: true})
		bench.Keys(keys...)
		bench.Requests("")
		for y := range 23 { // not the keys of the help line
			for x := 0; x < 80; x += 13 {
				bench.Send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
				bench.Send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonWheelDown})
			}
		}
		bench.Settle()
		_ = bench.View()
		if sent := append(bench.Requests("POST"), bench.Requests("DELETE")...); bench.Quit || len(sent) > 0 {
			t.Errorf("after %v: ended %v, sent %q", keys, bench.Quit, sent)
		}
	}
}
