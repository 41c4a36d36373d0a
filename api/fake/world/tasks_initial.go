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
	taskPattern := w.pattern(i)
	seq := w.index(i) // its own inverse
	dice := streamOf(w.seed, domTask, uint64(seq), 3)
	key := w.keyAt(i)
	created := w.createdAt(i)
	task := Task{
		ID: w.id(kindTask, seq+firstTask), Name: w.nameAt(i), SpaceID: key.space, Type: key.typ, ProjectID: key.project, DatasetID: key.dataset,
		CreatedAt: created, UpdatedAt: created.Add(dice.dur(0, w.epoch.Sub(created)/2)), CreatedBy: w.user(dice.n(6)), Continuous: taskPattern.Continuous,
	}
	if task.Type == RunExperiment {
		task.RunConfig = w.runConfig(taskPattern)
		return task
	}
	if taskPattern.Filter != "" {
		task.QueryFilter = &taskPattern.Filter
	}
	if key.dataset != "" {
		for n, e := range w.cat.exps[key.dataset] {
			if n == 0 || dice.chance(40) {
				task.ExperimentIDs = append(task.ExperimentIDs, w.cat.experiments[e].ID)
			}
		}
	} else if taskPattern.Continuous || dice.chance(50) {
		rate := pick(&dice, []float64{1, 0.5, 0.25, 0.1, 1})
		task.SamplingRate = &rate
	}
	for _, name := range taskPattern.Evaluators {
		task.Evaluators = append(task.Evaluators, w.bind(&dice, taskPattern, w.cat.judge[name], key.dataset != ""))
	}
	w.widen(&task, taskPattern)
	return task
}

// bind makes a task's use of an evaluator, mapped as the habit of the task asks.
func (w *World) bind(dice *stream, r *taskPattern, evaluator *Evaluator, onDataset bool) TaskEvaluator {
	te := TaskEvaluator{EvaluatorID: evaluator.ID, Name: evaluator.Name, Mappings: map[string]string{}}
	evaluatorVersion := &evaluator.Versions[0]
	if dice.chance(30) {
		te.VersionID = evaluatorVersion.ID
	}
	if dice.chance(15) && !onDataset {
		f := "status_code = 'OK'"
		te.QueryFilter = &f
	}
	for _, name := range evaluatorVersion.variables() {
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
func (w *World) widen(task *Task, r *taskPattern) {
	taskEvaluator := task.Evaluators[0]
	evaluatorVersion := &w.cat.judge[taskEvaluator.EvaluatorID].Versions[0]
	if g := evaluatorVersion.DataScope(); task.ProjectID == "" || r.Habit == misfit || (g != "TRACE" && g != "SESSION") {
		return
	}
	task.QueryFilter = nil
	task.QueryFilters = &QueryFilters{Filters: []QueryFilter{{ID: "A", Filter: "span_kind = 'AGENT'"}}, Expression: "A"}
	if r.Habit == mixed {
		task.QueryFilters.Filters = append(task.QueryFilters.Filters, QueryFilter{ID: "B", Filter: "status_code = 'OK'"})
		task.QueryFilters.Expression = "A AND B"
	}
	te := TaskEvaluator{EvaluatorID: taskEvaluator.EvaluatorID, Name: taskEvaluator.Name, VersionID: taskEvaluator.VersionID}
	for _, name := range evaluatorVersion.variables() {
		queryMapping := QueryMapping{Variable: name, Attribute: "attributes.input.value", QueryIDs: []string{"A"}}
		if name == "output" {
			queryMapping.Attribute, queryMapping.QueryIDs = "attributes.output.value", []string{}
		}
		te.QueryMappings = append(te.QueryMappings, queryMapping)
	}
	task.Evaluators = []TaskEvaluator{te}
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
	dice := streamOf(w.seed, domTask, uint64(i), 1)
	return w.epoch.Add(-90*time.Hour - time.Duration(i)*step - dice.dur(0, step*9/10)).Truncate(time.Millisecond)
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
	taskPattern := w.pattern(i)
	if taskPattern.Dataset != "" {
		return -1, w.cat.dataset[taskPattern.Dataset]
	}
	project = w.cat.project[taskPattern.Project]
	if i >= w.data.taskCount { // later laps wander over the projects of the space
		dice := streamOf(w.seed, domTask, uint64(i), 2)
		project = pick(&dice, w.cat.applications[w.cat.projects[project].SpaceID])
	}
	return project, -1
}

// judgeTask foretells the habit of a task from its contents, by the causes
// that contract section 8 names.
func (w *World) judgeTask(task *Task) habit {
	filter := ""
	if task.QueryFilter != nil {
		filter = *task.QueryFilter
	}
	for _, te := range task.Evaluators {
		evaluatorVersion := w.versionOf(&te)
		if evaluatorVersion == nil {
			return failing
		}
		if habit := w.flaw(evaluatorVersion, task.QueryFilters == nil && filter != ""); habit != healthy {
			return habit
		}
		for _, path := range te.Mappings {
			switch {
			case task.ProjectID != "" && !w.familiar(path):
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
	evaluator := w.cat.judge[te.EvaluatorID]
	if evaluator == nil {
		return nil
	}
	i := slices.IndexFunc(evaluator.Versions, func(evaluatorVersion EvaluatorVersion) bool { return evaluatorVersion.ID == te.VersionID })
	return &evaluator.Versions[max(i, 0)]
}

// flaw is the habit that a fault inside an evaluator version causes, or healthy.
func (w *World) flaw(evaluatorVersion *EvaluatorVersion, spanFilter bool) habit {
	if g := evaluatorVersion.DataScope(); spanFilter && (g == "TRACE" || g == "SESSION") {
		return misfit
	}
	if codeConfig := evaluatorVersion.Code; codeConfig != nil && codeConfig.Kind == "CUSTOM" && codeConfig.Imports != w.data.BaseImport {
		return sandboxed
	}
	if evaluatorVersion.Template == nil {
		return healthy
	}
	switch llm := w.cat.llm[evaluatorVersion.Template.LLM.IntegrationID]; {
	case llm == nil || !llm.HasAPIKey:
		return badKey
	case evaluatorVersion.Template.LLM.Model == "gpt-4-0314":
		return badModel
	case evaluatorVersion.Template.Choices == nil:
		return railless
	}
	return healthy
}

// familiar tells whether spans of this world have such an attribute.
func (w *World) familiar(path string) bool {
	return slices.ContainsFunc(w.data.KnownAttributes, func(known string) bool { return strings.HasPrefix(path, known) })
}
