package api

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// EvaluatorType says how an evaluator scores; unknown words are kept.
type EvaluatorType string

// The evaluator types of evaluation tasks; the others are HARNESS and REMOTE
// (contract section 5).
const (
	TemplateEvaluator EvaluatorType = "TEMPLATE"
	CodeEvaluator     EvaluatorType = "CODE"
)

// Words returns the lower-case form: "template".
func (t EvaluatorType) Words() string { return strings.ToLower(string(t)) }

// CodeType says where the code of a code evaluator comes from.
type CodeType string

// CustomCode is code written by a user; the other type is MANAGED (contract
// section 5).
const CustomCode CodeType = "CUSTOM"

// Words returns the lower-case form: "custom".
func (t CodeType) Words() string { return strings.ToLower(string(t)) }

// Granularity says what one score applies to. Empty means that the server sent none.
type Granularity string

// The granularities (contract section 5).
const (
	SpanGranularity    Granularity = "SPAN"
	TraceGranularity   Granularity = "TRACE"
	SessionGranularity Granularity = "SESSION"
)

// Words returns the lower-case form: "span".
func (g Granularity) Words() string { return strings.ToLower(string(g)) }

// Evaluator scores spans, traces, sessions or experiment runs. Version is the
// newest one, or the requested one; nil in lists, which do not contain it.
type Evaluator struct {
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Type    EvaluatorType     `json:"type"`
	SpaceID string            `json:"space_id"`
	Version *EvaluatorVersion `json:"version,omitempty"`
	Sent    `json:"-"`
}

// Ref returns the ID and name.
func (e Evaluator) Ref() Ref { return Ref{ID: e.ID, Name: e.Name} }

// Direction says whether a high score is good. Empty means that the server sent none,
// which is MAXIMIZE (contract section 5, the schema's default).
type Direction string

// The directions; the other one is NONE.
const (
	Maximize Direction = "MAXIMIZE"
	Minimize Direction = "MINIMIZE"
	Neutral  Direction = "NONE" // no score is better than another
)

// EvaluatorVersion is one version of an evaluator. Which of the configurations
// is set depends on Type; harness evaluators have none.
type EvaluatorVersion struct {
	ID            string          `json:"id"`
	EvaluatorID   string          `json:"evaluator_id"`
	CommitHash    string          `json:"commit_hash"`
	CommitMessage string          `json:"commit_message,omitempty"`
	CreatedAt     time.Time       `json:"created_at,omitzero"`
	Type          EvaluatorType   `json:"type"`
	Template      *TemplateConfig `json:"template_config,omitempty"`
	Code          *CodeConfig     `json:"code_config,omitempty"`
	Remote        *RemoteConfig   `json:"remote_config,omitempty"`
	Sent          `json:"-"`
}

// Ref returns the ID; a version has no name.
func (v EvaluatorVersion) Ref() Ref { return Ref{ID: v.ID} }

// Granularity returns what one score of this version applies to; empty when the
// server sent none.
func (v *EvaluatorVersion) Granularity() Granularity {
	switch {
	case v.Template != nil:
		return v.Template.Granularity
	case v.Code != nil:
		return v.Code.Granularity
	}
	return ""
}

// TemplateConfig is a prompt with which a model scores. Variables are in single
// braces (contract section 6, Evaluators).
type TemplateConfig struct {
	Template     string             `json:"template"`
	Choices      map[string]float64 `json:"classification_choices"`
	Explanations bool               `json:"include_explanations"` // false too when Unknown
	Direction    Direction          `json:"direction,omitempty"`
	Granularity  Granularity        `json:"data_granularity,omitempty"`
	LLM          LLMConfig          `json:"llm_config"`
	Sent         `json:"-"`
}

// LLMConfig names the model of a template evaluator and the integration that gives
// access to it. The parameters are objects as received.
type LLMConfig struct {
	IntegrationID string          `json:"ai_integration_id"`
	ModelName     string          `json:"model_name"`
	Invocation    json.RawMessage `json:"invocation_parameters,omitempty"`
	Provider      json.RawMessage `json:"provider_parameters,omitempty"`
	Sent          `json:"-"`
}

