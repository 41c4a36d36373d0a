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
func Full(styles *theme.Styles, facts Facts, width int) []string {
	page := facts.summary(styles, width)
	facts.evaluators(page)
	facts.config(page)
	facts.experiments(page)
	facts.ids(page)
	return page.out
}

// Compact is the task in at most h lines of at most w cells, for a preview:
// what it does, to what, with which evaluators, and how its last runs went.
// When lines are left out the last one says how many.
func Compact(styles *theme.Styles, facts Facts, width, height int) []string {
	page := facts.summary(styles, width)
	if len(facts.Runs) > 0 {
		page.styled("last", lastRun(styles, facts, max(width-page.label, 1)))
	}
	facts.evaluators(page)
	facts.config(page)
	return cutLines(styles, page.out, width, height)
}

// summary begins a page with what every description of a task begins with.
func (f Facts) summary(styles *theme.Styles, width int) *page {
	page := newPage(styles, width)
	page.title(name(f.Task.Name))
	page.fact("type", Type(f.Task.Type))
	page.fact("target", Target(f.Task, f.Name))
	page.fact("mode", Mode(f.Task))
	f.filters(page)
	f.times(page)
	if len(f.Runs) > 0 {
		page.styled("runs", Trend(styles, f.Runs, max(width-page.label, 1)))
	}
	return page
}

// Head is the key facts in three lines of at most w cells, for the top of the
// Task screen, which already has the name in its breadcrumbs. The first two are
// empty while no more than the task's ID is known.
func Head(styles *theme.Styles, facts Facts, width int) []string {
	if !known(facts.Task) {
		return []string{"", "", Trend(styles, facts.Runs, width)}
	}
	dot := " " + styles.Glyphs.Dot + " "
	what := Type(facts.Task.Type) + text.Safe(dot) + Target(facts.Task, facts.Name) + text.Safe(dot) + Mode(facts.Task)
	lines := []string{styles.Text.Render(string(text.Cut(what, width)))}
	lines = append(lines, facts.headDetail(styles, width))
	return append(lines, Trend(styles, facts.Runs, width))
}

// known reports whether there is more than an ID: every task has a type.
func known(task api.Task) bool { return task.Type != "" }

// headDetail is the second line: evaluators (or what is run), then the filter.
func (f Facts) headDetail(styles *theme.Styles, width int) string {
	detail := EvaluatorNames(f.Task)
	if f.Task.Type == api.RunExperiment {
		detail = text.Concat("runs ", configSummary(f.Task.RunConfig))
	}
	if flt := FilterWords(f.Task); flt != "" {
		detail = text.Concat(detail, text.Safe(" "+styles.Glyphs.Dot+" "), "filter ", flt)
	}
	return styles.Dim.Render(string(text.Cut(detail, width)))
}

func (f Facts) times(pg *page) {
	task := f.Task
	switch {
	case task.LastRunAt == nil && len(f.Runs) == 0 && known(task):
		pg.fact("last run", "never")
	case task.LastRunAt != nil:
		pg.fact("last run", f.when(*task.LastRunAt))
	}
	if !task.CreatedAt.IsZero() {
		pg.fact("created", f.when(task.CreatedAt))
	}
	if !task.UpdatedAt.IsZero() && !task.UpdatedAt.Equal(task.CreatedAt) {
		pg.fact("updated", f.when(task.UpdatedAt))
	}
}

// when is a time to the minute with its zone, and how long ago that was.
func (f Facts) when(moment time.Time) text.Safe {
	return text.Clean(text.Stamp(moment, f.Zone) + " (" + text.Age(f.Now.Sub(moment)) + ")")
}

func (f Facts) filters(pg *page) {
	queryFilters := f.Task.QueryFilters
	if queryFilters == nil {
		if f.Task.QueryFilter != nil && *f.Task.QueryFilter != "" {
			pg.block("filter", *f.Task.QueryFilter)
		}
		return
	}
	for _, nf := range queryFilters.Filters {
		pg.block(string(text.Concat("filter ", text.CleanN(nf.ID, 8))), nf.Filter)
	}
	if len(queryFilters.Filters) > 1 || queryFilters.Expression != "" && (len(queryFilters.Filters) == 0 || queryFilters.Expression != queryFilters.Filters[0].ID) {
		pg.block("together", queryFilters.Expression)
	}
}

func (f Facts) experiments(pg *page) {
	ids := f.Task.ExperimentIDs
	pg.list("Experiments", len(ids), func(i int) { pg.fact(strconv.Itoa(i+1), Named(ids[i], f.Name)) })
}

// ids stand in full at the end, where they can be read off and selected.
func (f Facts) ids(pg *page) {
	task := f.Task
	pg.section("IDs", 0)
	pg.id("task", task.ID)
	pg.id("project", task.ProjectID)
	pg.id("dataset", task.DatasetID)
	for i, evaluator := range task.Evaluators {
		pg.id("evaluator "+strconv.Itoa(i+1), evaluator.EvaluatorID)
		pg.id("  version", evaluator.VersionID)
	}
	for i, id := range task.ExperimentIDs {
		pg.id("experiment "+strconv.Itoa(i+1), id)
	}
	pg.id("created by", task.CreatedBy)
}

// cutLines keeps the first h lines and says how many were left out.
func cutLines(styles *theme.Styles, lines []string, width, height int) []string {
	if height <= 0 {
		return nil
	}
	if len(lines) <= height {
		return lines
	}
	left := text.Clean("and " + text.Count(len(lines)-height+1) + " more lines in the details")
	return append(lines[:height-1:height-1], styles.Dim.Render(string(text.Cut(left, width))))
}

// name is the task's name, or a stand-in while it is not known.
func name(raw string) text.Safe {
	if cleaned := text.CleanN(raw, 255); cleaned != "" {
		return cleaned
	}
	return "(no name yet)"
}

// evaluators lists each evaluator with its version, its filter and where every
// variable comes from.
func (f Facts) evaluators(pg *page) {
	pg.list("Evaluators", len(f.Task.Evaluators), func(i int) {
		evaluator := f.Task.Evaluators[i]
		pg.fact(strconv.Itoa(i+1), text.Concat(evaluatorName(evaluator), ", ", Version(evaluator)))
		if evaluator.QueryFilter != nil && *evaluator.QueryFilter != "" {
			pg.block("  filter", *evaluator.QueryFilter+f.alsoTask())
		}
		pg.mappings(evaluator)
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
	for _, variable := range slices.Sorted(maps.Keys(evaluator.Mappings)) {
		p.mapping(variable, evaluator.Mappings[variable], "")
	}
	for _, queryMapping := range evaluator.QueryMappings {
		p.mapping(queryMapping.VariableName, queryMapping.AttributePath, queryLetters(queryMapping.QueryIDs))
	}
	if len(evaluator.Mappings)+len(evaluator.QueryMappings) == 0 {
		p.fact("  mappings", "none")
	}
}

func (p *page) mapping(variable, path string, from text.Safe) {
	arrow := text.Safe(" " + p.styles.Glyphs.Arrow + " ")
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
