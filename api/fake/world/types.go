package world

import "time"

// TaskType is the type of a task, an upper-case word of contract section 5.
type TaskType string

// The task types.
const (
	TemplateEvaluation TaskType = "TEMPLATE_EVALUATION"
	CodeEvaluation     TaskType = "CODE_EVALUATION"
	RunExperiment      TaskType = "RUN_EXPERIMENT"
)

// Status is the status of a run, an upper-case word of contract section 5.
type Status string

// The run states. Completed, Failed and Cancelled are terminal.
const (
	Pending   Status = "PENDING"
	Running   Status = "RUNNING"
	Completed Status = "COMPLETED"
	Failed    Status = "FAILED"
	Cancelled Status = "CANCELLED"
)

// Terminal reports whether a run with this status is finished.
func (s Status) Terminal() bool { return s == Completed || s == Failed || s == Cancelled }

// The fields of the types below are in wire order, and their tags define the wire
// format (package fake reads them): the name; "null" if an empty value is null,
// "omit" if it is left out, otherwise it is an empty value or list; "word" for an
// enum, whose case depends on the dialect; "recent" for fields that the old
// dialect does not have, and a trailing "old=NAME" for its other name. A field
// without a tag is internal.

// Space is a part of an organization that contains all other objects.
type Space struct {
	ID          string    `wire:"id"`
	Name        string    `wire:"name"`
	Description string    `wire:"description"`
	CreatedAt   time.Time `wire:"created_at"`
	Private     bool      `wire:"is_private,recent"`      // July 2026
	OrgID       string    `wire:"organization_id,recent"` // October 2026
}

// Project collects the spans of one application.
type Project struct {
	ID        string    `wire:"id"`
	Name      string    `wire:"name"`
	SpaceID   string    `wire:"space_id"`
	CreatedAt time.Time `wire:"created_at"`
	Type      string    `wire:"project_type,null,recent"` // APPLICATION, HARNESS, EXPERIMENT or "" for null; September 2026
}

// Dataset is a list of examples; Versions are newest first.
type Dataset struct {
	ID        string            `wire:"id"`
	Name      string            `wire:"name"`
	SpaceID   string            `wire:"space_id"`
	CreatedAt time.Time         `wire:"created_at"`
	UpdatedAt time.Time         `wire:"updated_at"`
	Versions  []*DatasetVersion `wire:"versions,omit"` // only in a get
}

// DatasetVersion is one state of a dataset.
type DatasetVersion struct {
	ID        string    `wire:"id"`
	Name      string    `wire:"name"`
	DatasetID string    `wire:"dataset_id"`
	CreatedAt time.Time `wire:"created_at"`
	UpdatedAt time.Time `wire:"updated_at"`
}

// Example is one row of a dataset; Columns are its free fields (input, expected,
// ...), which are in the same object as the others on the wire.
type Example struct {
	ID                   string
	CreatedAt, UpdatedAt time.Time
	Columns              map[string]any
}

// Experiment is one pass over a dataset. DatasetID is "" for a standalone one.
type Experiment struct {
	ID               string    `wire:"id"`
	Name             string    `wire:"name"`
	SpaceID          string    `wire:"space_id,omit,recent"` // 4 August 2026
	DatasetID        string    `wire:"dataset_id,null"`
	DatasetVersionID string    `wire:"dataset_version_id,null"`
	CreatedAt        time.Time `wire:"created_at"`
	UpdatedAt        time.Time `wire:"updated_at"`
}

// ExperimentRun is the result of one example. Extra are columns besides output and error.
type ExperimentRun struct {
	ID, ExampleID, Output, Error string
	Extra                        map[string]any
}

// Evaluator labels or scores data; Versions are newest first and never empty.
type Evaluator struct {
	ID          string            `wire:"id"`
	Name        string            `wire:"name"`
	Description string            `wire:"description,null"`
	Type        string            `wire:"type,word"` // TEMPLATE, CODE, HARNESS, REMOTE
	SpaceID     string            `wire:"space_id"`
	CreatedAt   time.Time         `wire:"created_at"`
	UpdatedAt   time.Time         `wire:"updated_at"`
	CreatedBy   string            `wire:"created_by_user_id,null"`
	Version     *EvaluatorVersion `wire:"version,omit"` // the requested one, only in a get
	Versions    []*EvaluatorVersion
}

