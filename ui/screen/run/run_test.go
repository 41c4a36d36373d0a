package run_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/host"
)

func idOnly() host.Move { return host.Move{Run: api.Run{ID: runID}} }

// has fails the test unless the screen contains every text.
func (s *stage) has(texts ...string) {
	s.T.Helper()
	for _, want := range texts {
		if !strings.Contains(s.Plain(), want) {
			s.T.Errorf("%q is not on the screen\n%s", want, s.Plain())
		}
	}
}

// hasNot fails the test if the screen contains one of the texts.
func (s *stage) hasNot(texts ...string) {
	s.T.Helper()
	for _, unwanted := range texts {
		if strings.Contains(s.Plain(), unwanted) {
			s.T.Errorf("%q is on the screen\n%s", unwanted, s.Plain())
		}
	}
}

// countPolls returns how often the run was loaded during action.
func (s *stage) countPolls(action func()) int {
	s.srv.mu.Lock()
	before := s.srv.runLoads
	s.srv.mu.Unlock()
	action()
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	return s.srv.runLoads - before
}

func TestOpensWithIDOnly(t *testing.T) {
	srv := newServer(is(running(100, 0, 3)))
	srv.basis = []api.Run{lastRun()}
	stage := start(t, srv, idOnly(), 80, 20, noColour)
	stage.has("Loading the run…", runID)
	stage.Settle()
	stage.has("● running   14 s", "Relevance Monitor · template_evaluation", "Relevance, Toxicity",
		"2026-02-20 00:00 → 2026-02-26 00:00 UTC (6 d)", "polled just now, next in 5 s", "stops watching in 10 min")
	if len(srv.runQueries) != 1 || srv.runQueries[0] != (api.RunQuery{TaskID: relevance().ID, Limit: 20}) {
		t.Errorf("queried the runs of the task with %+v", srv.runQueries)
	}
	if info := stage.Screen.Info(); info.Crumb != "Run …OTpxUndY" || !info.Ticking || info.Live != 1 {
		t.Errorf("the frame gets %+v", info)
	}
	if len(stage.Runs) != 1 || stage.Runs[0].Status != api.Running {
		t.Errorf("other screens got %+v, want the running run once", stage.Runs)
	}
}

func TestKnownTaskIsNotLoaded(t *testing.T) {
	stage := open(t, newServer(is(running(1, 0, 0))), host.Move{Task: relevance(), Run: pending()}, 80, 20)
	if stage.srv.taskLoads != 0 {
		t.Errorf("the task was loaded %d times although it is known", stage.srv.taskLoads)
	}
	stage.has("Relevance Monitor")
}

func TestTaskLoadFails(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)))
	srv.taskErr = &api.Error{Kind: api.Forbidden, Status: 403}
	stage := open(t, srv, idOnly(), 80, 20)
	stage.has("name could not be loaded", "● running")
	srv.taskErr = nil
	stage.Keys("r")
	stage.has("Relevance Monitor")
}

func TestRateEstimateAndTimeLeft(t *testing.T) {
	srv := newServer(is(running(0, 0, 0)), is(running(1000, 0, 0)), is(running(2000, 0, 0)), is(running(3000, 0, 0)))
	srv.basis = []api.Run{lastRun()}
	stage := open(t, srv, idOnly(), 80, 20)
	stage.has("≈     – /s", "≈   0 % of the last run's 10 000")
	stage.Advance(15 * time.Second)
	stage.has("≈   200 /s", "200    200    200", "≈  30 % of the last run's 10 000", "≈ 35 s left")
	srv.respond(is(running(10500, 0, 0)))
	stage.Advance(5 * time.Second)
	stage.has("≈ more than the last run's 10 000")
	stage.hasNot("left")
}

func TestNoBasisNoBar(t *testing.T) {
	stage := open(t, newServer(is(running(10, 0, 0))), idOnly(), 80, 20)
	stage.Advance(15 * time.Second)
	stage.hasNot("% of", "left")
}

