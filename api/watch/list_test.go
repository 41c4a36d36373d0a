package watch

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/outcome"
)

var start = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func running(id string, successes int) api.Run {
	return api.Run{ID: id, TaskID: "t", Status: api.Running, Successes: api.Count(successes), Errors: 0, Skipped: 0}
}

func ended(id string) api.Run {
	run := running(id, 100)
	run.Status = api.Completed
	return run
}

// world is a server with runs that end at some time, reached over a network that fails
// for a while, by a program that is suspended for a while. Its time is virtual.
type world struct {
	list     *List
	now      time.Time
	ends     map[string]time.Time
	outage   [2]time.Time
	state    api.PollState
	told     map[string]int // endings by run
	requests []time.Time
}

func (w *world) down() bool { return w.now.After(w.outage[0]) && w.now.Before(w.outage[1]) }

func (w *world) read(id string) api.Run {
	if !w.now.Before(w.ends[id]) {
		return ended(id)
	}
	return running(id, int(w.now.Sub(start)/time.Second))
}

func (w *world) take(event Event) {
	if event.Kind == Ended {
		w.told[event.Entry.Run.ID]++
	}
}

// step sends the next request as a caller does, and returns when it may send another.
func (w *world) step(t *rapid.T) bool {
	id, at, ok := w.list.Next(w.now)
	if !ok {
		return false
	}
	for w.now.Add(TickEvery).Before(at) {
		w.now = w.now.Add(TickEvery)
		w.list.Tick(w.now)
	}
	w.now = later(w.now, at)
	w.list.Asking(id, w.now)
	w.requests = append(w.requests, w.now)
	w.now = w.now.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "ms")) * time.Millisecond)
	var err error
	if w.down() {
		err = &api.Error{Kind: api.Network}
		w.take(w.list.Failed(id, err, w.now))
	} else {
		w.take(w.list.Answer(w.read(id), w.now))
	}
	next, decision := api.PollRule{GiveUp: -1}.Next(w.state, w.now, api.Outcome{Err: err}, 0.5)
	if w.state = next; err != nil {
		w.now = w.now.Add(decision.Wait)
	}
	return true
}

// 300 runs through an outage and a suspend, with answers of screens in between: each
// end is reported exactly once, and there is no burst.
func TestNoEndingIsMissedOrToldTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{list: New(Rule{}), now: start, ends: map[string]time.Time{}, told: map[string]int{}}
		w.outage[0] = start.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "outage")) * time.Minute)
		w.outage[1] = w.outage[0].Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "length")) * time.Minute)
		var ids []string
		for i := range 300 {
			id := fmt.Sprintf("run-%03d", i)
			ids = append(ids, id)
			w.ends[id] = start.Add(time.Duration(rapid.IntRange(0, 5400).Draw(t, "ends")) * time.Second)
			w.list.Add(Entry{Run: api.Run{ID: id}}, w.now)
		}
		suspend := rapid.IntRange(1, 400).Draw(t, "suspend")
		for i := 0; w.step(t); i++ {
			if i == suspend {
				w.now = w.now.Add(40 * time.Minute)
			}
			if id := ids[i*7%len(ids)]; i%5 == 0 && !w.down() { // a screen has read one
				w.take(w.list.Answer(w.read(id), w.now))
				w.take(w.list.Answer(running(id, 1), w.now)) // an old answer comes late
			}
			if i > 100_000 {
				t.Fatalf("%d of 300 are still active", w.list.Active())
			}
		}
		for _, id := range ids {
			if w.told[id] != 1 {
				t.Fatalf("the end of %s was reported %d times", id, w.told[id])
			}
		}
		for i := 20; i < len(w.requests); i++ {
			if span := w.requests[i].Sub(w.requests[i-20]); span < 10*time.Second {
				t.Fatalf("21 requests within %s", span)
			}
		}
	})
}

// A run on the screen is asked about every 5 s among 300 others, and none starves.
func TestVisibleRunsFirst(t *testing.T) {
	list, now, asked := New(Rule{}), start, map[string][]time.Time{}
	for i := range 300 {
		list.Add(Entry{Run: api.Run{ID: fmt.Sprint(i), CreatedAt: start.Add(-2 * time.Hour)}}, now)
	}
	list.Show("150")
	for now.Before(start.Add(10 * time.Minute)) {
		id, at, _ := list.Next(now)
		now = later(now, at)
		list.Asking(id, now)
		run := running(id, 1)
		run.CreatedAt = start.Add(-2 * time.Hour)
		list.Answer(run, now)
		asked[id] = append(asked[id], now)
	}
	if len(asked) != 300 || len(asked["150"]) < 3*len(asked["17"]) {
		t.Errorf("%d were asked about; the visible one %d times, another %d times", len(asked), len(asked["150"]), len(asked["17"]))
	}
}

