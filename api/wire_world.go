package api

import "encoding/json"

type spaceWire struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Private     bool   `json:"is_private"`
	CreatedAt   stamp  `json:"created_at"`
}

func (w *spaceWire) space() Space {
	return Space{ID: w.ID, Name: w.Name, Description: w.Description, Private: w.Private, CreatedAt: w.CreatedAt.at}
}

type projectWire struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	SpaceID   string `json:"space_id"`
	Type      string `json:"project_type"`
	CreatedAt stamp  `json:"created_at"`
}

func (c *Client) project(w *projectWire) Project {
	return Project{
		ID: w.ID, Name: w.Name, SpaceID: w.SpaceID, CreatedAt: w.CreatedAt.at,
		Type: c.dialect.projectType(w.Type),
	}
}

type datasetVersionWire struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	DatasetID string `json:"dataset_id"`
	CreatedAt stamp  `json:"created_at"`
	UpdatedAt stamp  `json:"updated_at"`
}

type datasetWire struct {
	ID        string               `json:"id"`
	Name      string               `json:"name"`
	SpaceID   string               `json:"space_id"`
	CreatedAt stamp                `json:"created_at"`
	UpdatedAt stamp                `json:"updated_at"`
	Versions  []datasetVersionWire `json:"versions"`
}

func (w *datasetWire) dataset() Dataset {
	d := Dataset{ID: w.ID, Name: w.Name, SpaceID: w.SpaceID, CreatedAt: w.CreatedAt.at, UpdatedAt: w.UpdatedAt.at}
	for _, v := range w.Versions {
		d.Versions = append(d.Versions, DatasetVersion{
			ID: v.ID, Name: v.Name, DatasetID: v.DatasetID, CreatedAt: v.CreatedAt.at, UpdatedAt: v.UpdatedAt.at,
		})
	}
	return d
}

// exampleWire keeps the whole object beside the fields it knows.
type exampleWire Example

func (w *exampleWire) UnmarshalJSON(b []byte) error {
	var known struct {
		ID        string `json:"id"`
		CreatedAt stamp  `json:"created_at"`
		UpdatedAt stamp  `json:"updated_at"`
	}
	if err := decode(b, &known, false); err != nil {
		return err
	}
	*w = exampleWire{
		ID: known.ID, CreatedAt: known.CreatedAt.at, UpdatedAt: known.UpdatedAt.at,
		Fields: append(json.RawMessage(nil), b...),
	}
	return nil
}

type experimentWire struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	SpaceID          string `json:"space_id"`
	DatasetID        string `json:"dataset_id"`
	DatasetVersionID string `json:"dataset_version_id"`
	TracesProjectID  string `json:"experiment_traces_project_id"`
	IntegrationID    string `json:"integration_id"`
	CreatedAt        stamp  `json:"created_at"`
	UpdatedAt        stamp  `json:"updated_at"`
}

func (w *experimentWire) experiment() Experiment {
	return Experiment{
		ID: w.ID, Name: w.Name, SpaceID: w.SpaceID, DatasetID: w.DatasetID, DatasetVersionID: w.DatasetVersionID,
		TracesProjectID: w.TracesProjectID, IntegrationID: w.IntegrationID,
		CreatedAt: w.CreatedAt.at, UpdatedAt: w.UpdatedAt.at,
	}
}

// experimentRunWire keeps the whole object beside the fields it knows.
type experimentRunWire ExperimentRun

func (w *experimentRunWire) UnmarshalJSON(b []byte) error {
	var known struct {
		ID        string  `json:"id"`
		ExampleID string  `json:"example_id"`
		Output    *string `json:"output"`
		Error     *string `json:"error"`
	}
	if err := decode(b, &known, false); err != nil {
		return err
	}
	*w = experimentRunWire{
		ID: known.ID, ExampleID: known.ExampleID, Output: known.Output, Error: known.Error,
		Fields: append(json.RawMessage(nil), b...),
	}
	return nil
}

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
