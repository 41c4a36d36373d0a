package results_test

import (
	"errors"
	"fmt"
	"testing"

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
		if beyond, err := gate.Check(summary, judges); err != nil || len(beyond) > 0 != failed {
			t.Errorf("%s: %q, %v", text, beyond, err)
		}
	}
	gate, _ := results.ParseGate("bad>20%")
	beyond, _ := gate.Check(summary, judges)
	if want := "Relevance: bad is 30 % of 10 (95 %: 11 % to 60 %), the gate is bad>20%"; len(beyond) != 1 || beyond[0] != want {
		t.Errorf("%q, want %q", beyond, want)
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

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0 %", 1: "100 %", 0.004: "0.4 %", 0.0001: "0.1 %", 0.264: "26 %", 0.997: "99.7 %", 0.99999: "99.9 %"} {
		if got := results.Percent(share); got != want {
			t.Errorf("%v: %s, want %s", share, got, want)
		}
	}
}
