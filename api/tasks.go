package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// TaskType says what a task does. Values are the upper-case words of contract
// section 5; a word this program does not know is kept as the server sent it.
type TaskType string

// The task types (contract section 5).
const (
	TemplateEvaluation TaskType = "TEMPLATE_EVALUATION"
	CodeEvaluation     TaskType = "CODE_EVALUATION"
	RunExperiment      TaskType = "RUN_EXPERIMENT"
)

// Words returns the lower-case form that users see and type: "template_evaluation".
func (t TaskType) Words() string { return strings.ToLower(string(t)) }

// Short returns one word for narrow columns: "template", "code", "experiment"; an
// unknown type in lower case.
func (t TaskType) Short() string {
	if t == RunExperiment {
		return "experiment"
	}
	return strings.TrimSuffix(t.Words(), "_evaluation")
}

// Evaluation reports whether tasks of this type have evaluators.
func (t TaskType) Evaluation() bool { return t == TemplateEvaluation || t == CodeEvaluation }

// TaskTypes lists the known types in the order of forms.
func TaskTypes() []TaskType { return []TaskType{TemplateEvaluation, CodeEvaluation, RunExperiment} }

// ParseTaskType parses a type in any case, with spaces, underscores or hyphens.
// ok is false when it is not a known type; the folded word is returned all the
// same.
func ParseTaskType(text string) (taskType TaskType, ok bool) {
	taskType = TaskType(fold(text))
	return taskType, taskType.Evaluation() || taskType == RunExperiment
}

// Task binds evaluators to a project or to experiments of a dataset. The json
// names are those of the wire, so that a printed task has the API's fields.
type Task struct {
	ID            string          `json:"id"`
	Name          string          `json:"name"`
	Type          TaskType        `json:"type"`
	ProjectID     string          `json:"project_id,omitempty"`    // empty: not a project task
	DatasetID     string          `json:"dataset_id,omitempty"`    // empty: not a dataset task
	SamplingRate  *float64        `json:"sampling_rate"`           // 0..1, nil: not given
	Continuous    bool            `json:"is_continuous"`           // false too when Unknown("is_continuous")
	QueryFilter   *string         `json:"query_filter"`            // nil: no filter
	QueryFilters  *QueryFilters   `json:"query_filters,omitempty"` // trace or session shape; nil: span shape
	Evaluators    []TaskEvaluator `json:"evaluators"`
	ExperimentIDs []string        `json:"experiment_ids"`
	RunConfig     json.RawMessage `json:"run_configuration,omitempty"`  // only for RunExperiment
	LastRunAt     *time.Time      `json:"last_run_at" absent:"unknown"` // nil: see NeverRan
	CreatedAt     time.Time       `json:"created_at,omitzero"`
	UpdatedAt     time.Time       `json:"updated_at,omitzero"`
	CreatedBy     string          `json:"created_by_user_id,omitempty"` // an ID, not a name
	Sent          `json:"-"`
}

// Ref returns the ID and name.
func (t Task) Ref() Ref { return Ref{ID: t.ID, Name: t.Name} }

// NeverRan reports whether the server says so: its last_run_at is null. Without the
// member it is not known (contract section 3, Errors).
func (t *Task) NeverRan() bool { return t.LastRunAt == nil && !t.Unknown("last_run_at") }

// SpanFilter is SpanFilter of the task's own parts; "" for the trace and session shape,
// whose filters are not of single spans.
func (t *Task) SpanFilter() string {
	filter := ""
	if t.QueryFilter != nil {
		filter = *t.QueryFilter
	}
	return SpanFilter(filter, t.Inputs())
}

// SpanFilter returns the condition that a span meets if an evaluator may judge it: that of
// the task, and that of one of its evaluators (contract section 6, Tasks); "" for any span.
func SpanFilter(task string, evaluators []EvaluatorInput) string {
	task = strings.TrimSpace(task)
	var own []string
	for _, evaluator := range evaluators {
		filter := strings.TrimSpace(evaluator.QueryFilter)
		if filter == "" {
			return task
		}
		if !slices.Contains(own, filter) {
			own = append(own, filter)
		}
	}
	either := strings.Join(own, ") OR (")
	if len(own) > 1 {
		either = "(" + either + ")"
	}
	if task == "" || either == "" {
		return task + either
	}
	return "(" + task + ") AND (" + either + ")"
}

// Inputs returns the evaluators of the task as a create or update request sends them.
func (t *Task) Inputs() []EvaluatorInput {
	out := make([]EvaluatorInput, len(t.Evaluators))
	for i, evaluator := range t.Evaluators {
		out[i] = evaluator.Input()
	}
	return out
}

