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
	s.home.answer = func(msg tea.Msg) tea.Cmd {
		if msg != (sendIt{}) {
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
		stage := newStage(t, nil)
		request := send(stage)
		stage.Press(key)
		if stage.Quit || !strings.Contains(stage.Plain(), waits) || strings.Contains(stage.Plain(), "not sent yet") {
			t.Fatalf("%s: quit %v:\n%s", key, stage.Quit, stage.Plain())
		}
		stage.Press("q", "j", "enter", "?")
		if stage.Quit || len(stage.home.did) != 0 {
			t.Errorf("%s: while it waits keys do %v, quit %v", key, stage.home.did, stage.Quit)
		}
		close(request.answer)
		stage.Settle()
		if !stage.Quit || !stage.home.closed || request.cut {
			t.Errorf("%s: quit %v, closed %v, request cut off %v", key, stage.Quit, stage.home.closed, request.cut)
		}
		if got := stage.root.ExitNotice(); got != "The task is created." {
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
		stage := newStage(t, nil)
		request := send(stage)
		stage.Press("ctrl+c")
		if stage.Quit {
			t.Fatalf("%s: it does not wait", name)
		}
		giveUp(stage)
		close(request.answer)
		stage.Settle()
		if !stage.Quit || !strings.Contains(string(stage.root.ExitNotice()), "A request was still on its way") {
			t.Errorf("%s: quit %v, after the end it says %q", name, stage.Quit, stage.root.ExitNotice())
		}
	}
}

// A connection is not left either while a write of it is on its way.
func TestTurningWaitsForAWrite(t *testing.T) {
	stage := newStage(t, nil)
	request := send(stage)
	var n second
	stage.Send(app.Switch{Session: n.session()})
	if n.home != nil || stage.home.closed || !strings.Contains(stage.Plain(), waits) {
		t.Fatalf("it turns at once:\n%s", stage.Plain())
	}
	close(request.answer)
	stage.Settle()
	if n.home == nil || !stage.home.closed || request.cut || stage.Quit {
		t.Errorf("turned %v, closed %v, request cut off %v", n.home != nil, stage.home.closed, request.cut)
	}
	if v := stage.Plain(); !strings.Contains(v, "The task is created.") || !strings.Contains(v, "arize.example.com") {
		t.Errorf("the frame is\n%s", v)
	}
}

// A fault in some command says nothing of the writes that are on their way:
// quitting waits for them as before.
func TestAFaultElsewhereForgetsNoWrite(t *testing.T) {
	stage := newStage(t, nil)
	request := send(stage)
	stage.Send(term.PanicMsg{Err: errors.New("oops")})
	stage.Press("ctrl+c")
	if stage.Quit || !strings.Contains(stage.Plain(), waits) {
		t.Fatalf("quit %v:\n%s", stage.Quit, stage.Plain())
	}
	close(request.answer)
	stage.Settle()
	if !stage.Quit || request.cut {
		t.Errorf("quit %v, request cut off %v", stage.Quit, request.cut)
	}
}

// A write that breaks off is not waited for, and everyone hears of the fault.
func TestAWriteThatBreaksOffIsNotAwaited(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.answer = func(msg tea.Msg) tea.Cmd {
		if msg != (sendIt{}) {
			return nil
		}
		return stage.home.env.Write(func(context.Context) []tea.Msg { panic("oops") })
	}
	stage.Send(sendIt{})
	stage.Settle()
	if !slices.Contains(stage.home.got, tea.Msg(host.CommandPanicked{})) || !strings.Contains(stage.Plain(), "Something went wrong inside ax-tui (oops)") {
		t.Errorf("the screen heard %v:\n%s", stage.home.got, stage.Plain())
	}
	stage.Press("ctrl+c")
	stage.Settle()
	if !stage.Quit {
		t.Error("it waits for a write that has broken off")
	}
}

// What came late of a screen that another one covers closes it and opens
// nothing: the keys that are typed meanwhile belong to what is seen.
func TestACoveredScreenIsReplacedByNothing(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(host.Move{To: host.PlaceTask})
	stage.say(host.Move{To: host.PlaceRun})
	covered, top := stage.opened[0], stage.opened[1]
	stage.say(host.Move{To: host.PlaceTask, Replace: covered.ID})
	if !covered.closed || top.closed || len(stage.opened) != 2 {
		t.Errorf("covered closed %v, top closed %v, %d opened", covered.closed, top.closed, len(stage.opened))
	}
	stage.Keys("esc")
	if stage.home.hidden {
		t.Error("the first screen is still covered")
	}
}

// Another space is asked for first when a form would be left by it.
func TestAnotherSpaceAsksBeforeAFormIsLeft(t *testing.T) {
	stage := newStage(t, nil)
	stage.say(host.Move{To: host.PlaceTask})
	form, kept := stage.opened[0], false
	form.info.Unsaved = true
	form.keep = func() tea.Msg { kept = true; return nil }
	stage.say(host.UseSpace{Ref: api.Ref{ID: "s"}})
	if form.closed || !strings.Contains(stage.Plain(), "Leave the form for another space?") {
		t.Fatalf("closed %v:\n%s", form.closed, stage.Plain())
	}
	stage.Clock.Turn(time.Second)
	stage.Keys("y")
	if !form.closed || !kept || !slices.Contains(stage.home.got, tea.Msg(host.UseSpace{Ref: api.Ref{ID: "s"}})) {
		t.Errorf("closed %v, kept %v, the first screen heard %v", form.closed, kept, stage.home.got)
	}
}
