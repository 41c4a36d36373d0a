package taskinfo_test

import (
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/part/taskinfo"
)

func TestNewEstimate(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	run := func(id string, successes api.Count, hours int) api.Run {
		end := noon.Add(time.Duration(hours) * time.Hour)
		return api.Run{ID: id, Successes: successes, DataStart: &noon, DataEnd: &end}
	}
	cases := []struct {
		name       string
		run, basis api.Run
		rate       float64
		want       taskinfo.Estimate
		ok         bool
	}{
		{"half", run("a", 5000, 24), run("b", 10000, 24), 50, taskinfo.Estimate{Of: 10000, Fraction: .5, Left: 100 * time.Second}, true},
		{"no rate, no time", run("a", 5000, 24), run("b", 10000, 24), 0, taskinfo.Estimate{Of: 10000, Fraction: .5}, true},
		{"more than the basis", run("a", 12000, 24), run("b", 10000, 24), 50, taskinfo.Estimate{Of: 10000, Fraction: 1, Past: true}, true},
		{"another window", run("a", 100, 24), run("b", 1000, 36), 0, taskinfo.Estimate{Of: 1000, Fraction: .1, Window: 36 * time.Hour}, true},
		{"a window of another size", run("a", 100, 24), run("b", 1000, 240), 0, taskinfo.Estimate{}, false},
		{"empty basis", run("a", 100, 24), run("b", 0, 24), 9, taskinfo.Estimate{}, false},
		{"basis is the run itself", run("a", 100, 24), run("a", 100, 24), 9, taskinfo.Estimate{}, false},
	}
	for _, tc := range cases {
		got, ok := taskinfo.NewEstimate(&tc.run, &tc.basis, tc.rate)
		if got != tc.want || ok != tc.ok {
			t.Errorf("%s: got %+v %v, want %+v %v", tc.name, got, ok, tc.want, tc.ok)
		}
	}
}
