// Package taskinfo turns a task and its runs into words and lines: the preview
// beside the Tasks screen, the head and the details of the Task screen, the
// cells of its table of runs, and the facts of one run.
//
// It promises that every text of the server has been cleaned, that no line is
// wider than was asked for, and that a thing is worded the same wherever it
// stands. It is pure: it asks nobody, keeps nothing and reads no clock. It
// imports api for its plain types, api/diagnose, theme and ui/text; never host or a
// screen.
package taskinfo

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Lookup tells what an ID of a project, dataset or experiment is called; false
// while that is not known.
type Lookup func(id string) (text.Safe, bool)

// Facts is what is known of a task. Only Task and Now are needed.
type Facts struct {
	Task api.Task
	Name Lookup    // nil: nothing has a name, IDs are shown
	Runs []api.Run // the last runs, newest first; empty: none known
	Now  time.Time
	Zone *time.Location // nil: UTC
}

// Full is everything the task has, for the details sheet. Lines are styled and
// at most w cells wide; below 20 cells they are cut.
func Full(st *theme.Styles, facts Facts, w int) []string {
	page := facts.summary(st, w)
	facts.evaluators(page)
	facts.config(page)
	facts.experiments(page)
	facts.ids(page)
	return page.out
}

// Compact is the task in at most h lines of at most w cells, for a preview:
// what it does, to what, with which evaluators, and how its last runs went.
// When lines are left out the last one says how many.
func Compact(st *theme.Styles, facts Facts, w, h int) []string {
	page := facts.summary(st, w)
	if len(facts.Runs) > 0 {
		page.styled("last", lastRun(st, facts, max(w-page.label, 1)))
	}
	facts.evaluators(page)
	facts.config(page)
	return cutLines(st, page.out, w, h)
}

// summary begins a page with what every description of a task begins with.
func (f Facts) summary(st *theme.Styles, w int) *page {
	page := newPage(st, w)
	page.title(name(f.Task.Name))
	page.fact("type", Type(f.Task.Type))
	page.fact("target", Target(f.Task, f.Name))
	page.fact("mode", Mode(f.Task))
	f.filters(page)
	f.times(page)
	if len(f.Runs) > 0 {
		page.styled("runs", Trend(st, f.Runs, max(w-page.label, 1)))
	}
	return page
}

// Head is the key facts in three lines of at most w cells, for the top of the
// Task screen, which already has the name in its breadcrumbs. The first two are
// empty while no more than the task's ID is known.
func Head(st *theme.Styles, facts Facts, w int) []string {
	if !known(facts.Task) {
		return []string{"", "", Trend(st, facts.Runs, w)}
	}
	dot := " " + st.Glyphs.Dot + " "
	what := Type(facts.Task.Type) + text.Safe(dot) + Target(facts.Task, facts.Name) + text.Safe(dot) + Mode(facts.Task)
	lines := []string{st.Text.Render(string(text.Cut(what, w)))}
	lines = append(lines, facts.headDetail(st, w))
	return append(lines, Trend(st, facts.Runs, w))
}

// known reports whether there is more than an ID: every task has a type.
func known(task api.Task) bool { return task.Type != "" }

// headDetail is the second line: evaluators (or what is run), then the filter.
func (f Facts) headDetail(st *theme.Styles, w int) string {
	s := EvaluatorNames(f.Task)
	if f.Task.Type == api.RunExperiment {
		s = text.Concat("runs ", configSummary(f.Task.RunConfig))
	}
	if flt := FilterWords(f.Task); flt != "" {
		s = text.Concat(s, text.Safe(" "+st.Glyphs.Dot+" "), "filter ", flt)
	}
	return st.Dim.Render(string(text.Cut(s, w)))
}

func (f Facts) times(p *page) {
	task := f.Task
	switch {
	case task.LastRunAt == nil && len(f.Runs) == 0 && known(task):
		p.fact("last run", "never")
	case task.LastRunAt != nil:
		p.fact("last run", f.when(*task.LastRunAt))
	}
	if !task.CreatedAt.IsZero() {
		p.fact("created", f.when(task.CreatedAt))
	}
	if !task.UpdatedAt.IsZero() && !task.UpdatedAt.Equal(task.CreatedAt) {
		p.fact("updated", f.when(task.UpdatedAt))
	}
}

// when is a time to the minute with its zone, and how long ago that was.
func (f Facts) when(t time.Time) text.Safe {
	return text.Clean(text.Stamp(t, f.Zone) + " (" + text.Age(f.Now.Sub(t)) + ")")
}

