package world

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// pattern returns the pattern of the i-th newest initial task.
func (w *World) pattern(i int64) *taskPattern { return &w.data.Tasks[i%w.data.taskCount] }

// initialTask returns the i-th newest initial task, unchanged.
func (w *World) initialTask(i int64) Task {
	taskPattern := w.pattern(i)
	seq := w.index(i)
	dice := w.taskStream(seq, 3)
	key := w.keyAt(i)
	created := w.createdAt(i)
	task := Task{
		ID: w.id(kindTask, seq+firstTask), Name: w.nameAt(i), SpaceID: key.space, Type: key.typ, ProjectID: key.project, DatasetID: key.dataset,
		CreatedAt: created, UpdatedAt: created.Add(dice.duration(0, w.epoch.Sub(created)/2)), CreatedBy: w.user(dice.n(6)), Continuous: taskPattern.Continuous,
	}
	if task.Type == RunExperiment {
		task.RunConfig = w.runConfig(taskPattern)
		return task
	}
	if taskPattern.Filter != "" {
		task.QueryFilter = &taskPattern.Filter
	}
	if key.dataset != "" {
		for index, experiment := range w.cat.datasetExperiments[key.dataset] {
			if index == 0 || dice.chance(40) {
				task.ExperimentIDs = append(task.ExperimentIDs, w.cat.experiments[experiment].ID)
			}
		}
	} else {
		task.SamplingRate = w.samplingAt(i)
	}
	for _, name := range taskPattern.Evaluators {
		task.Evaluators = append(task.Evaluators, w.taskEvaluator(&dice, taskPattern, w.cat.evaluator[name], key.dataset != ""))
	}
	w.useQueryShape(&task, taskPattern)
	return task
}

// samplingAt returns the sampling rate of the i-th newest initial task over a
// project; nil for none. A continuous one leaves some spans for a run that is
// triggered over the same window.
func (w *World) samplingAt(i int64) *float64 {
	taskPattern := w.pattern(i)
	dice := w.taskStream(w.index(i), 4)
	if taskPattern.Dataset != "" || !taskPattern.Continuous && dice.chance(50) {
		return nil
	}
	rates := []float64{1, 0.5, 0.25}
	if taskPattern.Continuous {
		rates = []float64{0.9, 0.75, 0.5, 0.25}
	}
	if taskPattern.Active && taskPattern.Continuous {
		rates = rates[:2]
	}
	rate := pick(&dice, rates)
	return &rate
}

// taskEvaluator returns an evaluator of a task, with mappings by the habit of the task.
func (w *World) taskEvaluator(dice *stream, source *taskPattern, evaluator *Evaluator, onDataset bool) TaskEvaluator {
	out := TaskEvaluator{EvaluatorID: evaluator.ID, Name: evaluator.Name, Mappings: map[string]string{}}
	evaluatorVersion := evaluator.Versions[0]
	if dice.chance(30) && evaluatorVersion.CreatedAt.Before(w.epoch.Add(-7*24*time.Hour)) { // a younger one changes the task's history
		out.VersionID = evaluatorVersion.ID
	}
	if dice.chance(15) && !onDataset && len(source.Evaluators) == 1 {
		filter := filterOK
		out.QueryFilter = &filter
	}
	for _, name := range evaluatorVersion.variables() {
		if onDataset {
			out.Mappings[name] = name
		} else if path := w.pathOf(name, source); path != "" {
			out.Mappings[name] = path
		}
	}
	return out
}

// llmOutput is the path of the output of an LLM span.
const llmOutput = "attributes.llm.output_messages.0.message.content"

// pathOf returns the path for a variable, by the usual paths of contract section 8
// and the habit of the task.
func (w *World) pathOf(name string, source *taskPattern) string {
	path, known := w.data.VariablePaths[name]
	switch {
	case source.Habit == unresolved:
		return "attributes.custom." + name
	case name == "input" && source.Habit == unmapped:
		return ""
	case name == "output" && source.Habit == wrongText:
		return w.data.VariablePaths["input"]
	case name == "output" && (strings.Contains(source.Filter, "LLM") || source.Habit == mismatched):
		return llmOutput
	case name == "context" && strings.Contains(source.Filter, "LLM"): // the documents are in the prompt
		return "attributes.llm.input_messages.0.message.content"
	case !known:
		return "attributes.metadata." + name
	}
	return path
}

// useQueryShape changes a task to the trace/session shape if its evaluators need
// it, except for tasks whose habit is that they lack it.
func (w *World) useQueryShape(task *Task, source *taskPattern) {
	taskEvaluator := task.Evaluators[0]
	evaluatorVersion := w.cat.evaluator[taskEvaluator.EvaluatorID].Versions[0]
	if granularity := evaluatorVersion.DataScope(); task.ProjectID == "" || source.Habit == misfit || (granularity != "TRACE" && granularity != "SESSION") {
		return
	}
	task.QueryFilter = nil
	task.QueryFilters = &QueryFilters{Filters: []QueryFilter{{ID: "A", Filter: "span_kind = 'AGENT'"}}, Expression: "A"}
	if source.Habit == mixed {
		task.QueryFilters.Filters = append(task.QueryFilters.Filters, QueryFilter{ID: "B", Filter: "status_code = 'OK'"})
		task.QueryFilters.Expression = "A AND B"
	}
	wide := TaskEvaluator{EvaluatorID: taskEvaluator.EvaluatorID, Name: taskEvaluator.Name, VersionID: taskEvaluator.VersionID}
	for _, name := range evaluatorVersion.variables() {
		queryMapping := QueryMapping{Variable: name, Attribute: "attributes.input.value", QueryIDs: []string{"A"}}
		if name == "output" {
			queryMapping.Attribute, queryMapping.QueryIDs = "attributes.output.value", []string{}
		}
		wide.QueryMappings = append(wide.QueryMappings, queryMapping)
	}
	task.Evaluators = []TaskEvaluator{wide}
}

