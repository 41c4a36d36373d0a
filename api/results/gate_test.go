package results_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/results"
)

func TestGate(t *testing.T) {
	judges := []results.Judge{{Name: "Relevance", Choices: map[string]float64{"good": 1, "bad": 0, "rare": 0.2}}}
	counter := results.NewCounter(results.Options{Judges: judges})
	for i := range 10 {
		label := "good"
		if i < 3 {
			label = "bad"
		}
		counter.Add(row(fmt.Sprint(i), label, nil, ""))
	}
	counter.Add(results.Row{ID: "none"})
	summary := counter.Summary(1)
	for text, failed := range map[string]bool{
		"bad>30%": false, "bad>=30%": true, "bad > 29.9 %": true, "bad<30%": false, "bad<0.31": true, " Relevance : bad >0.2": true,
		"rare>0%": false, "rare<1%": true, "no label>5%": true, "no label>10%": false,
	} {
		gate, err := results.ParseGate(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if found, err := gate.Check(summary, judges); err != nil || len(found.Beyond) > 0 != failed {
			t.Errorf("%s: %q, %v", text, found, err)
		}
	}
	gate, _ := results.ParseGate("bad>20%")
	found, _ := gate.Check(summary, judges)
	if want := "bad>20% holds: Relevance: bad is 30 % of 10 (95 %: 11 to 60 %)"; len(found.Beyond) != 1 || found.Beyond[0] != want {
		t.Errorf("%q, want %q", found, want)
	}
	gate, _ = results.ParseGate("badd>20%")
	var unknown *results.UnknownLabelError
	if _, err := gate.Check(summary, judges); !errors.As(err, &unknown) || err.Error() != `no evaluator has the label "badd"; there are bad, good, rare` {
		t.Errorf("%v", err)
	}
	gate, _ = results.ParseGate("bad>20%")
	if _, err := gate.Check(results.NewCounter(results.Options{Judges: judges}).Summary(1), judges); !errors.Is(err, results.ErrNothing) {
		t.Errorf("%v: nothing that was judged is no pass", err)
	}
	for _, text := range []string{"", "bad", "bad>", "bad>x%", "bad>130%", "bad>-1%", ">3%", "bad>NaN"} {
		if _, err := results.ParseGate(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

// A label that no result has is 0 % where the labels of an evaluator are no closed list,
// as one in code; where its choices are known it is a mistake.
func TestGateOnALabelThatDidNotOccur(t *testing.T) {
	choices := results.Judge{Name: "Relevance", Choices: map[string]float64{"good": 1, "bad": 0}}
	code := results.Judge{Name: "JSON Shape"}
	for _, tc := range []struct {
		judges []results.Judge
		label  string // of all results
		gate   string
		beyond int
		note   bool
		wrong  bool
	}{
		{[]results.Judge{code}, "fail", "pass<50%", 1, true, false},
		{[]results.Judge{code}, "pass", "fail>10%", 0, true, false},
		{[]results.Judge{code}, "pass", "JSON Shape:fail<1%", 1, true, false},
		{[]results.Judge{code}, "pass", "pass<50%", 0, false, false},
		{nil, "pass", "fail>10%", 0, true, false}, // an experiment tells no choices
		{[]results.Judge{choices, code}, "good", "bad<1%", 1, false, false},
		{[]results.Judge{choices, code}, "good", "pass<50%", 1, true, false},
		{[]results.Judge{choices, code}, "good", "Relevance:pass<50%", 0, false, true},
		{[]results.Judge{choices}, "good", "pass<50%", 0, false, true},
		{[]results.Judge{code, {Name: "Strict"}}, "fail", "pass<50%", 2, true, false},
	} {
		counter := results.NewCounter(results.Options{Judges: tc.judges})
		line := results.Row{ID: "1"}
		for _, judge := range append(tc.judges, results.Judge{Name: "Found"})[:max(len(tc.judges), 1)] {
			line.Evaluations = append(line.Evaluations, api.Evaluation{Name: judge.Name, Label: tc.label})
		}
		counter.Add(line)
		gate, err := results.ParseGate(tc.gate)
		if err != nil {
			t.Fatal(err)
		}
		found, err := gate.Check(counter.Summary(1), tc.judges)
		var unknown *results.UnknownLabelError
		if len(found.Beyond) != tc.beyond || found.Note != "" != tc.note || errors.As(err, &unknown) != tc.wrong {
			t.Errorf("%s of %s: %q, %v", tc.gate, tc.label, found, err)
		}
	}
}

func TestAGateWhereThereAreOnlyScores(t *testing.T) {
	counter, score := results.NewCounter(results.Options{}), 0.5
	counter.Add(results.Row{ID: "1", Evaluations: []api.Evaluation{{Name: "Ratio", Score: &score}}})
	gate, _ := results.ParseGate("bad>20%")
	found, err := gate.Check(counter.Summary(1), nil)
	if said := found.Note + fmt.Sprint(err); !strings.Contains(said, "there are only scores, without labels") {
		t.Errorf("%q", said)
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0 %", 1: "100 %", 0.004: "0.4 %", 0.0001: "0.1 %", 0.264: "26 %", 0.997: "99.7 %", 0.99999: "99.9 %"} {
		if got := results.Percent(share); got != want {
			t.Errorf("%v: %s, want %s", share, got, want)
		}
	}
}