func (f Facts) filters(p *page) {
	queryFilters := f.Task.QueryFilters
	if queryFilters == nil {
		if f.Task.QueryFilter != nil && *f.Task.QueryFilter != "" {
			p.block("filter", *f.Task.QueryFilter)
		}
		return
	}
	for _, nf := range queryFilters.Filters {
		p.block(string(text.Concat("filter ", text.CleanN(nf.ID, 8))), nf.Filter)
	}
	if len(queryFilters.Filters) > 1 || queryFilters.Expression != "" && (len(queryFilters.Filters) == 0 || queryFilters.Expression != queryFilters.Filters[0].ID) {
		p.block("together", queryFilters.Expression)
	}
}

func (f Facts) experiments(p *page) {
	ids := f.Task.ExperimentIDs
	p.list("Experiments", len(ids), func(i int) { p.fact(strconv.Itoa(i+1), Named(ids[i], f.Name)) })
}

// ids stand in full at the end, where they can be read off and selected.
func (f Facts) ids(p *page) {
	task := f.Task
	p.section("IDs", 0)
	p.id("task", task.ID)
	p.id("project", task.ProjectID)
	p.id("dataset", task.DatasetID)
	for i, evaluator := range task.Evaluators {
		p.id("evaluator "+strconv.Itoa(i+1), evaluator.EvaluatorID)
		p.id("  version", evaluator.VersionID)
	}
	for i, id := range task.ExperimentIDs {
		p.id("experiment "+strconv.Itoa(i+1), id)
	}
	p.id("created by", task.CreatedBy)
}

// cutLines keeps the first h lines and says how many were left out.
func cutLines(st *theme.Styles, lines []string, w, h int) []string {
	if h <= 0 {
		return nil
	}
	if len(lines) <= h {
		return lines
	}
	left := text.Clean("and " + text.Count(len(lines)-h+1) + " more lines in the details")
	return append(lines[:h-1:h-1], st.Dim.Render(string(text.Cut(left, w))))
}

// name is the task's name, or a stand-in while it is not known.
func name(s string) text.Safe {
	if n := text.CleanN(s, 255); n != "" {
		return n
	}
	return "(no name yet)"
}

// evaluators lists each evaluator with its version, its filter and where every
// variable comes from.
func (f Facts) evaluators(p *page) {
	p.list("Evaluators", len(f.Task.Evaluators), func(i int) {
		evaluator := f.Task.Evaluators[i]
		p.fact(strconv.Itoa(i+1), text.Concat(evaluatorName(evaluator), ", ", Version(evaluator)))
		if evaluator.QueryFilter != nil && *evaluator.QueryFilter != "" {
			p.block("  filter", *evaluator.QueryFilter+f.alsoTask())
		}
		p.mappings(evaluator)
	})
}

// alsoTask reminds that both filters must hold (contract section 6, Tasks).
func (f Facts) alsoTask() string {
	if f.Task.QueryFilter != nil && *f.Task.QueryFilter != "" {
		return "  (and the task's filter)"
	}
	return ""
}

// Version is the version a task uses of an evaluator: "latest version", or the
// end of the ID it is pinned to (contract section 6, Get).
func Version(evaluator api.TaskEvaluator) text.Safe {
	if evaluator.VersionID == "" {
		return "latest version"
	}
	return text.Concat("pinned to version ", Tail(evaluator.VersionID))
}

// mappings has one line a variable, sorted, so that two looks read the same.
func (p *page) mappings(evaluator api.TaskEvaluator) {
	for _, v := range slices.Sorted(maps.Keys(evaluator.Mappings)) {
		p.mapping(v, evaluator.Mappings[v], "")
	}
	for _, queryMapping := range evaluator.QueryMappings {
		p.mapping(queryMapping.VariableName, queryMapping.AttributePath, queryLetters(queryMapping.QueryIDs))
	}
	if len(evaluator.Mappings)+len(evaluator.QueryMappings) == 0 {
		p.fact("  mappings", "none")
	}
}

func (p *page) mapping(variable, path string, from text.Safe) {
	arrow := text.Safe(" " + p.st.Glyphs.Arrow + " ")
	p.fact("  maps", text.Concat(text.CleanN(variable, 120), arrow, text.CleanN(path, 600), from))
}

// queryLetters says from which of the named filters a variable is taken; no
// letter means any of them (contract section 6).
func queryLetters(ids []string) text.Safe {
	if len(ids) == 0 {
		return "  (from any query)"
	}
	return text.Concat("  (from query ", text.CleanN(strings.Join(ids, ", "), 60), ")")
}
