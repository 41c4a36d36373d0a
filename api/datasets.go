package api

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Dataset is a set of examples. Versions are the newest first; empty when the server sends none.
type Dataset struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	SpaceID  string           `json:"space_id"`
	Versions []DatasetVersion `json:"versions,omitempty"`
	Sent     `json:"-"`
}

// Ref returns the ID and name.
func (d Dataset) Ref() Ref { return Ref{ID: d.ID, Name: d.Name} }

// DatasetVersion is one version of a dataset.
type DatasetVersion struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at,omitzero"`
}

type datasetWire struct {
	*Dataset
	Versions []struct {
		DatasetVersion
		CreatedAt lenientTime `json:"created_at"`
	} `json:"versions"`
}

func (d *Dataset) read(_ *Client, data []byte) error {
	wire := datasetWire{Dataset: d}
	err := decode(data, &wire)
	for _, version := range wire.Versions {
		version.DatasetVersion.CreatedAt = version.CreatedAt.at
		d.Versions = append(d.Versions, version.DatasetVersion)
	}
	return err
}

// DatasetQuery filters a list of datasets.
type DatasetQuery = NamedQuery

// ListDatasets loads one page of datasets, newest first.
func (c *Client) ListDatasets(ctx context.Context, query DatasetQuery) (Page[Dataset], error) {
	return listPage[Dataset](ctx, c, get(query.params("/v2/datasets")), "datasets")
}

// GetDataset loads a dataset with its versions.
func (c *Client) GetDataset(ctx context.Context, id string) (dataset Dataset, err error) {
	err = c.one(ctx, get(newParams("/v2/datasets/").part("dataset", id)), &dataset)
	return dataset, err
}

// Row is one row of a dataset or one output of an experiment. Fields is the whole
// object as received, with user columns; ExampleID is set for an output only.
type Row struct {
	ID, ExampleID string
	Fields        json.RawMessage
}

// Ref returns the ID; a row has no name.
func (r Row) Ref() Ref { return Ref{ID: r.ID} }

func (r *Row) read(_ *Client, data []byte) error { return decode(data, r) }

// UnmarshalJSON keeps the whole object and decodes the known fields.
func (r *Row) UnmarshalJSON(data []byte) error {
	var known struct {
		ID        string `json:"id"`
		ExampleID string `json:"example_id"`
	}
	err := decode(data, &known)
	*r = Row{ID: known.ID, ExampleID: known.ExampleID, Fields: slices.Clone(data)}
	return err
}

// Example is one row of a dataset.
type Example = Row

// ExampleQuery asks for the examples of a dataset. DatasetID is required,
// VersionID empty means the newest. Limit is 1 to 500, 0 means the server's default.
type ExampleQuery struct {
	DatasetID, VersionID string
	Limit                int
	Cursor               string
}

// ListExamples loads one page of the examples of a dataset.
func (c *Client) ListExamples(ctx context.Context, query ExampleQuery) (Page[Example], error) {
	params := newParams("/v2/datasets/").part("dataset", query.DatasetID).suffix("/examples").
		set("dataset_version_id", query.VersionID).page(query.Limit, 500, query.Cursor)
	return listPage[Example](ctx, c, get(params), "examples")
}
