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
	h, _ := openEdit(t, s, "VGFzazox", 100, 30)
	h.Type("x")
	h.Keys("ctrl+s")
	h.Press("ctrl+s")
	h.UntilText("Sending the change")
	h.Send(term.PanicMsg{Err: errors.New("broken")})
	must(t, h, "whether it was sent is not known")
	if h.Pops != 0 || len(s.sent) != 0 {
		t.Errorf("%d pops, sent %v", h.Pops, s.sent)
	}
	close(s.gate)
	h.Settle()
	if h.Pops != 1 || len(s.sent) != 1 {
		t.Errorf("the late answer: %d pops, sent %v", h.Pops, s.sent)
	}
}

func TestABrokenCommandEndsTheCreating(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Press("ctrl+s")
	b.UntilText("Creating the task")
	b.Send(term.PanicMsg{Err: errors.New("broken")})
	b.want("whether it was sent is not known")
	b.Settle()
	if n := len(b.c.sent()); n != 1 {
		t.Errorf("sent %d times", n)
	}
}