// EvaluatorVersion is one commit of an evaluator. One of Template, Code and Remote
// is set, by Type; a HARNESS version sets none.
type EvaluatorVersion struct {
	ID            string          `wire:"id"`
	EvaluatorID   string          `wire:"evaluator_id"`
	CommitHash    string          `wire:"commit_hash"`
	CommitMessage string          `wire:"commit_message,null"`
	CreatedAt     time.Time       `wire:"created_at"`
	CreatedBy     string          `wire:"created_by_user_id,null"`
	Type          string          `wire:"type,word"`
	Template      *TemplateConfig `wire:"template_config,omit"`
	Code          *CodeConfig     `wire:"code_config,omit"`
	Remote        *RemoteConfig   `wire:"remote_config,omit"`
}

// TemplateConfig is an LLM-as-judge prompt; variables are single braces {x}.
type TemplateConfig struct {
	Name                string             `wire:"name"`
	Template            string             `wire:"template"`
	IncludeExplanations bool               `wire:"include_explanations"`
	UseFunctionCalling  bool               `wire:"use_function_calling,old=use_function_calling_if_available"` // 24 August 2026
	Choices             map[string]float64 `wire:"classification_choices"`                                     // nil: no rails
	Direction           string             `wire:"direction,omit,word"`                                        // MAXIMIZE, MINIMIZE, NONE
	Granularity         string             `wire:"data_granularity,null,word"`                                 // SPAN, TRACE, SESSION or "" for null
	LLM                 LLMConfig          `wire:"llm_config"`
}

// LLMConfig is the model of a template evaluator.
type LLMConfig struct {
	IntegrationID string         `wire:"ai_integration_id"`
	Model         string         `wire:"model_name"`
	Invocation    map[string]any `wire:"invocation_parameters"`
	Provider      map[string]any `wire:"provider_parameters"`
}

// CodeConfig is a managed or custom code evaluator.
type CodeConfig struct {
	Kind         string        `wire:"type,word"` // MANAGED or CUSTOM
	Name         string        `wire:"name"`
	Managed      string        `wire:"managed_evaluator,omit,word"` // MATCHES_REGEX, ... when MANAGED
	Code         string        `wire:"code,omit"`                   // when CUSTOM
	Imports      string        `wire:"imports,omit"`                // when CUSTOM; every such evaluator of this world has imports
	Variables    []string      `wire:"variables"`
	StaticParams []StaticParam `wire:"static_params,omit"`
	Granularity  string        `wire:"data_granularity,null,word"` // SPAN, TRACE, SESSION or "" for null
	QueryFilter  string        `wire:"query_filter,null"`
}

// StaticParam is a fixed argument of a code evaluator: a string, or a list of
// strings when Type is STRING_ARRAY. Its type is upper case in both dialects.
type StaticParam struct {
	Name    string `wire:"name"`
	Type    string `wire:"type"`
	Default any    `wire:"default_value"`
}

// RemoteConfig is an evaluator in another system.
type RemoteConfig struct {
	IntegrationID string `wire:"integration_id"`
}

// Integration is a configured model provider. The maps are nil: this world has no
// headers and no metadata.
type Integration struct {
	ID              string            `wire:"id"`
	Name            string            `wire:"name"`
	Provider        string            `wire:"provider,word"`
	HasAPIKey       bool              `wire:"has_api_key"`
	BaseURL         string            `wire:"base_url,null"`
	Models          []string          `wire:"model_names"`
	Headers         map[string]string `wire:"headers"`
	DefaultModels   bool              `wire:"enable_default_models"`
	FunctionCalling bool              `wire:"function_calling_enabled"`
	AuthType        string            `wire:"auth_type,word"`
	Metadata        map[string]any    `wire:"provider_metadata"`
	Scopings        []Scoping         `wire:"scopings"` // one, by SpaceID
	CreatedAt       time.Time         `wire:"created_at"`
	UpdatedAt       time.Time         `wire:"updated_at"`
	CreatedBy       string            `wire:"created_by_user_id"`
	SpaceID         string            // "" when scoped to the organization
}

