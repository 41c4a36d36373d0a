package world

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// pattern is what the i-th newest task of the start is made from.
func (w *World) pattern(i int64) *taskPattern { return &w.data.Tasks[i%w.data.taskCount] }

// derive builds the i-th newest task as it was when the world opened.
func (w *World) derive(i int64) Task {
	r := w.pattern(i)
	seq := w.index(i) // its own inverse
	d := streamOf(w.seed, domTask, uint64(seq), 3)
	k := w.keyAt(i)
	created := w.createdAt(i)
	t := Task{
		ID: w.id(kindTask, seq+firstTask), Name: w.nameAt(i), SpaceID: k.space, Type: k.typ, ProjectID: k.project, DatasetID: k.dataset,
		CreatedAt: created, UpdatedAt: created.Add(d.dur(0, w.epoch.Sub(created)/2)), CreatedBy: w.user(d.n(6)), Continuous: r.Continuous,
	}
	if t.Type == RunExperiment {
		t.RunConfig = w.runConfig(r)
		return t
	}
	if r.Filter != "" {
		t.QueryFilter = &r.Filter
	}
	if k.dataset != "" {
		for n, e := range w.cat.exps[k.dataset] {
			if n == 0 || d.chance(40) {
				t.ExperimentIDs = append(t.ExperimentIDs, w.cat.experiments[e].ID)
			}
		}
	} else if r.Continuous || d.chance(50) {
		rate := pick(&d, []float64{1, 0.5, 0.25, 0.1, 1})
		t.SamplingRate = &rate
	}
	for _, name := range r.Evaluators {
		t.Evaluators = append(t.Evaluators, w.bind(&d, r, w.cat.judge[name], k.dataset != ""))
	}
	w.widen(&t, r)
	return t
}

// bind makes a task's use of an evaluator, mapped as the habit of the task asks.
func (w *World) bind(d *stream, r *taskPattern, e *Evaluator, onDataset bool) TaskEvaluator {
	te := TaskEvaluator{EvaluatorID: e.ID, Name: e.Name, Mappings: map[string]string{}}
	v := &e.Versions[0]
	if d.chance(30) {
		te.VersionID = v.ID
	}
	if d.chance(15) && !onDataset {
		f := "status_code = 'OK'"
		te.QueryFilter = &f
	}
	for _, name := range v.variables() {
		if onDataset {
			te.Mappings[name] = name
		} else if path := w.pathOf(name, r); path != "" {
			te.Mappings[name] = path
		}
	}
	return te
}

// llmOutput is where the answer of an LLM span is.
const llmOutput = "attributes.llm.output_messages.0.message.content"

// pathOf maps a variable by the usual paths of contract section 8.
func (w *World) pathOf(name string, r *taskPattern) string {
	path, known := w.data.VariablePaths[name]
	switch {
	case r.Habit == unresolved:
		return "attributes.custom." + name
	case name == "output" && r.Habit == wrongText:
		return w.data.VariablePaths["input"]
	case name == "output" && (strings.Contains(r.Filter, "LLM") || r.Habit == mismatched):
		return llmOutput
	case !known:
		return "attributes.metadata." + name
	}
	return path
}

// widen gives the trace/session shape to tasks whose evaluators look at more
// than one span, except those whose trouble is that they lack it.
func (w *World) widen(t *Task, r *taskPattern) {
	e := t.Evaluators[0]
	v := &w.cat.judge[e.EvaluatorID].Versions[0]
	if g := v.DataScope(); t.ProjectID == "" || r.Habit == misfit || (g != "TRACE" && g != "SESSION") {
		return
	}
	t.QueryFilter = nil
	t.QueryFilters = &QueryFilters{Filters: []QueryFilter{{ID: "A", Filter: "span_kind = 'AGENT'"}}, Expression: "A"}
	if r.Habit == mixed {
		t.QueryFilters.Filters = append(t.QueryFilters.Filters, QueryFilter{ID: "B", Filter: "status_code = 'OK'"})
		t.QueryFilters.Expression = "A AND B"
	}
	te := TaskEvaluator{EvaluatorID: e.EvaluatorID, Name: e.Name, VersionID: e.VersionID}
	for _, name := range v.variables() {
		m := QueryMapping{Variable: name, Attribute: "attributes.input.value", QueryIDs: []string{"A"}}
		if name == "output" {
			m.Attribute, m.QueryIDs = "attributes.output.value", []string{}
		}
		te.QueryMappings = append(te.QueryMappings, m)
	}
	t.Evaluators = []TaskEvaluator{te}
}

