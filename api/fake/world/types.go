package world

import "time"

// TaskType is the kind of a task, in the upper-case words of contract section 5.
type TaskType string

// The task types.
const (
	TemplateEvaluation TaskType = "TEMPLATE_EVALUATION"
	CodeEvaluation     TaskType = "CODE_EVALUATION"
	RunExperiment      TaskType = "RUN_EXPERIMENT"
)

// Status is the state of a run, in the upper-case words of contract section 5.
type Status string

// The run states. Completed, Failed and Cancelled are terminal and never left.
const (
	Pending   Status = "PENDING"
	Running   Status = "RUNNING"
	Completed Status = "COMPLETED"
	Failed    Status = "FAILED"
	Cancelled Status = "CANCELLED"
)

// Terminal reports whether a run in this state never changes again.
func (s Status) Terminal() bool { return s == Completed || s == Failed || s == Cancelled }

// Space is a room of an organization that holds everything else.
type Space struct {
	ID, Name, Description string
	CreatedAt             time.Time
	Private               bool
	OrgID                 string
}

// Project collects the spans of one application.
type Project struct {
	ID, Name, SpaceID string
	CreatedAt         time.Time
	Type              string // APPLICATION, HARNESS, EXPERIMENT or "" for null
}

// DatasetVersion is one state of a dataset.
type DatasetVersion struct {
	ID, Name, DatasetID  string
	CreatedAt, UpdatedAt time.Time
}

// Dataset is a set of examples; Versions are newest first.
type Dataset struct {
	ID, Name, SpaceID    string
	CreatedAt, UpdatedAt time.Time
	Versions             []DatasetVersion
}

// Example is one row of a dataset; Columns are its own fields (input, expected, ...).
type Example struct {
	ID                   string
	CreatedAt, UpdatedAt time.Time
	Columns              map[string]any
}

// Experiment is one pass over a dataset. DatasetID is "" for a stand-alone one.
type Experiment struct {
	ID, Name, SpaceID, DatasetID, DatasetVersionID string
	TracesProjectID                                string
	CreatedAt, UpdatedAt                           time.Time
}

// ExperimentRun is one example's result. Extra holds columns beside output and error.
type ExperimentRun struct {
	ID, ExampleID, Output, Error string
	Extra                        map[string]any
}

// Evaluator scores things; Versions are newest first and never empty.
type Evaluator struct {
	ID, Name, Description, Type, SpaceID string // Type: TEMPLATE, CODE, HARNESS, REMOTE
	CreatedAt, UpdatedAt                 time.Time
	CreatedBy                            string
	Versions                             []EvaluatorVersion
}

// EvaluatorVersion is one commit of an evaluator. Exactly one of Template,
// Code and IntegrationID is set, after Type; a HARNESS version sets none.
type EvaluatorVersion struct {
	ID, EvaluatorID, CommitHash, CommitMessage, CreatedBy, Type string
	CreatedAt                                                   time.Time
	Template                                                    *TemplateConfig
	Code                                                        *CodeConfig
	IntegrationID                                               string // REMOTE only
}

// TemplateConfig is an LLM-as-judge prompt; variables are single braces {x}.
type TemplateConfig struct {
	Name, Template       string
	IncludeExplanations  bool
	UseFunctionCalling   bool
	Choices              map[string]float64 // nil: no rails
	Direction            string             // MAXIMIZE, MINIMIZE, NONE
	Granularity          string             // SPAN, TRACE, SESSION or "" for null
	IntegrationID, Model string
	Temperature          float64
}

// CodeConfig is a managed or custom code evaluator.
type CodeConfig struct {
	Kind         string // MANAGED or CUSTOM
	Name         string
	Managed      string // MATCHES_REGEX, ... when MANAGED
	Code         string // when CUSTOM
	Imports      string // when CUSTOM, "" for null
	Variables    []string
	StaticParams []StaticParam
	Granularity  string // SPAN, TRACE, SESSION or "" for null
	QueryFilter  string // "" for null
}

