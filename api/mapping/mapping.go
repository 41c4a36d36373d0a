// Package mapping tells where the mapped paths of an evaluator lead in sample
// spans, experiment runs or dataset examples.
//
// It promises: nested keys, keys with dots, list indexes and mixtures of them
// are all followed (contract section 6, Spans); a path is called found, empty
// or missing and nothing more, since a task looks at another index than a
// preview does; work and depth are bounded whatever the rows hold, and no
// input makes it panic. Texts of the server come back as they are: whoever
// draws them cleans them.
//
// It is pure and imports api and the standard library only; never the network,
// the terminal or ui.
package mapping

import (
	"maps"
	"slices"
	"time"
)

// Set is what a mapping is checked against, and where it came from.
type Set struct {
	Kind       Kind
	Samples    []Sample
	Start, End time.Time // the window the samples were taken from; zero: none
	Filter     string    // the filter they were taken with; empty: none
}

// Report tells where each variable of an evaluator leads.
type Report struct {
	Rows       []Row // by variable
	Kind       Kind
	Samples    int // rows that were looked at
	Unread     int // rows beside them that could not be decoded
	Start, End time.Time
	Filter     string
	Note       string // why a hit is no proof; to be shown with the report
}

// Row is one variable. Found, Empty and Missing count samples and add up to
// Report.Samples.
type Row struct {
	Variable, Path        string // Path empty: not mapped
	Found, Empty, Missing int
	Value                 string // an example, cut; the server's text
	Prefix                string // of a path that no sample has: the longest part that exists
	PrefixType            Type   // what stands there
	Near                  []Near // for rows that are not found everywhere: what may have been meant
}

// State is the best that any sample gives.
func (r Row) State() State {
	switch {
	case r.Found > 0:
		return Found
	case r.Empty > 0:
		return Empty
	}
	return Missing
}

// valueMost cuts example values, in bytes: enough for one line of any terminal.
const valueMost = 240

// notes are the honest words under a report (contract section 6, Spans).
const (
	noteSpans = "A hit is no proof: a task looks at the eval index, which lags 1-2 h and knows fewer attributes."
	noteRows  = "A hit is no proof: other rows may differ."
)

// Check looks up every path of a column mapping, given by variable, in the
// samples. It can be slow for many large samples: run it in a command.
func Check(paths map[string]string, in Set) Report {
	report := Report{Kind: in.Kind, Start: in.Start, End: in.End, Filter: in.Filter, Note: noteRows}
	if in.Kind == Spans {
		report.Note = noteSpans
	}
	var samples []Sample
	for _, sample := range in.Samples {
		if sample.Readable() {
			samples = append(samples, sample)
		} else {
			report.Unread++
		}
	}
	report.Samples = len(samples)
	var near *nearer // made only when something is not found everywhere
	for _, variable := range slices.Sorted(maps.Keys(paths)) {
		row := count(variable, paths[variable], samples)
		if row.Found < len(samples) {
			if near == nil {
				near = newNearer(Paths(samples), len(samples), in.Kind)
			}
			row.Near = offer(near, row, samples)
		}
		report.Rows = append(report.Rows, row)
	}
	return report
}

// count resolves one path in every sample.
func count(variable, path string, samples []Sample) Row {
	row := Row{Variable: variable, Path: path}
	shown := Missing
	for _, sample := range samples {
		res := sample.Resolve(path)
		switch res.State {
		case Found:
			row.Found++
		case Empty:
			row.Empty++
		default:
			row.Missing++
			if len(res.Path) > len(row.Prefix) {
				row.Prefix, row.PrefixType = res.Path, res.Type
			}
		}
		if res.State > shown {
			shown = res.State
			row.Value = res.Value(valueMost)
		}
	}
	if shown != Missing {
		row.Prefix, row.PrefixType = "", ""
	}
	return row
}

// offer lists the paths near a row that more samples have than the row's own.
func offer(n *nearer, row Row, samples []Sample) []Near {
	var out []Near
	for _, known := range n.near(row.Variable, row.Path, row.Found) {
		out = append(out, Near{Path: known.Path, Samples: known.Samples, Value: first(known.Path, samples)})
	}
	return out
}

func first(path string, samples []Sample) string {
	for _, sample := range samples {
		if result := sample.Resolve(path); result.State == Found {
			return result.Value(valueMost)
		}
	}
	return ""
}
