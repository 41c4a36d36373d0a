package api

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Dataset is a set of examples, with its versions newest first when the server sends them.
type Dataset struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	SpaceID  string           `json:"space_id"`
	Versions []DatasetVersion `json:"versions,omitempty"`
}

// Ref gives its ID and name.
func (d Dataset) Ref() Ref { return Ref{ID: d.ID, Name: d.Name} }

// DatasetVersion is one state of a dataset.
type DatasetVersion struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at,omitzero"`
}

type datasetWire struct {
	Dataset
	Versions []struct {
		DatasetVersion
		CreatedAt stamp `json:"created_at"`
	} `json:"versions"`
}

func dataset(w *datasetWire) Dataset {
	dataset := w.Dataset
	for _, v := range w.Versions {
		v.DatasetVersion.CreatedAt = v.CreatedAt.at
		dataset.Versions = append(dataset.Versions, v.DatasetVersion)
	}
	return dataset
}

// DatasetQuery narrows a list of datasets; evaluators and integrations take the same fields.
type DatasetQuery = NamedQuery

// ListDatasets gives one page of datasets, newest first.
func (c *Client) ListDatasets(ctx context.Context, datasetQuery DatasetQuery) (Page[Dataset], error) {
	return list(ctx, c, get(datasetQuery.params("/v2/datasets")), "datasets", dataset)
}

// GetDataset gives one dataset with its versions.
func (c *Client) GetDataset(ctx context.Context, id string) (Dataset, error) {
	return one(ctx, c, get(newParams("/v2/datasets/").part("dataset", id)), dataset)
}

// Row is one row of a dataset or one output of an experiment. Fields is the whole
// object as it came, user columns included; ExampleID is of an output only.
type Row struct {
	ID, ExampleID string
	Fields        json.RawMessage
}

// Ref gives its ID; it has no name.
func (r Row) Ref() Ref { return Ref{ID: r.ID} }

// UnmarshalJSON keeps the whole object beside the fields it knows.
func (r *Row) UnmarshalJSON(b []byte) error {
	var known struct {
		ID        string `json:"id"`
		ExampleID string `json:"example_id"`
	}
	err := decode(b, &known)
	*r = Row{ID: known.ID, ExampleID: known.ExampleID, Fields: slices.Clone(b)}
	return err
}

// Example is one row of a dataset.
type Example = Row

// ExampleQuery asks for the examples of a dataset. DatasetID is required,
// VersionID empty means the newest. Limit is 1 to 500, 0 the server's default.
type ExampleQuery struct {
	DatasetID, VersionID string
	Limit                int
	Cursor               string
}

// ListExamples gives one page of the examples of a dataset.
func (c *Client) ListExamples(ctx context.Context, exampleQuery ExampleQuery) (Page[Example], error) {
	params := newParams("/v2/datasets/").part("dataset", exampleQuery.DatasetID).then("/examples").
		set("dataset_version_id", exampleQuery.VersionID).page(exampleQuery.Limit, 500, exampleQuery.Cursor)
	return list(ctx, c, get(params), "examples", asIs[Example])
}
