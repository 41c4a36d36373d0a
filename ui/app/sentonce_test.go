package app_test

import (
	"fmt"
	"testing"
	"time"

	"ax-tui/ui/test/demo"
)

// A request that is in flight is not sent again because its box or form was closed and
// opened once more: the question waits for the answer.
func TestAWriteInFlightIsNotSentAgain(t *testing.T) {
	for _, tc := range []struct {
		open, answer []string
		shown, then  string
	}{
		{[]string{"x"}, []string{"y"}, "cancelling…", "It has already ended: cancelled"},
		{[]string{"P"}, []string{"y"}, "Asking the server…", "Make this task continuous?"},
		{[]string{"space", "x"}, []string{"y"}, "cancelling…", "There is nothing to do"},
	} {
		t.Run(fmt.Sprint(tc.open), func(t *testing.T) {
			bench := demo.Ready(t, demo.Options{})
			press := func(keys []string) {
				bench.Press(keys...)
				bench.Clock.Turn(time.Second) // questions count
				bench.Press()
			}
			bench.Keys("j")
			bench.Keys(tc.open...)
			bench.Advance(time.Second)
			bench.Requests("")
			release := bench.Hold("")
			press(tc.answer)
			press([]string{"enter"})
			press(tc.open[len(tc.open)-1:])
			bench.Want(tc.shown)
			press(tc.answer)
			release()
			bench.Settle()
			bench.Advance(2 * time.Second)
			bench.Want(tc.then)
			if sent := append(bench.Requests("POST"), bench.Requests("PATCH")...); len(sent) > 1 {
				t.Errorf("sent: %v", sent)
			}
		})
	}
}

// A form that is opened again while what it sent is in flight does not offer that as a draft.
func TestAFormInFlightIsNoDraft(t *testing.T) {
	bench := demo.Ready(t, demo.Options{State: t.TempDir()})
	bench.Keys("j", "j", "t") // JSON Shape, which does not run
	bench.Advance(time.Second)
	release := bench.Hold("POST")
	bench.Press("ctrl+s")
	bench.Press("esc")
	bench.Clock.Turn(time.Second) // the question counts
	bench.Press("y")
	bench.WantNot("▸ Trigger")
	bench.Press("t")
	bench.UntilText("still on its way")
	bench.WantNot("the outcome is unknown")
	release()
	bench.Settle()
	bench.Want("Start a run of JSON Shape", "started.")
}
