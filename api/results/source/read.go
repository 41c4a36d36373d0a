package source

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/mapping"
	"ax-tui/api/results"
)

// PageSize is the largest page that the server returns (contract section 3).
const PageSize = 500

// Position is where reading goes on. The zero Position is the start.
type Position struct {
	experiment int
	cursor     string
	Unfiltered bool // the server has refused the filter, so that it is left out
}

// String returns the position as a text, different for each.
func (p Position) String() string {
	return strconv.Itoa(p.experiment) + " " + p.cursor + " " + strconv.FormatBool(p.Unfiltered)
}

// Page is one page of rows. Next is where the following one is; it is valid if More.
type Page struct {
	Rows []results.Row
	Next Position
	More bool
	Cut  bool // the server says that there are more, but not where
}

// Read loads a page of at most limit rows. A filter that a span search refuses is left
// out: a task's filter is matched against another index (contract section 6, Spans).
func (p Plan) Read(ctx context.Context, client Client, at Position, limit int) (Page, error) {
	limit = min(limit, PageSize)
	if len(p.Experiments) > 0 {
		return p.readExperiment(ctx, client, at, limit)
	}
	if p.Task.ProjectID == "" {
		return Page{}, ErrNoSource
	}
	query := api.SpanQuery{
		ProjectID: p.Task.ProjectID, Start: &p.Window.Start, End: &p.Window.End, Filter: p.Filter,
		Columns: p.columns(), Limit: limit, Cursor: at.cursor,
	}
	if at.Unfiltered {
		query.Filter = ""
	}
	spans, err := client.ListSpans(ctx, query)
	if query.Filter != "" && at.cursor == "" && api.Is(err, api.Invalid, api.Unprocessable) {
		query.Filter, at.Unfiltered = "", true
		spans, err = client.ListSpans(ctx, query)
	}
	if err != nil {
		return Page{}, err
	}
	page := Page{Rows: make([]results.Row, len(spans.Items)), Cut: spans.Cut, More: spans.Next != ""}
	page.Next = Position{cursor: spans.Next, Unfiltered: at.Unfiltered}
	for i, span := range spans.Items {
		page.Rows[i] = results.Row{
			ID: span.SpanID, TraceID: span.TraceID, Name: span.Name, At: span.StartTime,
			Evaluations: span.Evaluations, Values: p.spanValues(&span),
		}
	}
	return page, nil
}

// columns returns the columns of spans: the evaluations, and the attributes of slices.
func (p *Plan) columns() (out []string) {
	for _, used := range p.Task.Evaluators {
		out = append(out, api.EvaluationColumns(used.Name)...)
	}
	for _, path := range p.Paths {
		if strings.HasPrefix(path, attributes) {
			out = append(out, path)
		}
	}
	return out
}

const attributes = "attributes."

// Path returns the path of an attribute as people may write it: model and metadata.KEY
// stand for attributes.llm.model_name and attributes.metadata.KEY.
func Path(text string) string {
	text = strings.TrimSpace(text)
	switch {
	case text == "model":
		return ModelPath
	case text == "metadata", strings.HasPrefix(text, "metadata."):
		return attributes + text
	}
	return text
}

// ModelPath and MetadataPath are the attributes that say most about a span. Of the second
// every key is sliced by.
const (
	ModelPath    = "attributes.llm.model_name"
	MetadataPath = "attributes.metadata"
)

// OwnColumns stands for every column of an experiment run that has a number, a bool or a
// short text and is none of the documented ones (contract section 6, Search).
const OwnColumns = "*"

// shortText is how many bytes a value may have to be worth a slice.
const shortText = 60

// ownColumns returns the values of the columns of OwnColumns.
func ownColumns(fields []byte) (out []results.Value) {
	for _, value := range objectValues("", string(fields)) {
		known := slices.Contains([]string{"id", "example_id", "output", "error"}, value.Path) || strings.HasPrefix(value.Path, "eval.")
		if !known && value.Text != "" && len(value.Text) <= shortText {
			out = append(out, value)
		}
	}
	return out
}

// spanValues returns the values of a span to slice by. Its fixed fields cost nothing.
func (p *Plan) spanValues(span *api.Span) (out []results.Value) {
	var sample *mapping.Sample
	for _, path := range p.Paths {
		switch path {
		case "name":
			out = append(out, results.Value{Path: path, Text: span.Name})
		case "kind":
			out = append(out, results.Value{Path: path, Text: span.Kind})
		case "status_code":
			out = append(out, results.Value{Path: path, Text: span.StatusCode})
		default:
			if sample == nil {
				decoded := mapping.FromSpan(*span)
				sample = &decoded
			}
			out = append(out, values(*sample, path)...)
		}
	}
	return out
}

// longest is how many bytes of a value are read; an object is read to that size.
const longest = 4000

// values returns the value at a path; of an object, also one that is written as text as
// metadata often is, the values of its keys.
func values(sample mapping.Sample, path string) []results.Value {
	text := sample.Resolve(path).Value(longest)
	if keys := objectValues(path+".", text); keys != nil {
		return keys
	}
	return []results.Value{{Path: path, Text: text}}
}

// objectValues returns the texts, numbers and bools of a JSON object, each with its key
// behind prefix; nil for any other text.
func objectValues(prefix, text string) (out []results.Value) {
	var object map[string]any
	if !strings.HasPrefix(text, "{") || json.Unmarshal([]byte(text), &object) != nil {
		return nil
	}
	out = []results.Value{}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		switch value := object[key].(type) {
		case string:
			out = append(out, results.Value{Path: prefix + key, Text: value})
		case float64, bool:
			plain, _ := api.Body(value) // a number or a bool always encodes
			out = append(out, results.Value{Path: prefix + key, Text: string(plain)})
		}
	}
	return out
}

func (p *Plan) readExperiment(ctx context.Context, client Client, at Position, limit int) (Page, error) {
	runs, err := client.SearchExperimentRuns(ctx, api.ExperimentRunQuery{ExperimentID: p.Experiments[at.experiment], Limit: limit, Cursor: at.cursor})
	if err != nil {
		return Page{}, err
	}
	page := Page{Rows: make([]results.Row, len(runs.Items)), Cut: runs.Cut}
	page.Next = Position{experiment: at.experiment, cursor: runs.Next}
	if runs.Next == "" {
		page.Next.experiment++
	}
	page.More = page.Next.experiment < len(p.Experiments)
	for i, run := range runs.Items {
		sample := mapping.FromRun(&run, nil)
		row := results.Row{ID: run.ID, Name: run.ExampleID, Evaluations: run.Evaluations()}
		for _, path := range p.Paths {
			if path == OwnColumns {
				row.Values = append(row.Values, ownColumns(run.Fields)...)
				continue
			}
			row.Values = append(row.Values, values(sample, path)...)
		}
		row.Texts = p.runTexts(&run)
		page.Rows[i] = row
	}
	return page, nil
}
