package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// EvaluatorType says how an evaluator judges; unknown words are kept.
type EvaluatorType string

// The evaluator types (contract section 5).
const (
	TemplateEvaluator EvaluatorType = "TEMPLATE"
	CodeEvaluator     EvaluatorType = "CODE"
	HarnessEvaluator  EvaluatorType = "HARNESS"
	RemoteEvaluator   EvaluatorType = "REMOTE"
)

// Words gives the lower-case form: "template".
func (t EvaluatorType) Words() string { return strings.ToLower(string(t)) }

// CodeType says where the code of a code evaluator comes from.
type CodeType string

// The code types (contract section 5).
const (
	ManagedCode CodeType = "MANAGED"
	CustomCode  CodeType = "CUSTOM"
)

// Words gives the lower-case form: "managed".
func (t CodeType) Words() string { return strings.ToLower(string(t)) }

// Granularity says what one score belongs to. Empty means the server named none.
type Granularity string

// The granularities (contract section 5).
const (
	SpanGranularity    Granularity = "SPAN"
	TraceGranularity   Granularity = "TRACE"
	SessionGranularity Granularity = "SESSION"
)

// Words gives the lower-case form: "span".
func (g Granularity) Words() string { return strings.ToLower(string(g)) }

// Evaluator is a judge. Version is the newest one, or the one that was asked
// for; nil in lists, which do not carry it.
type Evaluator struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty"`
	Type        EvaluatorType     `json:"type"`
	SpaceID     string            `json:"space_id"`
	CreatedBy   string            `json:"created_by_user_id"`
	Version     *EvaluatorVersion `json:"version,omitempty"`
}

// Ref gives its ID and name.
func (e Evaluator) Ref() Ref { return Ref{ID: e.ID, Name: e.Name} }

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

// Ref gives its ID; it has no name.
func (v EvaluatorVersion) Ref() Ref { return Ref{ID: v.ID} }

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

type evaluatorWire struct {
	Evaluator
	Version *versionWire `json:"version"`
}

func (c *Client) evaluator(w *evaluatorWire) Evaluator {
	e := w.Evaluator
	e.Type = c.evaluatorType(e.Type)
	if w.Version != nil {
		v := c.version(w.Version)
		e.Version = &v
	}
	return e
}

// versionWire knows both names of the function calling field (contract section
// 6, Evaluators).
type versionWire struct {
	EvaluatorVersion
	CreatedAt stamp `json:"created_at"`
	Template  *struct {
		TemplateConfig
		OldFunctionCalling *bool `json:"use_function_calling_if_available"`
	} `json:"template_config"`
}

func (c *Client) version(w *versionWire) EvaluatorVersion {
	v := w.EvaluatorVersion
	v.Type, v.CreatedAt = c.evaluatorType(v.Type), w.CreatedAt.at
	if w.Template != nil {
		v.Template = &w.Template.TemplateConfig
		if v.Template.FunctionCalling == nil {
			v.Template.FunctionCalling = w.Template.OldFunctionCalling
		}
		v.Template.Granularity = c.granularity(v.Template.Granularity)
		v.Template.Direction = strings.ToUpper(v.Template.Direction)
	}
	if v.Code != nil {
		v.Code.Type = pick(&c.dialect, v.Code.Type, "MANAGED", "CUSTOM")
		v.Code.Managed = pick(&c.dialect, v.Code.Managed, "MATCHES_REGEX", "JSON_PARSEABLE", "CONTAINS_ANY_KEYWORD", "CONTAINS_ALL_KEYWORDS", "EXACT_MATCH")
		v.Code.Granularity = c.granularity(v.Code.Granularity)
	}
	return v
}

func (c *Client) evaluatorType(raw EvaluatorType) EvaluatorType {
	return pick(&c.dialect, raw, "TEMPLATE", "CODE", "HARNESS", "REMOTE")
}

func (c *Client) granularity(raw Granularity) Granularity {
	return pick(&c.dialect, raw, "SPAN", "TRACE", "SESSION")
}

// EvaluatorQuery narrows a list of evaluators.
type EvaluatorQuery = NamedQuery

// ListEvaluators gives one page of evaluators, last updated first, without
// their versions.
func (c *Client) ListEvaluators(ctx context.Context, q EvaluatorQuery) (Page[Evaluator], error) {
	return list(ctx, c, get(q.params("/v2/evaluators")), "evaluators", c.evaluator)
}

// GetEvaluator gives an evaluator with the named version inside; an empty
// versionID means the newest.
func (c *Client) GetEvaluator(ctx context.Context, id, versionID string) (Evaluator, error) {
	p := newParams("/v2/evaluators/").part("evaluator", id).set("version_id", versionID)
	return one(ctx, c, get(p), c.evaluator)
}

// VersionQuery asks for the versions of an evaluator, which is required. Limit
// as in TaskQuery.
type VersionQuery struct {
	EvaluatorID string
	Limit       int
	Cursor      string
}

// ListEvaluatorVersions gives one page of the versions of an evaluator.
func (c *Client) ListEvaluatorVersions(ctx context.Context, q VersionQuery) (Page[EvaluatorVersion], error) {
	p := newParams("/v2/evaluators/").part("evaluator", q.EvaluatorID).then("/versions").page(q.Limit, 100, q.Cursor)
	return list(ctx, c, get(p), "evaluator_versions", c.version)
}

// GetEvaluatorVersion gives one version by its own ID.
func (c *Client) GetEvaluatorVersion(ctx context.Context, id string) (EvaluatorVersion, error) {
	p := newParams("/v2/evaluator-versions/").part("evaluator version", id)
	return one(ctx, c, get(p), c.version)
}