// CodeConfig is code that scores. Variables lists what must be mapped.
type CodeConfig struct {
	Type        CodeType        `json:"type"`
	Managed     string          `json:"managed_evaluator,omitempty"` // the check of managed code, as received
	Code        string          `json:"code,omitempty"`              // of custom code
	Imports     string          `json:"imports,omitempty"`           // of custom code
	Variables   []string        `json:"variables"`
	Params      json.RawMessage `json:"static_params,omitempty"` // a list as received
	Granularity Granularity     `json:"data_granularity,omitempty"`
	QueryFilter string          `json:"query_filter,omitempty"`
	Sent        `json:"-"`
}

// RemoteConfig is an evaluator in another system, which an integration gives access to.
type RemoteConfig struct {
	IntegrationID string `json:"integration_id"`
	Sent          `json:"-"`
}

type evaluatorWire struct {
	*Evaluator
	Version *versionWire `json:"version"`
}

func (e *Evaluator) read(client *Client, data []byte) error {
	wire := evaluatorWire{Evaluator: e}
	if err := decode(data, &wire); err != nil {
		return err
	}
	e.Type = client.evaluatorType(e.Type)
	if wire.Version != nil {
		e.Version = client.version(wire.Version)
	}
	return nil
}

// versionWire decodes a time leniently.
type versionWire struct {
	EvaluatorVersion
	CreatedAt lenientTime `json:"created_at"`
}

func (v *EvaluatorVersion) read(client *Client, data []byte) error {
	var wire versionWire
	err := decode(data, &wire)
	*v = *client.version(&wire)
	return err
}

// version returns the version in a wire shape, completed.
func (c *Client) version(wire *versionWire) *EvaluatorVersion {
	version := &wire.EvaluatorVersion
	version.Type, version.CreatedAt = c.evaluatorType(version.Type), wire.CreatedAt.at
	if version.Template != nil {
		config := version.Template
		config.Granularity, config.Direction = c.granularity(config.Granularity), canonicalWord(&c.dialect, config.Direction, Maximize, Minimize, Neutral)
		config.LLM.Invocation, config.LLM.Provider = nullAsEmpty(config.LLM.Invocation), nullAsEmpty(config.LLM.Provider)
	}
	if version.Code != nil {
		version.Code.Type = canonicalWord(&c.dialect, version.Code.Type, "MANAGED", CustomCode)
		version.Code.Granularity, version.Code.Params = c.granularity(version.Code.Granularity), nullAsEmpty(version.Code.Params)
	}
	return version
}

func (c *Client) evaluatorType(raw EvaluatorType) EvaluatorType {
	return canonicalWord(&c.dialect, raw, "TEMPLATE", "CODE", "HARNESS", "REMOTE")
}

func (c *Client) granularity(raw Granularity) Granularity {
	return canonicalWord(&c.dialect, raw, "SPAN", "TRACE", "SESSION")
}

// EvaluatorQuery filters a list of evaluators.
type EvaluatorQuery = NamedQuery

// ListEvaluators loads one page of evaluators, last updated first, without
// their versions.
func (c *Client) ListEvaluators(ctx context.Context, query EvaluatorQuery) (Page[Evaluator], error) {
	return listPage[Evaluator](ctx, c, get(query.params("/v2/evaluators")), "evaluators")
}

// GetEvaluator loads an evaluator with a version; an empty versionID means the
// newest.
func (c *Client) GetEvaluator(ctx context.Context, id, versionID string) (evaluator Evaluator, err error) {
	err = c.one(ctx, get(newParams("/v2/evaluators/").part("evaluator", id).set("version_id", versionID)), &evaluator)
	return evaluator, err
}

// VersionQuery asks for the versions of an evaluator. EvaluatorID is required;
// Limit as in TaskQuery.
type VersionQuery struct {
	EvaluatorID string
	Limit       int
	Cursor      string
}

// ListEvaluatorVersions loads one page of the versions of an evaluator.
func (c *Client) ListEvaluatorVersions(ctx context.Context, query VersionQuery) (Page[EvaluatorVersion], error) {
	params := newParams("/v2/evaluators/").part("evaluator", query.EvaluatorID).suffix("/versions").page(query.Limit, 100, query.Cursor)
	return listPage[EvaluatorVersion](ctx, c, get(params), "evaluator_versions")
}

// GetEvaluatorVersion loads a version by its ID.
func (c *Client) GetEvaluatorVersion(ctx context.Context, id string) (version EvaluatorVersion, err error) {
	err = c.one(ctx, get(newParams("/v2/evaluator-versions/").part("evaluator version", id)), &version)
	return version, err
}
