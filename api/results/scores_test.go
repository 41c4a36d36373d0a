package results_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"ax-tui/api/results"
)

func summaryOf(t *testing.T, values []float64) results.Scores {
	t.Helper()
	counter := results.NewCounter(results.Options{})
	for i, value := range values {
		counter.Add(row(fmt.Sprint(i), "", score(value), ""))
	}
	return *one(t, counter).Scores
}

func TestScoresByHand(t *testing.T) {
	got := summaryOf(t, []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1})
	if !near(got.Mean, 0.55) || got.P10 != 0.1 || got.P50 != 0.5 || got.P90 != 0.9 || got.Low != 0.1 || got.High != 1 || got.Error != 0 {
		t.Errorf("%+v", got)
	}
	counts := []int{}
	for _, bin := range got.Histogram {
		counts = append(counts, bin.Count)
	}
	// bins of 0.1125 from 0.1
	if want := []int{2, 1, 1, 1, 1, 1, 1, 2}; !slices.Equal(counts, want) {
		t.Errorf("histogram %v, want %v", counts, want)
	}
}

// With many different scores quantiles have the error that is stated, and nothing else is
// lost.
func TestManyScores(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for name, draw := range map[string]func() float64{
		"even": dice.Float64, "normal": dice.NormFloat64, "steep": func() float64 { return math.Exp(6 * dice.NormFloat64()) },
		"far": func() float64 { return (dice.Float64() - 0.5) * 1.6e308 },
	} {
		values := make([]float64, 20_000)
		for i := range values {
			values[i] = draw()
		}
		got := summaryOf(t, values)
		slices.Sort(values)
		if got.Low != values[0] || got.High != values[len(values)-1] || got.Count != len(values) {
			t.Errorf("%s: %+v", name, got)
		}
		for share, have := range map[float64]float64{0.1: got.P10, 0.5: got.P50, 0.9: got.P90} {
			if want := values[int(math.Ceil(share*20_000))-1]; math.Abs(have-want) > got.Error*1.0001 {
				t.Errorf("%s: the quantile %v is %v, want %v ± %v", name, share, have, want, got.Error)
			}
		}
		total := 0
		for _, bin := range got.Histogram {
			total += bin.Count
		}
		if total != len(values) {
			t.Errorf("%s: the histogram has %d", name, total)
		}
	}
}

// A Counter does not grow with the rows.
func TestBounded(t *testing.T) {
	counter := results.NewCounter(results.Options{Worst: 20})
	for i := range 5000 {
		text := fmt.Sprint(i)
		counter.Add(row(text, "label "+text, score(float64(i)), "", results.Value{Path: "p" + text, Text: text}, results.Value{Path: "id", Text: text}))
	}
	got := one(t, counter)
	if len(got.Labels) != 100 || got.OtherLabels != 4900 || got.Labelled() != 5000 || len(got.Worst) != 20 || got.Worst[0].ID != "0" {
		t.Errorf("%d labels, %d others, %d worst", len(got.Labels), got.OtherLabels, len(got.Worst))
	}
	if len(got.Slices) > 16*201 {
		t.Errorf("%d slices", len(got.Slices))
	}
	if got.Scores.Error == 0 || len(got.Scores.Histogram) != 8 {
		t.Errorf("%+v", got.Scores)
	}
}
