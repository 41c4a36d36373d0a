package newtask_test

import (
	"errors"
	"testing"

	"ax-tui/ui/term"
)

// A command that breaks off may have been the request: the form says that the
// outcome is not known and sends nothing again by itself. An answer that comes
// all the same is taken.
func TestABrokenCommandEndsTheSendingOfAChange(t *testing.T) {
	s := &server{task: projectTask(), gate: make(chan struct{})}
	harness, _ := openEdit(t, s, "VGFzazox", 100, 30)
	harness.Type("x")
	harness.Keys("ctrl+s")
	harness.Press("ctrl+s")
	harness.UntilText("Sending the change")
	harness.Send(term.PanicMsg{Err: errors.New("broken")})
	must(t, harness, "it is not known whether the request was sent")
	if harness.Pops != 0 || len(s.sent) != 0 {
		t.Errorf("%d pops, sent %v", harness.Pops, s.sent)
	}
	close(s.gate)
	harness.Settle()
	if harness.Pops != 1 || len(s.sent) != 1 {
		t.Errorf("the late answer: %d pops, sent %v", harness.Pops, s.sent)
	}
}

func TestABrokenCommandEndsTheCreating(t *testing.T) {
	bench := open(t, options{})
	project(bench)
	bench.Press("ctrl+s")
	bench.UntilText("Creating the task")
	bench.Send(term.PanicMsg{Err: errors.New("broken")})
	bench.want("it is not known whether the request was sent")
	bench.Settle()
	if n := len(bench.c.sent()); n != 1 {
		t.Errorf("sent %d times", n)
	}
}
