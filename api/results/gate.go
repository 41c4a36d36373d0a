package results

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// NoLabel is the word for rows without a result, in gates and on screen.
const NoLabel = "no label"

// Gate is a condition that must not hold: the share of a label, or of rows without one.
type Gate struct {
	Evaluator string // "": every one that has the label
	Label     string
	above     bool
	orEqual   bool
	limit     float64 // 0 to 1
	text      string
}

// ParseGate parses LABEL>30%, LABEL<0.5 or EVALUATOR:LABEL>=1%, with spaces anywhere
// between its parts. The label "no label" means rows without one.
func ParseGate(text string) (Gate, error) {
	gate := Gate{text: strings.TrimSpace(text)}
	at := strings.LastIndexAny(text, "<>")
	if at < 0 {
		return gate, fmt.Errorf("%q has no comparison; write it as LABEL>30%% or EVALUATOR:LABEL<5%%", text)
	}
	number := text[at+1:]
	gate.above = text[at] == '>'
	if rest, ok := strings.CutPrefix(number, "="); ok {
		gate.orEqual, number = true, rest
	}
	number = strings.TrimSpace(number)
	digits, percent := strings.CutSuffix(number, "%")
	limit, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if percent {
		limit /= 100
	}
	if err != nil || !(limit >= 0 && limit <= 1) {
		return gate, fmt.Errorf("%q is not a share: write it as 30%% or 0.3", number)
	}
	gate.limit, gate.Label = limit, strings.TrimSpace(text[:at])
	if evaluator, label, ok := strings.Cut(gate.Label, ":"); ok {
		gate.Evaluator, gate.Label = strings.TrimSpace(evaluator), strings.TrimSpace(label)
	}
	if gate.Label == "" {
		return gate, fmt.Errorf("%q names no label", text)
	}
	return gate, nil
}

// String returns the condition as it was written.
func (g Gate) String() string { return g.text }

// ErrNothing means that a gate could not be checked, which is not a pass.
var ErrNothing = errors.New("there is no label to check")

// UnknownLabelError means that a gate names a label that was not read and that is not
// among the choices of an evaluator.
type UnknownLabelError struct {
	Gate  Gate
	There []string // the labels there are, each once
}

func (e *UnknownLabelError) Error() string {
	return fmt.Sprintf("no evaluator has the label %q; %s", e.Gate.Label, listed(e.There))
}

func listed(labels []string) string {
	if len(labels) == 0 {
		return "there are only scores, without labels"
	}
	return "there are " + strings.Join(labels, ", ")
}

// choicesOf returns the choices of an evaluator by label; nil if none are known.
func choicesOf(judges []Judge, evaluator string) map[string]float64 {
	for i := range judges {
		if judges[i].Name == evaluator {
			return judges[i].Choices
		}
	}
	return nil
}

// Found is what a gate found.
type Found struct {
	Beyond []string // a sentence for each evaluator whose share is beyond the limit; none: the gate is passed
	Note   string   // what to know about it; "" nothing
}

// Check returns what the gate found. Where the labels of an evaluator are no closed list
// of choices, one that no result has counts as 0 %. The error is ErrNothing when nothing
// was judged, *UnknownLabelError, or that no evaluator has the name.
func (g Gate) Check(summary Summary, judges []Judge) (found Found, err error) {
	checked, judged := false, false
	var there, names []string
	var open []Evaluator // they may have the label, and no result has it
	check := func(evaluator Evaluator, share Share) {
		checked = true
		if g.beyond(share.Share) {
			found.Beyond = append(found.Beyond, fmt.Sprintf("%s holds: %s: %s is %s of %d (95 %%: %s)",
				g.text, evaluator.Name, g.Label, Percent(share.Share), share.Of, share.Interval()))
		}
	}
	chosen := false // an evaluator has the label among its choices
	for _, evaluator := range summary.Evaluators {
		names = append(names, evaluator.Name)
		if g.Evaluator != "" && evaluator.Name != g.Evaluator {
			continue
		}
		judged = judged || evaluator.Evaluated > 0
		choices := choicesOf(judges, evaluator.Name)
		for label := range choices {
			there = append(there, label)
		}
		_, known := choices[g.Label]
		chosen = chosen || known
		for _, label := range evaluator.Labels {
			there = append(there, label.Label)
			known = known || label.Label == g.Label
		}
		share := evaluator.Share(g.Label)
		if g.Label == NoLabel {
			share, known = NewShare(evaluator.None, summary.Rows), summary.Rows > 0
			judged = judged || known
		}
		switch {
		case share.Of == 0:
		case known:
			check(evaluator, share)
		case len(choices) == 0:
			open = append(open, evaluator)
		}
	}
	slices.Sort(there)
	there = slices.Compact(there)
	if !chosen {
		if len(open) > 0 && !checked {
			found.Note = fmt.Sprintf("no result has the label %q of %s, which counts as 0 %%; %s", g.Label, g.text, listed(there))
		}
		for _, evaluator := range open {
			check(evaluator, evaluator.Share(g.Label))
		}
	}
	switch {
	case g.Evaluator != "" && len(names) > 0 && !slices.Contains(names, g.Evaluator):
		return found, fmt.Errorf("no evaluator is called %q; there are %s", g.Evaluator, strings.Join(names, ", "))
	case !judged:
		return found, ErrNothing
	case !checked:
		return found, &UnknownLabelError{Gate: g, There: there}
	}
	return found, nil
}

func (g *Gate) beyond(share float64) bool {
	switch {
	case share == g.limit:
		return g.orEqual
	case g.above:
		return share > g.limit
	}
	return share < g.limit
}

// Percent formats a share, with a decimal where it would round to 0 or 100 % and is not.
func Percent(share float64) string { return percent(share) + " %" }

func percent(share float64) string {
	if rounded := strconv.FormatFloat(share*100, 'f', 0, 64); share == 0 || share == 1 || rounded != "0" && rounded != "100" {
		return rounded
	}
	if share < 0.5 {
		return strconv.FormatFloat(max(share*100, 0.1), 'f', 1, 64)
	}
	return strconv.FormatFloat(min(share*100, 99.9), 'f', 1, 64)
}
