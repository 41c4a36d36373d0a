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
func Weigh(in diagnose.Input, facts Facts) diagnose.Diagnosis {
	in.Evaluators = evaluators(in, facts)
	out := diagnose.Diagnose(in)
	of := weighing{in: in, facts: facts}
	var causes []diagnose.Finding
	for _, finding := range out.Causes {
		of.about(&finding)
		if finding.Mark == diagnose.Excluded && !finding.Certain {
			out.Excluded = append(out.Excluded, finding)
			continue
		}
		causes = append(causes, finding)
	}
	if len(causes) == 0 && len(out.Excluded) > 0 {
		causes = append(causes, diagnose.NoneFits("what would fit is excluded"))
	}
	sort.SliceStable(causes, func(i, j int) bool { return weight(causes[i]) > weight(causes[j]) })
	out.Causes = causes
	return out
}

func weight(finding diagnose.Finding) int {
	if finding.Mark == diagnose.Checked {
		return 1
	}
	return 0
}

// evaluators returns the evaluators of the task with the versions in force when the run
// was created, as far as they were read.
func evaluators(in diagnose.Input, facts Facts) []api.Evaluator {
	if len(facts.Judges) < len(in.Task.Evaluators) {
		return in.Evaluators
	}
	out := make([]api.Evaluator, 0, len(facts.Judges))
	for i := range facts.Judges {
		read := &facts.Judges[i]
		evaluator := api.Evaluator{ID: read.Used.EvaluatorID, Name: read.Used.Name}
		if version := inForce(read, in.Run); version != nil {
			evaluator.Version = version
		}
		out = append(out, evaluator)
	}
	return out
}