// runConfig returns the run configuration of a RUN_EXPERIMENT task (contract section 6).
func (w *World) runConfig(source *taskPattern) RunConfig {
	out := maps.Clone(w.data.RunConfigurations[source.RunConfiguration])
	if out["experiment_type"] == "AGENT_CALL" {
		out["integration_id"] = w.cat.connection["Refund agent"]
	} else {
		out["ai_integration_id"] = w.cat.integrations[0].ID
	}
	return out
}

// createdAt returns the creation time of the i-th newest initial task. The newest
// is minutes old, the others days to months, so that their history fits.
func (w *World) createdAt(i int64) time.Time {
	if i == 0 {
		return w.epoch.Add(-40 * time.Minute)
	}
	step := min(3*24*time.Hour, 204*24*time.Hour/time.Duration(w.count))
	dice := streamOf(w.seed, domTask, uint64(i), 1)
	return w.epoch.Add(-90*time.Hour - time.Duration(i)*step - dice.duration(0, step*9/10)).Truncate(time.Millisecond)
}

// nameAt returns the name of the i-th newest initial task.
func (w *World) nameAt(i int64) string {
	return w.spoil(string(w.data.names.compose(nil, i)), uint64(i))
}

// lowerAt appends the name of the i-th newest initial task in lower case, for the
// name filter, which may read very many: converting whole names would dominate.
func (w *World) lowerAt(name []byte, i int64) []byte {
	if w.hostile {
		return append(name, strings.ToLower(w.nameAt(i))...)
	}
	return w.data.lowerNames.compose(name, i)
}

// compose appends a name with the suffix of its lap over the patterns: none in the
// first, then every place with every kind, then the same with a number.
func (t *taskNames) compose(name []byte, i int64) []byte {
	count, places, kinds := int64(len(t.tasks)), int64(len(t.places)), int64(len(t.kinds))
	name = append(name, t.tasks[i%count]...)
	lap := i/count - 1
	if lap < 0 {
		return name
	}
	name = append(append(name, " · "...), t.places[lap%places]...)
	name = append(append(name, ' '), t.kinds[lap/places%kinds]...)
	if lap /= places * kinds; lap > 0 {
		name = strconv.AppendInt(append(name, ' '), lap+1, 10)
	}
	return name
}

// placeOf returns the index of the project or dataset of the i-th newest initial
// task; the other one is -1.
func (w *World) placeOf(i int64) (project, dataset int) {
	taskPattern := w.pattern(i)
	if taskPattern.Dataset != "" {
		return -1, w.cat.dataset[taskPattern.Dataset]
	}
	project = w.cat.project[taskPattern.Project]
	if i >= w.data.taskCount { // later laps use any project of the space
		dice := streamOf(w.seed, domTask, uint64(i), 2)
		project = pick(&dice, w.cat.applications[w.cat.projects[project].SpaceID])
	}
	return project, -1
}

// predictHabit derives the habit of a task from its contents, by the causes of
// contract section 8.
func (w *World) predictHabit(task *Task) habit {
	filter := ""
	if task.QueryFilter != nil {
		filter = *task.QueryFilter
	}
	for _, taskEvaluator := range task.Evaluators {
		evaluatorVersion := w.versionOf(&taskEvaluator)
		if evaluatorVersion == nil {
			return failing
		}
		if habit := w.versionHabit(evaluatorVersion, task.QueryFilters == nil && filter != ""); habit != healthy {
			return habit
		}
		for _, path := range taskEvaluator.Mappings {
			switch {
			case task.ProjectID != "" && !w.hasAttribute(path):
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

func (w *World) versionOf(taskEvaluator *TaskEvaluator) *EvaluatorVersion {
	evaluator := w.cat.evaluator[taskEvaluator.EvaluatorID]
	if evaluator == nil {
		return nil
	}
	i := slices.IndexFunc(evaluator.Versions, func(evaluatorVersion *EvaluatorVersion) bool { return evaluatorVersion.ID == taskEvaluator.VersionID })
	return evaluator.Versions[max(i, 0)]
}

// versionHabit returns the habit that an evaluator version causes, or healthy.
func (w *World) versionHabit(evaluatorVersion *EvaluatorVersion, spanFilter bool) habit {
	if granularity := evaluatorVersion.DataScope(); spanFilter && (granularity == "TRACE" || granularity == "SESSION") {
		return misfit
	}
	if codeConfig := evaluatorVersion.Code; codeConfig != nil && codeConfig.Kind == "CUSTOM" && codeConfig.Imports != w.data.BaseImport {
		return sandboxed
	}
	if evaluatorVersion.Template == nil {
		return healthy
	}
	switch llm := w.cat.integration[evaluatorVersion.Template.LLM.IntegrationID]; {
	case llm == nil || !llm.HasAPIKey:
		return badKey
	case evaluatorVersion.Template.LLM.Model == "gpt-4-0314":
		return badModel
	case evaluatorVersion.Template.Choices == nil:
		return noRails
	}
	return healthy
}

// hasAttribute reports whether spans of this world have such an attribute.
func (w *World) hasAttribute(path string) bool {
	return slices.ContainsFunc(w.data.KnownAttributes, func(known string) bool { return strings.HasPrefix(path, known) })
}
