package tasks

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
)

// ticking advances the clock by a second with every request.
func (s *stage) ticking() *stage {
	s.onRequest = func(string) { s.now = s.now.Add(time.Second) }
	return s
}

func TestSuggestedWaitCommands(t *testing.T) {
	stage := newStage(t).ticking()
	id := stage.startRun()
	stage.wants(TimedOut, "Wait longer with: ax-tui tasks wait-for-run "+id+" --timeout 3600 --profile work\n", waitForRunCommand, id, "--timeout", "1")
	// with the gates, the pace and the output that were given, and never less time
	stage.wants(TimedOut, "Wait longer with: ax-tui tasks wait-for-run "+id+" --fail-on-empty --max-error-rate '5%' --min-successes 3 --output json --poll-interval 0.5 --timeout 3600 --profile work\n",
		waitForRunCommand, id, "--timeout", "1", "--fail-on-empty", "--max-error-rate", "5%", "--min-successes", "3", "-o", "json", "--poll-interval", "0.5")
	stage.wants(TimedOut, " --fail-on-empty --quiet --timeout 3600 --profile work\n", triggerRunCommand, "Tone of Voice", "--wait", "--timeout", "1", "--fail-on-empty", "-q")
	stage.wants(TimedOut, "Wait longer with: ax-tui tasks watch "+id+" --fail-fast --jsonl --timeout 3600 --profile work\n", watchCommand, id, "--timeout", "1", "--jsonl", "--fail-fast")
	if got := (waitAgain{timeout: 4000 * time.Second}).command(true, "R1"); got != "ax-tui tasks wait-for-run R1 --timeout 8000" {
		t.Errorf("%s is not longer than 4000", got)
	}
	stage.interrupt()
	stage.wants(Interrupted, "Wait again with: ax-tui tasks wait-for-run 'no id' --quiet --timeout 7 --profile work\n", waitForRunCommand, "no id", "-q", "--timeout", "7")
	stage.wants(Interrupted, "Wait again with: ax-tui tasks wait-for-run 'no id' --profile work\n", waitForRunCommand, "no id")
}

func TestFlagsOverrideThePollSettings(t *testing.T) {
	stage := newStage(t).ticking()
	id := stage.startRun()
	open := stage.app.Open
	stage.app.Open = func(ctx context.Context) (*Conn, error) {
		conn, err := open(ctx)
		conn.PollInterval, conn.Timeout = time.Millisecond, 4*time.Second
		return conn, err
	}
	stage.wants(TimedOut, "stopped waiting after 4 s", waitForRunCommand, id)
	stage.wants(TimedOut, "stopped waiting after 2 s", waitForRunCommand, id, "--timeout", "2")
	stage.wants(TimedOut, "stopped waiting after 2 s", triggerRunCommand, "JSON Shape", "--wait", "--timeout", "2")
}

func TestProgressLineIsOverwritten(t *testing.T) {
	app, _, errs := newApp(0)
	app.ErrTTY, app.Width = true, 40
	now := noon
	app.Now = func() time.Time { return now }
	all := []*watchedRun{{id: "1"}, {id: "2"}, {id: "3"}}
	progress := newProgress(app, all)
	step := func(watched *watchedRun, run api.Run, fails bool, want string) {
		t.Helper()
		now = now.Add(time.Second)
		watched.run, watched.pollErr = run, nil
		if fails {
			watched.pollErr = errors.New("no network")
		}
		errs.Reset()
		progress.changed(watched)
		if got := errs.String(); got != "\r"+want {
			t.Errorf("%q, want %q", got, "\r"+want)
		}
	}
	run := func(status api.Status) api.Run { return api.Run{ID: "R", Status: status, Successes: 1} }
	step(all[0], api.Run{}, true, "1 s  3 not read yet")
	step(all[0], run(api.Running), false, "2 s  1 running, 2 not read yet")
	step(all[1], run(api.Pending), false, "3 s  1 pending, 1 running, 1 not read …")
	step(all[2], run(api.Completed), false, "4 s  1 done, 1 pending, 1 running      ")
	step(all[1], run(api.Completed), false, "5 s  2 done, 1 running           ")
	errs.Reset()
	progress.end()
	if errs.String() != "\n" {
		t.Errorf("it ends with %q", errs.String())
	}
}

