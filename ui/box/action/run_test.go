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

func cancel(t testing.TB, srv *server, first api.Run) *harness.Harness {
	t.Helper()
	return open(t, 80, 20, nil, func(env *host.Env) box.Box { return action.CancelRun(env, srv, "Relevance Monitor", first) })
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
		canSend bool // yes can send again
	}{
		{"cancelled at once", run(api.Cancelled), nil, run(api.Running), nil, "is cancelled", "", api.Cancelled, false},
		{"accepted, still running", run(api.Running), nil, run(api.Running), nil, "Cancel requested; run …OTpxUndY of Relevance Monitor is still running", "", api.Running, false},
		{"accepted, already ended", run(api.Completed), nil, run(api.Running), nil, "had already ended: completed", "", api.Completed, false},
		{"400, had ended", api.Run{}, refusal(api.Invalid, 400), run(api.Failed), nil, "it had already ended: failed", "It had already ended: failed", api.Failed, false},
		{"409, had ended", api.Run{}, refusal(api.Conflict, 409), run(api.Completed), nil, "it had already ended: completed", "It had already ended: completed", api.Completed, false},
		{"422, still runs", api.Run{}, refusal(api.Unprocessable, 422), run(api.Running), nil, "not cancelled: run is not active", "Not cancelled: run is not active", api.Running, true},
		{"404", api.Run{}, refusal(api.NotFound, 404), run(api.Running), nil, "not found", "Not found. It is deleted", "", false},
		{"403", api.Run{}, refusal(api.Forbidden, 403), run(api.Running), nil, "not cancelled", "Ask for permission", "", true},
		{"lost, was cancelled", api.Run{}, &api.Error{Kind: api.Network, Lost: true}, run(api.Cancelled), nil, "the answer was lost, but the run is cancelled", "but the run is cancelled", api.Cancelled, false},
		{"lost, still runs", api.Run{}, &api.Error{Kind: api.Timeout, Lost: true}, run(api.Running), nil, "the answer was lost; the run is now running", "Nothing is sent again automatically", api.Running, true},
		{"lost, cannot be read", api.Run{}, &api.Error{Kind: api.Network, Lost: true}, run(api.Running), &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "could not be read: no route", "", true},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			srv := &server{run: run(api.Running)}
			bench := cancel(t, srv, run(api.Running))
			srv.answer, srv.err, srv.run, srv.getErr = tc.answer, tc.err, tc.now, tc.getErr
			bench.Keys("y")
			if len(srv.sent) != 1 {
				t.Fatalf("%d requests to cancel, want one", len(srv.sent))
			}
			if !strings.Contains(bench.NoticeText(), tc.notice) {
				t.Errorf("notices %q, want %q", bench.NoticeText(), tc.notice)
			}
			if got := len(bench.Boxes) == 0; got != (tc.box == "") {
				t.Errorf("closed: %v\n%s", got, bench.Plain())
			}
			if !strings.Contains(words(bench.Plain()), tc.box) {
				t.Errorf("the box lacks %q:\n%s", tc.box, bench.Plain())
			}
			if count := len(bench.Runs); tc.seen != "" && (count == 0 || bench.Runs[count-1].Status != tc.seen) {
				t.Errorf("broadcast runs are %v, want %s last", bench.Runs, tc.seen)
			}
			if ended := tc.seen != "" && tc.seen.Terminal(); ended != (len(bench.AnnouncedRuns) > 0) {
				t.Errorf("the end is announced: %v, want %v", bench.AnnouncedRuns, ended)
			}
			bench.Advance(30 * time.Second)
			if len(srv.sent) != 1 {
				t.Fatal("sent again automatically")
			}
			bench.Keys("y")
			if got := len(srv.sent) == 2; got != tc.canSend {
				t.Errorf("%d requests after yes again, want a second: %v", len(srv.sent), tc.canSend)
			}
		})
	}
}

func TestCancelEnterAloneIsHarmless(t *testing.T) {
	srv := &server{run: run(api.Running)}
	bench := cancel(t, srv, run(api.Running))
	bench.Keys("enter")
	if len(srv.sent) != 0 || len(bench.Boxes) != 0 {
		t.Fatalf("enter alone: %d requests, %d boxes", len(srv.sent), len(bench.Boxes))
	}
}