// inForce returns the version in force when a run was created, else the newest; nil if
// none was read.
func inForce(read *judge.Judge, run api.Run) *api.EvaluatorVersion {
	at := read.InForce(judge.At(&run)).Index
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

func (w weighing) about(finding *diagnose.Finding) {
	if finding.Certain {
		add(finding, diagnose.Checked, "the run says so itself", "GET /v2/task-runs/"+w.in.Run.ID)
	}
	switch finding.Class {
	case diagnose.JudgeKey:
		w.key(finding)
	case diagnose.JudgeModel:
		w.model(finding)
	case diagnose.NoData, diagnose.Filter, diagnose.Lag:
		w.spans(finding)
	case diagnose.Labelled:
		w.labels(finding)
	case diagnose.Mapping:
		w.paths(finding)
	case diagnose.Granularity, diagnose.Rails, diagnose.Sandbox:
		w.judges(finding)
	case diagnose.Limits, diagnose.ByHandClass, diagnose.Unknown: // no request tells
	}
}

// add adds a check to a finding. One that is Checked or Excluded decides the finding,
// unless the server said it itself.
func add(finding *diagnose.Finding, mark diagnose.Mark, shows, request string) {
	finding.Checks = append(finding.Checks, diagnose.Check{Mark: mark, Shows: shows, Request: request})
	if !finding.Certain && mark != diagnose.Inferred {
		finding.Mark = mark
	}
}

const (
	withFilter    = "POST /v2/spans, window and filter of the run"
	withoutFilter = "POST /v2/spans, window of the run, no filter"
	versions      = "GET /v2/evaluators/…/versions"
	integrations  = "GET /v2/integrations/…"
)

// count writes how many spans there are: "100 or more spans".
func (s Spans) count() string {
	if s.More && s.Count == 0 {
		return "none of the spans read so far"
	}
	if s.More {
		return strconv.Itoa(s.Count) + " or more spans"
	}
	return text(s.Count)
}

// sampled writes how many spans were looked at: "the 100 newest spans", of more.
func (s Spans) sampled() string {
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
func (w weighing) spans(finding *diagnose.Finding) {
	matching, every := w.facts.Matching, w.facts.Any
	switch {
	case !matching.Asked:
		return
	case matching.Err != nil:
		add(finding, diagnose.Inferred, "the spans could not be read: "+api.Reason(matching.Err), withFilter)
		return
	}
	request := withFilter
	if sample.Of(w.in.Task).Filter == "" {
		request = withoutFilter
	}
	mark := w.spansMark(finding.Class)
	what := " in the window match the filter now"
	if request == withoutFilter {
		what = " are in the window now"
	}
	add(finding, mark, matching.count()+what, request)
	if every.Asked && every.Err == nil {
		add(finding, mark, every.count()+" are in the window without the filter", withoutFilter)
	}
}

// spansMark returns how sure the spans in the window make a cause of that class.
func (w weighing) spansMark(class diagnose.Class) diagnose.Mark {
	matching, every := w.facts.Matching, w.facts.Any
	read := every.Asked && every.Err == nil
	if matching.Count == 0 && matching.More || read && every.Count == 0 && every.More {
		return diagnose.Inferred // an empty page may have a next one (contract section 3)
	}
	none := matching.Count == 0 && (!every.Asked || read && every.Count == 0)
	settled := w.in.Run.DataEnd != nil && w.in.Run.CreatedAt.Sub(*w.in.Run.DataEnd) >= lag
	switch {
	case class == diagnose.NoData && matching.Count > 0, class == diagnose.Lag && (none || settled), class == diagnose.Filter && read && every.Count == 0:
		return diagnose.Excluded
	case class == diagnose.NoData && none, class == diagnose.Filter && read:
		return diagnose.Checked
	default:
		return diagnose.Inferred
	}
}

// labels tells how many of the spans have labels.
func (w weighing) labels(finding *diagnose.Finding) {
	matching := w.facts.Matching
	if !matching.Asked || matching.Err != nil || matching.Count == 0 {
		return
	}
	have := matching.labelled(w.in.Task)
	mark := diagnose.Inferred
	if have == matching.Count && w.in.Run.Successes == 0 { // else the labels may be its own
		mark = diagnose.Checked
	}
	add(finding, mark, strconv.Itoa(have)+" of "+matching.sampled()+" in the window have a label of this task's evaluators now", withFilter)
}

// paths checks the mapped paths on the spans, and proposes others.
func (w weighing) paths(finding *diagnose.Finding) {
	matching := w.facts.Matching
	if !matching.Asked || matching.Err != nil || matching.Count == 0 {
		return
	}
	report := matching.mapped(w.in.Task, w.facts.Judges)
	var diffs []diagnose.MappingDiff
	worst := diagnose.Excluded
	for _, row := range report.Rows {
		if row.Path == "" {
			worst = diagnose.Checked
			add(finding, diagnose.Checked, row.Variable+" has no path", versions)
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
		if row.State() != mapping.Found && len(row.Near) > 0 {
			diffs = append(diffs, diagnose.MappingDiff{EvaluatorID: w.in.Task.Evaluators[row.Group].EvaluatorID, Variable: row.Variable, From: row.Path, To: row.Near[0].Path})
		}
	}
	if len(report.Rows) > 0 {
		finding.Mark = worst
	}
	if len(diffs) > 0 {
		finding.Cure = diagnose.Paths(diffs)
	}
}

// key tells whether the integrations are there: whether their keys work cannot be seen, and
// a 404 is also the answer about one that this key may not read (contract section 3).
func (w weighing) key(finding *diagnose.Finding) {
	for i := range w.facts.Judges {
		access := w.facts.Judges[i].Access
		switch {
		case access.ID == "":
		case api.Is(access.Err, api.NotFound, api.Forbidden):
			add(finding, diagnose.Inferred, "the integration of "+w.facts.Judges[i].Used.Name+" is "+access.Words(), integrations)
		case access.Err == nil:
			add(finding, diagnose.Inferred, "the integration "+access.Name+" is there; whether its key works cannot be read", integrations)
		}
	}
}

// model names the models, and the versions that changed since the run.
func (w weighing) model(finding *diagnose.Finding) {
	for i := range w.facts.Judges {
		read := &w.facts.Judges[i]
		version := inForce(read, w.in.Run)
		if version == nil || version.Template == nil {
			continue
		}
		says := read.Used.Name + " calls the model " + version.Template.LLM.ModelName + " in its version of " + version.CreatedAt.UTC().Format("2006-01-02")
		if now := read.Now().Index; now >= 0 && read.Versions[now].ID != version.ID {
			says += "; there is a newer version since the run"
		}
		add(finding, diagnose.Inferred, says, versions)
	}
}

// judges tells what the versions of the evaluators show about a cause.
func (w weighing) judges(finding *diagnose.Finding) {
	for i := range w.facts.Judges {
		read := &w.facts.Judges[i]
		version := inForce(read, w.in.Run)
		switch {
		case version == nil:
		case finding.Class == diagnose.Granularity:
			if wide := version.Granularity(); wide == api.TraceGranularity || wide == api.SessionGranularity {
				add(finding, diagnose.Checked, read.Used.Name+" scores each "+wide.Words()+", and the filter is on single spans", versions)
			}
		case finding.Class == diagnose.Rails && version.Template != nil:
			mark := diagnose.Inferred
			if len(version.Template.Choices) == 0 {
				mark = diagnose.Checked
			}
			add(finding, mark, read.Used.Name+" has "+strconv.Itoa(len(version.Template.Choices))+" classification choices", versions)
		case finding.Class == diagnose.Sandbox && version.Code != nil:
			add(finding, diagnose.Inferred, read.Used.Name+" is "+version.Code.Type.Words()+" code", versions)
		}
	}
}