// StaticParam is a fixed argument of a code evaluator: a string, or a list of
// strings when Type is STRING_ARRAY.
type StaticParam struct {
	Name, Type string
	Default    any
}

// Integration is a configured model provider.
type Integration struct {
	ID, Name, Provider, BaseURL, AuthType, CreatedBy string
	HasAPIKey, DefaultModels, FunctionCalling        bool
	Models                                           []string
	SpaceID                                          string // "" when scoped to the organization
	CreatedAt, UpdatedAt                             time.Time
}

// QueryFilter is one lettered filter of the trace/session shape.
type QueryFilter struct{ ID, Filter string }

// QueryMapping is one variable of the trace/session shape.
type QueryMapping struct {
	Variable  string
	QueryIDs  []string
	Attribute string
}

// TaskEvaluator binds an evaluator to a task. VersionID "" means the latest;
// nil mappings mean null on the wire.
type TaskEvaluator struct {
	EvaluatorID, Name, VersionID string
	QueryFilter                  *string
	Mappings                     map[string]string
	QueryMappings                []QueryMapping
}

// Task is one evaluation task. Exactly one of ProjectID and DatasetID is set.
type Task struct {
	ID, Name, SpaceID    string
	Type                 TaskType
	ProjectID, DatasetID string
	SamplingRate         *float64
	Continuous           bool
	QueryFilter          *string
	QueryFilters         []QueryFilter // nil: the span shape
	Expression           string        // of QueryFilters
	Evaluators           []TaskEvaluator
	ExperimentIDs        []string
	RunConfig            map[string]any // RUN_EXPERIMENT only: the wire object with experiment_type
	LastRunAt            *time.Time     // nil: never run
	CreatedAt, UpdatedAt time.Time
	CreatedBy            string
}

// Run is one asynchronous job of a task as it stands at the moment of asking.
type Run struct {
	ID, TaskID                 string
	ExperimentID               string // "" for null
	Status                     Status
	StartedAt, FinishedAt      *time.Time
	DataStart, DataEnd         *time.Time
	Successes, Errors, Skipped int
	FailureReason              string // "" for null
	CreatedAt                  time.Time
	CreatedBy                  string // "" for null (a scheduled run)
}

// Span is one span of a project, attributes as a free object.
type Span struct {
	Name, TraceID, SpanID, ParentID, Kind string
	StatusCode, StatusMessage             string
	Start, End                            time.Time
	Attributes                            map[string]any // some spans nest their keys, some dot them
	Evaluations                           []Evaluation
}

// Evaluation is a score that a run left on a span.
type Evaluation struct {
	Name, Label, Explanation string
	Score                    *float64
}

// Trigger is a request for a run. Nil and empty fields take the defaults of
// contract section 6 (Trigger); whether the request is allowed is the
// caller's question, not the world's.
type Trigger struct {
	DataStart, DataEnd *time.Time
	MaxSpans           int // 0: 10 000
	Override           bool
	ExperimentIDs      []string
	ExperimentName     string // RUN_EXPERIMENT only
	MaxExamples        int
	ExampleIDs         []string
	QueryFilter        string   // narrows the examples; "" does not
	Followers          []string // evaluation tasks to run over the experiment when it is COMPLETED
	rows               int      // of the experiment that a follower works on; 0: one for each row of the dataset
}

// Position is a place in a list: rows strictly after it come next. The zero
// value is before the first row. It stays valid when rows are added or removed.
type Position struct {
	At int64 // unix nanoseconds of the row's ordering time, or a sequence number
	N  int64 // tie breaker
}

// TaskQuery narrows a task listing; zero fields do not narrow. Name is a
// case-insensitive substring.
type TaskQuery struct {
	SpaceIDs             []string
	ProjectID, DatasetID string
	Type                 TaskType
	Name                 string
	Keep                 func(*Task) bool // asked last; nil keeps all
}

// SpanQuery selects spans of a project, newest first. Start is inclusive, End exclusive.
type SpanQuery struct {
	ProjectID  string
	Start, End time.Time
	Filter     string // "" does not narrow; see the filter language of contract section 6
}
