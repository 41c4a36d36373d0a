package world

import (
	"reflect"
	"strings"
	"time"
)

// typeOf is the task type that a row's evaluators imply.
func (c *catalog) typeOf(r *row) TaskType {
	if r.evals == "" {
		return RunExperiment
	}
	first, _, _ := strings.Cut(r.evals, "|")
	if c.judge[first].Type == "CODE" {
		return CodeEvaluation
	}
	return TemplateEvaluation
}

// derive builds the i-th newest task as it was when the world opened.
func (w *World) derive(i int64) Task {
	r := &rows[i%int64(len(rows))]
	seq := w.index(i) // its own inverse
	d := roll(w.seed, domTask, uint64(seq), 3)
	k := w.keyAt(i)
	created := w.createdAt(i)
	t := Task{ID: w.id(kindTask, seq+firstTask), Name: w.nameAt(i), SpaceID: k.space, Type: k.typ, ProjectID: k.project, DatasetID: k.dataset,
		CreatedAt: created, UpdatedAt: created.Add(d.dur(0, w.epoch.Sub(created)/2)), CreatedBy: w.user(d.n(6)), Continuous: r.continuous}
	if t.Type == RunExperiment {
		t.RunConfig = w.runConfig(r)
		return t
	}
	if r.filter != "" {
		t.QueryFilter = &r.filter
		t.QueryFilter = ptrCopy(t.QueryFilter)
	}
	if k.dataset != "" {
		for n, e := range w.cat.exps[k.dataset] {
			if n == 0 || d.chance(40) {
				t.ExperimentIDs = append(t.ExperimentIDs, w.cat.experiments[e].ID)
			}
		}
	} else if r.continuous || d.chance(50) {
		rate := pick(&d, []float64{1, 0.5, 0.25, 0.1, 1})
		t.SamplingRate = &rate
	}
	for name := range strings.SplitSeq(r.evals, "|") {
		t.Evaluators = append(t.Evaluators, w.bind(&d, r, w.cat.judge[name], k.dataset != ""))
	}
	w.widen(&t, r)
	return t
}

// bind makes a task's use of an evaluator, mapped as the row's character asks.
func (w *World) bind(d *dice, r *row, e *Evaluator, onDataset bool) TaskEvaluator {
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
		if path := pathOf(name, r, onDataset); path != "" {
			te.Mappings[name] = path
		}
	}
	return te
}

// pathOf maps a variable by the usual paths of contract section 8.
func pathOf(name string, r *row, onDataset bool) string {
	if onDataset {
		return name
	}
	switch {
	case r.ch == unresolved:
		return "attributes.custom." + name
	case r.ch == wrongText && name == "output", name == "input", name == "document":
		return "attributes.input.value"
	}
	switch name {
	case "conversation": // built by the server at session granularity
		return ""
	case "context":
		return "attributes.retrieval.documents.contents"
	case "output":
		if strings.Contains(r.filter, "LLM") || r.ch == mismatched {
			return llmOutput
		}
		return "attributes.output.value"
	case "summary":
		return "attributes.output.value"
	case "tool_definitions":
		return "attributes.llm.tools"
	case "tool_call":
		return "attributes.tool.name"
	case "latency_ms":
		return "attributes.metadata.latency_ms"
	}
	return "attributes.metadata." + name
}

const llmOutput = "attributes.llm.output_messages.0.message.content"

// widen gives the trace/session shape to tasks whose evaluators look at more
// than one span, except those whose trouble is that they lack it.
func (w *World) widen(t *Task, r *row) {
	e := t.Evaluators[0]
	g := w.cat.judge[e.EvaluatorID].Versions[0].granularity()
	if t.ProjectID == "" || r.ch == misfit || (g != "TRACE" && g != "SESSION") {
		return
	}
	t.QueryFilter, t.Expression = nil, "A"
	t.QueryFilters = []QueryFilter{{"A", "span_kind = 'AGENT'"}}
	if r.ch == mixed {
		t.QueryFilters, t.Expression = append(t.QueryFilters, QueryFilter{"B", "status_code = 'OK'"}), "A AND B"
	}
	te := TaskEvaluator{EvaluatorID: e.EvaluatorID, Name: e.Name, VersionID: e.VersionID}
	for _, v := range w.cat.judge[e.EvaluatorID].Versions[0].variables() {
		m := QueryMapping{Variable: v, Attribute: "attributes.input.value", QueryIDs: []string{"A"}}
		if v == "output" {
			m.Attribute, m.QueryIDs = "attributes.output.value", []string{}
		}
		te.QueryMappings = append(te.QueryMappings, m)
	}
	t.Evaluators = []TaskEvaluator{te}
}

