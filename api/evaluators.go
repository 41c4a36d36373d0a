package api

import (
	"context"
	"strings"
	"time"
)

// EvaluatorType says how an evaluator judges; unknown words are kept.
type EvaluatorType string

// The evaluator types that evaluation tasks are made for; HARNESS and REMOTE
// are the others (contract section 5).
const (
	TemplateEvaluator EvaluatorType = "TEMPLATE"
	CodeEvaluator     EvaluatorType = "CODE"
)

// Words gives the lower-case form: "template".
func (t EvaluatorType) Words() string { return strings.ToLower(string(t)) }

// CodeType says where the code of a code evaluator comes from.
type CodeType string

// CustomCode is code that a person wrote; MANAGED is the other one (contract
// section 5).
const CustomCode CodeType = "CUSTOM"

// Words gives the lower-case form: "custom".
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
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Type    EvaluatorType     `json:"type"`
	SpaceID string            `json:"space_id"`
	Version *EvaluatorVersion `json:"version,omitempty"`
}

// Ref gives its ID and name.
func (e Evaluator) Ref() Ref { return Ref{ID: e.ID, Name: e.Name} }

// EvaluatorVersion is one state of an evaluator. Which of the configurations
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
	Template    string             `json:"template"`
	Choices     map[string]float64 `json:"classification_choices"`
	Granularity Granularity        `json:"data_granularity,omitempty"`
	LLM         LLMConfig          `json:"llm_config"`
}

// LLMConfig names the model of a template evaluator.
type LLMConfig struct {
	ModelName string `json:"model_name"`
}

// CodeConfig is code that judges. Variables lists what must be mapped.
type CodeConfig struct {
	Type        CodeType    `json:"type"`
	Variables   []string    `json:"variables"`
	Granularity Granularity `json:"data_granularity,omitempty"`
}

type evaluatorWire struct {
	Evaluator
	Version *versionWire `json:"version"`
}

func (c *Client) evaluator(w *evaluatorWire) Evaluator {
	evaluator := w.Evaluator
	evaluator.Type = c.evaluatorType(evaluator.Type)
	if w.Version != nil {
		evaluatorVersion := c.version(w.Version)
		evaluator.Version = &evaluatorVersion
	}
	return evaluator
}

// versionWire reads a time that may be odd.
type versionWire struct {
	EvaluatorVersion
	CreatedAt stamp `json:"created_at"`
}

func (c *Client) version(w *versionWire) EvaluatorVersion {
	evaluatorVersion := w.EvaluatorVersion
	evaluatorVersion.Type, evaluatorVersion.CreatedAt = c.evaluatorType(evaluatorVersion.Type), w.CreatedAt.at
	if evaluatorVersion.Template != nil {
		evaluatorVersion.Template.Granularity = c.granularity(evaluatorVersion.Template.Granularity)
	}
	if evaluatorVersion.Code != nil {
		evaluatorVersion.Code.Type = pick(&c.dialect, evaluatorVersion.Code.Type, "MANAGED", CustomCode)
		evaluatorVersion.Code.Granularity = c.granularity(evaluatorVersion.Code.Granularity)
	}
	return evaluatorVersion
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
func (c *Client) ListEvaluators(ctx context.Context, evaluatorQuery EvaluatorQuery) (Page[Evaluator], error) {
	return list(ctx, c, get(evaluatorQuery.params("/v2/evaluators")), "evaluators", c.evaluator)
}

// GetEvaluator gives an evaluator with the named version inside; an empty
// versionID means the newest.
func (c *Client) GetEvaluator(ctx context.Context, id, versionID string) (Evaluator, error) {
	params := newParams("/v2/evaluators/").part("evaluator", id).set("version_id", versionID)
	return one(ctx, c, get(params), c.evaluator)
}

// VersionQuery asks for the versions of an evaluator, which is required. Limit
// as in TaskQuery.
type VersionQuery struct {
	EvaluatorID string
	Limit       int
	Cursor      string
}

// ListEvaluatorVersions gives one page of the versions of an evaluator.
func (c *Client) ListEvaluatorVersions(ctx context.Context, versionQuery VersionQuery) (Page[EvaluatorVersion], error) {
	params := newParams("/v2/evaluators/").part("evaluator", versionQuery.EvaluatorID).then("/versions").page(versionQuery.Limit, 100, versionQuery.Cursor)
	return list(ctx, c, get(params), "evaluator_versions", c.version)
}

// GetEvaluatorVersion gives one version by its own ID.
func (c *Client) GetEvaluatorVersion(ctx context.Context, id string) (EvaluatorVersion, error) {
	params := newParams("/v2/evaluator-versions/").part("evaluator version", id)
	return one(ctx, c, get(params), c.version)
}
