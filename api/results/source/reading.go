package source

import (
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/api/results"
	"ax-tui/api/timewindow"
)

// Reading is how far a plan has been read: its counter and where to go on. Read a page at
// Next, and pass it to Add.
type Reading struct {
	Plan    Plan
	Judges  []results.Judge
	Unread  []string // evaluators whose choices are unknown
	Counter *results.Counter
	Next    Position
	More    bool // there are further pages
	Cut     bool // the list is incomplete, against the rules of the API
	Pages   int
	trail   api.Trail

	versions []judge.Judge
	before   *Plan  // what the summary is compared with; nil: nothing
	alone    string // why there is nothing to compare with
}

// NewReading returns a reading that has not begun.
func NewReading(plan *Plan, known Known, worst int) *Reading {
	return &Reading{
		Plan: *plan, Judges: known.Judges, Unread: known.Unread, Counter: results.NewCounter(plan.Options(known.Judges, worst)), More: true,
		versions: known.Versions,
	}
}

// Add counts a page that was read at Next.
func (r *Reading) Add(page *Page) {
	added := 0
	for _, row := range page.Rows {
		if r.Counter.Add(row) {
			added++
		}
	}
	r.Pages++
	r.Next, r.More, r.Cut = page.Next, page.More, r.Cut || page.Cut
	if page.More && page.Next.cursor != "" {
		if _, broken := r.trail.Next(page.Next.cursor, added); broken {
			r.More, r.Cut = false, true
		}
	}
}

// Noun returns the plural noun of the rows.
func (p *Plan) Noun() string {
	if len(p.Experiments) > 0 {
		return "experiment runs"
	}
	return "spans"
}

// Extent says how much was read, with the number as it is formatted: "all 199 spans", "the
// newest 500 spans".
func (r *Reading) Extent(rows string) string {
	which := "the newest "
	switch {
	case rows == "0" && !r.More:
		return "no " + r.Plan.Noun()
	case !r.More && !r.Cut:
		which = "all "
	case len(r.Plan.Experiments) > 0:
		which = "the first " // they ascend by ID
	}
	return which + rows + " " + r.Plan.Noun()
}

// Basis says in words what ties the labels of a summary.
func (r *Reading) Basis(summary *results.Summary) string {
	if summary.Basis == results.NowInWindow && len(r.Plan.Experiments) > 0 {
		return "labels now on these experiment runs"
	}
	return summary.Basis.Words()
}

// Hidden reports whether the API returns the results of none of the judges, so that there
// is nothing to read.
func (r *Reading) Hidden() bool {
	return len(r.Judges) > 0 && !slices.ContainsFunc(r.Judges, func(judge results.Judge) bool { return !Hidden(judge) })
}

// Notes says what the numbers do not tell: sentences without a full stop, the most
// important first. now is the time of the server.
func (r *Reading) Notes(summary results.Summary, now time.Time) []string {
	return r.NotesOf("", &summary, now)
}

// NotesOf is Notes for a reader of one evaluator, without those about others.
func (r *Reading) NotesOf(evaluator string, summary *results.Summary, now time.Time) (out []string) {
	for _, note := range append(r.judgeNotes(summary), r.unmapped()...) {
		if evaluator == "" || note.about == evaluator {
			out = append(out, note.text)
		}
	}
	return append(out, r.generalNotes(summary, now)...)
}

// generalNotes are those about what was read.
func (r *Reading) generalNotes(summary *results.Summary, now time.Time) (out []string) {
	add := func(condition bool, text string) {
		if condition {
			out = append(out, text)
		}
	}
	plan := r.Plan
	add(slices.ContainsFunc(r.Judges, Hidden), "trace and session scores are not returned by the API: they cannot be shown, which does not mean that there are none")
	if r.Hidden() {
		return out
	}
	labels := "labels of this window"
	if len(plan.Experiments) > 0 {
		labels = "labels of these experiment runs"
	}
	add(summary.Basis == results.NowInWindow && summary.Others > 0 && plan.Run.ID != "" && plan.Task.Type != api.RunExperiment, labels+" name runs, but none names this run")
	add(summary.Basis == results.NowInWindow && summary.Others > 0 && plan.Run.ID == "" && plan.Task.ID != "" && plan.Task.Type != api.RunExperiment, labels+" name tasks, but none names this task")
	add(r.Next.Unfiltered, "the span search refused the filter, so all spans of the window are read")
	add(r.Cut, "the server says that there is more but not where: the numbers are incomplete")
	add(plan.Run.Status.Active(), "the run has not ended: labels are still being written")
	if len(plan.Experiments) > 0 {
		add(plan.Run.ID != "" && plan.Run.ExperimentID == "", "the run may have been limited to some of these experiments, which the API does not tell")
	} else {
		add(plan.Run.ID != "" && plan.Day, "the window of the run is unknown; this is the last day, ending 2 h ago")
		add(plan.Run.ID == "" && plan.Day, "the last day, ending 2 h ago, since the index that tasks search is 1 to 2 h behind")
		add(now.Sub(plan.Window.End) < timewindow.IndexLag, "the window ends less than 2 h ago: the index that tasks search is 1 to 2 h behind, so labels may still come")
		add(plan.Task.SamplingRate != nil && *plan.Task.SamplingRate < 1, "the task samples: spans without a label are to be expected")
		filters := map[string]bool{}
		for _, used := range plan.Task.Evaluators {
			filters[used.Input().QueryFilter] = true
		}
		add(len(filters) > 1, "the evaluators have filters of their own: spans without a label of one include those that only another may judge")
	}
	add(r.alone != "", r.alone)
	for _, name := range r.Unread {
		out = append(out, "the evaluator "+name+" cannot be read, so its choices are unknown")
	}
	return out
}