func TestProgressLineOfOneRun(t *testing.T) {
	app, _, errs := newApp(0)
	app.ErrTTY = true // with unknown width
	watched := &watchedRun{id: "1"}
	progress := newProgress(app, []*watchedRun{watched})
	down, busy := errors.New("no network"), &api.Error{Kind: api.RateLimited, Detail: "slow down", RetryAfter: 59 * time.Second}
	for _, tt := range []struct {
		run   api.Run
		fails error
		want  string
	}{
		{want: "waiting for the server"},
		{fails: down, want: "not read yet  (the last poll failed: no network; retrying)"},
		{run: api.Run{ID: "R", Status: api.Running, Successes: 1200, Errors: 1, Skipped: 2}, want: "running  1 200 succeeded, 1 error, 2 skipped"},
		{run: api.Run{ID: "R", Status: api.Running}, fails: busy, want: "running  (the last poll failed: slow down; the server asks to wait 59 s)"},
		{run: api.Run{ID: "R", Status: api.Completed}, fails: down, want: "nothing evaluated"},
	} {
		watched.run, watched.pollErr = tt.run, tt.fails
		errs.Reset()
		progress.tick()
		if got := strings.TrimSpace(errs.String()); got != "0 s  "+tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestProgressWithoutTerminal(t *testing.T) {
	app, _, errs := newApp(0)
	now := noon
	app.Now = func() time.Time { return now }
	watched := &watchedRun{id: "R1"}
	progress := newProgress(app, []*watchedRun{watched})
	progress.changed(watched) // nothing was read yet
	progress.tick()           // has no effect without a terminal
	for _, run := range []api.Run{
		{ID: "R", Status: api.Running},
		{ID: "R", Status: api.Running, Successes: 1}, // a change of counters only is delayed
		{ID: "R", Status: api.Running, Successes: 2},
		{ID: "R", Status: api.Completed, Successes: 3},
	} {
		now = now.Add(16 * time.Second)
		watched.run = run
		progress.changed(watched)
	}
	watched.task.Name, watched.run.Status = "JSON\x1b[31m Shape", api.Failed
	progress.changed(watched)
	progress.end()
	want := "12:00:16 UTC  R1  running\n12:00:48 UTC  R1  running  2 succeeded, 0 errors, 0 skipped\n12:01:04 UTC  R1  done  3 succeeded, 0 errors, 0 skipped\n" +
		"12:01:04 UTC  R1  JSON Shape  failed  3 succeeded, 0 errors, 0 skipped\n"
	if errs.String() != want {
		t.Errorf("%s\nwant\n%s", errs.String(), want)
	}
}

func TestProgressLineStaysAfterTheWait(t *testing.T) {
	stage := newStage(t).ticking().answering()
	id := stage.startRun()
	code, stderr := stage.run(waitForRunCommand, id, "--poll-interval", "0.05")
	lines := strings.Split(strings.TrimSuffix(stderr, "\n"), "\r")
	last, rest, ended := strings.Cut(lines[len(lines)-1], "\n")
	if code != RunFailed || len(lines) < 3 || lines[0] != "" || !ended || !strings.Contains(last, "failed") || !strings.HasPrefix(rest, "ax-tui: the run "+id) {
		t.Errorf("exit %d after %q, then %q", code, lines, rest)
	}
}

func TestWaitErrors(t *testing.T) {
	stage := newStage(t)
	conn, err := stage.app.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run := func(status api.Status, reason string) api.Run {
		return api.Run{ID: "R1", TaskID: "T1", Status: status, FailureReason: reason}
	}
	worst := 1 << 10 // the order of severity, from the worst to success
	for _, end := range []struct {
		watched watchedRun
		code    int
		want    string
	}{
		{watchedRun{err: &api.Error{Status: 404, Title: "Not Found"}}, API, "cannot watch the run R1"},
		{watchedRun{err: &api.GaveUpError{}}, TimedOut, "Wait longer with: ax-tui tasks wait-for-run R1 --timeout 3600 --profile work"},
		{watchedRun{run: run(api.Failed, "bad\x1b[31m\n key")}, RunFailed, "the run R1 failed: bad key"},
		{watchedRun{run: run(api.Cancelled, "")}, RunCancel, "the run R1 was cancelled: the server gave no reason"},
		{watchedRun{run: run(api.Completed, "")}, OK, ""},
	} {
		end.watched.id = "R1"
		var stderr strings.Builder
		err := waitError(t.Context(), stage.app, conn, &end.watched)
		if err != nil {
			PrintError(&stderr, err)
		}
		if CodeOf(err) != end.code || !strings.Contains(stderr.String(), end.want) {
			t.Errorf("exit %d, %q; want exit %d with %q", CodeOf(err), stderr.String(), end.code, end.want)
		}
		if severity(err) >= worst {
			t.Errorf("exit %d is at least as severe as the one before", end.code)
		}
		worst = severity(err)
	}
}
