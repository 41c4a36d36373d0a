package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/app"
	"ax-tui/ui/host"
)

// request is a write under the hand of a test.
type request struct {
	begun, answer chan struct{}
	cut           bool // its context had ended when the answer came
}

// send sends a write whose outcome is a notice.
func send(s *stage) *request {
	q := &request{begun: make(chan struct{}), answer: make(chan struct{})}
	s.home.doing = nil
	s.home.answer = func(m tea.Msg) tea.Cmd {
		if m != (sendIt{}) {
			return nil
		}
		return s.home.env.Write(func(ctx context.Context) []tea.Msg {
			close(q.begun)
			<-q.answer
			q.cut = ctx.Err() != nil
			return []tea.Msg{host.Notice{Kind: host.Did, Text: "The task is created."}}
		})
	}
	s.Send(sendIt{})
	<-q.begun
	return q
}

type sendIt struct{}

const waits = "A request is on its way; its outcome is awaited"

// However one quits, a write that is on its way is not cut off: its outcome is
// awaited, and told when the program has ended.
func TestQuittingWaitsForAWrite(t *testing.T) {
	for _, key := range []string{"q", "ctrl+c"} {
		s := newStage(t, nil)
		q := send(s)
		s.Press(key)
		if s.Quit || !strings.Contains(s.Plain(), waits) || strings.Contains(s.Plain(), "not sent yet") {
			t.Fatalf("%s: quit %v:\n%s", key, s.Quit, s.Plain())
		}
		s.Press("q", "j", "enter", "?")
		if s.Quit || len(s.home.did) != 0 {
			t.Errorf("%s: while it waits keys do %v, quit %v", key, s.home.did, s.Quit)
		}
		close(q.answer)
		s.Settle()
		if !s.Quit || !s.home.closed || q.cut {
			t.Errorf("%s: quit %v, closed %v, request cut off %v", key, s.Quit, s.home.closed, q.cut)
		}
		if got := s.root.Farewell(); got != "The task is created." {
			t.Errorf("%s: after the end it says %q", key, got)
		}
	}
}

func TestNobodyWaitsForEver(t *testing.T) {
	for name, giveUp := range map[string]func(*stage){
		"ctrl+c": func(s *stage) { s.Press("ctrl+c") },
		"10 s": func(s *stage) {
			s.Until("the timer", func(string) bool { return s.Clock.Timers() > 0 })
			s.Clock.Turn(11 * time.Second)
			s.Ring()
		},
	} {
		s := newStage(t, nil)
		q := send(s)
		s.Press("ctrl+c")
		if s.Quit {
			t.Fatalf("%s: it does not wait", name)
		}
		giveUp(s)
		close(q.answer)
		s.Settle()
		if !s.Quit || !strings.Contains(string(s.root.Farewell()), "A request was still on its way") {
			t.Errorf("%s: quit %v, after the end it says %q", name, s.Quit, s.root.Farewell())
		}
	}
}

// A connection is not left either while a write of it is on its way.
func TestTurningWaitsForAWrite(t *testing.T) {
	s := newStage(t, nil)
	q := send(s)
	var n second
	s.Send(app.Switch{Session: n.session()})
	if n.home != nil || s.home.closed || !strings.Contains(s.Plain(), waits) {
		t.Fatalf("it turns at once:\n%s", s.Plain())
	}
	close(q.answer)
	s.Settle()
	if n.home == nil || !s.home.closed || q.cut || s.Quit {
		t.Errorf("turned %v, closed %v, request cut off %v", n.home != nil, s.home.closed, q.cut)
	}
	if v := s.Plain(); !strings.Contains(v, "The task is created.") || !strings.Contains(v, "arize.example.com") {
		t.Errorf("the frame is\n%s", v)
	}
}