func TestARunThatEndsMeanwhile(t *testing.T) {
	srv := &server{run: run(api.Running)}
	bench := cancel(t, srv, run(api.Running))
	srv.run = run(api.Completed)
	bench.Advance(10 * time.Second)
	if !strings.Contains(bench.Plain(), "It has ended meanwhile: completed") || strings.Contains(bench.Plain(), "Yes") {
		t.Fatalf("the box says:\n%s", bench.Plain())
	}
	gets := srv.gets
	bench.Advance(time.Minute)
	if srv.gets != gets {
		t.Error("an ended run is still reloaded")
	}
	bench.Keys("y")
	if len(srv.sent) != 0 || len(bench.Boxes) != 1 {
		t.Error("y did something although there is nothing to cancel")
	}
	bench.Keys("enter")
	if len(bench.Boxes) != 0 {
		t.Error("enter does not close")
	}
}

func TestCancelClosingDoesNotStopTheRequest(t *testing.T) {
	srv := &server{run: run(api.Running), answer: run(api.Cancelled), gate: make(chan struct{})}
	bench := cancel(t, srv, run(api.Running))
	closeWhileSending(t, bench, srv, "y", "cancelling…")
	if len(srv.sent) != 1 || !strings.Contains(bench.NoticeText(), "is cancelled") {
		t.Fatalf("%d requests, notices %q", len(srv.sent), bench.NoticeText())
	}
}

func TestALateValueIsDropped(t *testing.T) {
	srv := &server{run: run(api.Completed), slow: make(chan struct{}), began: make(chan struct{}), err: &api.Error{Kind: api.Invalid, Detail: "no"}}
	slow := srv.slow
	bench := harness.New(t, driver.NewClock())
	bench.Open(action.CancelRun(bench.Env, srv, "", run(api.Running)), 80, 20)
	steps := 0 // the first message is the polling job, which starts loading
	bench.Until("loading to start", func(string) bool { steps++; return steps > 1 })
	select {
	case <-srv.began:
	case <-time.After(driver.Deadline):
		t.Fatal("the run is not loaded")
	}
	srv.mu.Lock()
	srv.run = run(api.Running)
	srv.mu.Unlock()
	bench.Press("y")
	bench.UntilText("Not cancelled: no")
	close(slow)
	bench.Settle()
	if got := bench.Plain(); strings.Contains(got, "ended meanwhile") {
		t.Fatalf("a value from before the request is shown:\n%s", got)
	}
}

func TestAFailedReloadKeepsTheQuestion(t *testing.T) {
	srv := &server{run: run(api.Running), getErr: &api.Error{Kind: api.Server, Status: 503, Detail: "try later"}}
	bench := cancel(t, srv, run(api.Running))
	if got := words(bench.Plain()); !strings.Contains(got, "this may be out of date: try later") || !strings.Contains(got, "running since") {
		t.Fatalf("the box says:\n%s", bench.Plain())
	}
	srv.getErr = nil
	bench.Advance(time.Minute)
	if strings.Contains(bench.Plain(), "may be out of date") {
		t.Fatalf("the error is still shown after a successful reload:\n%s", bench.Plain())
	}
}

func TestCancelFrames(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}} {
			for face, err := range map[string]error{"asking": nil, "lost": lost} {
				t.Run(fmt.Sprintf("%s-%s-%dx%d", face, name, size[0], size[1]), func(t *testing.T) {
					srv := &server{run: run(api.Running), err: err}
					bench := open(t, size[0], size[1], &options, func(env *host.Env) box.Box { return action.CancelRun(env, srv, "Relevance Monitor", run(api.Running)) })
					if err != nil {
						bench.Keys("y")
					}
					golden.RequireEqual(t, []byte(bench.View()))
				})
			}
		}
	}
}

// After an internal error it is not known whether a response arrives: the box says
// so, and yes does not send again.
func TestAnInternalErrorLeavesTheOutcomeUnknown(t *testing.T) {
	srv := &server{run: run(api.Running), answer: run(api.Cancelled), gate: make(chan struct{})}
	bench := cancel(t, srv, run(api.Running))
	bench.Press("y")
	bench.UntilText("cancelling…")
	bench.Send(term.PanicMsg{Err: errors.New("oops")})
	bench.Press("y")
	if got := words(bench.Plain()); !strings.Contains(got, "the outcome is unknown. Check before you try again") || strings.Contains(got, "cancelling…") {
		t.Fatalf("the box says:\n%s", bench.Plain())
	}
	close(srv.gate)
	bench.Settle()
	if len(srv.sent) != 1 || len(bench.Boxes) != 0 || !strings.Contains(bench.NoticeText(), "is cancelled") {
		t.Errorf("sent %v, notices %q", srv.sent, bench.NoticeText())
	}
}