// TaskEvaluator is an evaluator as a task uses it.
type TaskEvaluator struct {
	EvaluatorID   string            `json:"evaluator_id"`
	Name          string            `json:"evaluator_name"`
	VersionID     string            `json:"evaluator_version_id,omitempty"` // empty: always the latest
	QueryFilter   *string           `json:"query_filter"`
	Mappings      map[string]string `json:"column_mappings"`
	QueryMappings []QueryMapping    `json:"query_mappings,omitempty"`
	Sent          `json:"-"`
}

// Input returns the evaluator as a create or update request sends it. An update
// replaces the whole list, so load, change and send all (contract section 6).
func (e *TaskEvaluator) Input() EvaluatorInput {
	input := EvaluatorInput{
		EvaluatorID: e.EvaluatorID, VersionID: e.VersionID,
		Mappings: e.Mappings, QueryMappings: e.QueryMappings,
	}
	if e.QueryFilter != nil {
		input.QueryFilter = *e.QueryFilter
	}
	return input
}

// QueryFilters are the named filters of the trace or session shape
// (contract section 6): one to five, named A to E.
type QueryFilters struct {
	Filters    []NamedFilter `json:"filters"`
	Expression string        `json:"expression,omitempty"` // required for two or more filters
	Sent       `json:"-"`
}

// NamedFilter is one filter of QueryFilters.
type NamedFilter struct {
	ID     string `json:"id"` // A to E
	Filter string `json:"filter"`
	Sent   `json:"-"`
}

// QueryMapping says where a variable comes from in the trace or session shape.
// Empty QueryIDs mean any query.
type QueryMapping struct {
	VariableName  string   `json:"variable_name"`
	QueryIDs      []string `json:"query_ids"`
	AttributePath string   `json:"attribute_path"`
	Sent          `json:"-"`
}

// MarshalJSON writes an empty list of queries as [], never as null.
func (m QueryMapping) MarshalJSON() ([]byte, error) {
	type fields QueryMapping
	if m.QueryIDs == nil {
		m.QueryIDs = []string{}
	}
	return encode(fields(m))
}

// taskWire decodes times leniently, and all else where it belongs.
type taskWire struct {
	*Task
	LastRunAt lenientTime `json:"last_run_at"`
	CreatedAt lenientTime `json:"created_at"`
	UpdatedAt lenientTime `json:"updated_at"`
}

func (t *Task) read(client *Client, data []byte) error {
	wire := taskWire{Task: t}
	if err := decode(data, &wire); err != nil {
		return err
	}
	client.dialect.learn(string(t.Type))
	t.Type, t.RunConfig = foldKnown(t.Type, ParseTaskType), nullAsEmpty(t.RunConfig)
	t.LastRunAt, t.CreatedAt, t.UpdatedAt = wire.LastRunAt.ptr(), wire.CreatedAt.at, wire.UpdatedAt.at
	return nil
}

// TaskQuery filters a list of tasks; zero fields are not sent. Limit is 1 to
// 100, 0 means the server's default of 50 (contract section 3).
type TaskQuery struct {
	SpaceID, ProjectID, DatasetID string
	Type                          TaskType
	Name                          string // part of the name, any case
	Limit                         int
	Cursor                        string
}

// ListTasks loads one page of tasks, in the server's order (contract section 3).
func (c *Client) ListTasks(ctx context.Context, query TaskQuery) (Page[Task], error) {
	params := newParams("/v2/tasks").set("space_id", query.SpaceID).name(query.Name).
		set("project_id", query.ProjectID).set("dataset_id", query.DatasetID).
		enum("type", string(query.Type)).page(query.Limit, 100, query.Cursor)
	page, err := listPage[Task](ctx, c, get(params), "tasks")
	page.Items = c.settledTasks(page.Items)
	return page, err
}

// GetTask loads a task.
func (c *Client) GetTask(ctx context.Context, id string) (Task, error) {
	var task Task
	err := c.one(ctx, get(newParams("/v2/tasks/").part("task", id)), &task)
	c.settleTask(&task)
	return task, c.notShown(id, err)
}

// EvaluatorInput is an evaluator in a create or update request. Zero fields are
// omitted: the server accepts no null there (contract section 6). Mappings and
// QueryFilter belong to the span shape, QueryMappings to the trace or session
// shape; an evaluator uses one of the two.
type EvaluatorInput struct {
	EvaluatorID   string            `json:"evaluator_id"`
	VersionID     string            `json:"evaluator_version_id,omitempty"` // empty: always the latest
	QueryFilter   string            `json:"query_filter,omitempty"`
	Mappings      map[string]string `json:"column_mappings,omitempty"`
	QueryMappings []QueryMapping    `json:"query_mappings,omitempty"`
}

