// Package taskinfo formats a task and its runs: the preview of the Tasks screen, the
// head and the details of the Task screen, the cells of its table of runs, and the
// preview of one run.
//
// It guarantees that server text is cleaned, that no line is wider than requested,
// and that a value is formatted the same way everywhere. It is pure: no I/O, no
// state, no clock.
package taskinfo

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/judge"
	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Lookup returns the name of the ID of a project, dataset or experiment, or false
// while it is unknown.
type Lookup func(id string) (text.Safe, bool)

// Facts is what is known about a task. Only Task and Now are required.
type Facts struct {
	Task api.Task
	Name Lookup   // nil: IDs are shown
	Runs []Ending // the last runs, newest first
	// Outcome returns what a run achieved; nil: what Now and the run tell.
	Outcome func(*api.Run) outcome.Outcome
	// Causes returns why a run ended so; nil: what the task, Now and the run tell.
	Causes func(task api.Task, run *api.Run, others []api.Run) diagnose.Diagnosis
	// Changed says by the ID of a run how it was judged otherwise than the run before.
	Changed map[string][]judge.Change
	Now     time.Time
	Zone    *time.Location // nil: UTC
}

// Full renders all details of the task for the details sheet. Lines are styled and
// at most width cells wide; below 20 cells they are cut.
func Full(styles *theme.Styles, facts Facts, width int) []string {
	page := facts.summary(styles, width)
	facts.evaluators(page)
	facts.config(page)
	facts.experiments(page)
	facts.ids(page)
	return page.lines()
}

// Compact renders the task for a preview, in at most height lines of at most width
// cells: type, target, mode, last runs, evaluators and run configuration. If lines
// are left out, the last one says how many.
func Compact(styles *theme.Styles, facts *Facts, width, height int) []string {
	page := facts.summary(styles, width)
	facts.evaluators(page)
	facts.config(page)
	return cutLines(styles, page.lines(), width, height)
}

// summary starts a page with the lines that Full and Compact have in common.
func (f *Facts) summary(styles *theme.Styles, width int) *page {
	page := newPage(styles, width)
	page.title(name(f.Task.Name))
	page.fact("type", Type(f.Task.Type))
	page.fact("target", Target(&f.Task, f.Name))
	page.fact("mode", Mode(&f.Task))
	f.filters(page)
	f.times(page)
	page.trend(f.Runs)
	return page
}

// Head renders the key facts in three lines of at most width cells, for the top of
// the Task screen, whose breadcrumbs have the name. The first two are empty while
// only the ID of the task is known.
func Head(styles *theme.Styles, facts Facts, width int) []string {
	if !known(&facts.Task) {
		return []string{"", "", Trend(styles, facts.Runs, width)}
	}
	dot := " " + styles.Glyphs.Dot + " "
	what := Type(facts.Task.Type) + text.Safe(dot) + Target(&facts.Task, facts.Name) + text.Safe(dot) + Mode(&facts.Task)
	lines := []string{styles.Text.Render(string(text.Cut(what, width)))}
	lines = append(lines, facts.headDetail(styles, width))
	return append(lines, Trend(styles, facts.Runs, width))
}

// known reports whether more than the ID is known: every loaded task has a type.
func known(task *api.Task) bool { return task.Type != "" }

// headDetail renders the second line of Head: evaluators or run configuration, then the filter.
func (f *Facts) headDetail(styles *theme.Styles, width int) string {
	label := text.Lit("evaluator ")
	if len(f.Task.Evaluators) > 1 {
		label = "evaluators "
	}
	detail := text.Concat(label, EvaluatorNames(&f.Task))
	if f.Task.Type == api.RunExperiment {
		detail = text.Concat("runs ", configSummary(f.Task.RunConfig))
	}
	if filter := FilterText(&f.Task); filter != "" {
		detail = text.Concat(detail, text.Safe(" "+styles.Glyphs.Dot+" "), "filter ", filter)
	}
	return styles.Dim.Render(string(text.Cut(detail, width)))
}