func TestEndIsAnnouncedOnceAndPollingStops(t *testing.T) {
	srv := newServer(is(running(100, 0, 0)), is(running(100, 0, 0)), is(ended(api.Completed, 4850, 12, 138)))
	stage := open(t, srv, idOnly(), 80, 20)
	stage.Advance(10 * time.Second)
	stage.has("△ partial: <1 % errors   ran 1 min 20 s", "finished 2026-03-01 10:31:06 UTC", "succeeded 97 %", "errors 0.2 %", "skipped 2.8 %", "≈ 63 /s on average")
	if polls := stage.countPolls(func() { stage.Advance(time.Hour); stage.Keys("r") }); polls != 1 {
		t.Errorf("an ended run was loaded %d times, want 1, by refresh", polls)
	}
	if len(stage.Notices) != 1 || stage.Notices[0].Kind != host.Warning ||
		stage.Notices[0].Text != "Run …OTpxUndY of Relevance Monitor: partial: <1 % errors, 4 850 succeeded, 12 errors, after 1 min 20 s" {
		t.Errorf("notices %+v", stage.Notices)
	}
	if last := len(stage.Runs); stage.Runs[last-1].Status != api.Completed {
		t.Errorf("other screens last got %+v", stage.Runs[last-1])
	}
	if info := stage.Screen.Info(); info.Ticking || info.Live != 0 {
		t.Errorf("an ended run is still watched: %+v", info)
	}
}

func TestRunEndedBeforeOpeningIsNotAnnounced(t *testing.T) {
	stage := open(t, newServer(is(ended(api.Failed, 1, 2, 3))), idOnly(), 80, 20)
	if len(stage.Notices) != 0 {
		t.Errorf("notices %+v about a run that had ended before", stage.Notices)
	}
	stage.has("✗ failed")
}

func TestFailedPollKeepsLastData(t *testing.T) {
	srv := newServer(is(running(4850, 12, 138)), fails(api.Network, 0))
	stage := open(t, srv, idOnly(), 80, 20)
	stage.Advance(6 * time.Second)
	stage.has("● running   14 s when last seen", "stale since 10:30:00 UTC, next try in", "4 850", "Check the network", "r tries now")
	if info := stage.Screen.Info(); !strings.HasPrefix(string(info.Stale), "stale since 10:30:00 UTC: ") || !info.Ticking {
		t.Errorf("the frame gets %+v", info)
	}
	srv.respond(is(running(4900, 12, 138)))
	stage.Keys("r")
	stage.has("polled just now", "4 900")
	stage.hasNot("stale", "Check the network")
}

func TestRefusedStopsUntilRefresh(t *testing.T) {
	for _, status := range []api.Kind{api.Auth, api.Forbidden} {
		srv := newServer(is(running(1, 0, 0)), fails(status, 401))
		stage := open(t, srv, idOnly(), 80, 20)
		stage.Advance(5 * time.Second)
		stage.has("polling stopped, r tries again", "● running")
		if polls := stage.countPolls(func() {
			stage.Advance(time.Hour)
			stage.Screen.Hide()
			stage.Screen.Show()
			stage.Send(nil)
			stage.Settle()
		}); polls != 0 {
			t.Errorf("%v: %d polls after the refusal", status, polls)
		}
		if info := stage.Screen.Info(); info.Ticking {
			t.Errorf("%v: still watched: %+v", status, info)
		}
		srv.respond(is(running(2, 0, 0)))
		stage.Keys("r")
		stage.has("polled just now")
	}
}

func TestFirstLoadFails(t *testing.T) {
	srv := newServer(fails(api.NotFound, 404))
	stage := open(t, srv, idOnly(), 80, 20)
	stage.has("The run could not be loaded.", "404", "Check the ID, the space", "r tries again,", "esc goes back")
	if polls := stage.countPolls(func() { stage.Advance(time.Hour) }); polls != 0 {
		t.Errorf("%d polls for a run that does not exist", polls)
	}
	srv.respond(fails(api.Timeout, 0))
	stage.Keys("r")
	stage.has("next try in", "r tries now")
	srv.respond(is(running(1, 0, 0)))
	stage.Advance(time.Minute)
	stage.has("● running")
}

func TestDeletedRunKeepsLastData(t *testing.T) {
	srv := newServer(is(running(4850, 0, 0)), fails(api.NotFound, 404))
	stage := open(t, srv, idOnly(), 80, 20)
	stage.Advance(5 * time.Second)
	stage.has("polling stopped", "404", "4 850", "14 s when last seen")
}

func TestKnownFromListButNotLoadedYet(t *testing.T) {
	srv := newServer(fails(api.Network, 0))
	stage := open(t, srv, host.Move{Task: relevance(), Run: running(7, 0, 0)}, 80, 20)
	stage.has("● running", "not loaded yet, next try in")
	stage.hasNot("stale", "14 s")
	if info := stage.Screen.Info(); !strings.HasPrefix(string(info.Stale), "not loaded yet: ") {
		t.Errorf("the frame gets %q", info.Stale)
	}
}