// CreateTask is the body of a create request. Zero fields are omitted. RunExperiment
// tasks have only Name, Type, DatasetID and RunConfig.
type CreateTask struct {
	Name          string           `json:"name"`
	Type          TaskType         `json:"type"`
	ProjectID     string           `json:"project_id,omitempty"`
	DatasetID     string           `json:"dataset_id,omitempty"`
	ExperimentIDs []string         `json:"experiment_ids,omitempty"`
	SamplingRate  *float64         `json:"sampling_rate,omitempty"` // 0..1
	Continuous    *bool            `json:"is_continuous,omitempty"` // nil: not sent
	QueryFilter   string           `json:"query_filter,omitempty"`
	QueryFilters  *QueryFilters    `json:"query_filters,omitempty"`
	Evaluators    []EvaluatorInput `json:"evaluators,omitempty"`
	RunConfig     json.RawMessage  `json:"run_configuration,omitempty"`
}

// Request returns the request that creates an identical task.
func (t Task) Request() CreateTask {
	input := CreateTask{
		Name: t.Name, Type: t.Type, ProjectID: t.ProjectID, DatasetID: t.DatasetID, ExperimentIDs: t.ExperimentIDs,
		SamplingRate: t.SamplingRate, QueryFilters: t.QueryFilters, RunConfig: t.RunConfig,
	}
	if len(t.Evaluators) > 0 {
		input.Evaluators = t.Inputs()
	}
	if t.Continuous {
		input.Continuous = &t.Continuous
	}
	if t.QueryFilter != nil {
		input.QueryFilter = *t.QueryFilter
	}
	return input
}

// CreateTask creates a task. A request that breaks a rule of contract section 6
// is refused before it is sent (Kind Check). It is never retried: see Error.Lost.
// It is sent in the dialect of earlier responses, in upper case when there was
// none (contract section 5).
func (c *Client) CreateTask(ctx context.Context, input CreateTask) (Task, error) {
	params := newParams("/v2/tasks").addFaults(input.Check())
	input.Type, input.RunConfig = TaskType(c.dialect.spell(string(input.Type))), c.dialect.spellConfig(input.RunConfig)
	var task Task
	err := c.one(ctx, request{method: http.MethodPost, params: params, body: input}, &task)
	c.noteTask(task, err)
	return task, err
}

// UpdateTask is the body of an update request: absent fields are unchanged, a
// Null filter is cleared, Evaluators replaces the whole list (nil: unchanged). At
// least one field must be set (contract section 6, Update).
type UpdateTask struct {
	Name         *string                `json:"name,omitempty"`
	SamplingRate *float64               `json:"sampling_rate,omitempty"`
	Continuous   *bool                  `json:"is_continuous,omitempty"`
	QueryFilter  Nullable[string]       `json:"query_filter,omitzero"`
	QueryFilters Nullable[QueryFilters] `json:"query_filters,omitzero"`
	Evaluators   []EvaluatorInput       `json:"evaluators,omitzero"`
	RunConfig    json.RawMessage        `json:"run_configuration,omitempty"`
}

// Empty reports whether the update changes nothing.
func (u UpdateTask) Empty() bool {
	return u.Name == nil && u.SamplingRate == nil && u.Continuous == nil && u.QueryFilter.IsZero() &&
		u.QueryFilters.IsZero() && u.Evaluators == nil && len(u.RunConfig) == 0
}

// UpdateTask changes a task; the last writer wins. A request that breaks a rule
// is refused before it is sent (Kind Check). It is never retried: see Error.Lost.
func (c *Client) UpdateTask(ctx context.Context, id string, change UpdateTask) (Task, error) {
	params := newParams("/v2/tasks/").part("task", id).addFaults(change.Check())
	change.RunConfig = c.dialect.spellConfig(change.RunConfig)
	var task Task
	err := c.one(ctx, request{method: http.MethodPatch, params: params, body: change}, &task)
	c.noteTask(task, err)
	return task, c.notShown(id, err)
}

// DeleteTask deletes a task and its runs permanently.
func (c *Client) DeleteTask(ctx context.Context, id string) error {
	err := c.send(ctx, &request{method: http.MethodDelete, params: newParams("/v2/tasks/").part("task", id)}, nil)
	if err == nil {
		c.settling.note(&confirmed{id: id, at: c.now()})
	}
	return c.notShown(id, err)
}
