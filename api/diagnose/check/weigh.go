package check

import (
	"sort"
	"strconv"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/sample"
)

// Weigh returns the diagnosis of a run with what the server said about each cause: those
// that a request has shown come first, those that one speaks against are excluded.
func Weigh(in diagnose.Input, facts *Facts) diagnose.Diagnosis {
	in.Evaluators = evaluators(&in, facts)
	out := diagnose.Diagnose(in)
	of := weighing{in: in, facts: *facts}
	var causes []diagnose.Finding
	hasData := false
	for _, finding := range out.Causes {
		of.about(&finding)
		if finding.Mark == diagnose.Excluded && !finding.Certain {
			hasData = hasData || finding.Class == diagnose.NoData
			finding.Cure, finding.Basis = diagnose.Cure{}, against(&finding)
			out.Excluded = append(out.Excluded, finding)
			continue
		}
		causes = append(causes, finding)
	}
	if len(causes) == 0 && len(out.Excluded) > 0 {
		causes = append(causes, diagnose.NoneLeft(hasData))
	}
	sort.SliceStable(causes, func(i, j int) bool { return of.weight(&causes[i]) > of.weight(&causes[j]) })
	out.Causes = causes
	return out
}

// against returns what a request has shown against an excluded cause.
func against(finding *diagnose.Finding) string {
	for _, check := range finding.Checks {
		if check.Mark == diagnose.Excluded {
			return check.Shows
		}
	}
	return finding.Basis
}

// weight ranks what a request has shown first, then the filter if no span matches it.
func (w *weighing) weight(finding *diagnose.Finding) int {
	switch {
	case finding.Mark == diagnose.Checked:
		return 2
	case finding.Rule == diagnose.NoMatch && w.facts.Any.Count > 0:
		return 1
	}
	return 0
}

// evaluators returns the evaluators of the task with the versions in force when the run
// was created, as far as they were read.
func evaluators(in *diagnose.Input, facts *Facts) []api.Evaluator {
	if len(facts.Judges) < len(in.Task.Evaluators) {
		return in.Evaluators
	}
	out := make([]api.Evaluator, 0, len(facts.Judges))
	for i := range facts.Judges {
		read := &facts.Judges[i]
		evaluator := api.Evaluator{ID: read.Used.EvaluatorID, Name: read.Used.Name}
		if version := inForce(read, &in.Run); version != nil {
			evaluator.Version = version
		}
		out = append(out, evaluator)
	}
	return out
}

// inForce returns the version in force when a run was created, else the newest; nil if
// none was read.
func inForce(read *judge.Judge, run *api.Run) *api.EvaluatorVersion {
	at := read.InForce(judge.At(run)).Index
	if at < 0 {
		at = read.Now().Index
	}
	if at < 0 {
		return nil
	}
	return &read.Versions[at]
}

// weighing adds checks to findings.
type weighing struct {
	in    diagnose.Input
	facts Facts
}

func (w *weighing) about(finding *diagnose.Finding) {
	if finding.Certain {
		add(finding, diagnose.Checked, "the run says so itself", "GET /v2/task-runs/…")
	}
	switch finding.Class {
	case diagnose.JudgeKey:
		w.unread(finding)
		w.key(finding)
	case diagnose.JudgeModel:
		w.unread(finding)
		w.model(finding)
	case diagnose.NoData, diagnose.Filter, diagnose.Lag:
		w.spans(finding)
		w.outputs(finding)
	case diagnose.Labelled:
		w.labels(finding)
	case diagnose.Mapping:
		w.paths(finding)
	case diagnose.Granularity, diagnose.Rails, diagnose.Sandbox:
		w.unread(finding)
		w.judges(finding)
	case diagnose.Limits, diagnose.ByHandClass, diagnose.Unknown: // no request shows them
	}
	if len(finding.Checks) == 0 && w.facts.Asked {
		add(finding, diagnose.NotChecked, w.unchecked(finding.Class), "")
	}
}

