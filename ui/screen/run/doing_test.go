package run_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
)

func TestPause(t *testing.T) {
	srv := newServer(is(running(0, 0, 0)), is(running(100, 0, 0)))
	s := open(t, srv, onlyID(), 80, 20)
	s.Advance(5 * time.Second)
	s.Keys("space")
	s.has("polling paused at 10:30:05 UTC, space resumes", "19 s when last seen")
	if n := s.polls(func() { s.Advance(time.Hour) }); n != 0 {
		t.Errorf("%d askings while paused", n)
	}
	if i := s.Screen.Info(); i.Watching || i.Ticking {
		t.Errorf("paused, yet %+v", i)
	}
	srv.then(is(running(150, 0, 0)))
	if n := s.polls(func() { s.Keys("r"); s.Advance(time.Minute) }); n != 1 {
		t.Errorf("poll now while paused asked %d times, want once", n)
	}
	s.has("150", "polling paused")
	if n := s.polls(func() { s.Keys("space") }); n != 1 {
		t.Errorf("going on asked %d times, want at once", n)
	}
	s.has("polled just now, next in 5 s", "stops watching in 10 min", "≈     – /s  █\n")
}

func TestGiveUp(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)))
	s := open(t, srv, onlyID(), 80, 20)
	s.Advance(11 * time.Minute)
	s.has("stopped watching after 10 min, w keeps watching", "when last seen")
	if n := s.polls(func() { s.Advance(time.Hour) }); n != 0 {
		t.Errorf("%d askings after giving up", n)
	}
	s.Keys("w")
	s.has("polled just now", "stops watching in 10 min")
	s.Advance(11 * time.Minute)
	s.Keys("]")
	s.has("polled just now", "stops watching in 4 min")
	if got := s.Notices[len(s.Notices)-1].Text; got != "Watching for 15 min in all before giving up." {
		t.Errorf("said %q", got)
	}
}

func TestPaceAndLimitHaveBounds(t *testing.T) {
	s := open(t, newServer(is(running(1, 0, 0))), onlyID(), 80, 20)
	for range 30 {
		s.Keys("-", "[")
	}
	s.has("every 1 s", "stops watching in 1 min")
	if n := s.polls(func() { s.Advance(3 * time.Second) }); n != 3 {
		t.Errorf("%d askings in 3 s at every second", n)
	}
	for range 30 {
		s.Keys("+", "]")
	}
	s.has("every 1 min", "stops watching in 23 h 59 min")
}

func TestUnknownStatusIsShownRawAndWatched(t *testing.T) {
	r := running(5, 0, 0)
	r.Status = "PAUSED_BY_QUOTA"
	s := open(t, newServer(is(r)), onlyID(), 80, 20)
	s.has("? PAUSED_BY_QUOTA")
	if n := s.polls(func() { s.Advance(5 * time.Second) }); n != 1 || !s.Screen.Can(keymap.CancelRun) {
		t.Errorf("%d askings in 5 s, may be cancelled: %v", n, s.Screen.Can(keymap.CancelRun))
	}
}

func TestPending(t *testing.T) {
	s := open(t, newServer(is(pending())), onlyID(), 80, 20)
	s.has("○ pending   queued for 15 s")
	s.hasNot("/s")
}

func TestHiddenAsksNothing(t *testing.T) {
	s := open(t, newServer(is(running(1, 0, 0))), onlyID(), 80, 20)
	s.Env.Polls.Hide(s.Screen.Addr())
	s.Screen.Hide()
	if n := s.polls(func() { s.Advance(time.Minute) }); n != 0 {
		t.Errorf("%d askings while hidden", n)
	}
	s.Env.Polls.Show(s.Screen.Addr())
	s.Screen.Show()
	if n := s.polls(func() { s.Send(nil); s.Settle() }); n != 1 {
		t.Errorf("%d askings on return, want one at once", n)
	}
	s.has("≈     – /s\n")
}

func TestCancelledRequestIsSilence(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)))
	s := open(t, srv, onlyID(), 80, 20)
	before := s.Plain()
	srv.gate = make(chan struct{})
	s.Press("r")
	s.Screen.Close()
	s.Settle()
	if after := s.Plain(); strings.Contains(after, "stale") || strings.Contains(after, "!") {
		t.Errorf("a cancelled request is told as trouble:\n%s\nbefore:\n%s", after, before)
	}
}

func TestOlderNewsIsIgnored(t *testing.T) {
	s := open(t, newServer(is(running(500, 0, 0))), onlyID(), 80, 20)
	older := []api.Run{pending(), running(400, 0, 0), {ID: "another", Status: api.Failed}}
	for _, r := range older {
		s.Send(host.RunSeen{Run: r})
		s.Settle()
		s.has("● running", "500")
	}
	s.srv.then(is(ended(api.Cancelled, 500, 0, 0)))
	s.Send(host.RunSeen{Run: ended(api.Cancelled, 500, 0, 0)})
	s.Settle()
	s.has("⊘ cancelled")
	s.Send(host.RunSeen{Run: running(600, 0, 0)})
	s.Settle()
	s.has("⊘ cancelled")
	s.srv.then(is(running(600, 0, 0)))
	s.Keys("r")
	s.has("⊘ cancelled", "500")
}

