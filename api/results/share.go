package results

import "math"

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
	if before.Labelled() == 0 || now.Labelled() == 0 {
		return nil
	}
	var out []Change
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
