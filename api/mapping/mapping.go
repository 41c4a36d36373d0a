// Package mapping checks the mapped paths of an evaluator against sample spans,
// experiment runs or dataset examples.
//
// Guarantees: it follows nested keys, keys with dots, list indexes and mixtures
// of them (contract section 6, Spans); a path is found, empty or missing and
// nothing more, since a task reads another index than a preview; time and depth
// are bounded and no input panics. Server text is returned unchanged: sanitize
// it before drawing.
//
// It is pure and imports api and the standard library only; never the network,
// the terminal or ui.
package mapping

import (
	"maps"
	"slices"
	"time"
)

// Set is the samples that a mapping is checked against, and their source.
type Set struct {
	Kind       Kind
	Samples    []Sample
	Start, End time.Time // the window of the samples; zero: none
	Filter     string    // the filter of the samples; empty: none
}

// Report is the result of a check, one row for each variable of a group.
type Report struct {
	Rows       []Row    // by group, sorted by variable
	Groups     []string // the names of the groups, for CheckAll
	Kind       Kind
	Samples    int // samples that were checked
	Unread     int // samples that could not be decoded, not in Samples
	Start, End time.Time
	Filter     string
	Note       string // why a match is no guarantee; show it with the report
}

// Row is the result for one variable. Found, Empty and Missing count samples
// and add up to Report.Samples.
type Row struct {
	Group                 int    // the index of its group, for CheckAll
	Variable, Path        string // Path empty: not mapped
	Found, Empty, Missing int
	Value                 string // an example, cut; server text
	Prefix                string // the longest part that exists, of a path that no sample has
	PrefixType            Type   // of the value at Prefix
	Near                  []Near // suggestions, for rows that are not found in all samples
}

// State returns the best state of any sample.
func (r *Row) State() State {
	switch {
	case r.Found > 0:
		return Found
	case r.Empty > 0:
		return Empty
	}
	return Missing
}

// Words says how a row ends: "found", "in part", "empty", "missing", "not mapped", or
// "not checked" without samples.
func (r *Row) Words(samples int) string {
	switch {
	case r.Path == "":
		return "not mapped"
	case samples == 0:
		return "not checked"
	case r.Found == samples:
		return "found"
	case r.Found > 0:
		return "in part"
	case r.Empty > 0:
		return "empty"
	}
	return "missing"
}

// Label names the variable of a row, with its group if there are several.
func (r *Report) Label(row *Row) string {
	if len(r.Groups) < 2 {
		return row.Variable
	}
	return r.Groups[row.Group] + ": " + row.Variable
}

// Below returns the rows that are found in less than a share of the samples.
func (r *Report) Below(share float64) (out []Row) {
	for _, row := range r.Rows {
		if row.Path == "" || float64(row.Found) < share*float64(r.Samples) {
			out = append(out, row)
		}
	}
	return out
}

// maxValue bounds example values, in bytes: enough for one line of any terminal.
const maxValue = 240

// Notes under a report (contract section 6, Spans).
const (
	noteSpans = "A match is no guarantee: tasks read the eval index, which lags 1-2 h and has fewer attributes."
	noteRows  = "A match is no guarantee: other rows may differ."
)

// Check resolves every path of a column mapping (by variable) in the samples. It
// can be slow for many large samples: run it in a command.
func Check(paths map[string]string, set *Set) Report {
	report := Report{Kind: set.Kind, Start: set.Start, End: set.End, Filter: set.Filter, Note: noteRows}
	if set.Kind == Spans {
		report.Note = noteSpans
	}
	var samples []Sample
	for _, sample := range set.Samples {
		if sample.Readable() {
			samples = append(samples, sample)
		} else {
			report.Unread++
		}
	}
	report.Samples = len(samples)
	var near *nearer // made only when a path is not found in all samples
	for _, variable := range slices.Sorted(maps.Keys(paths)) {
		row := checkPath(variable, paths[variable], samples)
		if row.Found < len(samples) {
			if near == nil {
				near = newNearer(Paths(samples), len(samples), set.Kind)
			}
			row.Near = suggest(near, &row, samples)
		}
		report.Rows = append(report.Rows, row)
	}
	return report
}

// Group is the mapping of one evaluator: the path of each variable, "" for one that is
// not mapped.
type Group struct {
	Name  string
	Paths map[string]string
}

// CheckAll is Check for several groups: the rows of one follow those of the one before.
func CheckAll(groups []Group, set *Set) Report {
	out := Check(nil, set)
	for i, group := range groups {
		out.Groups = append(out.Groups, group.Name)
		for _, row := range Check(group.Paths, set).Rows {
			row.Group = i
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

// checkPath resolves one path in every sample.
func checkPath(variable, path string, samples []Sample) Row {
	row := Row{Variable: variable, Path: path}
	shown := Missing
	for _, sample := range samples {
		result := sample.Resolve(path)
		switch result.State {
		case Found:
			row.Found++
		case Empty:
			row.Empty++
		default:
			row.Missing++
			if len(result.Path) > len(row.Prefix) {
				row.Prefix, row.PrefixType = result.Path, result.Type
			}
		}
		if result.State > shown {
			shown = result.State
			row.Value = result.Value(maxValue)
		}
	}
	if shown != Missing {
		row.Prefix, row.PrefixType = "", ""
	}
	return row
}

// suggest lists the paths near a row's path that are found in more samples.
func suggest(ranking *nearer, row *Row, samples []Sample) []Near {
	var out []Near
	for _, known := range ranking.near(row.Variable, row.Path, row.Found) {
		out = append(out, Near{Path: known.Path, Samples: known.Samples, Value: firstValue(known.Path, samples)})
	}
	return out
}

func firstValue(path string, samples []Sample) string {
	for _, sample := range samples {
		if result := sample.Resolve(path); result.State == Found {
			return result.Value(maxValue)
		}
	}
	return ""
}
