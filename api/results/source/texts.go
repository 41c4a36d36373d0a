package source

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/mapping"
	"ax-tui/api/results"
)

// TextLimit is how many characters of a text are asked for.
const TextLimit = 2000

// mapped returns the paths that an evaluator of the task was given, each once; with "" those
// of all of them.
func (p *Plan) mapped(evaluator string) (out []string) {
	for _, used := range p.Task.Evaluators {
		if evaluator != "" && used.Name != evaluator {
			continue
		}
		for _, path := range used.Mappings {
			if path != "" && !slices.Contains(out, path) {
				out = append(out, path)
			}
		}
	}
	slices.Sort(out)
	return out
}

// textPaths returns the attributes whose texts are shown for an evaluator: those that it
// was given, else the usual ones (contract section 8, Usual paths).
func (p *Plan) textPaths(evaluator string) (out []string) {
	for _, path := range p.mapped(evaluator) {
		if strings.HasPrefix(path, attributes) {
			out = append(out, path)
		}
	}
	if len(out) == 0 {
		out = []string{"attributes.input.value", "attributes.output.value"}
	}
	return out
}

// runTexts returns what an experiment run itself says of the texts that evaluators were
// given, its output, and its error.
func (p *Plan) runTexts(run *api.ExperimentRun) (out []results.Value) {
	sample := mapping.FromRun(run, nil)
	paths := p.mapped("")
	if !slices.Contains(paths, "output") {
		paths = append(paths, "output")
	}
	for _, path := range append(paths, "error") {
		if found := sample.Resolve(path).Value(longest); path == "output" || found != "" && found != "null" {
			out = append(out, results.Value{Path: path, Text: found})
		}
	}
	return out
}

// examplePages is how many pages of examples are read for the one of a result.
const examplePages = 4

// exampleTexts adds to the texts of an experiment run those that the evaluator was given of
// its example (contract section 8, on experiment runs).
func (p *Plan) exampleTexts(ctx context.Context, client TextClient, evaluator string, item *results.Item) ([]results.Value, error) {
	var out []results.Value
	var missing []string
	paths := p.mapped(evaluator)
	for _, path := range paths {
		if !slices.ContainsFunc(item.Texts, func(value results.Value) bool { return value.Path == path }) {
			missing = append(missing, path)
		}
	}
	if len(missing) > 0 && p.Task.DatasetID != "" {
		example, err := p.example(ctx, client, item.Name)
		if err != nil {
			return item.Texts, err
		}
		sample := mapping.FromExample(example)
		for _, path := range missing {
			out = append(out, results.Value{Path: path, Text: sample.Resolve(path).Value(4 * TextLimit)})
		}
	}
	for _, value := range item.Texts {
		if slices.Contains(paths, value.Path) || value.Path == "output" || value.Path == "error" {
			out = append(out, value)
		}
	}
	return out, nil
}

// example looks for an example of the dataset; the zero Example when it is not there.
func (p *Plan) example(ctx context.Context, client TextClient, id string) (api.Example, error) {
	query := api.ExampleQuery{DatasetID: p.Task.DatasetID, Limit: PageSize}
	for range examplePages {
		page, err := client.ListExamples(ctx, query)
		if err != nil {
			return api.Example{}, err
		}
		if i := slices.IndexFunc(page.Items, func(row api.Example) bool { return row.ID == id }); i >= 0 {
			return page.Items[i], nil
		}
		if query.Cursor = page.Next; query.Cursor == "" {
			break
		}
	}
	return api.Example{}, nil
}

// errNoSpan means that the span of a result was not found any more.
var errNoSpan = errors.New("the server does not find the span any more")

// Texts loads the texts that an evaluator was given of one span, cut to TextLimit
// characters. Those of an experiment run were read with it and are in the Item, but for
// those of its example.
func (p Plan) Texts(ctx context.Context, client TextClient, evaluator string, item *results.Item) ([]results.Value, error) {
	if len(p.Experiments) > 0 {
		return p.exampleTexts(ctx, client, evaluator, item)
	}
	filter, ok := api.OneSpan(item.ID)
	if !ok {
		return nil, errNoSpan
	}
	paths := p.textPaths(evaluator)
	query := api.SpanQuery{
		ProjectID: p.Task.ProjectID, Start: &p.Window.Start, End: &p.Window.End, Filter: filter,
		Columns: paths, Truncate: TextLimit, Limit: 1,
	}
	if !item.At.IsZero() { // a narrow window is found faster
		start, end := item.At.Add(-time.Second), item.At.Add(time.Second)
		query.Start, query.End = &start, &end
	}
	spans, err := client.ListSpans(ctx, query)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(spans.Items, func(span api.Span) bool { return span.SpanID == item.ID })
	if i < 0 {
		return nil, errNoSpan
	}
	sample := mapping.FromSpan(spans.Items[i])
	out := make([]results.Value, len(paths))
	for i, path := range paths {
		out[i] = results.Value{Path: path, Text: sample.Resolve(path).Value(4 * TextLimit)}
	}
	return out, nil
}
