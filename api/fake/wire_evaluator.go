package fake

import "ax-tui/api/fake/world"

type wireEvaluator struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Description *string      `json:"description"`
	Type        string       `json:"type"`
	SpaceID     string       `json:"space_id"`
	CreatedAt   string       `json:"created_at"`
	UpdatedAt   string       `json:"updated_at"`
	CreatedBy   *string      `json:"created_by_user_id"`
	Version     *wireVersion `json:"version,omitempty"` // in a get only
}

// wireVersion is any of the four kinds: exactly the config of its type is set.
type wireVersion struct {
	ID            string            `json:"id"`
	EvaluatorID   string            `json:"evaluator_id"`
	CommitHash    string            `json:"commit_hash"`
	CommitMessage *string           `json:"commit_message"`
	CreatedAt     string            `json:"created_at"`
	CreatedBy     *string           `json:"created_by_user_id"`
	Type          string            `json:"type"`
	Template      *wireTemplate     `json:"template_config,omitempty"`
	Code          any               `json:"code_config,omitempty"`
	Remote        map[string]string `json:"remote_config,omitempty"`
}

type wireTemplate struct {
	Name                string             `json:"name"`
	Template            string             `json:"template"`
	IncludeExplanations bool               `json:"include_explanations"`
	UseFunctionCalling  *bool              `json:"use_function_calling,omitempty"`
	UseIfAvailable      *bool              `json:"use_function_calling_if_available,omitempty"` // before 24 August 2026
	Choices             map[string]float64 `json:"classification_choices"`
	Direction           string             `json:"direction,omitempty"`
	Granularity         *string            `json:"data_granularity"`
	LLM                 wireLLM            `json:"llm_config"`
}

type wireLLM struct {
	IntegrationID string         `json:"ai_integration_id"`
	Model         string         `json:"model_name"`
	Invocation    map[string]any `json:"invocation_parameters"`
	Provider      map[string]any `json:"provider_parameters"`
}

type wireManaged struct {
	Type         string            `json:"type"`
	Name         string            `json:"name"`
	Managed      string            `json:"managed_evaluator"`
	Variables    []string          `json:"variables"`
	StaticParams []wireStaticParam `json:"static_params,omitempty"`
	Granularity  *string           `json:"data_granularity"`
	QueryFilter  *string           `json:"query_filter"`
}

type wireCustom struct {
	Type         string            `json:"type"`
	Name         string            `json:"name"`
	Code         string            `json:"code"`
	Imports      *string           `json:"imports"`
	Variables    []string          `json:"variables"`
	StaticParams []wireStaticParam `json:"static_params,omitempty"`
	Granularity  *string           `json:"data_granularity"`
	QueryFilter  *string           `json:"query_filter"`
}

type wireStaticParam struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Default any    `json:"default_value"`
}

func (d dialect) evaluator(e world.Evaluator) wireEvaluator {
	return wireEvaluator{
		ID: e.ID, Name: e.Name, Description: textOrNull(e.Description), Type: d.out(e.Type), SpaceID: e.SpaceID,
		CreatedAt: stamp(e.CreatedAt), UpdatedAt: stamp(e.UpdatedAt), CreatedBy: textOrNull(e.CreatedBy),
	}
}

func (d dialect) version(v world.EvaluatorVersion) wireVersion {
	out := wireVersion{
		ID: v.ID, EvaluatorID: v.EvaluatorID, CommitHash: v.CommitHash, CommitMessage: textOrNull(v.CommitMessage),
		CreatedAt: stamp(v.CreatedAt), CreatedBy: textOrNull(v.CreatedBy), Type: d.out(v.Type),
	}
	switch {
	case v.Template != nil:
		out.Template = d.template(*v.Template)
	case v.Code != nil:
		out.Code = d.code(*v.Code)
	case v.Type == "REMOTE":
		out.Remote = map[string]string{"integration_id": v.IntegrationID}
	}
	return out
}

func (d dialect) template(t world.TemplateConfig) *wireTemplate {
	out := wireTemplate{
		Name: t.Name, Template: t.Template, IncludeExplanations: t.IncludeExplanations, Choices: t.Choices,
		Direction: d.out(t.Direction), Granularity: d.granularity(t.Granularity),
		LLM: wireLLM{t.IntegrationID, t.Model, map[string]any{"temperature": t.Temperature}, map[string]any{}},
	}
	if d.legacy {
		out.UseIfAvailable = &t.UseFunctionCalling
	} else {
		out.UseFunctionCalling = &t.UseFunctionCalling
	}
	return &out
}

func (d dialect) code(c world.CodeConfig) any {
	static := make([]wireStaticParam, 0, len(c.StaticParams))
	for _, p := range c.StaticParams {
		static = append(static, wireStaticParam(p))
	}
	g, q := d.granularity(c.Granularity), textOrNull(c.QueryFilter)
	if c.Kind == "MANAGED" {
		return wireManaged{d.out(c.Kind), c.Name, d.out(c.Managed), some(c.Variables), static, g, q}
	}
	return wireCustom{d.out(c.Kind), c.Name, c.Code, textOrNull(c.Imports), some(c.Variables), static, g, q}
}

func (d dialect) granularity(g string) *string {
	if g == "" {
		return nil
	}
	w := d.out(g)
	return &w
}