func TestRunAgainAndCancelAskTheRoot(t *testing.T) {
	s := open(t, newServer(is(running(1, 0, 0))), onlyID(), 80, 20)
	s.Keys("R")
	if len(s.Moves) != 1 || s.Moves[0].To != host.PlaceTrigger || s.Moves[0].Task.Name != "Relevance Monitor" || s.Moves[0].Run.ID != runID {
		t.Errorf("run again asks for %+v", s.Moves)
	}
	s.Send(host.Pop{})
	s.Keys("x")
	if len(s.Boxes) != 1 || !strings.Contains(s.Plain(), "Cancel this run?") {
		t.Errorf("cancel opens %v", s.Boxes)
	}
}

func TestEveryActionOfTheTableIsHandled(t *testing.T) {
	active := open(t, newServer(is(running(1, 0, 0))), onlyID(), 80, 20)
	over := open(t, newServer(is(ended(api.Completed, 1, 0, 0))), onlyID(), 80, 20)
	stays := map[keymap.Action]bool{keymap.Refresh: true, keymap.RunAgain: true, keymap.Copy: true}
	for _, e := range keymap.Default().Entries() {
		if e.Scope != keymap.Run {
			continue
		}
		if !active.Screen.Can(e.Action) {
			t.Errorf("%s makes no sense while a run is active", e.Action)
		}
		if over.Screen.Can(e.Action) != stays[e.Action] {
			t.Errorf("%s after the end: %v", e.Action, over.Screen.Can(e.Action))
		}
	}
}

func TestLongReasonScrolls(t *testing.T) {
	r := ended(api.Failed, 0, 0, 0)
	r.FailureReason = "first line\n" + strings.Repeat("one of many words ", 120) + "\nthe very last line"
	s := open(t, newServer(is(r)), onlyID(), 60, 13)
	s.has("first line", "more lines, j scrolls")
	s.hasNot("the very last line")
	s.Keys("G")
	s.has("run         " + runID)
	s.hasNot("first line", "more lines")
	found := false
	s.Keys("g")
	for range 80 {
		s.Keys("j")
		found = found || strings.Contains(s.Plain(), "the very last line")
	}
	if !found {
		t.Error("the end of the reason is never seen")
	}
}

func TestExperimentRun(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)))
	srv.task.Type, srv.task.Evaluators = api.RunExperiment, nil
	srv.answers[0].run.DataStart, srv.answers[0].run.DataEnd = nil, nil
	s := open(t, srv, onlyID(), 80, 20)
	s.has("experiment  not known yet")
	r := running(2, 0, 0)
	r.ExperimentID = "RXhwZXJpbWVudDo1OmV4"
	srv.then(is(r))
	s.Advance(5 * time.Second)
	s.has("experiment  RXhwZXJpbWVudDo1OmV4")
}

func TestLikelyCause(t *testing.T) {
	r := ended(api.Cancelled, 0, 0, 0)
	r.FinishedAt = ptr(r.StartedAt.Add(time.Second))
	srv := newServer(is(r))
	srv.evaluator = api.Evaluator{ID: "RXZhbHVhdG9yOjE6YQ=="}
	s := open(t, srv, onlyID(), 80, 40)
	s.has("why         –", "likely      the AI integration", "do          open the evaluator", "because     cancelled within seconds of the start")
	if len(srv.details) != 2 {
		t.Errorf("evaluators asked for: %v, want each of the two once", srv.details)
	}
	s.Keys("r")
	s.Advance(time.Hour)
	if len(srv.details) != 2 {
		t.Errorf("evaluators asked for again: %v", srv.details)
	}
}

func TestGoodEndAsksForNoEvaluator(t *testing.T) {
	srv := newServer(is(running(1, 0, 0)), is(ended(api.Completed, 5, 0, 0)))
	s := open(t, srv, onlyID(), 80, 40)
	s.Advance(5 * time.Second)
	s.hasNot("likely", "cause")
	if len(srv.details) != 0 {
		t.Errorf("evaluators asked for: %v", srv.details)
	}
}

func TestPendingForMinutes(t *testing.T) {
	s := open(t, newServer(is(pending())), onlyID(), 80, 40)
	s.hasNot("likely")
	s.Advance(2 * time.Minute)
	s.has("queued for 2 min 15 s", "likely", "stuck")
	s.Advance(20 * time.Minute)
	s.has("stopped watching", "queued for 10 min 15 s when last seen")
}
