package cancelrun_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/box/cancelrun"
	"ax-tui/ui/test/boxhost"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

const runID = "VGFza1J1bjoxMjM0OTpxUndY"

// server answers as told and counts.
type server struct {
	mu      sync.Mutex
	run     api.Run // what GetRun gives
	getErr  error
	answer  api.Run // what CancelRun gives
	err     error
	cancels int
	gets    int
	gate    chan struct{} // CancelRun waits for it, if not nil
	slow    chan struct{} // the next GetRun waits for it, if not nil
	began   chan struct{} // closed when a slow GetRun has begun
}

func (s *server) GetRun(_ context.Context, id string) (api.Run, error) {
	s.mu.Lock()
	slow, was := s.slow, s.run
	s.slow = nil
	s.mu.Unlock()
	if slow != nil {
		close(s.began)
		<-slow
		return was, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets++
	if id != runID {
		return api.Run{}, errors.New("another run was read: " + id)
	}
	return s.run, s.getErr
}

func (s *server) CancelRun(ctx context.Context, id string) (api.Run, error) {
	if s.gate != nil {
		<-s.gate
		if ctx.Err() != nil {
			return api.Run{}, &api.Error{Kind: api.Canceled, Lost: true}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancels++
	if id != runID {
		return api.Run{}, errors.New("another run was cancelled: " + id)
	}
	return s.answer, s.err
}

func run(status api.Status) api.Run {
	at := time.Date(2026, 3, 1, 10, 28, 0, 0, time.UTC)
	r := api.Run{ID: runID, TaskID: "T", Status: status, CreatedAt: at.Add(-time.Second), StartedAt: &at}
	if status.Terminal() {
		end := at.Add(time.Minute)
		r.FinishedAt = &end
	}
	return r
}

func open(t testing.TB, s *server, first api.Run) *boxhost.Host {
	c := driver.NewClock()
	env := boxhost.Env(c)
	h := boxhost.New(t, c, env, nil, cancelrun.New(env, s, text.Lit("Relevance Monitor"), first), 80, 20)
	h.Settle()
	return h
}

func said(h *boxhost.Host) string {
	var out []string
	for _, n := range h.Notices {
		out = append(out, string(n.Text))
	}
	return strings.Join(out, "|")
}

// words folds the lines of a box back into one, for texts that were wrapped.
func words(screen string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(screen, "│", " ")), " ")
}

func TestOutcomes(t *testing.T) {
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
		{"403", api.Run{}, refusal(api.Forbidden, 403), run(api.Running), nil, "not cancelled", "Ask for the permission", "", true},
		{"lost, was cancelled", api.Run{}, &api.Error{Kind: api.Network, Lost: true}, run(api.Cancelled), nil, "the answer was lost, but the run is cancelled", "but the run is cancelled", api.Cancelled, false},
		{"lost, still runs", api.Run{}, &api.Error{Kind: api.Timeout, Lost: true}, run(api.Running), nil, "the answer was lost; the run is now running", "Nothing is sent again by itself", api.Running, true},
		{"lost, cannot be read", api.Run{}, &api.Error{Kind: api.Network, Lost: true}, run(api.Running), &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "could not be read: no route", "", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := &server{run: run(api.Running)}
			h := open(t, s, run(api.Running))
			s.answer, s.err, s.run, s.getErr = c.answer, c.err, c.now, c.getErr
			h.Keys("y")
			if s.cancels != 1 {
				t.Fatalf("%d requests to cancel, want one", s.cancels)
			}
			if !strings.Contains(said(h), c.notice) {
				t.Errorf("notices %q, want %q", said(h), c.notice)
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
			h.Advance(30 * time.Second)
			if s.cancels != 1 {
				t.Fatal("sent again by itself")
			}
			h.Keys("y")
			if got := s.cancels == 2; got != c.canSend {
				t.Errorf("%d requests after saying yes again, want a second: %v", s.cancels, c.canSend)
			}
		})
	}
}

func TestEnterAloneIsHarmless(t *testing.T) {
	s := &server{run: run(api.Running)}
	h := open(t, s, run(api.Running))
	h.Keys("enter")
	if s.cancels != 0 || len(h.Boxes) != 0 {
		t.Fatalf("enter alone: %d requests, %d boxes", s.cancels, len(h.Boxes))
	}
}

func TestEndsByItself(t *testing.T) {
	s := &server{run: run(api.Running)}
	h := open(t, s, run(api.Running))
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
	if s.cancels != 0 || len(h.Boxes) != 1 {
		t.Error("y did something although there is nothing to cancel")
	}
	h.Keys("enter")
	if len(h.Boxes) != 0 {
		t.Error("enter does not close")
	}
}

func TestClosingDoesNotStopTheRequest(t *testing.T) {
	s := &server{run: run(api.Running), answer: run(api.Cancelled), gate: make(chan struct{})}
	h := open(t, s, run(api.Running))
	h.Press("y")
	h.UntilText("cancelling…")
	h.Press("y", "y", "esc")
	if len(h.Boxes) != 0 {
		t.Fatal("esc does not close the box")
	}
	close(s.gate)
	h.Settle()
	if s.cancels != 1 || !strings.Contains(said(h), "is cancelled") {
		t.Fatalf("%d requests, notices %q", s.cancels, said(h))
	}
}

func TestALateLookIsDropped(t *testing.T) {
	s := &server{run: run(api.Completed), slow: make(chan struct{}), began: make(chan struct{}), err: &api.Error{Kind: api.Invalid, Detail: "no"}}
	slow := s.slow
	c := driver.NewClock()
	env := boxhost.Env(c)
	h := boxhost.New(t, c, env, nil, cancelrun.New(env, s, "", run(api.Running)), 80, 20)
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

func TestFailedLookKeepsTheQuestion(t *testing.T) {
	s := &server{run: run(api.Running), getErr: &api.Error{Kind: api.Server, Status: 503, Detail: "try later"}}
	h := open(t, s, run(api.Running))
	if got := words(h.Plain()); !strings.Contains(got, "this may be old: try later") || !strings.Contains(got, "running since") {
		t.Fatalf("the box says:\n%s", h.Plain())
	}
	s.getErr = nil
	h.Advance(time.Minute)
	if strings.Contains(h.Plain(), "may be old") {
		t.Fatalf("the failure stays after a good look:\n%s", h.Plain())
	}
}

func TestGolden(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	for name, o := range boxhost.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}} {
			for face, err := range map[string]error{"asking": nil, "lost": lost} {
				t.Run(fmt.Sprintf("%s-%s-%dx%d", face, name, size[0], size[1]), func(t *testing.T) {
					s := &server{run: run(api.Running), err: err}
					c := driver.NewClock()
					env := boxhost.Env(c)
					env.Styles = theme.New(o)
					h := boxhost.New(t, c, env, nil, cancelrun.New(env, s, text.Lit("Relevance Monitor"), run(api.Running)), size[0], size[1])
					h.Settle()
					if err != nil {
						h.Keys("y")
					}
					golden.RequireEqual(t, []byte(h.View()))
				})
			}
		}
	}
}
