package tasks

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/ui/text"
)

// taskFields is a task in lines.
func taskFields(app *App, task api.Task) []Field {
	out := []Field{
		oneLine("name", text.Clean(task.Name)), oneLine("id", text.Clean(task.ID)), oneLine("type", text.Clean(task.Type.Words())),
		oneLine("project", text.Clean(task.ProjectID)), oneLine("dataset", text.Clean(task.DatasetID)),
		{Name: "experiments", Value: clean(task.ExperimentIDs)},
		oneLine("mode", mode(task)),
	}
	if task.SamplingRate != nil {
		out = append(out, oneLine("sampling rate", text.Safe(strconv.FormatFloat(*task.SamplingRate, 'f', -1, 64))))
	}
	if task.QueryFilter != nil {
		out = append(out, oneLine("filter", text.Clean(*task.QueryFilter)))
	}
	out = append(out, filters(task)...)
	for i, evaluator := range task.Evaluators {
		name := text.Safe("evaluator")
		if len(task.Evaluators) > 1 {
			name = text.Safe("evaluator " + strconv.Itoa(i+1))
		}
		out = append(out, Field{Name: name, Value: evaluatorLines(evaluator)})
	}
	if len(task.RunConfig) > 0 {
		out = append(out, Field{Name: "run configuration", Value: pretty(task.RunConfig)})
	}
	return append(
		out,
		oneLine("last run", stamp(app, task.LastRunAt)), oneLine("created", stamp(app, &task.CreatedAt)), oneLine("updated", stamp(app, &task.UpdatedAt)),
		oneLine("created by", text.Clean(task.CreatedBy)),
	)
}

func filters(task api.Task) (out []Field) {
	if task.QueryFilters == nil {
		return nil
	}
	for _, namedFilter := range task.QueryFilters.Filters {
		out = append(out, oneLine("filter "+text.Clean(namedFilter.ID), text.Clean(namedFilter.Filter)))
	}
	return append(out, oneLine("expression", text.Clean(task.QueryFilters.Expression)))
}

func evaluatorLines(evaluator api.TaskEvaluator) []text.Safe {
	out := []text.Safe{text.Concat(text.Clean(evaluator.Name), "  ", text.Clean(evaluator.EvaluatorID))}
	if evaluator.VersionID != "" {
		out = append(out, "  version  "+text.Clean(evaluator.VersionID))
	} else {
		out = append(out, "  version  always the latest")
	}
	if evaluator.QueryFilter != nil && *evaluator.QueryFilter != "" {
		out = append(out, "  filter   "+text.Clean(*evaluator.QueryFilter))
	}
	for _, v := range slices.Sorted(maps.Keys(evaluator.Mappings)) {
		out = append(out, text.Concat("  ", text.Clean(v), " ← ", text.Clean(evaluator.Mappings[v])))
	}
	for _, queryMapping := range evaluator.QueryMappings {
		from := "any query"
		if len(queryMapping.QueryIDs) > 0 {
			from = strings.Join(queryMapping.QueryIDs, ", ")
		}
		out = append(out, text.Concat("  ", text.Clean(queryMapping.VariableName), " ← ", text.Clean(queryMapping.AttributePath), " (", text.Clean(from), ")"))
	}
	return out
}

func pretty(raw json.RawMessage) []text.Safe {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return text.CleanLines(string(raw))
	}
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return text.CleanLines(string(raw))
	}
	return text.CleanLines(string(b))
}

// runFields is a run in lines.
func runFields(app *App, run api.Run) []Field {
	out := []Field{
		oneLine("run", text.Clean(run.ID)), oneLine("task", text.Clean(run.TaskID)), oneLine("status", text.Clean(run.Status.Words())),
		oneLine("experiment", text.Clean(run.ExperimentID)),
		oneLine("succeeded", number(app, run.Successes)), oneLine("errors", number(app, run.Errors)), oneLine("skipped", number(app, run.Skipped)),
	}
	out = append(
		out,
		oneLine("window", window(app, run)),
		oneLine("created", stamp(app, &run.CreatedAt)), oneLine("started", stamp(app, run.StartedAt)), oneLine("finished", stamp(app, run.FinishedAt)),
	)
	out = append(out, spent(app, run)...)
	if run.FailureReason != "" {
		out = append(out, Field{Name: "reason", Value: text.CleanLines(run.FailureReason), Sentence: true})
	}
	return out
}

// window is the time that the run looks at, with its length.
func window(app *App, run api.Run) text.Safe {
	start, end := stamp(app, run.DataStart), stamp(app, run.DataEnd)
	switch {
	case start == "" && end == "":
		return ""
	case start == "":
		return "until " + end
	case end == "":
		return "from " + start
	}
	return text.Concat(start, " → ", end, " (", text.Safe(text.Dur(run.DataEnd.Sub(*run.DataStart))), ")")
}

// spent is how long the run waited and how long it took, or does so by now.
func spent(app *App, run api.Run) (out []Field) {
	waited, ran := text.Safe("waited"), text.Safe("took")
	if !run.Status.Terminal() && run.FinishedAt == nil {
		ran = "runs for"
		if run.StartedAt == nil {
			waited = "waits for"
		}
	}
	if d, ok := run.QueueTime(app.Now()); ok {
		out = append(out, oneLine(waited, text.Safe(text.Dur(d))))
	}
	if d, ok := run.RunTime(app.Now()); ok {
		out = append(out, oneLine(ran, text.Safe(text.Dur(d))))
	}
	return out
}

// causes are the findings in lines; only what is certain is called so.
func causes(found []diagnose.Finding) []Field {
	likely, next := oneLine("likely cause", text.Clean(found[0].Likely)), oneLine("what next", text.Clean(found[0].Do))
	if found[0].Certain {
		likely.Name = "cause"
	}
	likely.Sentence, next.Sentence = true, true
	return []Field{likely, next}
}

// number writes a count: grouped for people, plain elsewhere.
func number(app *App, n api.Count) text.Safe {
	if app.OutTTY || !n.Known() {
		return text.Safe(text.Count(n))
	}
	return text.Safe(strconv.Itoa(n.N()))
}

// stamp writes a time with its zone, "" for none.
func stamp(app *App, t *time.Time) text.Safe {
	return moment(app, t, func(t time.Time) string { return text.Seconds(t, app.Zone) })
}

// moment writes a time, "" for none: on a terminal as people read it, elsewhere
// whole and in UTC.
func moment(app *App, t *time.Time, forPeople func(time.Time) string) text.Safe {
	switch {
	case t == nil || t.IsZero():
		return ""
	case app.OutTTY:
		return text.Safe(forPeople(*t))
	}
	return text.Safe(t.UTC().Format("2006-01-02T15:04:05Z"))
}

func clean(list []string) []text.Safe {
	out := make([]text.Safe, 0, len(list))
	for _, s := range list {
		out = append(out, text.Clean(s))
	}
	return out
}
