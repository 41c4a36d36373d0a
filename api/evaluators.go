package api

import (
	"context"
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

// EvaluatorVersion is one version of an evaluator. Which of the configurations
// is set depends on Type; harness and remote evaluators have none.
type EvaluatorVersion struct {
	ID            string          `json:"id"`
	CommitHash    string          `json:"commit_hash"`
	CommitMessage string          `json:"commit_message,omitempty"`
	CreatedAt     time.Time       `json:"created_at,omitzero"`
	Type          EvaluatorType   `json:"type"`
	Template      *TemplateConfig `json:"template_config,omitempty"`
	Code          *CodeConfig     `json:"code_config,omitempty"`
}

// Ref returns the ID; a version has no name.
func (v EvaluatorVersion) Ref() Ref { return Ref{ID: v.ID} }

// Granularity returns what one score of this version applies to; empty when the
// server sent none.
func (v EvaluatorVersion) Granularity() Granularity {
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
	Template    string             `json:"template"`
	Choices     map[string]float64 `json:"classification_choices"`
	Granularity Granularity        `json:"data_granularity,omitempty"`
	LLM         LLMConfig          `json:"llm_config"`
}

// LLMConfig names the model of a template evaluator.
type LLMConfig struct {
	ModelName string `json:"model_name"`
}

// CodeConfig is code that scores. Variables lists what must be mapped.
type CodeConfig struct {
	Type        CodeType    `json:"type"`
	Variables   []string    `json:"variables"`
	Granularity Granularity `json:"data_granularity,omitempty"`
}

type evaluatorWire struct {
	Evaluator
	Version *versionWire `json:"version"`
}

func (c *Client) evaluator(wire *evaluatorWire) Evaluator {
	evaluator := wire.Evaluator
	evaluator.Type = c.evaluatorType(evaluator.Type)
	if wire.Version != nil {
		version := c.version(wire.Version)
		evaluator.Version = &version
	}
	return evaluator
}

// versionWire decodes a time leniently.
type versionWire struct {
	EvaluatorVersion
	CreatedAt lenientTime `json:"created_at"`
}

func (c *Client) version(wire *versionWire) EvaluatorVersion {
	version := wire.EvaluatorVersion
	version.Type, version.CreatedAt = c.evaluatorType(version.Type), wire.CreatedAt.at
	if version.Template != nil {
		version.Template.Granularity = c.granularity(version.Template.Granularity)
	}
	if version.Code != nil {
		version.Code.Type = canonicalWord(&c.dialect, version.Code.Type, "MANAGED", CustomCode)
		version.Code.Granularity = c.granularity(version.Code.Granularity)
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
	return listPage(ctx, c, get(query.params("/v2/evaluators")), "evaluators", c.evaluator)
}

// GetEvaluator loads an evaluator with a version; an empty versionID means the
// newest.
func (c *Client) GetEvaluator(ctx context.Context, id, versionID string) (Evaluator, error) {
	params := newParams("/v2/evaluators/").part("evaluator", id).set("version_id", versionID)
	return one(ctx, c, get(params), c.evaluator)
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
	return listPage(ctx, c, get(params), "evaluator_versions", c.version)
}

// GetEvaluatorVersion loads a version by its ID.
func (c *Client) GetEvaluatorVersion(ctx context.Context, id string) (EvaluatorVersion, error) {
	params := newParams("/v2/evaluator-versions/").part("evaluator version", id)
	return one(ctx, c, get(params), c.version)
}
