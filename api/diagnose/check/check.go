// Package check asks the server what speaks for or against the causes of a diagnosis:
// spans in the window of the run, with the filter and without it, the labels that they
// have, the mapped paths, and who judges. It is used only when a person asks.
//
// What it finds is said with the request that showed it. Spans are those of the span store
// now, while a task reads the eval index, which knows fewer attributes and is 1 to 2 hours
// behind (contract section 6): a hit is no proof. It changes nothing on the server.
package check

import (
	"context"
	"slices"
	"sync"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/sample"
)

// Client is the part of the API that is asked.
type Client interface {
	judge.Client
	ListSpans(ctx context.Context, query api.SpanQuery) (api.Page[api.Span], error)
	ListExperimentRuns(ctx context.Context, experimentID string, limit int) (api.Page[api.ExperimentRun], error)
}

// rows is how many spans are read, longest how many characters of a value: only whether
// there is one matters.
const rows, longest = 100, 40

// maxExperiments is how many experiments of a task are asked for their runs.
const maxExperiments = 5

// Facts is what the server said. The zero Facts knows nothing.
type Facts struct {
	Asked    bool  // the server was asked
	Matching Spans // in the window, by the filter of the task
	Any      Spans // in the window, without the filter; asked for only if none match it
	Judges   []judge.Judge
	Outputs  []Outputs // of a task on a dataset
}

// Outputs says whether an experiment has runs.
type Outputs struct {
	ID  string
	Any bool
	Err error
}

// Spans is the first page of spans of a window.
type Spans struct {
	Asked bool
	Count int  // at most rows
	More  bool // there are others
	Items []api.Span
	Err   error
}

// Read asks the server: for a task on spans one request, or a second one without the
// filter, or for one on a dataset one for each experiment if nothing was counted, if a cause
// may be seen in them; and one for each evaluator and each integration.
func Read(ctx context.Context, client Client, in diagnose.Input) Facts {
	out := Facts{Asked: true}
	var all sync.WaitGroup
	if in.Task.Type.Evaluation() && len(in.Task.Evaluators) > 0 {
		all.Go(func() { out.Judges, _ = judge.Read(ctx, client, &in.Task) }) // the error is that of ctx
	}
	inData := seenInData(&in)
	if query, ok := window(&in); ok && inData {
		query.Filter = sample.Of(&in.Task).Filter
		out.Matching = readSpans(ctx, client, &query)
		if query.Filter != "" && out.Matching.Err == nil && out.Matching.Count == 0 {
			query.Filter = ""
			out.Any = readSpans(ctx, client, &query)
		}
	}
	if inData && in.Task.Type.Evaluation() && in.Task.ProjectID == "" && in.Run.Counted() == 0 {
		for _, id := range in.Task.ExperimentIDs[:min(len(in.Task.ExperimentIDs), maxExperiments)] {
			page, err := client.ListExperimentRuns(ctx, id, 1)
			out.Outputs = append(out.Outputs, Outputs{ID: id, Any: len(page.Items) > 0, Err: err})
		}
	}
	all.Wait()
	return out
}

// seenInData reports whether what the task reads may show a cause, or that a run without one
// lacks a mapping.
func seenInData(in *diagnose.Input) bool {
	shown := []diagnose.Class{diagnose.NoData, diagnose.Filter, diagnose.Lag, diagnose.Labelled, diagnose.Mapping}
	causes := diagnose.Diagnose(*in).Causes
	return len(causes) == 0 || slices.ContainsFunc(causes, func(cause diagnose.Finding) bool { return slices.Contains(shown, cause.Class) })
}

// window returns the query for the spans of the window of a run, false if it has none.
func window(in *diagnose.Input) (api.SpanQuery, bool) {
	from, to := in.Run.DataStart, in.Run.DataEnd
	valid := from != nil && to != nil && from.Before(*to) && from.UTC().Year() > 1970
	return api.SpanQuery{ProjectID: in.Task.ProjectID, Start: from, End: to, Limit: rows, Truncate: longest}, valid && in.Task.ProjectID != "" && in.Task.Type.Evaluation()
}

func readSpans(ctx context.Context, client Client, query *api.SpanQuery) Spans {
	page, err := client.ListSpans(ctx, *query)
	return Spans{Asked: true, Count: len(page.Items), More: page.Next != "", Items: page.Items, Err: err}
}

// labelled counts the spans that have a label of an evaluator of the task.
func (s *Spans) labelled(task *api.Task) (count int) {
	for _, span := range s.Items {
		for _, result := range span.Evaluations {
			if usesEvaluator(task, result.Name) {
				count++
				break
			}
		}
	}
	return count
}

func usesEvaluator(task *api.Task, name string) bool {
	for _, used := range task.Evaluators {
		if used.Name == name {
			return true
		}
	}
	return false
}

// mapped checks the mapped paths of the evaluators of a task on the spans, with the
// variables of their templates that have no path if the judges are known.
func (s *Spans) mapped(task *api.Task, judges []judge.Judge) mapping.Report {
	set := mapping.Set{Kind: mapping.Spans}
	for _, span := range s.Items {
		set.Samples = append(set.Samples, mapping.FromSpan(span))
	}
	groups := judge.GroupsOf(task, judges)
	if len(groups) != len(task.Evaluators) {
		groups = groups[:0]
		for _, used := range task.Evaluators {
			groups = append(groups, mapping.Group{Name: used.EvaluatorID, Paths: used.Mappings})
		}
	}
	return mapping.CheckAll(groups, &set)
}

// lag is the largest lag of the eval index (contract section 8).
const lag = 2 * time.Hour
