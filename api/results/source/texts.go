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

// textPaths returns the attributes whose texts are shown for an evaluator: those that it
// was given, else the usual ones (contract section 8, Usual paths).
func (p Plan) textPaths(evaluator string) (out []string) {
	for _, used := range p.Task.Evaluators {
		if used.Name != evaluator {
			continue
		}
		for _, path := range used.Mappings {
			if strings.HasPrefix(path, attributes) && !slices.Contains(out, path) {
				out = append(out, path)
			}
		}
	}
	if len(out) == 0 {
		out = []string{"attributes.input.value", "attributes.output.value"}
	}
	slices.Sort(out)
	return out
}

// errNoSpan means that the span of a result was not found any more.
var errNoSpan = errors.New("the server does not find the span any more")

// Texts loads the texts that an evaluator was given of one span, cut to TextLimit
// characters. Those of an experiment run were read with it and are in the Item.
func (p Plan) Texts(ctx context.Context, client Client, evaluator string, item results.Item) ([]results.Value, error) {
	if len(p.Experiments) > 0 {
		return item.Texts, nil
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
