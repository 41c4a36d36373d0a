package api

import (
	"encoding/json"
	"time"
)

// EvaluatorInput is an evaluator in a create or update request. Zero fields are
// left out: the server takes no null there (contract section 6). Mappings and
// QueryFilter belong to the span shape, QueryMappings to the trace or session
// shape; an evaluator uses one of the two.
type EvaluatorInput struct {
	EvaluatorID   string            `json:"evaluator_id"`
	VersionID     string            `json:"evaluator_version_id,omitempty"` // empty: always the latest
	QueryFilter   string            `json:"query_filter,omitempty"`
	Mappings      map[string]string `json:"column_mappings,omitempty"`
	QueryMappings []QueryMapping    `json:"query_mappings,omitempty"`
}

// CreateTask is the body of a create. Zero fields are left out. RunExperiment
// tasks have Name, Type, DatasetID and RunConfig and nothing else.
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

// UpdateTask is the body of an update: absent fields stay as they are, a Null
// filter is cleared, Evaluators replaces the whole list (nil: unchanged). At
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

// Nullable is a field of an update with three states: absent (the zero value),
// null, or a value.
type Nullable[T any] struct {
	value T
	state int8 // 0 absent, 1 null, 2 value
}

// Set makes a field that sends v.
func Set[T any](v T) Nullable[T] { return Nullable[T]{value: v, state: 2} }

// Null makes a field that sends null, which clears it on the server.
func Null[T any]() Nullable[T] { return Nullable[T]{state: 1} }

// IsZero reports whether the field is absent.
func (n Nullable[T]) IsZero() bool { return n.state == 0 }

// Get gives the value; ok is false for absent and null.
func (n Nullable[T]) Get() (v T, ok bool) { return n.value, n.state == 2 }

// MarshalJSON writes the value or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.state != 2 {
		return []byte("null"), nil
	}
	return encode(n.value)
}

// Trigger starts a run. The first five fields belong to evaluation tasks, the
// others to RunExperiment tasks; zero fields are left out (contract section 6).
type Trigger struct {
	DataStart     *time.Time
	DataEnd       *time.Time // exclusive; nil is refused for project tasks, the server wants both ends
	MaxSpans      int        // 0: not sent, the server takes 10 000
	Override      *bool      // nil: not sent, the server takes false
	ExperimentIDs []string   // narrows a dataset task's run

	ExperimentName    string
	DatasetVersionID  string
	ExampleIDs        []string
	MaxExamples       int // 0: not sent
	QueryFilter       string
	TracingMetadata   map[string]string // not nil, even if empty: tracing on
	EvaluationTaskIDs []string
}

// TaskQuery narrows a list of tasks; zero fields are not sent. Limit is 1 to
// 100, 0 means the server's default of 50 (contract section 3).
type TaskQuery struct {
	SpaceID, SpaceName, ProjectID, DatasetID string
	Type                                     TaskType
	Name                                     string // part of the name, any case
	Limit                                    int
	Cursor                                   string
}

// RunQuery asks for the runs of one task. TaskID is required; Status empty
// means all. Limit as in TaskQuery.
type RunQuery struct {
	TaskID string
	Status Status
	Limit  int
	Cursor string
}

// SpaceQuery narrows a list of spaces. Limit as in TaskQuery.
type SpaceQuery struct {
	OrgID, Name string
	Limit       int
	Cursor      string
}

// ProjectQuery narrows a list of projects. Type empty leaves harness projects
// out (contract section 3). Limit as in TaskQuery.
type ProjectQuery struct {
	SpaceID, SpaceName, Name string
	Type                     ProjectType
	Limit                    int
	Cursor                   string
}

// DatasetQuery narrows a list of datasets; evaluators and integrations take the same fields.
type DatasetQuery = NamedQuery

// EvaluatorQuery narrows a list of evaluators.
type EvaluatorQuery = NamedQuery

// IntegrationQuery narrows a list of model integrations.
type IntegrationQuery = NamedQuery

// NamedQuery narrows a list of things that live in a space. Limit as in TaskQuery.
type NamedQuery struct {
	SpaceID, SpaceName, Name string
	Limit                    int
	Cursor                   string
}

// ExampleQuery asks for the examples of a dataset. DatasetID is required,
// VersionID empty means the newest. Limit is 1 to 500, 0 the server's default.
type ExampleQuery struct {
	DatasetID, VersionID string
	Limit                int
	Cursor               string
}

// ExperimentQuery narrows a list of experiments. Limit as in TaskQuery.
type ExperimentQuery struct {
	DatasetID, SpaceID, Name string
	Limit                    int
	Cursor                   string
}

// ExperimentRunQuery asks for the outputs of an experiment, which is required.
// Limit is 1 to 500, 0 the server's default.
type ExperimentRunQuery struct {
	ExperimentID string
	Limit        int
	Cursor       string
}

// VersionQuery asks for the versions of an evaluator, which is required. Limit
// as in TaskQuery.
type VersionQuery struct {
	EvaluatorID string
	Limit       int
	Cursor      string
}

// SpanQuery asks for spans of a project, which is required. The window is
// start inclusive, end exclusive; nil means the last week. Included and
// Excluded name columns and exclude one another (contract section 6, Spans).
// Limit is 1 to 500, 0 the server's default.
type SpanQuery struct {
	ProjectID          string
	Start, End         *time.Time
	Filter             string
	Included, Excluded []string
	Limit              int
	Cursor             string
}
