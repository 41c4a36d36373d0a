package results_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/results"
)

func near(left, right float64) bool { return math.Abs(left-right) < 0.0005 }

// The figures are those of published tables of Wilson's interval.
func TestShare(t *testing.T) {
	for _, test := range []struct {
		count, of        int
		share, low, high float64
	}{
		{0, 0, 0, 0, 0},
		{0, 10, 0, 0, 0.2775},
		{10, 10, 1, 0.7225, 1},
		{5, 10, 0.5, 0.2366, 0.7634},
		{1, 1, 1, 0.2065, 1},
		{20, 75, 0.2667, 0.1796, 0.3765},
		{81, 263, 0.3080, 0.2553, 0.3662},
	} {
		got := results.NewShare(test.count, test.of)
		if !near(got.Share, test.share) || !near(got.Low, test.low) || !near(got.High, test.high) {
			t.Errorf("%d of %d: %+v, want %v from %v to %v", test.count, test.of, got, test.share, test.low, test.high)
		}
	}
}

func score(value float64) *float64 { return &value }

// row is a span with one evaluation.
func row(id, label string, score *float64, metadata string, values ...results.Value) results.Row {
	return results.Row{
		ID: id, TraceID: "t" + id, Name: "step", At: time.Unix(0, 0),
		Evaluations: []api.Evaluation{{Name: "Relevance", Label: label, Score: score, Explanation: "why " + id, Metadata: json.RawMessage(metadata)}},
		Values:      values,
	}
}

func one(t *testing.T, counter *results.Counter) results.Evaluator {
	t.Helper()
	summary := counter.Summary(3)
	if len(summary.Evaluators) != 1 {
		t.Fatalf("%d evaluators, want 1", len(summary.Evaluators))
	}
	return summary.Evaluators[0]
}

func TestLabels(t *testing.T) {
	judge := results.Judge{Name: "Relevance", Choices: map[string]float64{"relevant": 1, "irrelevant": 0}}
	counter := results.NewCounter(results.Options{Judges: []results.Judge{judge}, Worst: 2})
	for i := range 8 {
		counter.Add(row(fmt.Sprint("a", i), "relevant", score(1), ""))
	}
	for i := range 3 {
		counter.Add(row(fmt.Sprint("b", i), "irrelevant", score(0), ""))
	}
	counter.Add(results.Row{ID: "c"})
	if counter.Add(row("b1", "irrelevant", score(0), "")) {
		t.Error("a row counts twice")
	}
	counter.Add(results.Row{ID: "d", Evaluations: []api.Evaluation{{Name: "Other", Label: "x"}}})
	got := one(t, counter)
	if got.Evaluated != 11 || got.None != 2 || got.BadCount != 3 || !slices.Equal(got.Bad, []string{"irrelevant"}) || !got.Ranked {
		t.Errorf("%+v", got)
	}
	if len(got.Labels) != 2 || got.Labels[0].Label != "irrelevant" || got.Labels[0].Count != 3 || got.Labels[0].Of != 11 || !near(got.Labels[0].Share.Share, 3.0/11) {
		t.Errorf("labels %+v", got.Labels)
	}
	if len(got.Worst) != 2 || got.Worst[0].ID != "b0" || got.Worst[1].ID != "b1" || got.Worst[0].Explanation != "why b0" || got.Worst[0].TraceID != "tb0" || !got.Worst[0].Bad {
		t.Errorf("worst %+v", got.Worst)
	}
	want := results.Scores{Count: 11, Mean: 8.0 / 11, High: 1, P50: 1, P90: 1, Histogram: []results.Bin{{Count: 3}, {From: 1, To: 1, Count: 8}}}
	if have := *got.Scores; !near(have.Mean, want.Mean) || have.P10 != 0 || have.P50 != 1 || have.P90 != 1 || have.Error != 0 || !slices.Equal(have.Histogram, want.Histogram) {
		t.Errorf("scores %+v", have)
	}
}

// Where low scores are good, the high ones are the worst.
func TestDirection(t *testing.T) {
	judge := results.Judge{Name: "Relevance", Direction: api.Minimize, Choices: map[string]float64{"none": 0, "mild": 1, "heavy": 3}}
	counter := results.NewCounter(results.Options{Judges: []results.Judge{judge}, Worst: 9})
	for i, label := range []string{"none", "mild", "heavy", "mild"} {
		counter.Add(row(fmt.Sprint(i), label, nil, "")) // the choices know the scores
	}
	got := one(t, counter)
	if !slices.Equal(got.Bad, []string{"heavy"}) || got.Labels[0].Label != "heavy" || got.Labels[2].Label != "none" {
		t.Errorf("%+v", got)
	}
	if len(got.Worst) != 3 || got.Worst[0].Label != "heavy" || got.Worst[1].ID != "1" || got.Worst[2].ID != "3" || got.Worst[1].Bad {
		t.Errorf("worst %+v", got.Worst)
	}
}

// Labels that no score ranks are counted, and no one is called bad.
func TestUnranked(t *testing.T) {
	counter := results.NewCounter(results.Options{Worst: 2})
	for i, label := range []string{"a", "b", "b", "c", "b"} {
		counter.Add(row(fmt.Sprint(i), label, nil, "", results.Value{Path: "kind", Text: label}))
	}
	got := one(t, counter)
	if got.Ranked || len(got.Bad) > 0 || got.Labels[0].Label != "b" || got.Scores != nil {
		t.Errorf("%+v", got)
	}
	if len(got.Worst) != 2 || got.Worst[0].ID != "0" || got.Worst[1].ID != "1" {
		t.Errorf("kept %+v", got.Worst)
	}
	if focus := got.Focus(); !slices.Equal(focus, []string{"a"}) {
		t.Errorf("the slices compare %q", focus)
	}
}

