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
	out := Share{Count: count, Of: of, Share: p, Low: max(0, middle-half), High: min(1, middle+half)}
	switch count { // where the formula gives 0 and 1 but for its rounding
	case 0:
		out.Low = 0
	case of:
		out.High = 1
	}
	return out
}

// Change compares a share with an earlier one.
type Change struct {
	Label  string  `json:"label"`
	Before Share   `json:"before"`
	Now    Share   `json:"now"`
	Low    float64 `json:"difference_low"` // of the 95 % interval of Now less Before
	High   float64 `json:"difference_high"`
	Clear  bool    `json:"clear"` // 0 is outside this interval
}

// Up reports whether the share has grown.
func (c *Change) Up() bool { return c.Now.Share > c.Before.Share }

// Changes compares the labels of an evaluator with those of an earlier window, in the
// order of now and then those that only the earlier one has. It is empty when one of
// them has no labels.
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
			change.Low, change.High = difference(change.Before, change.Now)
			change.Clear = change.Low > 0 || change.High < 0
			out = append(out, change)
		}
	}
	return out
}

// difference returns the 95 % interval of the difference of two shares, by Newcombe's method:
// it is made of their own intervals.
func difference(before, now Share) (low, high float64) {
	middle := now.Share - before.Share
	return middle - math.Hypot(now.Share-now.Low, before.High-before.Share), middle + math.Hypot(now.High-now.Share, before.Share-before.Low)
}

// Interval returns the interval for people: "18 to 38 %".
func (s Share) Interval() string { return percent(s.Low) + " to " + percent(s.High) + " %" }

// Words returns the change for people, with the interval of the difference in points:
// "19 % before, no clear change (-3 to +19 points)", "up from 19 % (+3 to +19 points)".
func (c *Change) Words() string {
	points := " (" + c.Points() + " points)"
	switch {
	case !c.Clear:
		return Percent(c.Before.Share) + " before, no clear change" + points
	case c.Up():
		return "up from " + Percent(c.Before.Share) + points
	}
	return "down from " + Percent(c.Before.Share) + points
}

// Short is Words for a narrow column: "no clear change (-3 to +19)".
func (c *Change) Short() string {
	switch {
	case !c.Clear:
		return "no clear change (" + c.Points() + ")"
	case c.Up():
		return "up from " + Percent(c.Before.Share) + " (" + c.Points() + ")"
	}
	return "down from " + Percent(c.Before.Share) + " (" + c.Points() + ")"
}

// Points returns the interval of the difference in points: "-3 to +19". An end that is not
// 0 is not rounded to it, so that a clear change does not look like none.
func (c *Change) Points() string { return point(c.Low) + " to " + point(c.High) }

func point(share float64) string {
	number := strconv.FormatFloat(math.Abs(share*100), 'f', 0, 64)
	if number == "0" && share != 0 {
		number = strconv.FormatFloat(max(math.Abs(share*100), 0.1), 'f', 1, 64)
	}
	switch {
	case share > 0:
		return "+" + number
	case share < 0:
		return "-" + number
	}
	return "0"
}

// Score formats a score with at most three digits after the point.
func Score(score float64) string {
	return strconv.FormatFloat(math.Round(score*1000)/1000, 'g', 6, 64)
}
