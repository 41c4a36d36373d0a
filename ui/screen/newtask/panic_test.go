package newtask_test

import (
	"errors"
	"testing"

	"ax-tui/ui/term"
)

// A command that panics may have sent the request: the form says that the outcome
// is unknown and sends nothing again. A late answer is still applied.
func TestPanicEndsSendingOfAChange(t *testing.T) {
	srv := &server{task: projectTask(), gate: make(chan struct{})}
	harness, _ := openEdit(t, srv, "VGFzazox", 100, 30)
	harness.Type("x")
	harness.Keys("ctrl+s")
	harness.Press("ctrl+s")
	harness.UntilText("Sending the change")
	harness.Send(term.PanicMsg{Err: errors.New("broken")})
	wantTexts(t, harness, "it is not known whether the request was sent")
	if harness.Pops != 0 || len(srv.sent) != 0 {
		t.Errorf("%d pops, sent %v", harness.Pops, srv.sent)
	}
	close(srv.gate)
	harness.Settle()
	if harness.Pops != 1 || len(srv.sent) != 1 {
		t.Errorf("the late answer: %d pops, sent %v", harness.Pops, srv.sent)
	}
}

func TestPanicEndsCreating(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Press("ctrl+s")
	bench.UntilText("Creating the task")
	bench.Send(term.PanicMsg{Err: errors.New("broken")})
	bench.wantText("it is not known whether the request was sent")
	bench.Settle()
	if count := len(bench.client.sent()); count != 1 {
		t.Errorf("sent %d times", count)
	}
}
