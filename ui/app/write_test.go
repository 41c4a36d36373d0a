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

// pendingWrite is a write that a test can hold and release.
type pendingWrite struct {
	started, release chan struct{}
	canceled         bool // its context was canceled when it was released
}

// startWrite starts a write that returns a notice.
func startWrite(bench *stage) *pendingWrite {
	write := &pendingWrite{started: make(chan struct{}), release: make(chan struct{})}
	bench.home.onDo = nil
	bench.home.onUpdate = func(msg tea.Msg) tea.Cmd {
		if msg != (startWriteMsg{}) {
			return nil
		}
		return bench.home.env.Write(nil, func(ctx context.Context) []tea.Msg {
			close(write.started)
			<-write.release
			write.canceled = ctx.Err() != nil
			return []tea.Msg{host.Notice{Kind: host.Success, Text: "The task is created."}}
		})
	}
	bench.Send(startWriteMsg{})
	<-write.started
	return write
}

type startWriteMsg struct{}

const waitingText = "Waiting for a request to finish"

// However the program is quit, a pending write is not canceled: the program waits
// for it and prints its notice.
func TestQuitWaitsForWrite(t *testing.T) {
	for _, key := range []string{"q", "ctrl+c"} {
		stage := newStage(t, nil)
		request := startWrite(stage)
		stage.Press(key)
		if stage.Quit || !strings.Contains(stage.Plain(), waitingText) || strings.Contains(stage.Plain(), "not sent yet") {
			t.Fatalf("%s: quit %v:\n%s", key, stage.Quit, stage.Plain())
		}
		stage.Press("q", "j", "enter", "?")
		if stage.Quit || len(stage.home.actions) != 0 {
			t.Errorf("%s: while waiting, keys do %v, quit %v", key, stage.home.actions, stage.Quit)
		}
		close(request.release)
		stage.Settle()
		if !stage.Quit || !stage.home.closed || request.canceled {
			t.Errorf("%s: quit %v, closed %v, request canceled %v", key, stage.Quit, stage.home.closed, request.canceled)
		}
		if got := stage.root.ExitNotice(); got != "The task is created." {
			t.Errorf("%s: exit notice %q", key, got)
		}
	}
}

func TestWaitForWriteIsBounded(t *testing.T) {
	for name, giveUp := range map[string]func(*stage){
		"ctrl+c": func(bench *stage) { bench.Press("ctrl+c") },
		"10 s": func(bench *stage) {
			bench.Until("the timer", func(string) bool { return bench.Clock.Timers() > 0 })
			bench.Clock.Turn(11 * time.Second)
			bench.Ring()
		},
	} {
		stage := newStage(t, nil)
		request := startWrite(stage)
		stage.Press("ctrl+c")
		if stage.Quit {
			t.Fatalf("%s: it does not wait", name)
		}
		giveUp(stage)
		close(request.release)
		stage.Settle()
		if !stage.Quit || !strings.Contains(string(stage.root.ExitNotice()), "A request was still pending") {
			t.Errorf("%s: quit %v, exit notice %q", name, stage.Quit, stage.root.ExitNotice())
		}
	}
}

// Switching to another connection waits for a pending write too.
func TestSwitchWaitsForWrite(t *testing.T) {
	stage := newStage(t, nil)
	request := startWrite(stage)
	var other otherConnection
	stage.Send(app.Switch{Session: other.session()})
	if other.home != nil || stage.home.closed || !strings.Contains(stage.Plain(), waitingText) {
		t.Fatalf("it switches at once:\n%s", stage.Plain())
	}
	close(request.release)
	stage.Settle()
	if other.home == nil || !stage.home.closed || request.canceled || stage.Quit {
		t.Errorf("switched %v, closed %v, request canceled %v", other.home != nil, stage.home.closed, request.canceled)
	}
	if frame := stage.Plain(); !strings.Contains(frame, "The task is created.") || !strings.Contains(frame, "arize.example.com") {
		t.Errorf("the frame is\n%s", frame)
	}
}

// After a panic in another command quitting still waits for pending writes.
func TestPanicElsewhereKeepsWrite(t *testing.T) {
	stage := newStage(t, nil)
	request := startWrite(stage)
	stage.Send(term.PanicMsg{Err: errors.New("oops")})
	stage.Press("ctrl+c")
	if stage.Quit || !strings.Contains(stage.Plain(), waitingText) {
		t.Fatalf("quit %v:\n%s", stage.Quit, stage.Plain())
	}
	close(request.release)
	stage.Settle()
	if !stage.Quit || request.canceled {
		t.Errorf("quit %v, request canceled %v", stage.Quit, request.canceled)
	}
}

// Quitting does not wait for a write that panicked, and every screen gets CommandPanicked.
func TestPanickedWriteIsNotAwaited(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.onUpdate = func(msg tea.Msg) tea.Cmd {
		if msg != (startWriteMsg{}) {
			return nil
		}
		return stage.home.env.Write(nil, func(context.Context) []tea.Msg { panic("oops") })
	}
	stage.Send(startWriteMsg{})
	stage.Settle()
	if !slices.Contains(stage.home.msgs, tea.Msg(host.CommandPanicked{})) || !strings.Contains(stage.Plain(), "Internal error in ax-tui (oops)") {
		t.Errorf("the screen got %v:\n%s", stage.home.msgs, stage.Plain())
	}
	stage.Press("ctrl+c")
	stage.Settle()
	if !stage.Quit {
		t.Error("it waits for a write that has panicked")
	}
}

// A late Move with Replace from a covered screen closes it and opens nothing: keys
// go to the screen that is visible.
func TestReplaceOfCoveredScreenOpensNothing(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(host.Move{To: host.PlaceTask})
	stage.send(host.Move{To: host.PlaceRun})
	covered, top := stage.opened[0], stage.opened[1]
	stage.send(host.Move{To: host.PlaceTask, Replace: covered.ID})
	if !covered.closed || top.closed || len(stage.opened) != 2 {
		t.Errorf("covered closed %v, top closed %v, %d opened", covered.closed, top.closed, len(stage.opened))
	}
	stage.Keys("esc")
	if stage.home.hidden {
		t.Error("the first screen is still covered")
	}
}

// Changing the space asks first if a form has unsent input.
func TestShowTasksAsksBeforeClosingForm(t *testing.T) {
	stage := newStage(t, nil)
	stage.send(host.Move{To: host.PlaceTask})
	form, saved := stage.opened[0], false
	form.info.Unsaved = true
	form.saveDraft = func() tea.Msg { saved = true; return nil }
	stage.send(host.ShowTasks{Space: api.Ref{ID: "s"}})
	if form.closed || !strings.Contains(stage.Plain(), "Close the form and show other tasks?") {
		t.Fatalf("closed %v:\n%s", form.closed, stage.Plain())
	}
	stage.Clock.Turn(time.Second)
	stage.Keys("y")
	if !form.closed || !saved || !slices.Contains(stage.home.msgs, tea.Msg(host.ShowTasks{Space: api.Ref{ID: "s"}})) {
		t.Errorf("closed %v, saved %v, the first screen got %v", form.closed, saved, stage.home.msgs)
	}
}
