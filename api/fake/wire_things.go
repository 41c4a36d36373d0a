package fake

import "ax-tui/api/fake/world"

type wireSpace struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	CreatedAt   string `json:"created_at"`
	IsPrivate   *bool  `json:"is_private,omitempty"`
}

// space writes a space; is_private came in July 2026 with the new dialect.
func (d dialect) space(s world.Space) wireSpace {
	out := wireSpace{ID: s.ID, Name: s.Name, Description: s.Description, CreatedAt: stamp(s.CreatedAt)}
	if !d.legacy {
		out.IsPrivate = &s.Private
	}
	return out
}

type wireProject struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	SpaceID   string `json:"space_id"`
	CreatedAt string `json:"created_at"`
	Type      any    `json:"project_type,omitempty"`
}

// project writes a project; project_type came in September 2026.
func (d dialect) project(p world.Project) wireProject {
	out := wireProject{ID: p.ID, Name: p.Name, SpaceID: p.SpaceID, CreatedAt: stamp(p.CreatedAt)}
	if !d.legacy {
		out.Type = textOrNull(p.Type)
	}
	return out
}

type wireDataset struct {
	ID        string               `json:"id"`
	Name      string               `json:"name"`
	SpaceID   string               `json:"space_id"`
	CreatedAt string               `json:"created_at"`
	UpdatedAt string               `json:"updated_at"`
	Versions  []wireDatasetVersion `json:"versions,omitempty"`
}

type wireDatasetVersion struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	DatasetID string `json:"dataset_id"`
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
}

func (d dialect) dataset(x world.Dataset) wireDataset {
	out := wireDataset{ID: x.ID, Name: x.Name, SpaceID: x.SpaceID, CreatedAt: stamp(x.CreatedAt), UpdatedAt: stamp(x.UpdatedAt)}
	for _, v := range x.Versions {
		out.Versions = append(out.Versions, wireDatasetVersion{v.ID, v.Name, v.DatasetID, stamp(v.CreatedAt), stamp(v.UpdatedAt)})
	}
	return out
}

// example writes a row of a dataset: its columns lie beside the fixed fields.
func example(e world.Example) map[string]any {
	out := make(map[string]any, len(e.Columns)+3)
	for k, v := range e.Columns {
		out[k] = v
	}
	out["id"], out["created_at"], out["updated_at"] = e.ID, stamp(e.CreatedAt), stamp(e.UpdatedAt)
	return out
}

type wireExperiment struct {
	ID               string  `json:"id"`
	Name             string  `json:"name"`
	SpaceID          string  `json:"space_id,omitempty"`
	DatasetID        *string `json:"dataset_id"`
	DatasetVersionID *string `json:"dataset_version_id"`
	TracesProjectID  string  `json:"experiment_traces_project_id,omitempty"`
	CreatedAt        string  `json:"created_at"`
	UpdatedAt        string  `json:"updated_at"`
}

// experiment writes an experiment; space_id came on 4 August 2026.
func (d dialect) experiment(e world.Experiment) wireExperiment {
	out := wireExperiment{
		ID: e.ID, Name: e.Name, SpaceID: e.SpaceID, DatasetID: textOrNull(e.DatasetID),
		DatasetVersionID: textOrNull(e.DatasetVersionID), TracesProjectID: e.TracesProjectID,
		CreatedAt: stamp(e.CreatedAt), UpdatedAt: stamp(e.UpdatedAt),
	}
	if d.legacy {
		out.SpaceID = ""
	}
	return out
}

// experimentRun writes one result: free columns lie beside the fixed fields.
func experimentRun(r world.ExperimentRun) map[string]any {
	out := make(map[string]any, len(r.Extra)+4)
	for k, v := range r.Extra {
		out[k] = v
	}
	out["id"], out["example_id"] = r.ID, textOrNull(r.ExampleID)
	out["output"], out["error"] = textOrNull(r.Output), textOrNull(r.Error)
	return out
}

type wireIntegration struct {
	ID              string            `json:"id"`
	Name            string            `json:"name"`
	Provider        string            `json:"provider"`
	HasAPIKey       bool              `json:"has_api_key"`
	BaseURL         *string           `json:"base_url"`
	ModelNames      []string          `json:"model_names"`
	Headers         map[string]string `json:"headers"`
	DefaultModels   bool              `json:"enable_default_models"`
	FunctionCalling bool              `json:"function_calling_enabled"`
	AuthType        string            `json:"auth_type"`
	Metadata        map[string]any    `json:"provider_metadata"`
	Scopings        []wireScoping     `json:"scopings"`
	CreatedAt       string            `json:"created_at"`
	UpdatedAt       string            `json:"updated_at"`
	CreatedBy       string            `json:"created_by_user_id"`
}

type wireScoping struct {
	OrganizationID *string `json:"organization_id"`
	SpaceID        *string `json:"space_id"`
}

// integration writes a model provider; org is the organization that those
// without a space belong to.
func (d dialect) integration(i world.Integration, org string) wireIntegration {
	scope := wireScoping{SpaceID: textOrNull(i.SpaceID)}
	if i.SpaceID == "" {
		scope.OrganizationID = textOrNull(org)
	}
	return wireIntegration{
		ID: i.ID, Name: i.Name, Provider: d.out(i.Provider), HasAPIKey: i.HasAPIKey, BaseURL: textOrNull(i.BaseURL),
		ModelNames: some(i.Models), DefaultModels: i.DefaultModels, FunctionCalling: i.FunctionCalling,
		AuthType: d.out(i.AuthType), Scopings: []wireScoping{scope},
		CreatedAt: stamp(i.CreatedAt), UpdatedAt: stamp(i.UpdatedAt), CreatedBy: i.CreatedBy,
	}
}