func TestStalledIsToldOnceAndNotAfterSleep(t *testing.T) {
	list, now := New(Rule{}), start
	list.Add(Entry{Run: running("r", 1)}, now)
	var kinds []Kind
	answer := func(after time.Duration, successes int) {
		now = now.Add(after)
		kinds = append(kinds, list.Answer(running("r", successes), now).Kind)
	}
	answer(5*time.Second, 2)
	answer(5*time.Second, 2)
	answer(time.Hour, 2) // the machine slept
	answer(5*time.Second, 2)
	answer(20*time.Second, 2)
	answer(40*time.Second, 2)
	entry, _ := list.Find("r")
	if stalled := entry.StalledFor(now); stalled != 70*time.Second || entry.Outcome(now).ID != outcome.Stalled {
		t.Errorf("stalled for %s: %v", stalled, entry.Outcome(now))
	}
	answer(5*time.Second, 2)
	answer(5*time.Second, 3)
	if want := []Kind{Changed, Nothing, Nothing, Nothing, Nothing, Stalled, Nothing, Changed}; !slices.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
	if entry, _ := list.Find("r"); entry.Slept != time.Hour || entry.StalledFor(now) != 0 {
		t.Errorf("slept %s, stalled for %s", entry.Slept, entry.StalledFor(now))
	}
	if entry, _ := list.Find("r"); entry.Samples[len(entry.Samples)-1].Counts[Succeeded] != 3 {
		t.Errorf("the samples are %v", entry.Samples)
	}
}

func TestRefusalAndLoss(t *testing.T) {
	list := New(Rule{})
	list.Add(Entry{Run: running("a", 1)}, start)
	list.Add(Entry{Run: running("b", 1)}, start)
	lost := &api.Error{Kind: api.NotFound, Status: 404}
	if kind := list.Failed("a", lost, start).Kind; kind != Nothing {
		t.Errorf("after one 404: %v", kind)
	}
	if kind := list.Failed("a", lost, start).Kind; kind != Vanished || list.Active() != 1 {
		t.Errorf("after two: %v", kind)
	}
	young := running("c", 1)
	young.CreatedAt = start.Add(-2 * time.Second)
	list.Add(Entry{Run: young}, start)
	for _, after := range []time.Duration{5 * time.Second, 10 * time.Second, time.Minute} {
		if kind := list.Failed("c", lost, start.Add(after)).Kind; kind != Nothing {
			t.Errorf("started %v ago: %v", after, kind)
		}
	}
	refused := &api.Error{Kind: api.Auth, Status: 401}
	first, second := list.Failed("b", refused, start), list.Failed("b", refused, start)
	if first.Kind != Forbidden || second.Kind != Nothing || list.Refused() == nil {
		t.Errorf("401: %v, %v", first.Kind, second.Kind)
	}
	if _, _, ok := list.Next(start.Add(time.Hour)); ok {
		t.Error("it asks on after 401")
	}
	if list.Resume(); list.Failed("b", errors.New("x"), start).Kind != Nothing {
		t.Error("a network error is no event")
	}
	if entry, _ := list.Find("b"); entry.Err == nil || entry.Run.Successes != 1 {
		t.Errorf("the last state is gone: %+v", entry)
	}
	if id, _, ok := list.Next(start.Add(time.Hour)); !ok || id != "b" {
		t.Errorf("next %q %v", id, ok)
	}
}

func TestScreenAnswersSpareRequests(t *testing.T) {
	list := New(Rule{})
	list.Add(Entry{Run: running("a", 1)}, start)
	now := start
	for range 100 { // a screen polls every 5 s
		now = now.Add(5 * time.Second)
		list.Answer(running("a", 1), now)
		if _, at, _ := list.Next(now); !at.After(now.Add(5 * time.Second)) {
			t.Fatalf("asked %s after the answer for a screen", at.Sub(now))
		}
	}
}