// unchecked says why no request shows anything about a cause of a class.
func (w *weighing) unchecked(class diagnose.Class) string {
	matching := w.facts.Matching
	if !w.in.Run.Status.Terminal() {
		return "the API shows neither a queue nor how much of a run is left"
	}
	switch class {
	case diagnose.Limits:
		return "the API does not show single calls"
	case diagnose.ByHandClass:
		return "the API does not say who cancelled a run"
	case diagnose.Unknown:
		return "no other request shows more about the end of a run"
	case diagnose.JudgeKey, diagnose.JudgeModel, diagnose.Granularity, diagnose.Rails, diagnose.Sandbox:
		return "the evaluators of the task show nothing about it"
	case diagnose.NoData, diagnose.Filter, diagnose.Lag, diagnose.Labelled, diagnose.Mapping:
	}
	switch {
	case w.in.Task.ProjectID == "":
		return "the task reads a dataset, so there are no spans to look at"
	case !matching.Asked:
		return "the run has no window in which to look for spans"
	case matching.Err != nil:
		return "the spans could not be read: " + api.Reason(matching.Err)
	}
	return "no span of the window matches the filter now, so there is none to look at"
}

// outputs weighs whether the experiments of a task on a dataset have runs.
func (w *weighing) outputs(finding *diagnose.Finding) {
	task := w.in.Task
	if !w.facts.Asked || task.ProjectID != "" || !task.Type.Evaluation() {
		return
	}
	if len(task.ExperimentIDs) == 0 {
		add(finding, diagnose.Checked, "the task names no experiments", "GET /v2/tasks/"+task.ID)
		return
	}
	filtered := finding.Cure.DropFilters // it may be the filter that matches none
	mark := diagnose.Checked
	if len(w.facts.Outputs) < len(task.ExperimentIDs) {
		mark = diagnose.Inferred
	}
	for _, read := range w.facts.Outputs {
		switch {
		case read.Any && !filtered:
			mark = diagnose.Excluded
		case mark == diagnose.Checked && (read.Any || read.Err != nil):
			mark = diagnose.Inferred
		}
	}
	for _, read := range w.facts.Outputs {
		words, shows := "the experiment has no runs", mark
		switch {
		case read.Err != nil:
			words, shows = "the runs of the experiment could not be read: "+api.Reason(read.Err), diagnose.NotChecked
		case read.Any:
			words = "the experiment has runs now"
		case mark == diagnose.Excluded:
			shows = diagnose.Inferred
		}
		add(finding, shows, words, "GET /v2/experiments/"+read.ID+"/runs")
	}
	if finding.Mark == diagnose.Checked {
		finding.Do, finding.Cure = "give the experiments runs first, or trigger the task on experiments that have some", diagnose.Cure{}
	}
}

// add adds a check to a finding. One that is Checked or Excluded decides the finding,
// unless the server said it itself; an Inferred one shows a fact that decides nothing.
func add(finding *diagnose.Finding, mark diagnose.Mark, shows, request string) {
	if !finding.Certain && (mark == diagnose.Checked || mark == diagnose.Excluded) {
		finding.Mark = mark
	}
	if mark == diagnose.Inferred {
		mark = diagnose.Checked
	}
	finding.Checks = append(finding.Checks, diagnose.Check{Mark: mark, Shows: shows, Request: request})
}

const (
	withFilter    = "POST /v2/spans, window and filter of the run"
	withoutFilter = "POST /v2/spans, window of the run, no filter"
	versions      = "GET /v2/evaluators/…/versions"
	integrations  = "GET /v2/integrations/…"
)

// count writes how many spans there are: "100 or more spans".
func (s *Spans) count() string {
	if s.More && s.Count == 0 {
		return "none of the spans read so far"
	}
	if s.More {
		return strconv.Itoa(s.Count) + " or more spans"
	}
	return text(s.Count)
}

// sampled writes how many spans were looked at: "the 100 newest spans", of more.
func (s *Spans) sampled() string {
	if s.More {
		return "the " + strconv.Itoa(s.Count) + " newest spans"
	}
	return text(s.Count)
}

func text(spans int) string {
	if spans == 1 {
		return "1 span"
	}
	return strconv.Itoa(spans) + " spans"
}