// Scoping is where an integration may be used: a space, or all of an organization.
type Scoping struct {
	OrgID   string `wire:"organization_id,null"`
	SpaceID string `wire:"space_id,null"`
}

// Task is one evaluation task. Exactly one of ProjectID and DatasetID is set.
type Task struct {
	ID            string          `wire:"id"`
	Name          string          `wire:"name"`
	Type          TaskType        `wire:"type,word"`
	ProjectID     string          `wire:"project_id,null"`
	DatasetID     string          `wire:"dataset_id,null"`
	SamplingRate  *float64        `wire:"sampling_rate"`
	Continuous    bool            `wire:"is_continuous"`
	QueryFilter   *string         `wire:"query_filter"`
	QueryFilters  *QueryFilters   `wire:"query_filters,recent"` // nil: the span shape
	Evaluators    []TaskEvaluator `wire:"evaluators"`
	ExperimentIDs []string        `wire:"experiment_ids"`
	RunConfig     RunConfig       `wire:"run_configuration"` // RUN_EXPERIMENT only
	LastRunAt     *time.Time      `wire:"last_run_at"`       // nil: never run
	CreatedAt     time.Time       `wire:"created_at"`
	UpdatedAt     time.Time       `wire:"updated_at"`
	CreatedBy     string          `wire:"created_by_user_id,null"`
	SpaceID       string
}

// RunConfig is the wire object with experiment_type; its enum words are upper case.
type RunConfig map[string]any

// TaskEvaluator binds an evaluator to a task. VersionID "" means the latest;
// nil mappings mean null on the wire.
type TaskEvaluator struct {
	EvaluatorID   string            `wire:"evaluator_id"`
	Name          string            `wire:"evaluator_name"`
	VersionID     string            `wire:"evaluator_version_id,null,recent"`
	QueryFilter   *string           `wire:"query_filter"`
	Mappings      map[string]string `wire:"column_mappings"`
	QueryMappings []QueryMapping    `wire:"query_mappings,null,recent"`
}

// QueryFilters are the lettered filters of the trace/session shape and the
// expression that joins them.
type QueryFilters struct {
	Filters    []QueryFilter `wire:"filters"`
	Expression string        `wire:"expression,omit"`
}

// QueryFilter is one lettered filter of the trace/session shape.
type QueryFilter struct {
	ID     string `wire:"id"`
	Filter string `wire:"filter"`
}

// QueryMapping is one variable of the trace/session shape.
type QueryMapping struct {
	Variable  string   `wire:"variable_name"`
	QueryIDs  []string `wire:"query_ids"`
	Attribute string   `wire:"attribute_path"`
}

// Run is one asynchronous job of a task at one moment.
type Run struct {
	ID            string     `wire:"id"`
	TaskID        string     `wire:"task_id"`
	ExperimentID  string     `wire:"experiment_id,null"`
	Status        Status     `wire:"status,word"`
	StartedAt     *time.Time `wire:"run_started_at"`
	FinishedAt    *time.Time `wire:"run_finished_at"`
	DataStart     *time.Time `wire:"data_start_time"`
	DataEnd       *time.Time `wire:"data_end_time"`
	Successes     int        `wire:"num_successes"`
	Errors        int        `wire:"num_errors"`
	Skipped       int        `wire:"num_skipped"`
	FailureReason string     `wire:"failure_reason,omit,recent"`
	CreatedAt     time.Time  `wire:"created_at"`
	CreatedBy     string     `wire:"created_by_user_id,null"` // "" for a scheduled run
}

// Span is one span of a project. Its enum words are upper case in both dialects.
type Span struct {
	Name          string `wire:"name"`
	SpanContext   `wire:"context"`
	Kind          string         `wire:"kind"`
	ParentID      string         `wire:"parent_id,omit"`
	Start         time.Time      `wire:"start_time"`
	End           time.Time      `wire:"end_time"`
	StatusCode    string         `wire:"status_code,omit"`
	StatusMessage string         `wire:"status_message,omit"`
	Attributes    map[string]any `wire:"attributes,omit"` // with nested keys or keys with dots
	Annotations   []Annotation   `wire:"annotations,omit"`
	Evaluations   []Evaluation   `wire:"evaluations,omit"`
	results       []Evaluation   // evaluations of the trace and the session too
}

