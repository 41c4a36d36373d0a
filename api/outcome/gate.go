package outcome

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/diagnose"
)

// Gate says what a completed run must have achieved for a script to go on. The zero
// Gate asks for nothing. Rows that were skipped are not judged, so they count for nothing.
type Gate struct {
	NotEmpty     bool // something was evaluated
	MaxErrorRate *Rate
	MinSuccesses int // 0: no limit
}

// Set reports whether the gate asks for anything.
func (g Gate) Set() bool { return g.NotEmpty || g.MaxErrorRate != nil || g.MinSuccesses > 0 }

// Unmet is a rule that a run does not meet.
type Unmet struct {
	Rule string // as the flag that sets it: "--max-error-rate 5%"
	Why  string // "44 % errors, 44 of 100"
}

// Unmet returns the rules that a completed run does not meet; none for any other run,
// whose status already says that something is wrong. What the server does not count
// meets no rule about it. A run that evaluated nothing has no error rate: only NotEmpty
// and MinSuccesses refuse it.
func (g Gate) Unmet(run *api.Run) (out []Unmet) {
	if run.Status != api.Completed {
		return nil
	}
	const uncounted = "the server does not say how many rows were evaluated"
	known := run.Successes.Known() && run.Errors.Known()
	share, tried := ErrorShare(run)
	if g.NotEmpty && !tried {
		unmet := Unmet{Rule: "--fail-on-empty", Why: uncounted}
		if known {
			unmet.Why = emptyWhy(run)
		}
		out = append(out, unmet)
	}
	if g.MaxErrorRate != nil && (!known || tried && share > float64(*g.MaxErrorRate)) {
		unmet := Unmet{Rule: "--max-error-rate " + g.MaxErrorRate.String(), Why: uncounted}
		if known {
			unmet.Why = Percent(share) + " errors, " + strconv.Itoa(run.Errors.N()) + " of " + strconv.Itoa(run.Errors.N()+run.Successes.N())
		}
		out = append(out, unmet)
	}
	if g.MinSuccesses > 0 && (!run.Successes.Known() || run.Successes.N() < g.MinSuccesses) {
		unmet := Unmet{Rule: "--min-successes " + strconv.Itoa(g.MinSuccesses), Why: uncounted}
		if run.Successes.Known() {
			unmet.Why = strconv.Itoa(run.Successes.N()) + " succeeded"
		}
		out = append(out, unmet)
	}
	return out
}

// Overlooks reports whether a completed run needs a look and nothing in the gate is about
// why: none is set, or only a rate of errors, which a run that evaluated nothing does not have.
func (g Gate) Overlooks(run *api.Run, achieved Outcome) bool {
	_, tried := ErrorShare(run)
	return achieved.NeedsLook() && (!g.Set() || !tried && !g.NotEmpty && g.MinSuccesses == 0)
}

func emptyWhy(run *api.Run) string {
	switch {
	case diagnose.AllLabelled(run):
		return AllLabelled.Words()
	case run.Skipped > 0:
		return AllSkipped.Words() + ", " + strconv.Itoa(run.Skipped.N())
	}
	return NothingEvaluated.Words()
}

// Rate is a share of 0 to 1, as a flag that takes "5%" or "0.05".
type Rate float64

// Type names the value of the flag in a help text.
func (r *Rate) Type() string { return "rate" }

// String returns the rate as a percentage.
func (r *Rate) String() string {
	return strconv.FormatFloat(math.Round(float64(*r)*1e8)/1e6, 'f', -1, 64) + "%"
}

// Set parses the flag. A bare number above 1 is refused: 5 may mean 5 % or 500 %.
func (r *Rate) Set(value string) error {
	number, percent := strings.CutSuffix(strings.TrimSpace(value), "%")
	rate, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		rate /= 100
	}
	if err != nil || !(rate >= 0 && rate <= 1) {
		return errors.New("is not a share such as 5% or 0.05")
	}
	*r = Rate(rate)
	return nil
}
