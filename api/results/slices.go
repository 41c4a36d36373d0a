package results

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"ax-tui/api"
)

// maxValue is how many bytes of an attribute's value tell values apart.
const maxValue = 200

// Slice is the part of the results whose attribute has one value. With labels the rate
// is the share of the bad ones, or of the rarest when scores do not rank them; without
// labels it is the mean score, and Share is zero.
type Slice struct {
	Path  string   `json:"path"`
	Value string   `json:"value"` // "" for rows that have no value
	N     int      `json:"n"`
	Share Share    `json:"rate"`
	Mean  *float64 `json:"mean_score"`
	Lift  float64  `json:"lift"`  // the rate divided by that of all; of a mean score how far it is worse
	Small bool     `json:"small"` // too few results to be ranked
	Rest  bool     `json:"rest"`  // several values beyond the first two hundred
}

// pathCount counts the results for each value of one attribute.
type pathCount struct {
	path   string
	values map[string]*valueCount
	rest   *valueCount
}

type valueCount struct {
	n      int
	labels map[string]int
	mean   mean
}

// path returns the count of an attribute; nil when there are too many.
func (c *counts) path(path string) *pathCount {
	for i := range c.paths {
		if c.paths[i].path == path {
			return &c.paths[i]
		}
	}
	if len(c.paths) >= mostPaths {
		return nil
	}
	c.paths = append(c.paths, pathCount{path: strings.Clone(path), values: map[string]*valueCount{}})
	return &c.paths[len(c.paths)-1]
}

func (p *pathCount) add(value string, evaluation *api.Evaluation) {
	if len(value) > maxValue {
		value = strings.ToValidUTF8(value[:maxValue], "") + "…"
	}
	found := p.values[value]
	switch {
	case found == nil && len(p.values) < mostValues:
		found = &valueCount{labels: map[string]int{}}
		p.values[strings.Clone(value)] = found
	case found == nil:
		if p.rest == nil {
			p.rest = &valueCount{labels: map[string]int{}}
		}
		found = p.rest
	}
	found.n++
	if _, known := found.labels[evaluation.Label]; known || evaluation.Label != "" && len(found.labels) < mostLabels {
		found.labels[strings.Clone(evaluation.Label)]++
	}
	if evaluation.Score != nil {
		found.mean.add(*evaluation.Score)
	}
}

// slices returns the slices of all attributes: those of enough results by their lift,
// the highest first, then the small ones by their size.
func (c *counts) slices(whole *Evaluator, minSlice int) []Slice {
	out := []Slice{}
	focus := whole.Focus()
	for _, path := range c.paths {
		for value, found := range path.values {
			out = append(out, c.slice(whole, focus, Slice{Path: path.path, Value: value}, found))
		}
		if path.rest != nil {
			out = append(out, c.slice(whole, focus, Slice{Path: path.path, Rest: true}, path.rest))
		}
	}
	for i := range out {
		out[i].Small = out[i].N < minSlice
	}
	sort.SliceStable(out, func(i, j int) bool {
		left, right := &out[i], &out[j]
		if left.Small != right.Small {
			return right.Small
		}
		byLift := 0
		if !left.Small {
			byLift = cmp.Compare(right.Lift, left.Lift)
		}
		return cmp.Or(byLift, cmp.Compare(right.N, left.N), cmp.Compare(left.Path, right.Path), cmp.Compare(left.Value, right.Value)) < 0
	})
	return out
}

// Focus returns the labels whose share is the rate of slices: the bad ones, else the
// rarest; none when slices compare mean scores.
func (e Evaluator) Focus() []string {
	if len(e.Bad) > 0 || len(e.Labels) == 0 || e.Ranked {
		return e.Bad
	}
	rarest := slices.MinFunc(e.Labels, func(left, right Label) int { return cmp.Compare(left.Count, right.Count) })
	return []string{rarest.Label}
}

func (c *counts) slice(whole *Evaluator, focus []string, slice Slice, found *valueCount) Slice {
	slice.N, slice.Mean = found.n, found.mean.known()
	if whole.Labelled() > 0 {
		labelled, hits, all := 0, 0, 0
		for label, n := range found.labels {
			labelled += n
			if slices.Contains(focus, label) {
				hits += n
			}
		}
		for _, label := range whole.Labels {
			if slices.Contains(focus, label.Label) {
				all += label.Count
			}
		}
		slice.Share = NewShare(hits, labelled)
		if rate := NewShare(all, whole.Labelled()).Share; rate > 0 {
			slice.Lift = slice.Share.Share / rate
		}
		return slice
	}
	if slice.Mean != nil && whole.Scores != nil && whole.Scores.High > whole.Scores.Low {
		worse := c.judge.sign() * (whole.Scores.Mean - *slice.Mean)
		slice.Lift = 1 + math.Max(-1, worse/(whole.Scores.High-whole.Scores.Low))
	}
	return slice
}

// Name returns the value for people.
func (s *Slice) Name() string {
	if s.Rest {
		return "(other values)"
	}
	return cmp.Or(s.Value, "(none)")
}

// Times returns the lift for people: "1.5 ×".
func (s *Slice) Times() string { return strconv.FormatFloat(s.Lift, 'f', 1, 64) + " ×" }

// Words returns a slice for people without its path: "silver: 41 % of 22, 1.5 × the mean".
// With labels the share is that of the focus; without them it is the mean score.
func (s *Slice) Words(labelled bool) string {
	switch {
	case labelled && s.Small:
		return fmt.Sprintf("%s: %d of %d, too few to rank", s.Name(), s.Share.Count, s.N)
	case labelled:
		return fmt.Sprintf("%s: %s of %d, %s the mean", s.Name(), Percent(s.Share.Share), s.N, s.Times())
	case s.Mean == nil:
		return fmt.Sprintf("%s: no score of %d", s.Name(), s.N)
	}
	return fmt.Sprintf("%s: mean score %s of %d", s.Name(), Score(*s.Mean), s.N)
}