// While idle the scheduler is slower, and the panel does not show the usual interval.
func TestIntervalIsNotShownWhileIdle(t *testing.T) {
	stage := open(t, newServer(is(running(1, 0, 0))), idOnly(), 80, 20)
	stage.Keys("]", "]", "]")
	stage.has("every 5 s")
	stage.Advance(10 * time.Minute)
	for range 20 {
		stage.Advance(time.Second)
		stage.has("polled")
		stage.hasNot("every 5 s")
	}
	stage.Keys("r")
	stage.has("next in 5 s", "every 5 s")
}

// , and . turn to the run before and after this one, in the place of this panel.
func TestTurnsToTheNeighbours(t *testing.T) {
	older, newer := lastRun(), pending()
	older.CreatedAt = at(9, 0, 0)
	newer.ID, newer.CreatedAt = "VGFza1J1bjo3Nzg6OTpuZXc=", at(10, 29, 50)
	srv := newServer(is(running(1, 0, 0)))
	srv.basis = []api.Run{newer, running(1, 0, 0), older}
	for key, want := range map[string]string{",": older.ID, ".": newer.ID} {
		stage := open(t, srv, idOnly(), 80, 20)
		stage.Keys(key)
		if len(stage.Moves) != 1 || stage.Moves[0].Run.ID != want || stage.Moves[0].Replace != stage.Screen.Addr() || stage.Moves[0].To != host.PlaceRun {
			t.Errorf("%s sends %+v, want the run %s", key, stage.Moves, want)
		}
	}
	srv.basis = []api.Run{running(1, 0, 0)}
	stage := open(t, srv, idOnly(), 80, 20)
	stage.Keys(",", ".")
	if got := stage.NoticeText(); len(stage.Moves) > 0 || !strings.Contains(got, "the first run of the task") || !strings.Contains(got, "the newest run of the task") {
		t.Errorf("the only run: %q, %+v", got, stage.Moves)
	}
}

// What was asked for is known only of a run that was started here.
func TestAskedLimit(t *testing.T) {
	yes := true
	for _, test := range []struct {
		asked *api.Trigger
		run   api.Run
		want  []string
	}{
		{nil, running(35, 0, 0), []string{"asked       –"}},
		{&api.Trigger{MaxSpans: 50}, running(35, 0, 0), []string{"░  35 of at most 50\n", "asked       35 of at most 50 · existing labels are kept"}},
		{&api.Trigger{MaxSpans: 50, Override: &yes}, running(63, 0, 0), []string{"█  63 counted, asked for at most 50", "existing labels are overridden"}},
		{&api.Trigger{}, running(35, 0, 0), []string{"35 of at most 10 000 (the default)"}},
		{&api.Trigger{MaxSpans: 50}, ended(api.Completed, 40, 4, 6), []string{"exactly the 50 it was asked for at most: its", "window may hold more"}},
		{nil, ended(api.Completed, 9990, 4, 6), []string{"exactly 10 000, the default limit of a run: its", "window may hold more"}},
	} {
		move := idOnly()
		move.Asked = test.asked
		stage := open(t, newServer(is(test.run)), move, 80, 40)
		stage.has(test.want...)
		stage.Keys("R")
		if stage.Moves[0].Asked != test.asked {
			t.Errorf("run again does not hand on what was asked: %+v", stage.Moves[0])
		}
	}
	stage := open(t, newServer(is(ended(api.Completed, 40, 4, 6))), idOnly(), 80, 40)
	stage.hasNot("may hold more")
}

// The chart can be looked into: the value and time of a column, which the cursor keeps.
func TestInspect(t *testing.T) {
	stage := open(t, newServer(is(running(0, 0, 0)), is(running(1000, 0, 5)), is(running(1050, 10, 5))), idOnly(), 80, 21)
	stage.Advance(11 * time.Second)
	stage.Keys("left")
	stage.has("10:30:09 UTC  10 succeeded  2.0 errors  0 skipped")
	stage.Keys("left", "left", "left", "left", "left", "left")
	stage.has("10:30:03 UTC  200 succeeded  0 errors  1.0 skipped", "↑")
	stage.Advance(5 * time.Second)
	stage.has("10:30:03 UTC  200 succeeded")
	stage.Keys("esc")
	stage.hasNot("10:30:03 UTC", "↑")
	if stage.Pops > 0 {
		t.Error("esc closed the panel while the cursor was in the chart")
	}
	stage.Keys("left", "right")
	stage.hasNot("↑")
}
