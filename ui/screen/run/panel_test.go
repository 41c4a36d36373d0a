package run_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/host"
)

func onlyID() host.Move { return host.Move{Run: api.Run{ID: runID}} }

// has fails the test unless the screen holds every text.
func (s *stage) has(texts ...string) {
	s.T.Helper()
	for _, want := range texts {
		if !strings.Contains(s.Plain(), want) {
			s.T.Errorf("%q is not on the screen\n%s", want, s.Plain())
		}
	}
}

func (s *stage) hasNot(texts ...string) {
	s.T.Helper()
	for _, unwanted := range texts {
		if strings.Contains(s.Plain(), unwanted) {
			s.T.Errorf("%q is on the screen\n%s", unwanted, s.Plain())
		}
	}
}

// polls gives how often the run was asked for while f ran.
func (s *stage) polls(action func()) int {
	s.srv.mu.Lock()
	before := s.srv.asked
	s.srv.mu.Unlock()
	action()
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	return s.srv.asked - before
}

func TestOpensOnAnIDAlone(t *testing.T) {
	srv := newServer(is(running(100, 0, 3)))
	srv.basis = []api.Run{lastRun()}
	stage := begin(t, srv, onlyID(), 80, 20, noColour)
	stage.has("Asking for the run…", runID)
	stage.Settle()
	stage.has("● running   14 s", "Relevance Monitor · template_evaluation", "Relevance, Toxicity",
		"2026-02-20 00:00 → 2026-02-26 00:00 UTC (6 d)", "polled just now, next in 5 s", "stops watching in 10 min")
	if len(srv.lists) != 1 || srv.lists[0] != (api.RunQuery{TaskID: relevance().ID, Status: api.Completed, Limit: 1}) {
		t.Errorf("asked for the last completed run with %+v", srv.lists)
	}
	if info := stage.Screen.Info(); info.Crumb != "Run …OTpxUndY" || !info.Watching || !info.Ticking || info.Live != 1 {
		t.Errorf("the frame is told %+v", info)
	}
	if len(stage.Runs) != 1 || stage.Runs[0].Status != api.Running {
		t.Errorf("other screens are told %+v, want the running run once", stage.Runs)
	}
}

func TestTaskKnownIsNotAskedFor(t *testing.T) {
	stage := open(t, newServer(is(running(1, 0, 0))), host.Move{Task: relevance(), Run: pending()}, 80, 20)
	if stage.srv.tasks != 0 {
		t.Errorf("the task was asked for %d times although it is known", stage.srv.tasks)
	}
	stage.has("Relevance Monitor")
}

func TestTaskThatCannotBeRead(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)))
	srv.taskErr = &api.Error{Kind: api.Forbidden, Status: 403}
	stage := open(t, srv, onlyID(), 80, 20)
	stage.has("its name could not be read", "● running")
	srv.taskErr = nil
	stage.Keys("r")
	stage.has("Relevance Monitor")
}

func TestRateEstimateAndTimeLeft(t *testing.T) {
	srv := newServer(is(running(0, 0, 0)), is(running(1000, 0, 0)), is(running(2000, 0, 0)), is(running(3000, 0, 0)))
	srv.basis = []api.Run{lastRun()}
	stage := open(t, srv, onlyID(), 80, 20)
	stage.has("≈     – /s", "≈   0 % of the last run's 10 000")
	stage.Advance(15 * time.Second)
	stage.has("≈   200 /s  ███", "≈  30 % of the last run's 10 000", "≈ 35 s left")
	srv.then(is(running(10500, 0, 0)))
	stage.Advance(5 * time.Second)
	stage.has("≈ more than the last run's 10 000")
	stage.hasNot("left")
}

func TestNoBasisNoBar(t *testing.T) {
	stage := open(t, newServer(is(running(10, 0, 0))), onlyID(), 80, 20)
	stage.Advance(15 * time.Second)
	stage.hasNot("%", "█", "left")
}

