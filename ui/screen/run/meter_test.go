package run

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestRateNeedsThreePolls(t *testing.T) {
	var rates meter
	for i, want := range []bool{false, false, true, true} {
		rates.add(noon.Add(time.Duration(i)*5*time.Second), i*100)
		if _, ok := rates.rate(); ok != want {
			t.Errorf("after %d polls: has a rate %v, want %v", i+1, ok, want)
		}
	}
	if rate, _ := rates.rate(); rate != 20 {
		t.Errorf("100 every 5 s is a rate of %v, want 20", rate)
	}
}

func TestRateIgnoresOldPolls(t *testing.T) {
	var rates meter
	at, done := noon, 0
	for range 10 {
		rates.add(at, done)
		at, done = at.Add(time.Second), done+100
	}
	for range ratePolls + 1 {
		rates.add(at, done)
		at = at.Add(time.Second)
	}
	if rate, ok := rates.rate(); rate != 0 || !ok {
		t.Errorf("after %d polls without progress the rate is %v, %v; want 0, true", ratePolls+1, rate, ok)
	}
}

func TestBreakLeavesNoPoint(t *testing.T) {
	var rates meter
	rates.add(noon, 0)
	rates.add(noon.Add(5*time.Second), 50)
	rates.breakSeries()
	rates.add(noon.Add(time.Hour), 50)
	if len(rates.points) != 1 {
		t.Errorf("an hour's gap left the points %v, want only the one before it", rates.points)
	}
	if _, ok := rates.rate(); ok {
		t.Error("there is a rate across the gap")
	}
}

func TestTwoPollsAtOnceCountAsOne(t *testing.T) {
	var rates meter
	rates.add(noon, 0)
	rates.add(noon.Add(time.Millisecond), 500)
	rates.add(noon.Add(10*time.Second), 1000)
	if len(rates.points) != 1 || rates.points[0] != 100 {
		t.Errorf("points %v, want one of 100 a second", rates.points)
	}
}

func TestMeterNeverNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rates meter
		at := noon
		for range rapid.IntRange(1, 100).Draw(t, "polls") {
			if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
				rates.breakSeries()
			}
			// Clocks may jump back and counts may fall.
			at = at.Add(time.Duration(rapid.IntRange(-5000, 60000).Draw(t, "ms")) * time.Millisecond)
			rates.add(at, rapid.IntRange(0, 1_000_000).Draw(t, "done"))
			if rate, _ := rates.rate(); rate < 0 || rate != rate {
				t.Fatalf("the rate is %v", rate)
			}
		}
		for _, point := range rates.points {
			if point < 0 {
				t.Fatalf("the history contains %v", point)
			}
		}
		if len(rates.points) > maxPoints {
			t.Fatalf("%d points kept, want at most %d", len(rates.points), maxPoints)
		}
	})
}

func TestNewEstimate(t *testing.T) {
	run := func(id string, successes api.Count, hours int) api.Run {
		end := noon.Add(time.Duration(hours) * time.Hour)
		return api.Run{ID: id, Successes: successes, DataStart: &noon, DataEnd: &end}
	}
	cases := []struct {
		name       string
		run, basis api.Run
		rate       float64
		want       estimate
		ok         bool
	}{
		{"half", run("a", 5000, 24), run("b", 10000, 24), 50, estimate{of: 10000, fraction: .5, left: 100 * time.Second}, true},
		{"no rate, no time", run("a", 5000, 24), run("b", 10000, 24), 0, estimate{of: 10000, fraction: .5}, true},
		{"more than the basis", run("a", 12000, 24), run("b", 10000, 24), 50, estimate{of: 10000, fraction: 1, past: true}, true},
		{"another window", run("a", 100, 24), run("b", 1000, 36), 0, estimate{of: 1000, fraction: .1, window: 36 * time.Hour}, true},
		{"a window of another size", run("a", 100, 24), run("b", 1000, 240), 0, estimate{}, false},
		{"empty basis", run("a", 100, 24), run("b", 0, 24), 9, estimate{}, false},
		{"basis is the run itself", run("a", 100, 24), run("a", 100, 24), 9, estimate{}, false},
	}
	for _, tc := range cases {
		got, ok := newEstimate(tc.run, tc.basis, tc.rate)
		if got != tc.want || ok != tc.ok {
			t.Errorf("%s: got %+v %v, want %+v %v", tc.name, got, ok, tc.want, tc.ok)
		}
	}
}

func TestShareNeverRoundsToAllOrNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.IntRange(1, 1_000_000).Draw(t, "whole")
		part := rapid.IntRange(0, whole).Draw(t, "part")
		got := formatShare(part, whole)
		if (got == "0 %") != (part == 0) || (got == "100 %") != (part == whole) {
			t.Fatalf("%d of %d is shown as %s", part, whole, got)
		}
	})
	for _, tc := range []struct {
		part, whole int
		want        string
	}{{12, 5000, "0.2 %"}, {4850, 5000, "97 %"}, {1, 100000, "< 0.1 %"}, {99999, 100000, "99.9 %"}, {50, 1000, "5 %"}, {979, 1000, "97.9 %"}, {999, 1000, "99.9 %"}} {
		if got := formatShare(tc.part, tc.whole); got != tc.want {
			t.Errorf("%d of %d: got %s, want %s", tc.part, tc.whole, got, tc.want)
		}
	}
}

func TestStepStaysOnTheLadder(t *testing.T) {
	for _, ladder := range [][]time.Duration{intervals(), timeouts()} {
		current := ladder[0]
		for range ladder {
			current = step(ladder, current, 1)
		}
		if current != ladder[len(ladder)-1] || step(ladder, current, 1) != current {
			t.Errorf("stepping up ends at %v", current)
		}
		for range ladder {
			current = step(ladder, current, -1)
		}
		if current != ladder[0] || step(ladder, current, -1) != current {
			t.Errorf("stepping down ends at %v", current)
		}
	}
	if everyLadder, limitLadder := intervals(), timeouts(); everyLadder[0] != time.Second || everyLadder[len(everyLadder)-1] != time.Minute || limitLadder[0] != time.Minute || limitLadder[len(limitLadder)-1] != 24*time.Hour {
		t.Error("the ladders must range from 1 to 60 s and from 1 min to 24 h")
	}
}
