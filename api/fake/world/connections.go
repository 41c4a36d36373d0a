package world

import "time"

// Connection is an integration of any type, as /v2/integrations lists it; model
// providers are also an Integration.
type Connection struct {
	ID          string         `wire:"id"`
	Type        string         `wire:"type"` // LLM, AGENT, EVALUATOR
	Name        string         `wire:"name"`
	Description string         `wire:"description,omit"`
	Scopings    []Scoping      `wire:"scopings"`
	CreatedAt   time.Time      `wire:"created_at"`
	UpdatedAt   time.Time      `wire:"updated_at"`
	CreatedBy   string         `wire:"created_by_user_id,null"`
	Config      map[string]any `wire:"config"` // by type
	SpaceID     string         // "" when scoped to the organization
}

// Entry is the connection in a list; one of the organization serves every space.
func (x *Connection) Entry() Entry { return entry(x.ID, x.Name, x.SpaceID, x.CreatedAt) }

// addConnections makes the integrations of all types. Agents and evaluators of
// other systems serve the whole organization.
func (w *World) addConnections(out *catalog) {
	for _, integration := range out.integrations {
		out.connections = append(out.connections, &Connection{
			ID: integration.ID, Type: "LLM", Name: integration.Name, Scopings: integration.Scopings, CreatedAt: integration.CreatedAt,
			UpdatedAt: integration.UpdatedAt, CreatedBy: integration.CreatedBy, Config: providerConfig(integration), SpaceID: integration.SpaceID,
		})
	}
	for i, endpoint := range w.data.Endpoints {
		at := w.daysAgo(endpoint.AgeDays)
		config := map[string]any{"endpoint": endpoint.URL, "has_headers": endpoint.Headers, "input_schema": map[string]any{"type": "object", "properties": endpoint.Inputs}}
		if endpoint.Type == "AGENT" {
			config["request_presets"] = []any{}
		}
		out.connections = append(out.connections, &Connection{
			ID: w.id(kindConnection, endpoint.Number), Type: endpoint.Type, Name: w.spoil(endpoint.Name, uint64(keyConnection+i)), Description: endpoint.About,
			Scopings: []Scoping{{OrgID: out.spaces[0].OrgID}}, CreatedAt: at, UpdatedAt: at, CreatedBy: w.user(endpoint.User), Config: config,
		})
		out.connection[endpoint.Name] = out.connections[len(out.connections)-1].ID
	}
}

// providerConfig is the configuration of a model provider, which differs by
// provider. The newer list knows Azure only as a custom endpoint.
func providerConfig(integration *Integration) map[string]any {
	switch integration.Provider {
	case "VERTEX_AI":
		return map[string]any{"provider": "VERTEX_AI", "project_id": "judges", "location": "europe-west4", "project_access_label": "arize"}
	case "AWS_BEDROCK":
		return map[string]any{
			"provider": "AWS_BEDROCK", "is_default_models_enabled": integration.DefaultModels, "model_names": integration.Models,
			"auth": map[string]any{"auth_type": "DEFAULT", "role_arn": "arn:aws:iam::000000000000:role/judges", "external_id": nil, "base_url": nil},
		}
	case "OPEN_AI", "ANTHROPIC":
		return map[string]any{"provider": integration.Provider, "is_function_calling_enabled": integration.FunctionCalling, "has_api_key": integration.HasAPIKey}
	}
	config := map[string]any{
		"provider": integration.Provider, "is_function_calling_enabled": integration.FunctionCalling, "has_api_key": integration.HasAPIKey, "base_url": integration.BaseURL,
		"header_names": []string{}, "is_default_models_enabled": integration.DefaultModels, "model_names": integration.Models,
	}
	if integration.Provider != "NVIDIA_NIM" {
		config["provider"], config["auth"] = "CUSTOM", map[string]any{"auth_type": "DEFAULT"}
	}
	return config
}

// Connections lists every integration of every type.
func (w *World) Connections() []*Connection { return w.cat.connections }