// runConfig is the wire object of a RUN_EXPERIMENT row (contract section 6).
func (w *World) runConfig(r *row) map[string]any {
	llm := w.cat.llm["OpenAI production"].ID
	switch r.ch {
	case failing:
		return map[string]any{"experiment_type": "AGENT_CALL", "integration_id": w.id("Integration", 901),
			"input_template": map[string]any{"message": "{{input}}", "options": map[string]any{"max_steps": float64(8)}}}
	case noisy:
		return map[string]any{"experiment_type": "TEMPLATE_EVALUATION", "ai_integration_id": llm, "model_name": "gpt-4o-mini", "provide_explanation": true,
			"template":               "Question: {{input}}\nExpected: {{expected}}\n\nIs the decision right?",
			"classification_choices": map[string]any{"right": float64(1), "wrong": float64(0)}}
	}
	return map[string]any{"experiment_type": "LLM_GENERATION", "ai_integration_id": llm, "model_name": "gpt-4o", "input_variable_format": "MUSTACHE",
		"messages": []any{map[string]any{"role": "SYSTEM", "content": "Answer in at most three sentences and cite the source."},
			map[string]any{"role": "USER", "content": "{{input}}"}},
		"invocation_parameters": map[string]any{"temperature": 0.2, "max_tokens": float64(600)}}
}

// sameWork reports whether an update left alone all that decides a run's ending.
func sameWork(a, b *Task) bool {
	return reflect.DeepEqual(a.Evaluators, b.Evaluators) && reflect.DeepEqual(a.QueryFilter, b.QueryFilter) &&
		reflect.DeepEqual(a.QueryFilters, b.QueryFilters) && reflect.DeepEqual(a.RunConfig, b.RunConfig)
}

// judgeTask foretells the habit of a task from its contents, by the causes
// that contract section 8 names.
func (w *World) judgeTask(t *Task) character {
	filter := ""
	if t.QueryFilter != nil {
		filter = *t.QueryFilter
	}
	for _, te := range t.Evaluators {
		v := w.versionOf(&te)
		if v == nil {
			return failing
		}
		if ch, ok := w.flaw(v, t.QueryFilters == nil && filter != ""); ok {
			return ch
		}
		for _, path := range te.Mappings {
			switch {
			case t.ProjectID != "" && !familiar(path):
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
	for i := range e.Versions {
		if e.Versions[i].ID == te.VersionID {
			return &e.Versions[i]
		}
	}
	return &e.Versions[0]
}

// flaw finds a fault inside an evaluator version.
func (w *World) flaw(v *EvaluatorVersion, spanFilter bool) (character, bool) {
	if g := v.granularity(); spanFilter && (g == "TRACE" || g == "SESSION") {
		return misfit, true
	}
	if c := v.Code; c != nil {
		return sandboxed, c.Kind == "CUSTOM" && c.Imports != baseImport
	}
	if v.Template == nil {
		return healthy, false
	}
	switch llm := w.cat.llm[v.Template.IntegrationID]; {
	case llm == nil || !llm.HasAPIKey:
		return badKey, true
	case v.Template.Model == "gpt-4-0314":
		return badModel, true
	case v.Template.Choices == nil:
		return railless, true
	}
	return healthy, false
}

// familiar tells whether spans of this world have such an attribute.
func familiar(path string) bool {
	for _, p := range [...]string{"attributes.input.", "attributes.output.", "attributes.llm.", "attributes.retrieval.", "attributes.tool.", "attributes.session.", "attributes.metadata.tier", "attributes.metadata.latency_ms",
		"attributes.openinference."} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// indexLag is how far evaluation lags behind the spans. On a real server it
// is one to two hours (contract section 8); a run over a window that lies
// wholly within it finds nothing.
const indexLag = time.Hour