func TestEndIsToldOnceAndPollingStops(t *testing.T) {
	srv := newServer(is(running(100, 0, 0)), is(running(100, 0, 0)), is(ended(api.Completed, 4850, 12, 138)))
	stage := open(t, srv, onlyID(), 80, 20)
	stage.Advance(10 * time.Second)
	stage.has("✓ completed   ran 1 min 20 s   finished 2026-03-01 10:31:06 UTC", "97 % succeeded", "0.2 % errors", "2.8 % skipped", "≈ 63 /s on average")
	if polls := stage.polls(func() { stage.Advance(time.Hour); stage.Keys("r") }); polls != 1 {
		t.Errorf("an ended run was asked for %d times, want once, by hand", polls)
	}
	if len(stage.Notices) != 1 || stage.Notices[0].Kind != host.Success ||
		stage.Notices[0].Text != "Run …OTpxUndY of Relevance Monitor: completed, 4 850 succeeded, 12 errors, after 1 min 20 s" {
		t.Errorf("said %+v", stage.Notices)
	}
	if last := len(stage.Runs); stage.Runs[last-1].Status != api.Completed {
		t.Errorf("other screens were last told %+v", stage.Runs[last-1])
	}
	if info := stage.Screen.Info(); info.Watching || info.Ticking || info.Live != 0 {
		t.Errorf("an ended run is still watched: %+v", info)
	}
}

func TestEndedBeforeOpeningIsNotNews(t *testing.T) {
	stage := open(t, newServer(is(ended(api.Failed, 1, 2, 3))), onlyID(), 80, 20)
	if len(stage.Notices) != 0 {
		t.Errorf("said %+v of a run that had ended before", stage.Notices)
	}
	stage.has("✗ failed")
}

func TestFailedPollKeepsEverything(t *testing.T) {
	srv := newServer(is(running(4850, 12, 138)), fails(api.Network, 0))
	stage := open(t, srv, onlyID(), 80, 20)
	stage.Advance(6 * time.Second)
	stage.has("● running   14 s when last seen", "stale since 10:30:00 UTC, next try in", "4 850", "Check the network", "r tries now")
	if info := stage.Screen.Info(); !strings.HasPrefix(string(info.Stale), "stale since 10:30:00 UTC: ") || !info.Watching || !info.Ticking {
		t.Errorf("the frame is told %+v", info)
	}
	srv.then(is(running(4900, 12, 138)))
	stage.Keys("r")
	stage.has("polled just now", "4 900")
	stage.hasNot("stale", "Check the network")
}

func TestRefusedStopsUntilAskedByHand(t *testing.T) {
	for _, status := range []api.Kind{api.Auth, api.Forbidden} {
		srv := newServer(is(running(1, 0, 0)), fails(status, 401))
		stage := open(t, srv, onlyID(), 80, 20)
		stage.Advance(5 * time.Second)
		stage.has("polling stopped, r tries again", "● running")
		if polls := stage.polls(func() {
			stage.Advance(time.Hour)
			stage.Screen.Hide()
			stage.Screen.Show()
			stage.Send(nil)
			stage.Settle()
		}); polls != 0 {
			t.Errorf("%v: %d askings after the refusal", status, polls)
		}
		if info := stage.Screen.Info(); info.Watching || info.Ticking {
			t.Errorf("%v: still watched: %+v", status, info)
		}
		srv.then(is(running(2, 0, 0)))
		stage.Keys("r")
		stage.has("polled just now")
	}
}

func TestFirstLoadFails(t *testing.T) {
	srv := newServer(fails(api.NotFound, 404))
	stage := open(t, srv, onlyID(), 80, 20)
	stage.has("The run could not be read.", "404", "Check the ID, the space", "r tries again,", "esc goes back")
	if polls := stage.polls(func() { stage.Advance(time.Hour) }); polls != 0 {
		t.Errorf("%d askings for a run that is not there", polls)
	}
	srv.then(fails(api.Timeout, 0))
	stage.Keys("r")
	stage.has("next try in", "r tries now")
	srv.then(is(running(1, 0, 0)))
	stage.Advance(time.Minute)
	stage.has("● running")
}

func TestGoneKeepsWhatWasSeen(t *testing.T) {
	srv := newServer(is(running(4850, 0, 0)), fails(api.NotFound, 404))
	stage := open(t, srv, onlyID(), 80, 20)
	stage.Advance(5 * time.Second)
	stage.has("polling stopped", "404", "4 850", "14 s when last seen")
}

func TestKnownFromListButNotReadYet(t *testing.T) {
	srv := newServer(fails(api.Network, 0))
	stage := open(t, srv, host.Move{Task: relevance(), Run: running(7, 0, 0)}, 80, 20)
	stage.has("● running", "not read yet, next try in")
	stage.hasNot("stale", "14 s")
	if info := stage.Screen.Info(); !strings.HasPrefix(string(info.Stale), "not read yet: ") {
		t.Errorf("the frame is told %q", info.Stale)
	}
}

// Without a key for long the scheduler is slower; the panel does not claim the usual pace then.
func TestPaceIsNotClaimedWhileIdle(t *testing.T) {
	stage := open(t, newServer(is(running(1, 0, 0))), onlyID(), 80, 20)
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
