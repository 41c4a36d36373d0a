package action_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/host"
	"ax-tui/ui/term"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func run(status api.Status) api.Run {
	at := time.Date(2026, 3, 1, 10, 28, 0, 0, time.UTC)
	run := api.Run{ID: runID, TaskID: "T", Status: status, CreatedAt: at.Add(-time.Second), StartedAt: &at}
	if status.Terminal() {
		end := at.Add(time.Minute)
		run.FinishedAt = &end
	}
	return run
}

func cancel(t testing.TB, s *server, first api.Run) *harness.Harness {
	t.Helper()
	return open(t, 80, 20, nil, func(env *host.Env) box.Box { return action.CancelRun(env, s, "Relevance Monitor", first) })
}

func TestCancelOutcomes(t *testing.T) {
	refusal := func(k api.Kind, status int) error {
		return &api.Error{Kind: k, Status: status, Detail: "run is not active"}
	}
	cases := []struct {
		name    string
		answer  api.Run
		err     error
		now     api.Run
		getErr  error
		notice  string
		box     string // "" when it closes by itself
		seen    api.Status
		canSend bool // yes may be said again
	}{
		{"cancelled at once", run(api.Cancelled), nil, run(api.Running), nil, "is cancelled", "", api.Cancelled, false},
		{"accepted, still running", run(api.Running), nil, run(api.Running), nil, "Cancel asked for; run …0OTpxUndY is still running", "", api.Running, false},
		{"accepted, already ended", run(api.Completed), nil, run(api.Running), nil, "had already ended: completed", "", api.Completed, false},
		{"400, had ended", api.Run{}, refusal(api.Invalid, 400), run(api.Failed), nil, "it had already ended: failed", "It had already ended: failed", api.Failed, false},
		{"409, had ended", api.Run{}, refusal(api.Conflict, 409), run(api.Completed), nil, "it had already ended: completed", "It had already ended: completed", api.Completed, false},
		{"422, still runs", api.Run{}, refusal(api.Unprocessable, 422), run(api.Running), nil, "not cancelled: run is not active", "Not cancelled: run is not active", api.Running, true},
		{"404", api.Run{}, refusal(api.NotFound, 404), run(api.Running), nil, "not found", "Not found. It is gone", "", false},
		{"403", api.Run{}, refusal(api.Forbidden, 403), run(api.Running), nil, "not cancelled", "Ask for permission", "", true},
		{"lost, was cancelled", api.Run{}, &api.Error{Kind: api.Network, Lost: true}, run(api.Cancelled), nil, "the answer was lost, but the run is cancelled", "but the run is cancelled", api.Cancelled, false},
		{"lost, still runs", api.Run{}, &api.Error{Kind: api.Timeout, Lost: true}, run(api.Running), nil, "the answer was lost; the run is now running", "Nothing is sent again by itself", api.Running, true},
		{"lost, cannot be read", api.Run{}, &api.Error{Kind: api.Network, Lost: true}, run(api.Running), &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "could not be read: no route", "", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := &server{run: run(api.Running)}
			h := cancel(t, s, run(api.Running))
			s.answer, s.err, s.run, s.getErr = c.answer, c.err, c.now, c.getErr
			h.Keys("y")
			if len(s.sent) != 1 {
				t.Fatalf("%d requests to cancel, want one", len(s.sent))
			}
			if !strings.Contains(h.NoticeText(), c.notice) {
				t.Errorf("notices %q, want %q", h.NoticeText(), c.notice)
			}
			if got := len(h.Boxes) == 0; got != (c.box == "") {
				t.Errorf("closed: %v\n%s", got, h.Plain())
			}
			if !strings.Contains(words(h.Plain()), c.box) {
				t.Errorf("the box lacks %q:\n%s", c.box, h.Plain())
			}
			if n := len(h.Runs); c.seen != "" && (n == 0 || h.Runs[n-1].Status != c.seen) {
				t.Errorf("others have seen %v, want %s last", h.Runs, c.seen)
			}
			if ended := c.seen != "" && c.seen.Terminal(); ended != (len(h.AnnouncedRuns) > 0) {
				t.Errorf("the end is announced: %v, want %v", h.AnnouncedRuns, ended)
			}
			h.Advance(30 * time.Second)
			if len(s.sent) != 1 {
				t.Fatal("sent again by itself")
			}
			h.Keys("y")
			if got := len(s.sent) == 2; got != c.canSend {
				t.Errorf("%d requests after saying yes again, want a second: %v", len(s.sent), c.canSend)
			}
		})
	}
}

func TestCancelEnterAloneIsHarmless(t *testing.T) {
	s := &server{run: run(api.Running)}
	h := cancel(t, s, run(api.Running))
	h.Keys("enter")
	if len(s.sent) != 0 || len(h.Boxes) != 0 {
		t.Fatalf("enter alone: %d requests, %d boxes", len(s.sent), len(h.Boxes))
	}
}