// SpanContext has the IDs of a span and its trace.
type SpanContext struct {
	TraceID string `wire:"trace_id"`
	SpanID  string `wire:"span_id"`
}

// Evaluation is the result of a run on a span, its trace or its session.
type Evaluation struct {
	Name        string         `wire:"name"`
	Score       *float64       `wire:"score,omit"`
	Label       string         `wire:"label,omit"`
	Explanation string         `wire:"explanation,omit"`
	Metadata    map[string]any `wire:"metadata,omit,recent"` // October 2026
	scope       string         // the granularity of its evaluator: SPAN, TRACE, SESSION
}

// Annotation is what a person noted on a span.
type Annotation struct {
	Name      string    `wire:"name"`
	Label     string    `wire:"label,omit"`
	Text      string    `wire:"text,omit"`
	UpdatedAt time.Time `wire:"updated_at"`
	Annotator Annotator `wire:"annotator"`
}

// Annotator is the person.
type Annotator struct {
	ID    string `wire:"id"`
	Email string `wire:"email"`
}

// Entry has the values by which lists of the catalog are sorted and filtered.
type Entry struct {
	ID, Name, SpaceID string // SpaceID "": in every space
	At                time.Time
}

func entry(id, name, spaceID string, at time.Time) Entry {
	return Entry{ID: id, Name: name, SpaceID: spaceID, At: at}
}

// Entry is the space in a list.
func (x *Space) Entry() Entry { return entry(x.ID, x.Name, x.ID, x.CreatedAt) }

// Entry is the project in a list.
func (x *Project) Entry() Entry { return entry(x.ID, x.Name, x.SpaceID, x.CreatedAt) }

// Entry is the dataset in a list.
func (x *Dataset) Entry() Entry { return entry(x.ID, x.Name, x.SpaceID, x.CreatedAt) }

// Entry is the version in a list of its dataset.
func (x *DatasetVersion) Entry() Entry { return Entry{ID: x.ID, Name: x.Name, At: x.CreatedAt} }

// Entry is the experiment in a list.
func (x *Experiment) Entry() Entry { return entry(x.ID, x.Name, x.SpaceID, x.CreatedAt) }

// Entry is the evaluator in a list.
func (x *Evaluator) Entry() Entry { return entry(x.ID, x.Name, x.SpaceID, x.UpdatedAt) }

// Entry is the version in a list of its evaluator.
func (v *EvaluatorVersion) Entry() Entry { return Entry{ID: v.ID, At: v.CreatedAt} }

// Entry is the integration in a list; one of the organization serves every space.
func (x *Integration) Entry() Entry { return entry(x.ID, x.Name, x.SpaceID, x.CreatedAt) }

// Trigger is a request for a run. Nil and empty fields have the defaults of
// contract section 6 (Trigger). The caller validates the request.
type Trigger struct {
	DataStart, DataEnd *time.Time
	MaxSpans           int // 0: 10 000
	Override           bool
	ExperimentIDs      []string
	ExperimentName     string // RUN_EXPERIMENT only
	MaxExamples        int
	ExampleIDs         []string
	QueryFilter        string   // of the examples; "" for all
	Followers          []string // evaluation tasks to run over the experiment when it is COMPLETED
}

// Position is a position in a list: the next page has the rows strictly after it.
// The zero value is before the first row. It stays valid when rows are added or
// removed.
type Position struct {
	At int64 // unix nanoseconds of the row's ordering time, or a sequence number
	N  int64 // tie breaker
}

// TaskQuery filters a list of tasks; zero fields match all. Name is a
// case-insensitive substring.
type TaskQuery struct {
	SpaceIDs             []string
	ProjectID, DatasetID string
	Type                 TaskType
	Name                 string
	Keep                 func(*Task) bool // called last; nil keeps all
}

// SpanQuery selects spans of a project, newest first. Start is inclusive, End exclusive.
type SpanQuery struct {
	ProjectID  string
	Start, End time.Time
	Filter     string // in the filter language of contract section 6; "" matches all
}
