package results

import (
	"cmp"
	"slices"
	"sort"

	"ax-tui/api"
)

// counts is what an evaluator said about some rows.
type counts struct {
	judge     Judge
	evaluated int
	labels    map[string]*labelCount
	other     int // rows with further labels
	scores    scores
	worst     worst
	paths     []pathCount
}

// labelCount counts one label, and its scores.
type labelCount struct {
	count int
	mean  mean
}

func newCounts(judge *Judge) counts {
	return counts{judge: *judge, labels: map[string]*labelCount{}}
}

func (c *counts) add(row *Row, evaluation *api.Evaluation, keep int) {
	c.evaluated++
	if evaluation.Label != "" {
		if found := labelIn(c.labels, evaluation.Label, mostLabels); found == nil {
			c.other++
		} else {
			found.add(evaluation.Score)
		}
	}
	if evaluation.Score != nil {
		c.scores.add(*evaluation.Score)
	}
	good, ranked := c.judge.goodness(evaluation)
	c.worst.add(row, evaluation, kept{good: good, ranked: ranked, order: c.evaluated}, keep)
	for _, value := range row.Values {
		if path := c.path(value.Path); path != nil {
			path.add(value.Text, evaluation)
		}
	}
}

func (l *labelCount) add(score *float64) {
	l.count++
	if score != nil {
		l.mean.add(*score)
	}
}

// labelIn returns the count of a label, a new one unless there are too many; nil then.
func labelIn(labels map[string]*labelCount, label string, most int) *labelCount {
	found := labels[label]
	if found == nil && len(labels) < most {
		found = &labelCount{}
		labels[label] = found
	}
	return found
}

// goodness returns a number that is higher for a better result; false when neither a
// score nor the choices say which one is better.
func (j *Judge) goodness(evaluation *api.Evaluation) (float64, bool) {
	if j.Direction == api.Neutral {
		return 0, false
	}
	if evaluation.Score != nil {
		return j.sign() * *evaluation.Score, true
	}
	score, ok := j.Choices[evaluation.Label] // 0 if there is none
	return j.sign() * score, ok
}

// halves returns the range of goodness: from the choices, which the evaluator cannot
// leave, else from what was counted. ok is false when it has less than two ends.
func (c *counts) halves() (worst, best float64, ok bool) {
	if c.judge.Direction == api.Neutral {
		return 0, 0, false
	}
	sign := c.judge.sign()
	var ends []float64
	for _, score := range c.judge.Choices {
		ends = append(ends, sign*score)
	}
	if len(ends) == 0 && c.scores.mean.n > 0 {
		ends = []float64{sign * c.scores.low, sign * c.scores.high}
	}
	if len(ends) == 0 {
		return 0, 0, false
	}
	worst, best = slices.Min(ends), slices.Max(ends)
	return worst, best, worst < best
}

// summary returns the counts as an Evaluator, without what the rows say.
func (c *counts) summary(judge *Judge, minSlice int) Evaluator {
	out := Evaluator{Name: judge.Name, Granularity: judge.Granularity, Evaluated: c.evaluated, OtherLabels: c.other, Scores: c.scores.summary(), Labels: []Label{}, Bad: []string{}, Changes: []Change{}}
	total := c.other
	for _, found := range c.labels {
		total += found.count
	}
	low, high, ranked := c.halves()
	middle := low/2 + high/2
	out.Ranked = ranked
	for name, found := range c.labels {
		label := Label{Label: name, Share: NewShare(found.count, total), Score: found.mean.known()}
		if score, ok := judge.Choices[name]; ok {
			label.Score = &score
		}
		label.Bad = ranked && label.Score != nil && judge.sign()**label.Score < middle
		out.Labels = append(out.Labels, label)
	}
	sort.SliceStable(out.Labels, func(i, j int) bool {
		left, right := &out.Labels[i], &out.Labels[j]
		byScore := 0
		if ranked && left.Score != nil && right.Score != nil {
			byScore = cmp.Compare(judge.sign()**left.Score, judge.sign()**right.Score)
		}
		return cmp.Or(byScore, cmp.Compare(right.Count, left.Count), cmp.Compare(left.Label, right.Label)) < 0
	})
	for _, label := range out.Labels {
		if label.Bad {
			out.Bad = append(out.Bad, label.Label)
			out.BadCount += label.Count
		}
	}
	if total == 0 && ranked {
		out.BadCount = c.below(middle)
	}
	out.Worst = c.worst.items(ranked, middle, high)
	out.Slices = c.slices(&out, minSlice)
	return out
}

// below returns how many scores are worse than a goodness.
func (c *counts) below(middle float64) (count int) {
	for score, n := range c.scores.counts {
		if c.judge.sign()*score < middle {
			count += n
		}
	}
	return count
}