// runConfig is the wire object of a RUN_EXPERIMENT task (contract section 6).
func (w *World) runConfig(r *taskPattern) RunConfig {
	out := maps.Clone(w.data.RunConfigurations[r.RunConfiguration])
	if out["experiment_type"] == "AGENT_CALL" {
		out["integration_id"] = w.id("Integration", 901)
	} else {
		out["ai_integration_id"] = w.cat.integrations[0].ID
	}
	return out
}

// createdAt is when the i-th newest task was made. The newest is minutes old,
// the others days to months, so that their history fits.
func (w *World) createdAt(i int64) time.Time {
	if i == 0 {
		return w.epoch.Add(-40 * time.Minute)
	}
	step := min(3*24*time.Hour, 200*24*time.Hour/time.Duration(w.count))
	d := streamOf(w.seed, domTask, uint64(i), 1)
	return w.epoch.Add(-90*time.Hour - time.Duration(i)*step - d.dur(0, step*9/10)).Truncate(time.Millisecond)
}

// nameAt composes the name of the i-th newest task.
func (w *World) nameAt(i int64) string {
	return w.text(string(w.data.names.compose(nil, i)), uint64(i))
}

// lowerAt appends the name of the i-th newest task in lower case, for the name
// filter, which may pass over very many: lower-casing whole names costs more
// than all else.
func (w *World) lowerAt(b []byte, i int64) []byte {
	if w.hostile {
		return append(b, strings.ToLower(w.nameAt(i))...)
	}
	return w.data.lowerNames.compose(b, i)
}

// compose appends a name with the qualifier of its lap: none in the first,
// then every place with every kind, then the same with a number.
func (t *taskNames) compose(b []byte, i int64) []byte {
	count, places, kinds := int64(len(t.tasks)), int64(len(t.places)), int64(len(t.kinds))
	b = append(b, t.tasks[i%count]...)
	lap := i/count - 1
	if lap < 0 {
		return b
	}
	b = append(append(b, " · "...), t.places[lap%places]...)
	b = append(append(b, ' '), t.kinds[lap/places%kinds]...)
	if lap /= places * kinds; lap > 0 {
		b = strconv.AppendInt(append(b, ' '), lap+1, 10)
	}
	return b
}

// sourceAt is the project or dataset of the i-th newest task; one is -1.
func (w *World) sourceAt(i int64) (project, dataset int) {
	r := w.pattern(i)
	if r.Dataset != "" {
		return -1, w.cat.dataset[r.Dataset]
	}
	project = w.cat.project[r.Project]
	if i >= w.data.taskCount { // later laps wander over the projects of the space
		d := streamOf(w.seed, domTask, uint64(i), 2)
		project = pick(&d, w.cat.applications[w.cat.projects[project].SpaceID])
	}
	return project, -1
}

// judgeTask foretells the habit of a task from its contents, by the causes
// that contract section 8 names.
func (w *World) judgeTask(t *Task) habit {
	filter := ""
	if t.QueryFilter != nil {
		filter = *t.QueryFilter
	}
	for _, te := range t.Evaluators {
		v := w.versionOf(&te)
		if v == nil {
			return failing
		}
		if h := w.flaw(v, t.QueryFilters == nil && filter != ""); h != healthy {
			return h
		}
		for _, path := range te.Mappings {
			switch {
			case t.ProjectID != "" && !w.familiar(path):
				return unresolved
			case path == llmOutput && strings.Contains(filter, "CHAIN"):
				return mismatched
			}
		}
	}
	if strings.Contains(filter, "metadata.") {
		return quiet
	}
	return healthy
}

func (w *World) versionOf(te *TaskEvaluator) *EvaluatorVersion {
	e := w.cat.judge[te.EvaluatorID]
	if e == nil {
		return nil
	}
	i := slices.IndexFunc(e.Versions, func(v EvaluatorVersion) bool { return v.ID == te.VersionID })
	return &e.Versions[max(i, 0)]
}

// flaw is the habit that a fault inside an evaluator version causes, or healthy.
func (w *World) flaw(v *EvaluatorVersion, spanFilter bool) habit {
	if g := v.DataScope(); spanFilter && (g == "TRACE" || g == "SESSION") {
		return misfit
	}
	if c := v.Code; c != nil && c.Kind == "CUSTOM" && c.Imports != w.data.BaseImport {
		return sandboxed
	}
	if v.Template == nil {
		return healthy
	}
	switch llm := w.cat.llm[v.Template.LLM.IntegrationID]; {
	case llm == nil || !llm.HasAPIKey:
		return badKey
	case v.Template.LLM.Model == "gpt-4-0314":
		return badModel
	case v.Template.Choices == nil:
		return railless
	}
	return healthy
}

// familiar tells whether spans of this world have such an attribute.
func (w *World) familiar(path string) bool {
	return slices.ContainsFunc(w.data.KnownAttributes, func(known string) bool { return strings.HasPrefix(path, known) })
}