func TestARunThatEndsByItself(t *testing.T) {
	s := &server{run: run(api.Running)}
	h := cancel(t, s, run(api.Running))
	s.run = run(api.Completed)
	h.Advance(10 * time.Second)
	if !strings.Contains(h.Plain(), "It has ended by itself: completed") || strings.Contains(h.Plain(), "Yes") {
		t.Fatalf("the box says:\n%s", h.Plain())
	}
	gets := s.gets
	h.Advance(time.Minute)
	if s.gets != gets {
		t.Error("an ended run is still read")
	}
	h.Keys("y")
	if len(s.sent) != 0 || len(h.Boxes) != 1 {
		t.Error("y did something although there is nothing to cancel")
	}
	h.Keys("enter")
	if len(h.Boxes) != 0 {
		t.Error("enter does not close")
	}
}

func TestCancelClosingDoesNotStopTheRequest(t *testing.T) {
	s := &server{run: run(api.Running), answer: run(api.Cancelled), gate: make(chan struct{})}
	h := cancel(t, s, run(api.Running))
	closeWhileSending(t, h, s, "y", "cancelling…")
	if len(s.sent) != 1 || !strings.Contains(h.NoticeText(), "is cancelled") {
		t.Fatalf("%d requests, notices %q", len(s.sent), h.NoticeText())
	}
}

func TestALateReadingIsDropped(t *testing.T) {
	s := &server{run: run(api.Completed), slow: make(chan struct{}), began: make(chan struct{}), err: &api.Error{Kind: api.Invalid, Detail: "no"}}
	slow := s.slow
	h := harness.New(t, driver.NewClock())
	h.Open(action.CancelRun(h.Env, s, "", run(api.Running)), 80, 20)
	steps := 0 // the first answer is what there is to do, and that begins the reading
	h.Until("the reading to begin", func(string) bool { steps++; return steps > 1 })
	select {
	case <-s.began:
	case <-time.After(driver.Deadline):
		t.Fatal("the run is not read")
	}
	s.mu.Lock()
	s.run = run(api.Running)
	s.mu.Unlock()
	h.Press("y")
	h.UntilText("Not cancelled: no")
	close(slow)
	h.Settle()
	if got := h.Plain(); strings.Contains(got, "ended by itself") {
		t.Fatalf("an answer from before the request is believed:\n%s", got)
	}
}

func TestAFailedReadingKeepsTheQuestion(t *testing.T) {
	s := &server{run: run(api.Running), getErr: &api.Error{Kind: api.Server, Status: 503, Detail: "try later"}}
	h := cancel(t, s, run(api.Running))
	if got := words(h.Plain()); !strings.Contains(got, "this may be old: try later") || !strings.Contains(got, "running since") {
		t.Fatalf("the box says:\n%s", h.Plain())
	}
	s.getErr = nil
	h.Advance(time.Minute)
	if strings.Contains(h.Plain(), "may be old") {
		t.Fatalf("the failure stays after a good look:\n%s", h.Plain())
	}
}

func TestCancelFrames(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}} {
			for face, err := range map[string]error{"asking": nil, "lost": lost} {
				t.Run(fmt.Sprintf("%s-%s-%dx%d", face, name, size[0], size[1]), func(t *testing.T) {
					s := &server{run: run(api.Running), err: err}
					h := open(t, size[0], size[1], &options, func(env *host.Env) box.Box { return action.CancelRun(env, s, "Relevance Monitor", run(api.Running)) })
					if err != nil {
						h.Keys("y")
					}
					golden.RequireEqual(t, []byte(h.View()))
				})
			}
		}
	}
}

// After a fault inside the program nobody knows whether an answer comes: the
// box says so, and yes does not send again.
func TestAFaultInTheProgramLeavesTheAnswerOpen(t *testing.T) {
	s := &server{run: run(api.Running), answer: run(api.Cancelled), gate: make(chan struct{})}
	h := cancel(t, s, run(api.Running))
	h.Press("y")
	h.UntilText("cancelling…")
	h.Send(term.PanicMsg{Err: errors.New("oops")})
	h.Press("y")
	if got := words(h.Plain()); !strings.Contains(got, "the answer may never come: look before you do it again") || strings.Contains(got, "cancelling…") {
		t.Fatalf("the box says:\n%s", h.Plain())
	}
	close(s.gate)
	h.Settle()
	if len(s.sent) != 1 || len(h.Boxes) != 0 || !strings.Contains(h.NoticeText(), "is cancelled") {
		t.Errorf("sent %v, notices %q", s.sent, h.NoticeText())
	}
}