func (f *Facts) times(out *page) {
	task := f.Task
	switch {
	case task.LastRunAt != nil:
		out.when("last run", *task.LastRunAt, f.Now, f.Zone)
	case len(f.Runs) > 0 || !known(&task):
	case task.NeverRan():
		out.fact("last run", "never")
	default:
		out.fact("last run", none)
	}
	if !task.CreatedAt.IsZero() {
		out.when("created", task.CreatedAt, f.Now, f.Zone)
	}
	if !task.UpdatedAt.IsZero() && !task.UpdatedAt.Equal(task.CreatedAt) {
		out.when("updated", task.UpdatedAt, f.Now, f.Zone)
	}
}

func (f *Facts) filters(out *page) {
	queryFilters := f.Task.QueryFilters
	if queryFilters == nil {
		if f.Task.QueryFilter != nil && *f.Task.QueryFilter != "" {
			out.block("filter", *f.Task.QueryFilter)
		}
		return
	}
	for _, filter := range queryFilters.Filters {
		out.block(string(text.Concat("filter ", text.CleanN(filter.ID, 8))), filter.Filter)
	}
	if len(queryFilters.Filters) > 1 || queryFilters.Expression != "" && (len(queryFilters.Filters) == 0 || queryFilters.Expression != queryFilters.Filters[0].ID) {
		out.block("expression", queryFilters.Expression)
	}
}

func (f Facts) experiments(out *page) {
	ids := f.Task.ExperimentIDs
	out.list("Experiments", len(ids), func(i int) { out.fact(strconv.Itoa(i+1), Named(ids[i], f.Name)) })
}

// ids adds all IDs in full, so that they can be selected.
func (f *Facts) ids(out *page) {
	task := f.Task
	out.section("IDs", 0)
	out.id("task", task.ID)
	out.id("project", task.ProjectID)
	out.id("dataset", task.DatasetID)
	for i, evaluator := range task.Evaluators {
		out.id("evaluator "+strconv.Itoa(i+1), evaluator.EvaluatorID)
		out.id("  version", evaluator.VersionID)
	}
	for i, id := range task.ExperimentIDs {
		out.id("experiment "+strconv.Itoa(i+1), id)
	}
	out.id("created by", task.CreatedBy)
}

// cutLines keeps the first height lines; the last one says how many were left out.
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

// name returns the name of the task, or a placeholder while it is unknown.
func name(raw string) text.Safe {
	if cleaned := text.CleanN(raw, 255); cleaned != "" {
		return cleaned
	}
	return "(name not loaded)"
}

// evaluators adds each evaluator with its version, filter and variable mappings.
func (f Facts) evaluators(out *page) {
	out.list("Evaluators", len(f.Task.Evaluators), func(i int) {
		evaluator := f.Task.Evaluators[i]
		out.fact(strconv.Itoa(i+1), text.Concat(evaluatorName(&evaluator), ", ", Version(&evaluator)))
		if evaluator.QueryFilter != nil && *evaluator.QueryFilter != "" {
			out.block("  filter", *evaluator.QueryFilter+f.taskFilterNote())
		}
		out.mappings(&evaluator)
	})
}

// taskFilterNote notes that the filter of the task applies, too (contract section 6, Tasks).
func (f *Facts) taskFilterNote() string {
	if f.Task.QueryFilter != nil && *f.Task.QueryFilter != "" {
		return "  (and the task's filter)"
	}
	return ""
}

// Version formats the version of an evaluator that a task uses: "latest version", or
// the end of the ID of the pinned version (contract section 6, Get).
func Version(evaluator *api.TaskEvaluator) text.Safe {
	if evaluator.VersionID == "" {
		return "latest version"
	}
	return text.Concat("pinned to version ", text.ShortID(evaluator.VersionID))
}

// mappings adds one line per variable, sorted, so that the order is stable.
func (p *page) mappings(evaluator *api.TaskEvaluator) {
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

// queryLetters formats the named filters from whose spans a variable is taken; none
// means any of them (contract section 6).
func queryLetters(ids []string) text.Safe {
	if len(ids) == 0 {
		return "  (from any query)"
	}
	return text.Concat("  (from query ", text.CleanN(strings.Join(ids, ", "), 60), ")")
}
