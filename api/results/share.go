package results

import (
	"math"
	"strconv"
)

// z95 is the quantile of the normal distribution for an interval of 95 %.
const z95 = 1.959963984540054

// Share is a part of a whole with its 95 % interval. All are 0 of a whole of 0.
type Share struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Share float64 `json:"share"` // 0 to 1
	Low   float64 `json:"low"`   // of the interval
	High  float64 `json:"high"`
}

// NewShare returns a share with its interval by Wilson's formula, which stays within 0 and
// 1 and is honest about small numbers.
func NewShare(count, of int) Share {
	if of <= 0 {
		return Share{}
	}
	n, p := float64(of), float64(count)/float64(of)
	spread := 1 + z95*z95/n
	middle := (p + z95*z95/(2*n)) / spread
	half := z95 * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n)) / spread
	return Share{Count: count, Of: of, Share: p, Low: max(0, middle-half), High: min(1, middle+half)}
}

// Change compares a share with an earlier one.
type Change struct {
	Label  string `json:"label"`
	Before Share  `json:"before"`
	Now    Share  `json:"now"`
	Clear  bool   `json:"clear"` // the 95 % intervals do not overlap
}

// Up reports whether the share has grown.
func (c Change) Up() bool { return c.Now.Share > c.Before.Share }

// Changes compares the labels of an evaluator with those of an earlier window, in the
// order of now and then those that only the earlier one has. It is empty when one of
// them has no labels. Intervals that overlap are no clear change; this is stricter than a
// test of the difference.
func Changes(before, now Evaluator) []Change {
	out := []Change{}
	if before.Labelled() == 0 || now.Labelled() == 0 {
		return out
	}
	seen := map[string]bool{}
	for _, labels := range [][]Label{now.Labels, before.Labels} {
		for _, label := range labels {
			if seen[label.Label] {
				continue
			}
			seen[label.Label] = true
			change := Change{Label: label.Label, Before: before.Share(label.Label), Now: now.Share(label.Label)}
			change.Clear = change.Before.High < change.Now.Low || change.Now.High < change.Before.Low
			out = append(out, change)
		}
	}
	return out
}

// Interval returns the interval for people: "18 to 38 %".
func (s Share) Interval() string {
	return strconv.FormatFloat(s.Low*100, 'f', 0, 64) + " to " + strconv.FormatFloat(s.High*100, 'f', 0, 64) + " %"
}

// Words returns the change for people: "19 % before, no clear change", "up from 19 %".
func (c Change) Words() string {
	switch {
	case !c.Clear:
		return Percent(c.Before.Share) + " before, no clear change"
	case c.Up():
		return "up from " + Percent(c.Before.Share)
	}
	return "down from " + Percent(c.Before.Share)
}

// Score formats a score with at most three digits after the point.
func Score(score float64) string {
	return strconv.FormatFloat(math.Round(score*1000)/1000, 'g', 6, 64)
}
