package api

import (
	"encoding/json"
	"time"
)

// Page is one page of a list. Next is the cursor of the page after it; empty
// means that there is nothing more to ask for. A page may be empty and still
// have a Next (contract section 3, Pagination).
type Page[T any] struct {
	Items []T
	Next  string
	// Cut is true when the server says that there are more rows but gives no
	// cursor to ask for them, against contract section 3. The Items are good,
	// Next is empty, and the list must not be called complete: a name that is
	// not in it may exist all the same.
	Cut bool
}

// Task binds evaluators to a project or to experiments of a dataset. The json
// names are those of the wire, so that a printed task reads like the API's.
type Task struct {
	ID            string          `json:"id"`
	Name          string          `json:"name"`
	Type          TaskType        `json:"type"`
	ProjectID     string          `json:"project_id,omitempty"` // empty: not a project task
	DatasetID     string          `json:"dataset_id,omitempty"` // empty: not a dataset task
	SamplingRate  *float64        `json:"sampling_rate"`        // 0..1, nil: not given
	Continuous    bool            `json:"is_continuous"`
	QueryFilter   *string         `json:"query_filter"`            // nil: no filter
	QueryFilters  *QueryFilters   `json:"query_filters,omitempty"` // trace or session shape; nil: span shape
	Evaluators    []TaskEvaluator `json:"evaluators"`
	ExperimentIDs []string        `json:"experiment_ids"`
	RunConfig     json.RawMessage `json:"run_configuration,omitempty"` // only for RunExperiment
	LastRunAt     *time.Time      `json:"last_run_at"`                 // nil: never ran
	CreatedAt     time.Time       `json:"created_at,omitzero"`
	UpdatedAt     time.Time       `json:"updated_at,omitzero"`
	CreatedBy     string          `json:"created_by_user_id"` // an ID, not a name
}

// Inputs gives the evaluators of the task as a create or update would send them.
func (t Task) Inputs() []EvaluatorInput {
	out := make([]EvaluatorInput, len(t.Evaluators))
	for i, e := range t.Evaluators {
		out[i] = e.Input()
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
}

// Input gives the evaluator as a create or update request wants it. An update
// replaces the whole list, so read, change, and send all (contract section 6).
func (e TaskEvaluator) Input() EvaluatorInput {
	in := EvaluatorInput{
		EvaluatorID: e.EvaluatorID, VersionID: e.VersionID,
		Mappings: e.Mappings, QueryMappings: e.QueryMappings,
	}
	if e.QueryFilter != nil {
		in.QueryFilter = *e.QueryFilter
	}
	return in
}

// QueryFilters are the named filters of the trace or session shape
// (contract section 6): one to five, named A to E.
type QueryFilters struct {
	Filters    []NamedFilter `json:"filters"`
	Expression string        `json:"expression,omitempty"` // needed from two filters on
}

// NamedFilter is one filter of QueryFilters.
type NamedFilter struct {
	ID     string `json:"id"` // A to E
	Filter string `json:"filter"`
}

// QueryMapping says where a variable comes from in the trace or session shape.
// No QueryIDs means any query.
type QueryMapping struct {
	VariableName  string   `json:"variable_name"`
	QueryIDs      []string `json:"query_ids"`
	AttributePath string   `json:"attribute_path"`
}

// Run is one execution of a task. The counters have no total and no percentage
// beside them (contract section 6, Runs).
type Run struct {
	ID            string     `json:"id"`
	TaskID        string     `json:"task_id"`
	ExperimentID  string     `json:"experiment_id,omitempty"` // empty: none yet
	Status        Status     `json:"status"`
	StartedAt     *time.Time `json:"run_started_at"`
	FinishedAt    *time.Time `json:"run_finished_at"`
	DataStart     *time.Time `json:"data_start_time"`
	DataEnd       *time.Time `json:"data_end_time"`
	Successes     int        `json:"num_successes"`
	Errors        int        `json:"num_errors"`
	Skipped       int        `json:"num_skipped"`
	FailureReason string     `json:"failure_reason,omitempty"`
	CreatedAt     time.Time  `json:"created_at,omitzero"`
	CreatedBy     string     `json:"created_by_user_id"`
}

// Space holds projects, datasets, evaluators and tasks.
type Space struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Private     bool      `json:"is_private"`
	CreatedAt   time.Time `json:"created_at,omitzero"`
}

// Project collects the spans of an application.
type Project struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	SpaceID   string      `json:"space_id"`
	Type      ProjectType `json:"project_type,omitempty"`
	CreatedAt time.Time   `json:"created_at,omitzero"`
}

// Dataset is a set of examples, with its versions newest first when the server sends them.
type Dataset struct {
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	SpaceID   string           `json:"space_id"`
	CreatedAt time.Time        `json:"created_at,omitzero"`
	UpdatedAt time.Time        `json:"updated_at,omitzero"`
	Versions  []DatasetVersion `json:"versions,omitempty"`
}

// DatasetVersion is one state of a dataset.
type DatasetVersion struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	DatasetID string    `json:"dataset_id"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
}

// Example is one row of a dataset. Fields is the whole object as it came, user
// columns included.
type Example struct {
	ID        string
	CreatedAt time.Time
	UpdatedAt time.Time
	Fields    json.RawMessage
}

// Experiment is one set of outputs over a dataset.
type Experiment struct {
	ID               string    `json:"id"`
	Name             string    `json:"name"`
	SpaceID          string    `json:"space_id,omitempty"`   // empty on servers before August 2026
	DatasetID        string    `json:"dataset_id,omitempty"` // empty: stands alone
	DatasetVersionID string    `json:"dataset_version_id,omitempty"`
	TracesProjectID  string    `json:"experiment_traces_project_id,omitempty"`
	IntegrationID    string    `json:"integration_id,omitempty"`
	CreatedAt        time.Time `json:"created_at,omitzero"`
	UpdatedAt        time.Time `json:"updated_at,omitzero"`
}

// ExperimentRun is one output of an experiment. Fields is the whole object as
// it came, evaluation columns included.
type ExperimentRun struct {
	ID        string
	ExampleID string
	Output    *string
	Error     *string
	Fields    json.RawMessage
}

// Integration is the access to a model provider. It never holds a provider's key.
type Integration struct {
	ID              string    `json:"id"`
	Name            string    `json:"name"`
	Provider        string    `json:"provider"`
	HasKey          bool      `json:"has_api_key"`
	BaseURL         string    `json:"base_url,omitempty"`
	ModelNames      []string  `json:"model_names"`
	DefaultModels   bool      `json:"enable_default_models"`
	FunctionCalling bool      `json:"function_calling_enabled"`
	AuthType        string    `json:"auth_type"`
	CreatedAt       time.Time `json:"created_at,omitzero"`
	UpdatedAt       time.Time `json:"updated_at,omitzero"`
	CreatedBy       string    `json:"created_by_user_id"`
}
