package fake

import (
	"regexp"
	"time"

	"ax-tui/api/fake/world"
)

// The wire structs of this file follow Task and TaskRun of the contract. A
// pointer without omitempty is "always there, null if unset"; a field of type
// any with omitempty is left out by servers that do not know it yet.

type wireTask struct {
	ID            string          `json:"id"`
	Name          string          `json:"name"`
	Type          string          `json:"type"`
	ProjectID     *string         `json:"project_id"`
	DatasetID     *string         `json:"dataset_id"`
	SamplingRate  *float64        `json:"sampling_rate"`
	IsContinuous  bool            `json:"is_continuous"`
	QueryFilter   *string         `json:"query_filter"`
	QueryFilters  any             `json:"query_filters,omitempty"`
	Evaluators    []wireTaskEval  `json:"evaluators"`
	ExperimentIDs []string        `json:"experiment_ids"`
	RunConfig     *map[string]any `json:"run_configuration"`
	LastRunAt     *string         `json:"last_run_at"`
	CreatedAt     string          `json:"created_at"`
	UpdatedAt     string          `json:"updated_at"`
	CreatedBy     *string         `json:"created_by_user_id"`
}

type wireTaskEval struct {
	EvaluatorID    string             `json:"evaluator_id"`
	EvaluatorName  string             `json:"evaluator_name"`
	VersionID      any                `json:"evaluator_version_id,omitempty"`
	QueryFilter    *string            `json:"query_filter"`
	ColumnMappings *map[string]string `json:"column_mappings"`
	QueryMappings  any                `json:"query_mappings,omitempty"`
}

type wireQueryFilters struct {
	Filters    []wireQueryFilter `json:"filters"`
	Expression string            `json:"expression,omitempty"`
}

type wireQueryFilter struct {
	ID     string `json:"id"`
	Filter string `json:"filter"`
}

type wireQueryMapping struct {
	Variable  string   `json:"variable_name"`
	QueryIDs  []string `json:"query_ids"`
	Attribute string   `json:"attribute_path"`
}

type wireRun struct {
	ID           string  `json:"id"`
	TaskID       string  `json:"task_id"`
	ExperimentID *string `json:"experiment_id"`
	Status       string  `json:"status"`
	StartedAt    *string `json:"run_started_at"`
	FinishedAt   *string `json:"run_finished_at"`
	DataStart    *string `json:"data_start_time"`
	DataEnd      *string `json:"data_end_time"`
	Successes    int     `json:"num_successes"`
	Errors       int     `json:"num_errors"`
	Skipped      int     `json:"num_skipped"`
	// FailureReason may be absent; it is sent when there is one or the run has ended.
	FailureReason *string `json:"failure_reason,omitempty"`
	CreatedAt     string  `json:"created_at"`
	CreatedBy     *string `json:"created_by_user_id"`
}

// stamp writes a time as the contract's examples do: UTC with milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func stampOrNull(t *time.Time) *string {
	if t == nil {
		return nil
	}
	s := stamp(*t)
	return &s
}

