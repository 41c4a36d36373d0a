package api

import (
	"context"
	"time"
)

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

// Ref gives its ID and name.
func (i Integration) Ref() Ref { return Ref{ID: i.ID, Name: i.Name} }

type integrationWire struct {
	ID              string   `json:"id"`
	Name            string   `json:"name"`
	Provider        string   `json:"provider"`
	HasKey          bool     `json:"has_api_key"`
	BaseURL         string   `json:"base_url"`
	ModelNames      []string `json:"model_names"`
	DefaultModels   bool     `json:"enable_default_models"`
	FunctionCalling bool     `json:"function_calling_enabled"`
	AuthType        string   `json:"auth_type"`
	CreatedAt       stamp    `json:"created_at"`
	UpdatedAt       stamp    `json:"updated_at"`
	CreatedBy       string   `json:"created_by_user_id"`
}

func (c *Client) integration(w *integrationWire) Integration {
	return Integration{
		ID: w.ID, Name: w.Name, Provider: c.dialect.provider(w.Provider), HasKey: w.HasKey, BaseURL: w.BaseURL,
		ModelNames: w.ModelNames, DefaultModels: w.DefaultModels, FunctionCalling: w.FunctionCalling,
		AuthType: c.dialect.authType(w.AuthType), CreatedAt: w.CreatedAt.at, UpdatedAt: w.UpdatedAt.at, CreatedBy: w.CreatedBy,
	}
}

func (d *dialect) provider(raw string) string {
	return d.pick(raw, "OPEN_AI", "AZURE_OPEN_AI", "AWS_BEDROCK", "VERTEX_AI", "ANTHROPIC", "CUSTOM",
		"NVIDIA_NIM", "GEMINI", "LITELLM", "FIREWORKS", "TOGETHER_AI")
}

func (d *dialect) authType(raw string) string {
	return d.pick(raw, "DEFAULT", "PROXY_WITH_HEADERS", "BEARER_TOKEN", "OAUTH2_CLIENT_CREDENTIALS")
}

// IntegrationQuery narrows a list of model integrations.
type IntegrationQuery = NamedQuery

// ListIntegrations gives one page of model integrations.
func (c *Client) ListIntegrations(ctx context.Context, q IntegrationQuery) (Page[Integration], error) {
	var out struct {
		Items  []integrationWire `json:"ai_integrations"`
		Paging paging            `json:"pagination"`
	}
	if err := c.list(ctx, q.params("/v2/ai-integrations"), &out); err != nil {
		return Page[Integration]{}, err
	}
	return pageOf(out.Items, out.Paging, c.integration), nil
}

// GetIntegration gives one model integration.
func (c *Client) GetIntegration(ctx context.Context, id string) (Integration, error) {
	p := newParams("/v2/ai-integrations/").part("integration", id)
	return one(ctx, c, p, c.integration)
}
