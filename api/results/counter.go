package results

import (
	"bytes"
	"encoding/json"
	"slices"

	"ax-tui/api"
)

// Bounds of a Counter: evaluators, labels of one, attributes, and values of one attribute.
// What comes beyond is counted together.
const (
	mostEvaluators = 64
	mostLabels     = 100
	mostPaths      = 16
	mostValues     = 200
)

// Options say what a Counter keeps.
type Options struct {
	Judges []Judge // those that are asked for; others that occur are counted only if there is none
	ID     string  // of the run or the task whose labels are meant; "": of any
	Task   bool    // ID is that of a task
	Worst  int     // how many of the worst results of each evaluator are kept
}

// Counter counts results. Make one with NewCounter.
type Counter struct {
	options Options
	quoted  []byte // the ID as in JSON
	seen    api.Distinct
	rows    int
	tallies []*tally // in the order of the judges, then as they occur
}

// NewCounter returns a Counter that has seen no row.
func NewCounter(options Options) *Counter {
	counter := &Counter{options: options}
	if options.ID != "" {
		counter.quoted, _ = api.Body(options.ID) // text always encodes
	}
	for _, judge := range options.Judges {
		counter.tallies = append(counter.tallies, newTally(&judge))
	}
	return counter
}

// Rows returns the number of rows so far.
func (c *Counter) Rows() int { return c.rows }

// Add counts a row, and reports false for one that was counted before: pages may repeat
// rows while new ones arrive.
func (c *Counter) Add(row Row) bool {
	if !c.seen.Add(row.ID) {
		return false
	}
	c.rows++
	for i, evaluation := range row.Evaluations {
		if evaluation.Score == nil && evaluation.Label == "" || slices.ContainsFunc(row.Evaluations[:i], func(other api.Evaluation) bool { return other.Name == evaluation.Name }) {
			continue
		}
		found := c.tally(evaluation.Name)
		if found == nil {
			continue
		}
		found.all.add(&row, &evaluation, c.options.Worst)
		switch {
		case c.quoted == nil:
		case c.names(evaluation.Metadata):
			found.own.add(&row, &evaluation, c.options.Worst)
		case len(evaluation.Metadata) == 0:
			found.unknown++
		default:
			found.notThis++
		}
	}
	return true
}

// tally returns the tally of an evaluator; nil for one that is not asked for.
func (c *Counter) tally(name string) *tally {
	for _, found := range c.tallies {
		if found.judge.Name == name {
			return found
		}
	}
	if len(c.options.Judges) > 0 || len(c.tallies) >= mostEvaluators {
		return nil
	}
	c.tallies = append(c.tallies, newTally(&Judge{Name: name}))
	return c.tallies[len(c.tallies)-1]
}

// names reports whether the metadata of a label has the ID that is asked for as a value.
// The names of its keys are not documented (contract section 6, What a run wrote).
func (c *Counter) names(metadata json.RawMessage) bool {
	if c.quoted == nil || len(metadata) == 0 {
		return false
	}
	if bytes.Contains(metadata, c.quoted) {
		return true
	}
	if bytes.IndexByte(metadata, '\\') < 0 {
		return false
	}
	var value any // an ID may be written with escapes
	return json.Unmarshal(metadata, &value) == nil && holds(value, c.options.ID)
}

func holds(value any, id string) bool {
	switch value := value.(type) {
	case string:
		return value == id
	case []any:
		return slices.ContainsFunc(value, func(inner any) bool { return holds(inner, id) })
	case map[string]any:
		for _, inner := range value {
			if holds(inner, id) {
				return true
			}
		}
	}
	return false
}

// Basis says what ties the labels of the summary: those that are written by the run or
// task if there is any, else those that the window has now.
func (c *Counter) Basis() Basis {
	for _, found := range c.tallies {
		if found.own.evaluated > 0 {
			if c.options.Task {
				return WrittenByTask
			}
			return WrittenByRun
		}
	}
	return NowInWindow
}

// Summary returns the counts so far, on their Basis. minSlice is the fewest results that
// a slice needs to be ranked.
func (c *Counter) Summary(minSlice int) Summary {
	basis := c.Basis()
	out := Summary{Rows: c.rows, Basis: basis, Evaluators: make([]Evaluator, len(c.tallies))}
	for i, found := range c.tallies {
		counts := &found.all
		if basis != NowInWindow {
			counts = &found.own
		}
		out.Others += found.notThis
		out.Evaluators[i] = counts.summary(&found.judge, minSlice)
		out.Evaluators[i].None = c.rows - out.Evaluators[i].Evaluated
		if basis != NowInWindow {
			out.Evaluators[i].NotThis, out.Evaluators[i].Unknown = found.notThis, found.unknown
		}
	}
	return out
}

// tally is what one evaluator said: in all, and of the run or task that is asked for.
type tally struct {
	judge            Judge
	all, own         counts
	notThis, unknown int
}

func newTally(judge *Judge) *tally {
	return &tally{judge: *judge, all: newCounts(judge), own: newCounts(judge)}
}
