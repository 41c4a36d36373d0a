package api

import (
	"context"
)

// Integration is the access to a model provider. It never contains the provider's key.
type Integration struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Provider string `json:"provider"`
}

// Ref returns the ID and name.
func (i Integration) Ref() Ref { return Ref{ID: i.ID, Name: i.Name} }

func (c *Client) integration(integration *Integration) Integration {
	integration.Provider = canonicalWord(&c.dialect, integration.Provider, "OPEN_AI", "AZURE_OPEN_AI", "AWS_BEDROCK", "VERTEX_AI", "ANTHROPIC", "CUSTOM",
		"NVIDIA_NIM", "GEMINI", "LITELLM", "FIREWORKS", "TOGETHER_AI")
	return *integration
}

// IntegrationQuery filters a list of model integrations.
type IntegrationQuery = NamedQuery

// ListIntegrations loads one page of model integrations.
func (c *Client) ListIntegrations(ctx context.Context, query IntegrationQuery) (Page[Integration], error) {
	return listPage(ctx, c, get(query.params("/v2/ai-integrations")), "ai_integrations", c.integration)
}

// GetIntegration loads a model integration.
func (c *Client) GetIntegration(ctx context.Context, id string) (Integration, error) {
	params := newParams("/v2/ai-integrations/").part("integration", id)
	return one(ctx, c, get(params), c.integration)
}