// Only labels whose metadata holds the ID of the run are of the run; without one, all
// labels of the window are shown and said to be that.
func TestBasis(t *testing.T) {
	const run = "VGFza1J1bjo3OnF+/w=="
	for name, test := range map[string]struct {
		metadata              []string
		basis                 results.Basis
		count, others, nobody int
	}{
		"some are of the run":  {[]string{`{"x":"` + run + `"}`, `{"deep":{"list":["VGFza1J1bjo3OnF+\/w=="]}}`, `{"x":"other"}`, ``}, results.WrittenByRun, 2, 1, 1},
		"none says a run":      {[]string{``, ``}, results.NowInWindow, 2, 0, 0},
		"all are of other":     {[]string{`{"x":"other"}`, `{"x":"` + run + `2"}`}, results.NowInWindow, 2, 0, 0},
		"the ID is a key only": {[]string{`{"` + run + `x":1}`}, results.NowInWindow, 1, 0, 0},
	} {
		counter := results.NewCounter(results.Options{ID: run, Worst: 5})
		for i, metadata := range test.metadata {
			counter.Add(row(fmt.Sprint(i), "x", nil, metadata))
		}
		got := one(t, counter)
		if basis := counter.Summary(1).Basis; basis != test.basis || got.Evaluated != test.count || got.NotThis != test.others || got.Unknown != test.nobody {
			t.Errorf("%s: %s, %+v", name, basis, got)
		}
	}
}

func TestSlices(t *testing.T) {
	judge := results.Judge{Name: "Relevance", Choices: map[string]float64{"good": 1, "bad": 0}}
	counter := results.NewCounter(results.Options{Judges: []results.Judge{judge}})
	add := func(tier string, good, bad int) {
		for i := range good + bad {
			label := "good"
			if i < bad {
				label = "bad"
			}
			counter.Add(row(fmt.Sprint(tier, i), label, nil, "", results.Value{Path: "metadata.tier", Text: tier}))
		}
	}
	add("gold", 8, 2)
	add("silver", 4, 6)
	add("", 2, 0)
	got := one(t, counter)
	var have []string
	for _, slice := range got.Slices {
		have = append(have, fmt.Sprintf("%s %d/%d %.3f %v", slice.Value, slice.Share.Count, slice.N, slice.Lift, slice.Small))
	}
	// 8 of 22 are bad: 0.6 / 0.3636 and 0.2 / 0.3636
	if want := []string{"silver 6/10 1.650 false", "gold 2/10 0.550 false", " 0/2 0.000 true"}; !slices.Equal(have, want) {
		t.Errorf("%q, want %q", have, want)
	}
}

// Without labels the slices compare mean scores.
func TestSlicesOfScores(t *testing.T) {
	counter := results.NewCounter(results.Options{})
	for i := range 8 {
		at := results.Value{Path: "name", Text: fmt.Sprint(i % 2)}
		counter.Add(row(fmt.Sprint(i), "", score(float64(i%2)), "", at))
	}
	got := one(t, counter)
	if len(got.Slices) != 2 || got.Slices[0].Value != "0" || *got.Slices[0].Mean != 0 || got.Slices[0].Lift != 1.5 || got.Slices[1].Lift != 0.5 {
		t.Errorf("%+v", got.Slices)
	}
	if got.BadCount != 4 || len(got.Labels) != 0 {
		t.Errorf("%d of the worse half", got.BadCount)
	}
}

func TestChanges(t *testing.T) {
	build := func(good, bad int) results.Evaluator {
		counter := results.NewCounter(results.Options{})
		for i := range good {
			counter.Add(row(fmt.Sprint("g", i), "good", score(1), ""))
		}
		for i := range bad {
			counter.Add(row(fmt.Sprint("b", i), "bad", score(0), ""))
		}
		return one(t, counter)
	}
	for _, test := range []struct {
		before, now results.Evaluator
		clear       bool
	}{
		{build(81, 19), build(73, 27), false}, // -3.8 to 19.4 points
		{build(90, 10), build(60, 40), true},  // the intervals of the shares do not overlap either
	} {
		got := results.Changes(test.before, test.now)
		if len(got) != 2 || got[0].Label != "bad" || got[0].Clear != test.clear || !got[0].Up() || got[1].Up() {
			t.Errorf("%+v", got)
		}
	}
	// The example of Newcombe's paper (1998): 56 of 70 less 48 of 80 is 5.2 to 33.4 points.
	got := results.Changes(build(32, 48), build(14, 56))[0]
	if math.Abs(got.Low-0.0524) > 0.0001 || math.Abs(got.High-0.3339) > 0.0001 || got.Words() != "up from 60 % (+5 to +33 points)" || got.Short() != "up from 60 % (+5 to +33)" {
		t.Errorf("%+v: %s", got, got.Words())
	}
	if got := results.Changes(build(81, 19), build(73, 27))[0]; got.Words() != "19 % before, no clear change (-4 to +19 points)" {
		t.Errorf("%+v: %s", got, got.Words())
	}
	if got := results.Changes(results.Evaluator{}, build(1, 1)); len(got) > 0 {
		t.Errorf("%+v against nothing", got)
	}
	if got := results.Changes(build(0, 5), build(5, 0)); len(got) != 2 || got[1].Label != "bad" || got[1].Before.Count != 5 || got[1].Now.Count != 0 {
		t.Errorf("a label that is gone: %+v", got)
	}
}

// Scores that rank nothing are not called none.
func TestWhyUnranked(t *testing.T) {
	for want, scores := range map[string]*results.Scores{
		"no score says which is worse": nil, "every score is 0": {}, "the scores have no better direction": {High: 1},
	} {
		if got := (&results.Evaluator{Scores: scores}).Unranked(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