// textOrNull makes "" null.
func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// some makes a nil list an empty one: lists are never null on the wire.
func some[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// task writes a task in the dialect. Servers of the old dialect know neither
// version pins nor the trace/session shape and leave those fields out.
func (d dialect) task(t world.Task) wireTask {
	out := wireTask{
		ID: t.ID, Name: t.Name, Type: d.out(string(t.Type)),
		ProjectID: textOrNull(t.ProjectID), DatasetID: textOrNull(t.DatasetID),
		SamplingRate: t.SamplingRate, IsContinuous: t.Continuous, QueryFilter: t.QueryFilter,
		Evaluators: make([]wireTaskEval, 0, len(t.Evaluators)), ExperimentIDs: some(t.ExperimentIDs),
		LastRunAt: stampOrNull(t.LastRunAt), CreatedAt: stamp(t.CreatedAt), UpdatedAt: stamp(t.UpdatedAt),
		CreatedBy: textOrNull(t.CreatedBy),
	}
	for _, e := range t.Evaluators {
		out.Evaluators = append(out.Evaluators, d.taskEval(e))
	}
	if t.RunConfig != nil {
		m := d.config(t.RunConfig)
		out.RunConfig = &m
	}
	if !d.legacy {
		out.QueryFilters = queryFilters(t)
	}
	return out
}

func queryFilters(t world.Task) *wireQueryFilters {
	if t.QueryFilters == nil {
		return nil
	}
	out := wireQueryFilters{Expression: t.Expression}
	for _, q := range t.QueryFilters {
		out.Filters = append(out.Filters, wireQueryFilter(q))
	}
	return &out
}

func (d dialect) taskEval(e world.TaskEvaluator) wireTaskEval {
	out := wireTaskEval{EvaluatorID: e.EvaluatorID, EvaluatorName: e.Name, QueryFilter: e.QueryFilter}
	if e.Mappings != nil {
		out.ColumnMappings = &e.Mappings
	}
	if d.legacy {
		return out
	}
	out.VersionID = textOrNull(e.VersionID)
	var mappings *[]wireQueryMapping
	if e.QueryMappings != nil {
		l := make([]wireQueryMapping, 0, len(e.QueryMappings))
		for _, m := range e.QueryMappings {
			l = append(l, wireQueryMapping{m.Variable, some(m.QueryIDs), m.Attribute})
		}
		mappings = &l
	}
	out.QueryMappings = mappings
	return out
}

// run writes a run in the dialect.
func (d dialect) run(r world.Run) wireRun {
	return wireRun{
		ID: r.ID, TaskID: r.TaskID, ExperimentID: textOrNull(r.ExperimentID), Status: d.out(string(r.Status)),
		StartedAt: stampOrNull(r.StartedAt), FinishedAt: stampOrNull(r.FinishedAt),
		DataStart: stampOrNull(r.DataStart), DataEnd: stampOrNull(r.DataEnd),
		Successes: r.Successes, Errors: r.Errors, Skipped: r.Skipped,
		FailureReason: textOrNull(r.FailureReason), CreatedAt: stamp(r.CreatedAt), CreatedBy: textOrNull(r.CreatedBy),
	}
}

// placeholder finds a leading "dataset." inside one or two braces.
var placeholder = regexp.MustCompile(`(\{\{?\s*)dataset\.`)

// config writes a run configuration: enum words in the dialect, and agent
// placeholders without their leading "dataset." (contract section 6).
func (d dialect) config(in map[string]any) map[string]any {
	out := make(map[string]any, len(in))
	for k, v := range in {
		switch k {
		case "experiment_type", "input_variable_format":
			v = d.word(v)
		case "messages":
			v = d.messages(v)
		case "invocation_parameters":
			v = d.invocation(v)
		case "input_template":
			v = dropDataset(v)
		}
		out[k] = v
	}
	return out
}

// word writes one enum word of a free value.
func (d dialect) word(v any) any {
	if s, ok := v.(string); ok {
		return d.out(s)
	}
	return v
}

// with copies an object and changes one key, if it is there.
func with(v any, key string, change func(any) any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := make(map[string]any, len(m))
	for k, x := range m {
		out[k] = x
	}
	if x, there := out[key]; there {
		out[key] = change(x)
	}
	return out
}

// each changes every entry of a list, whichever of the two usual types it has.
func each(v any, change func(any) any) any {
	switch l := v.(type) {
	case []any:
		out := make([]any, len(l))
		for i := range l {
			out[i] = change(l[i])
		}
		return out
	case []map[string]any:
		out := make([]any, len(l))
		for i := range l {
			out[i] = change(l[i])
		}
		return out
	}
	return v
}

func (d dialect) messages(v any) any {
	if !d.legacy {
		return v
	}
	return each(v, func(m any) any {
		m = with(m, "role", d.word)
		return with(m, "tool_calls", func(calls any) any {
			return each(calls, func(c any) any { return with(c, "type", d.word) })
		})
	})
}

func (d dialect) invocation(v any) any {
	if !d.legacy {
		return v
	}
	return with(v, "response_format", func(f any) any { return with(f, "type", d.word) })
}

// dropDataset takes "dataset." out of every placeholder of a free value.
func dropDataset(v any) any {
	switch x := v.(type) {
	case string:
		return placeholder.ReplaceAllString(x, "$1")
	case []any:
		return each(x, dropDataset)
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, y := range x {
			out[k] = dropDataset(y)
		}
		return out
	}
	return v
}
