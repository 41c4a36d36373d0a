package api

import (
	"encoding/json"
	"time"
)

// Evaluator is a judge. Version is the newest one, or the one that was asked
// for; nil in lists, which do not carry it.
type Evaluator struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty"`
	Type        EvaluatorType     `json:"type"`
	SpaceID     string            `json:"space_id"`
	CreatedAt   time.Time         `json:"created_at,omitzero"`
	UpdatedAt   time.Time         `json:"updated_at,omitzero"`
	CreatedBy   string            `json:"created_by_user_id"`
	Version     *EvaluatorVersion `json:"version,omitempty"`
}

// EvaluatorVersion is one state of an evaluator. Which of the configurations
// is set depends on Type; harness evaluators have none.
type EvaluatorVersion struct {
	ID            string          `json:"id"`
	EvaluatorID   string          `json:"evaluator_id"`
	CommitHash    string          `json:"commit_hash"`
	CommitMessage string          `json:"commit_message,omitempty"`
	CreatedAt     time.Time       `json:"created_at,omitzero"`
	CreatedBy     string          `json:"created_by_user_id"`
	Type          EvaluatorType   `json:"type"`
	Template      *TemplateConfig `json:"template_config,omitempty"`
	Code          *CodeConfig     `json:"code_config,omitempty"`
	Remote        *RemoteConfig   `json:"remote_config,omitempty"`
}

// Granularity gives what one score of this version belongs to; empty when the
// server named none.
func (v EvaluatorVersion) Granularity() Granularity {
	switch {
	case v.Template != nil:
		return v.Template.Granularity
	case v.Code != nil:
		return v.Code.Granularity
	}
	return ""
}

// TemplateConfig is a prompt that lets a model judge. Variables stand in single
// braces (contract section 6, Evaluators).
type TemplateConfig struct {
	Name                string             `json:"name"`
	Template            string             `json:"template"`
	IncludeExplanations bool               `json:"include_explanations"`
	FunctionCalling     *bool              `json:"use_function_calling,omitempty"` // both names of contract section 6; nil: not said
	StructuredOutput    *bool              `json:"use_structured_output,omitempty"`
	Choices             map[string]float64 `json:"classification_choices"`
	Direction           string             `json:"direction,omitempty"`
	Granularity         Granularity        `json:"data_granularity,omitempty"`
	LLM                 LLMConfig          `json:"llm_config"`
}

// LLMConfig names the model of a template evaluator.
type LLMConfig struct {
	IntegrationID    string          `json:"ai_integration_id"`
	ModelName        string          `json:"model_name"`
	InvocationParams json.RawMessage `json:"invocation_parameters,omitempty"`
	ProviderParams   json.RawMessage `json:"provider_parameters,omitempty"`
}

// CodeConfig is code that judges: managed by the server (Managed set) or custom
// (Code set). Variables lists what must be mapped.
type CodeConfig struct {
	Type         CodeType      `json:"type"`
	Name         string        `json:"name"`
	Managed      string        `json:"managed_evaluator,omitempty"`
	Code         string        `json:"code,omitempty"`
	Imports      string        `json:"imports,omitempty"`
	Variables    []string      `json:"variables"`
	StaticParams []StaticParam `json:"static_params,omitempty"`
	Granularity  Granularity   `json:"data_granularity,omitempty"`
	QueryFilter  *string       `json:"query_filter,omitempty"`
}

// StaticParam is a fixed parameter of a code evaluator. Default is a JSON
// string or a list of them.
type StaticParam struct {
	Name    string          `json:"name"`
	Type    string          `json:"type"`
	Default json.RawMessage `json:"default_value,omitempty"`
}

// RemoteConfig names the integration behind a remote evaluator.
type RemoteConfig struct {
	IntegrationID string `json:"integration_id"`
}

// Span is one step of a trace. Attributes is the free object as it came: keys
// may be nested or dotted (contract section 6, Spans). A time that the server
// did not send in readable form is zero.
type Span struct {
	Name          string          `json:"name"`
	TraceID       string          `json:"trace_id"`
	SpanID        string          `json:"span_id"`
	ParentID      string          `json:"parent_id,omitempty"`
	Kind          string          `json:"kind"` // as it came: new kinds appear (contract section 5)
	StartTime     time.Time       `json:"start_time,omitzero"`
	EndTime       time.Time       `json:"end_time,omitzero"`
	StatusCode    string          `json:"status_code,omitempty"`
	StatusMessage string          `json:"status_message,omitempty"`
	Attributes    json.RawMessage `json:"attributes,omitempty"`
	Evaluations   []Evaluation    `json:"evaluations,omitempty"`
	Events        []SpanEvent     `json:"events,omitempty"`
}

// Latency is the time between start and end; zero when either is missing. The
// API has no field for it (contract section 9).
func (s Span) Latency() time.Duration {
	if s.StartTime.IsZero() || s.EndTime.IsZero() || s.EndTime.Before(s.StartTime) {
		return 0
	}
	return s.EndTime.Sub(s.StartTime)
}

// Evaluation is a result that a run wrote on a span.
type Evaluation struct {
	Name        string   `json:"name"`
	Score       *float64 `json:"score,omitempty"`
	Label       string   `json:"label,omitempty"`
	Explanation string   `json:"explanation,omitempty"`
}

// SpanEvent is something that happened during a span.
type SpanEvent struct {
	Name       string          `json:"name"`
	Timestamp  time.Time       `json:"timestamp,omitzero"`
	Attributes json.RawMessage `json:"attributes,omitempty"`
}
