package tasks

import (
	"context"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
)

// ticking lets a second go by with every request.
func (s *stage) ticking() *stage {
	s.on = func(string) { s.now = s.now.Add(time.Second) }
	return s
}

func TestACommandThatIsProposedReachesTheRun(t *testing.T) {
	stage := newStage(t).ticking()
	id := stage.started()
	stage.wants(TimedOut, "Wait longer with: ax-tui tasks wait-for-run "+id+" --timeout 3600 --profile work\n", waitForRunCommand, id, "--timeout", "1")
	stage.stop()
	stage.wants(Interrupted, "Wait again with: ax-tui tasks wait-for-run 'no id' --profile work\n", waitForRunCommand, "no id")
}

func TestTheSettingsSetThePaceAndFlagsWin(t *testing.T) {
	stage := newStage(t).ticking()
	id := stage.started()
	open := stage.app.Open
	stage.app.Open = func(ctx context.Context) (*Conn, error) {
		conn, err := open(ctx)
		conn.Every, conn.GiveUp = time.Millisecond, 4*time.Second
		return conn, err
	}
	stage.wants(TimedOut, "stopped waiting after 4s", waitForRunCommand, id)
	stage.wants(TimedOut, "stopped waiting after 2s", waitForRunCommand, id, "--timeout", "2")
	stage.wants(TimedOut, "stopped waiting after 2s", triggerRunCommand, "JSON Shape", "--wait", "--timeout", "2")
}

func TestTheLineOfATerminalIsWrittenOver(t *testing.T) {
	app, _, errs := desk(0)
	app.ErrTTY, app.Width = true, 40
	now := noon
	app.Now = func() time.Time { return now }
	all := []*watched{{id: "1"}, {id: "2"}, {id: "3"}}
	progress := newProgress(app, all)
	step := func(w *watched, run api.Run, fails bool, want string) {
		t.Helper()
		now = now.Add(time.Second)
		w.run, w.fails = run, fails
		errs.Reset()
		progress.changed(w)
		if got := errs.String(); got != "\r"+want {
			t.Errorf("%q, want %q", got, "\r"+want)
		}
	}
	run := func(status api.Status) api.Run { return api.Run{ID: "R", Status: status} }
	step(all[0], api.Run{}, true, "1 s  3 not read yet")
	step(all[0], run(api.Running), false, "2 s  1 running, 2 not read yet")
	step(all[1], run(api.Pending), false, "3 s  1 pending, 1 running, 1 not read …")
	step(all[2], run(api.Completed), false, "4 s  1 pending, 1 running, 1 completed ")
	step(all[1], run(api.Completed), false, "5 s  1 running, 2 completed           ")
	errs.Reset()
	progress.end()
	if errs.String() != "\n" {
		t.Errorf("it ends with %q", errs.String())
	}
}

func TestTheLineOfOneRunTellsItsCounters(t *testing.T) {
	app, _, errs := desk(0)
	app.ErrTTY = true // of unknown width
	w := &watched{id: "1"}
	progress := newProgress(app, []*watched{w})
	for _, c := range []struct {
		run   api.Run
		fails bool
		want  string
	}{
		{want: "no answer yet; trying on"},
		{run: api.Run{ID: "R", Status: api.Running, Successes: 1200, Errors: 1, Skipped: 2}, want: "running  1 200 succeeded, 1 error, 2 skipped"},
		{run: api.Run{ID: "R", Status: api.Running}, fails: true, want: "running  (the last look failed; trying on)"},
		{run: api.Run{ID: "R", Status: api.Completed}, fails: true, want: "completed"},
	} {
		w.run, w.fails = c.run, c.fails
		errs.Reset()
		progress.tick()
		if got := strings.TrimSpace(errs.String()); got != "0 s  "+c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestElsewhereALineStaysForEveryChange(t *testing.T) {
	app, _, errs := desk(0)
	now := noon
	app.Now = func() time.Time { return now }
	w := &watched{id: "R1"}
	progress := newProgress(app, []*watched{w})
	progress.changed(w) // nothing is known yet
	progress.tick()     // there is no line to write over
	for _, run := range []api.Run{
		{ID: "R", Status: api.Running},
		{ID: "R", Status: api.Running, Successes: 1}, // counters alone wait
		{ID: "R", Status: api.Running, Successes: 2},
		{ID: "R", Status: api.Completed, Successes: 3},
	} {
		now = now.Add(16 * time.Second)
		w.run = run
		progress.changed(w)
	}
	progress.end()
	want := "12:00:16 UTC  R1  running\n12:00:48 UTC  R1  running  2 succeeded, 0 errors, 0 skipped\n12:01:04 UTC  R1  completed  3 succeeded, 0 errors, 0 skipped\n"
	if errs.String() != want {
		t.Errorf("%s\nwant\n%s", errs.String(), want)
	}
}

func TestAWaitOnATerminalLeavesItsLastLine(t *testing.T) {
	s := newStage(t).ticking().at()
	id := s.started()
	code, told := s.run(waitForRunCommand, id, "--poll-interval", "0.001")
	lines := strings.Split(strings.TrimSuffix(told, "\n"), "\r")
	last, rest, ended := strings.Cut(lines[len(lines)-1], "\n")
	if code != RunFailed || len(lines) < 3 || lines[0] != "" || !ended || !strings.Contains(last, "failed") || !strings.HasPrefix(rest, "ax-tui: the run "+id) {
		t.Errorf("exit %d after %q, then %q", code, lines, rest)
	}
}

func TestHowAWaitEnds(t *testing.T) {
	s := newStage(t)
	conn, err := s.app.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run := func(status api.Status, reason string) api.Run {
		return api.Run{ID: "R1", TaskID: "T1", Status: status, FailureReason: reason}
	}
	worst := 1 << 10 // the order of severity, from the worst to success
	for _, end := range []struct {
		watched watched
		code    int
		words   string
	}{
		{watched{err: &api.Error{Status: 404, Title: "Not Found"}}, API, "cannot watch the run R1"},
		{watched{err: &api.GaveUpError{}}, TimedOut, "Wait longer with: ax-tui tasks wait-for-run R1 --timeout 3600 --profile work"},
		{watched{run: run(api.Failed, "bad\x1b[31m\n key")}, RunFailed, "the run R1 failed: bad key"},
		{watched{run: run(api.Cancelled, "")}, RunCancel, "the run R1 was cancelled: the server gives no reason"},
		{watched{run: run(api.Completed, "")}, OK, ""},
	} {
		end.watched.id = "R1"
		var told strings.Builder
		err := endOf(t.Context(), s.app, conn, &end.watched)
		if err != nil {
			PrintError(&told, err)
		}
		if CodeOf(err) != end.code || !strings.Contains(told.String(), end.words) {
			t.Errorf("exit %d, %q; want exit %d with %q", CodeOf(err), told.String(), end.code, end.words)
		}
		if severity(err) >= worst {
			t.Errorf("exit %d counts as much as the one before", end.code)
		}
		worst = severity(err)
	}
}