// spans weighs what the span store has in the window.
func (w *weighing) spans(finding *diagnose.Finding) {
	matching, every := w.facts.Matching, w.facts.Any
	switch {
	case !matching.Asked:
		return
	case matching.Err != nil:
		add(finding, diagnose.NotChecked, "the spans could not be read: "+api.Reason(matching.Err), withFilter)
		return
	}
	request := withFilter
	if sample.Of(&w.in.Task).Filter == "" {
		request = withoutFilter
	}
	mark := w.spansMark(finding)
	what := " in the window match the filter now"
	switch {
	case request == withoutFilter:
		what = " are in the window now"
	case finding.Class == diagnose.Filter:
		what += ", in the span store, which knows more attributes than the eval index of a task"
	}
	first, second := mark, mark
	switch { // which of the two excludes the cause
	case every.Count == 0 || mark != diagnose.Excluded:
	case finding.Class == diagnose.Filter:
		second = diagnose.Inferred
	default:
		first = diagnose.Inferred
	}
	add(finding, first, matching.count()+what, request)
	if every.Asked && every.Err == nil {
		add(finding, second, every.count()+" are in the window without the filter", withoutFilter)
	}
}

// spansMark returns how sure the spans in the window make a cause of that class.
func (w *weighing) spansMark(finding *diagnose.Finding) diagnose.Mark {
	class, noMatch := finding.Class, finding.Rule == diagnose.NoMatch
	matching, every := w.facts.Matching, w.facts.Any
	if class == diagnose.NoData && matching.Count+every.Count > 0 || noMatch && matching.Count > 0 {
		return diagnose.Excluded
	}
	read := every.Asked && every.Err == nil
	if matching.Count == 0 && matching.More || read && every.Count == 0 && every.More {
		return diagnose.Inferred // an empty page may have a next one (contract section 3)
	}
	none := matching.Count == 0 && (!every.Asked || read && every.Count == 0)
	settled := w.in.Run.DataEnd != nil && w.in.Run.CreatedAt.Sub(*w.in.Run.DataEnd) >= lag
	switch {
	case class == diagnose.Lag && (none || settled), class == diagnose.Filter && read && (every.Count == 0 || !noMatch):
		return diagnose.Excluded
	case class == diagnose.NoData && none, class == diagnose.Filter && read:
		return diagnose.Checked
	default:
		return diagnose.Inferred
	}
}

// labels tells how many of the spans have labels.
func (w *weighing) labels(finding *diagnose.Finding) {
	matching := w.facts.Matching
	if !matching.Asked || matching.Err != nil || matching.Count == 0 {
		return
	}
	have := matching.labelled(&w.in.Task)
	mark := diagnose.Inferred
	if have == matching.Count && w.in.Run.Successes == 0 { // else the labels may be its own
		mark = diagnose.Checked
	}
	add(finding, mark, strconv.Itoa(have)+" of "+matching.sampled()+" in the window have a label of this task's evaluators now", withFilter)
}

// paths checks the mapped paths on the spans, and proposes others.
func (w *weighing) paths(finding *diagnose.Finding) {
	matching := w.facts.Matching
	if !matching.Asked || matching.Err != nil || matching.Count == 0 {
		return
	}
	report := matching.mapped(&w.in.Task, w.facts.Judges)
	var diffs []diagnose.MappingDiff
	worst, before := diagnose.Excluded, len(finding.Checks)
	for _, row := range report.Rows {
		if row.Path == "" {
			worst = diagnose.Checked
			diffs = w.better(diffs, &row)
			continue
		}
		mark := diagnose.Inferred
		if row.Found < matching.Count && worst == diagnose.Excluded {
			worst = diagnose.Inferred
		}
		if row.Found == 0 {
			mark, worst = diagnose.Checked, diagnose.Checked
		}
		add(finding, mark, row.Variable+" ← "+row.Path+" is found in "+strconv.Itoa(row.Found)+" of "+matching.sampled(), withFilter)
		if row.State() != mapping.Found {
			diffs = w.better(diffs, &row)
		}
	}
	if len(report.Rows) > 0 {
		finding.Mark = worst
	}
	for i := range finding.Checks[before:] {
		if finding.Mark == diagnose.Excluded { // that every path is found speaks against it
			finding.Checks[before+i].Mark = diagnose.Excluded
		}
	}
	if len(diffs) > 0 {
		finding.Cure = diagnose.Paths(diffs)
		finding.Do = "map the variables to paths that the spans have, as proposed"
	}
}

// better adds the best other path for a variable, if there is one.
func (w *weighing) better(diffs []diagnose.MappingDiff, row *mapping.Row) []diagnose.MappingDiff {
	if len(row.Near) == 0 {
		return diffs
	}
	return append(diffs, diagnose.MappingDiff{EvaluatorID: w.in.Task.Evaluators[row.Group].EvaluatorID, Variable: row.Variable, From: row.Path, To: row.Near[0].Path})
}
