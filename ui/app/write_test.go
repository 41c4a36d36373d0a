package app_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/app"
	"ax-tui/ui/host"
	"ax-tui/ui/term"
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
			return []tea.Msg{host.Notice{Kind: host.Success, Text: "The task is created."}}
		})
	}
	s.Send(sendIt{})
	<-q.begun
	return q
}

type sendIt struct{}

const waits = "Leaving once a request is answered"

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
		if got := s.root.ExitNotice(); got != "The task is created." {
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
		if !s.Quit || !strings.Contains(string(s.root.ExitNotice()), "A request was still on its way") {
			t.Errorf("%s: quit %v, after the end it says %q", name, s.Quit, s.root.ExitNotice())
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

// A fault in some command says nothing of the writes that are on their way:
// quitting waits for them as before.
func TestAFaultElsewhereForgetsNoWrite(t *testing.T) {
	s := newStage(t, nil)
	q := send(s)
	s.Send(term.PanicMsg{Err: errors.New("oops")})
	s.Press("ctrl+c")
	if s.Quit || !strings.Contains(s.Plain(), waits) {
		t.Fatalf("quit %v:\n%s", s.Quit, s.Plain())
	}
	close(q.answer)
	s.Settle()
	if !s.Quit || q.cut {
		t.Errorf("quit %v, request cut off %v", s.Quit, q.cut)
	}
}

// A write that breaks off is not waited for, and everyone hears of the fault.
func TestAWriteThatBreaksOffIsNotAwaited(t *testing.T) {
	s := newStage(t, nil)
	s.home.answer = func(m tea.Msg) tea.Cmd {
		if m != (sendIt{}) {
			return nil
		}
		return s.home.env.Write(func(context.Context) []tea.Msg { panic("oops") })
	}
	s.Send(sendIt{})
	s.Settle()
	if !slices.Contains(s.home.got, tea.Msg(host.CommandPanicked{})) || !strings.Contains(s.Plain(), "Something went wrong inside ax-tui (oops)") {
		t.Errorf("the screen heard %v:\n%s", s.home.got, s.Plain())
	}
	s.Press("ctrl+c")
	s.Settle()
	if !s.Quit {
		t.Error("it waits for a write that has broken off")
	}
}

// What came late of a screen that another one covers closes it and opens
// nothing: the keys that are typed meanwhile belong to what is seen.
func TestACoveredScreenIsReplacedByNothing(t *testing.T) {
	s := newStage(t, nil)
	s.say(host.Move{To: host.PlaceTask})
	s.say(host.Move{To: host.PlaceRun})
	covered, top := s.opened[0], s.opened[1]
	s.say(host.Move{To: host.PlaceTask, Replace: covered.ID})
	if !covered.closed || top.closed || len(s.opened) != 2 {
		t.Errorf("covered closed %v, top closed %v, %d opened", covered.closed, top.closed, len(s.opened))
	}
	s.Keys("esc")
	if s.home.hidden {
		t.Error("the first screen is still covered")
	}
}

// Another space is asked for first when a form would be left by it.
func TestAnotherSpaceAsksBeforeAFormIsLeft(t *testing.T) {
	s := newStage(t, nil)
	s.say(host.Move{To: host.PlaceTask})
	form, kept := s.opened[0], false
	form.info.Unsaved = true
	form.keep = func() tea.Msg { kept = true; return nil }
	s.say(host.UseSpace{Ref: api.Ref{ID: "s"}})
	if form.closed || !strings.Contains(s.Plain(), "Leave the form for another space?") {
		t.Fatalf("closed %v:\n%s", form.closed, s.Plain())
	}
	s.Clock.Turn(time.Second)
	s.Keys("y")
	if !form.closed || !kept || !slices.Contains(s.home.got, tea.Msg(host.UseSpace{Ref: api.Ref{ID: "s"}})) {
		t.Errorf("closed %v, kept %v, the first screen heard %v", form.closed, kept, s.home.got)
	}
}
