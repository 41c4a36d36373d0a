package run

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestRateNeedsThreePolls(t *testing.T) {
	var m meter
	for i, want := range []bool{false, false, true, true} {
		m.add(noon.Add(time.Duration(i)*5*time.Second), i*100)
		if _, ok := m.rate(); ok != want {
			t.Errorf("after %d polls: a rate is %v, want %v", i+1, ok, want)
		}
	}
	if r, _ := m.rate(); r != 20 {
		t.Errorf("100 every 5 s is a rate of %v, want 20", r)
	}
}

func TestRateForgetsWhatIsLongAgo(t *testing.T) {
	var m meter
	at, done := noon, 0
	for range 10 {
		m.add(at, done)
		at, done = at.Add(time.Second), done+100
	}
	for range rateOver + 1 {
		m.add(at, done)
		at = at.Add(time.Second)
	}
	if r, ok := m.rate(); r != 0 || !ok {
		t.Errorf("after %d polls without progress the rate is %v, %v; want 0, true", rateOver+1, r, ok)
	}
}

func TestGapLeavesNoPoint(t *testing.T) {
	var m meter
	m.add(noon, 0)
	m.add(noon.Add(5*time.Second), 50)
	m.gap()
	m.add(noon.Add(time.Hour), 50)
	if len(m.points) != 1 {
		t.Errorf("an hour's gap left the points %v, want only the one before it", m.points)
	}
	if _, ok := m.rate(); ok {
		t.Error("there is a rate over the gap")
	}
}

func TestTwoPollsAtOnceCountAsOne(t *testing.T) {
	var m meter
	m.add(noon, 0)
	m.add(noon.Add(time.Millisecond), 500)
	m.add(noon.Add(10*time.Second), 1000)
	if len(m.points) != 1 || m.points[0] != 100 {
		t.Errorf("points %v, want one of 100 a second", m.points)
	}
}

func TestMeterNeverNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m meter
		at := noon
		for range rapid.IntRange(1, 100).Draw(t, "polls") {
			if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
				m.gap()
			}
			// Clocks jump back and counts fall in the worst of worlds.
			at = at.Add(time.Duration(rapid.IntRange(-5000, 60000).Draw(t, "ms")) * time.Millisecond)
			m.add(at, rapid.IntRange(0, 1_000_000).Draw(t, "done"))
			if r, _ := m.rate(); r < 0 || r != r {
				t.Fatalf("the rate is %v", r)
			}
		}
		for _, v := range m.points {
			if v < 0 {
				t.Fatalf("the history holds %v", v)
			}
		}
		if len(m.points) > rateKept {
			t.Fatalf("%d points are kept, want at most %d", len(m.points), rateKept)
		}
	})
}

func TestGuess(t *testing.T) {
	run := func(id string, n api.Count, hours int) api.Run {
		end := noon.Add(time.Duration(hours) * time.Hour)
		return api.Run{ID: id, Successes: n, DataStart: &noon, DataEnd: &end}
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
		{"past it", run("a", 12000, 24), run("b", 10000, 24), 50, estimate{of: 10000, fraction: 1, past: true}, true},
		{"another window", run("a", 100, 24), run("b", 1000, 36), 0, estimate{of: 1000, fraction: .1, window: 36 * time.Hour}, true},
		{"a window of another size", run("a", 100, 24), run("b", 1000, 240), 0, estimate{}, false},
		{"nothing done last time", run("a", 100, 24), run("b", 0, 24), 9, estimate{}, false},
		{"itself", run("a", 100, 24), run("a", 100, 24), 9, estimate{}, false},
	}
	for _, c := range cases {
		got, ok := guess(c.run, c.basis, c.rate)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: got %+v %v, want %+v %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

func TestShareNeverRoundsToAllOrNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.IntRange(1, 1_000_000).Draw(t, "whole")
		part := rapid.IntRange(0, whole).Draw(t, "part")
		got := share(part, whole)
		if (got == "0 %") != (part == 0) || (got == "100 %") != (part == whole) {
			t.Fatalf("%d of %d is shown as %s", part, whole, got)
		}
	})
	for _, c := range []struct {
		part, whole int
		want        string
	}{{12, 5000, "0.2 %"}, {4850, 5000, "97 %"}, {1, 100000, "< 0.1 %"}, {99999, 100000, "99.9 %"}, {50, 1000, "5 %"}, {979, 1000, "97.9 %"}, {999, 1000, "99.9 %"}} {
		if got := share(c.part, c.whole); got != c.want {
			t.Errorf("%d of %d: got %s, want %s", c.part, c.whole, got, c.want)
		}
	}
}

func TestStepStaysOnTheLadder(t *testing.T) {
	for _, l := range [][]time.Duration{intervals(), limits()} {
		v := l[0]
		for range l {
			v = step(l, v, 1)
		}
		if v != l[len(l)-1] || step(l, v, 1) != v {
			t.Errorf("going up ends at %v", v)
		}
		for range l {
			v = step(l, v, -1)
		}
		if v != l[0] || step(l, v, -1) != v {
			t.Errorf("going down ends at %v", v)
		}
	}
	if i, l := intervals(), limits(); i[0] != time.Second || i[len(i)-1] != time.Minute || l[0] != time.Minute || l[len(l)-1] != 24*time.Hour {
		t.Error("the ladders do not reach from 1 to 60 s and from 1 min to 24 h")
	}
}
