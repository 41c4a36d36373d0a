package run

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// counted is a running run that has counted successes.
func counted(successes int) *api.Run { run := running(api.Count(successes)); return &run }

func TestRateNeedsThreePolls(t *testing.T) {
	var rates history
	for i, want := range []bool{false, false, true, true} {
		rates.Add(noon.Add(time.Duration(i)*5*time.Second), counted(i*100), maxSamples)
		if _, ok := rates.Rate(); ok != want {
			t.Errorf("after %d polls: has a rate %v, want %v", i+1, ok, want)
		}
	}
	if rate, _ := rates.Rate(); rate != 20 {
		t.Errorf("100 every 5 s is a rate of %v, want 20", rate)
	}
}

func TestRateIgnoresOldPolls(t *testing.T) {
	var rates history
	at, done := noon, 0
	for range 10 {
		rates.Add(at, counted(done), maxSamples)
		at, done = at.Add(time.Second), done+100
	}
	for range 7 { // one more than the intervals that the rate is over
		rates.Add(at, counted(done), maxSamples)
		at = at.Add(time.Second)
	}
	if rate, ok := rates.Rate(); rate != 0 || !ok {
		t.Errorf("after 7 polls without progress the rate is %v, %v; want 0, true", rate, ok)
	}
}

// What happened in a gap is not observed: it is neither in the rate nor in the chart.
func TestGapIsNotObserved(t *testing.T) {
	var rates history
	rates.Add(noon, counted(0), maxSamples)
	rates.Add(noon.Add(5*time.Second), counted(50), maxSamples)
	rates.Break()
	rates.Add(noon.Add(time.Minute), counted(5000), maxSamples)
	rates.Add(noon.Add(65*time.Second), counted(5100), maxSamples)
	if _, ok := rates.Rate(); ok {
		t.Error("there is a rate across the gap")
	}
	shown := rates.columns(100)
	found, _ := shown.stats(succeeded)
	if found.most != 20 || found.least != 10 || found.mean != 15 || !math.IsNaN(shown.rates[succeeded][30]) {
		t.Errorf("%+v over %v", found, shown.rates[succeeded])
	}
}

func TestTwoPollsAtOnceCountAsOne(t *testing.T) {
	var rates history
	rates.Add(noon, counted(0), maxSamples)
	rates.Add(noon.Add(time.Millisecond), counted(500), maxSamples)
	rates.Add(noon.Add(10*time.Second), counted(1000), maxSamples)
	if len(rates.Samples) != 2 || rates.Samples[1].Counts[succeeded] != 1000 {
		t.Errorf("samples %v, want those of 0 s and 10 s", rates.Samples)
	}
}

// However long a run is watched, the history is bounded, and its columns add up to
// what the counters have grown by.
func TestHistoryIsBoundedAndLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rates history
		at, done := noon, 0
		for range rapid.IntRange(2, 3000).Draw(t, "polls") {
			rates.Add(at, counted(done), maxSamples)
			at, done = at.Add(time.Duration(1+done%7)*time.Second), done+done%11+1
		}
		grown := rates.Samples[len(rates.Samples)-1].Counts[succeeded]
		shown := rates.columns(rapid.IntRange(1, 200).Draw(t, "columns"))
		sum := 0.0
		for i, rate := range shown.rates[succeeded] {
			if !math.IsNaN(rate) {
				sum += rate * shown.covered[i].Seconds()
			}
		}
		if len(rates.Samples) > maxSamples || math.Abs(sum-float64(grown)) > 0.01*float64(grown)+0.01 {
			t.Fatalf("%d samples; the columns hold %v of %d", len(rates.Samples), sum, grown)
		}
	})
}

func TestHistoryIsNeverNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rates history
		at := noon
		for range rapid.IntRange(1, 100).Draw(t, "polls") {
			if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
				rates.Break()
			}
			// Clocks may jump back and counts may fall.
			at = at.Add(time.Duration(rapid.IntRange(-5000, 60000).Draw(t, "ms")) * time.Millisecond)
			rates.Add(at, counted(rapid.IntRange(0, 1_000_000).Draw(t, "done")), maxSamples)
			if rate, _ := rates.Rate(); rate < 0 || rate != rate {
				t.Fatalf("the rate is %v", rate)
			}
		}
		columns := rapid.IntRange(1, 200).Draw(t, "columns")
		shown := rates.columns(columns)
		if len(shown.covered) > columns {
			t.Fatalf("%d columns in the room of %d", len(shown.covered), columns)
		}
		for _, rate := range shown.rates[succeeded] {
			if rate < 0 {
				t.Fatalf("the history contains %v", rate)
			}
		}
	})
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
