package api

import (
	"cmp"
	"context"
)

// IntegrationType says what an integration gives access to; unknown words are kept.
type IntegrationType string

// The integration types that tasks refer to; the other one is EVALUATOR (contract
// section 6, Integrations).
const (
	ModelIntegration IntegrationType = "LLM"
	AgentIntegration IntegrationType = "AGENT"
)

// Integration is the access to a model provider or an agent. It never contains the
// provider's key.
type Integration struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Type     IntegrationType `json:"type"`     // empty from /v2/ai-integrations, which has model providers only
	Provider string          `json:"provider"` // of models
}

// Ref returns the ID and name.
func (i Integration) Ref() Ref { return Ref{ID: i.ID, Name: i.Name} }

// integrationWire has the provider in its configuration, or next to it on older servers.
type integrationWire struct {
	*Integration
	Config struct {
		Provider string `json:"provider"`
	} `json:"config"`
}

func (i *Integration) read(client *Client, data []byte) error {
	wire := integrationWire{Integration: i}
	err := decode(data, &wire)
	i.Provider = canonicalWord(&client.dialect, cmp.Or(i.Provider, wire.Config.Provider), "OPEN_AI", "AZURE_OPEN_AI", "AWS_BEDROCK", "VERTEX_AI",
		"ANTHROPIC", "CUSTOM", "NVIDIA_NIM", "GEMINI", "LITELLM", "FIREWORKS", "TOGETHER_AI")
	return err
}

// IntegrationQuery filters a list of integrations. Type "" lists models and agents.
type IntegrationQuery struct {
	SpaceID, Name string
	Limit         int
	Cursor        string
	Type          IntegrationType
}

// ListIntegrations loads one page of integrations. Older servers list only those of
// models, at another address (contract section 6, Integrations).
func (c *Client) ListIntegrations(ctx context.Context, query IntegrationQuery) (Page[Integration], error) {
	named := NamedQuery{SpaceID: query.SpaceID, Name: query.Name, Limit: query.Limit, Cursor: query.Cursor}
	page, err := listPage[Integration](ctx, c, get(named.params("/v2/integrations").set("type", string(query.Type))), "integrations")
	if Is(err, NotFound) && query.Type != AgentIntegration {
		return listPage[Integration](ctx, c, get(named.params("/v2/ai-integrations")), "ai_integrations")
	}
	return page, err
}

// GetIntegration loads an integration, from either address.
func (c *Client) GetIntegration(ctx context.Context, id string) (integration Integration, err error) {
	err = c.one(ctx, get(newParams("/v2/integrations/").part("integration", id)), &integration)
	if Is(err, NotFound) {
		err = c.one(ctx, get(newParams("/v2/ai-integrations/").part("integration", id)), &integration)
	}
	return integration, err
}
