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
func taskFields(app *App, t api.Task) []Field {
	out := []Field{
		oneLine("name", text.Clean(t.Name)), oneLine("id", text.Clean(t.ID)), oneLine("type", text.Clean(t.Type.Words())),
		oneLine("project", text.Clean(t.ProjectID)), oneLine("dataset", text.Clean(t.DatasetID)),
		{Name: "experiments", Value: clean(t.ExperimentIDs)},
		oneLine("mode", mode(t)),
	}
	if t.SamplingRate != nil {
		out = append(out, oneLine("sampling rate", text.Safe(strconv.FormatFloat(*t.SamplingRate, 'f', -1, 64))))
	}
	if t.QueryFilter != nil {
		out = append(out, oneLine("filter", text.Clean(*t.QueryFilter)))
	}
	out = append(out, filters(t)...)
	for i, e := range t.Evaluators {
		name := text.Safe("evaluator")
		if len(t.Evaluators) > 1 {
			name = text.Safe("evaluator " + strconv.Itoa(i+1))
		}
		out = append(out, Field{Name: name, Value: evaluatorLines(e)})
	}
	if len(t.RunConfig) > 0 {
		out = append(out, Field{Name: "run configuration", Value: pretty(t.RunConfig)})
	}
	return append(
		out,
		oneLine("last run", stamp(app, t.LastRunAt)), oneLine("created", stamp(app, &t.CreatedAt)), oneLine("updated", stamp(app, &t.UpdatedAt)),
		oneLine("created by", text.Clean(t.CreatedBy)),
	)
}

func filters(t api.Task) (out []Field) {
	if t.QueryFilters == nil {
		return nil
	}
	for _, f := range t.QueryFilters.Filters {
		out = append(out, oneLine("filter "+text.Clean(f.ID), text.Clean(f.Filter)))
	}
	return append(out, oneLine("expression", text.Clean(t.QueryFilters.Expression)))
}

func evaluatorLines(e api.TaskEvaluator) []text.Safe {
	out := []text.Safe{text.Concat(text.Clean(e.Name), "  ", text.Clean(e.EvaluatorID))}
	if e.VersionID != "" {
		out = append(out, "  version  "+text.Clean(e.VersionID))
	} else {
		out = append(out, "  version  always the latest")
	}
	if e.QueryFilter != nil && *e.QueryFilter != "" {
		out = append(out, "  filter   "+text.Clean(*e.QueryFilter))
	}
	for _, v := range slices.Sorted(maps.Keys(e.Mappings)) {
		out = append(out, text.Concat("  ", text.Clean(v), " ← ", text.Clean(e.Mappings[v])))
	}
	for _, m := range e.QueryMappings {
		from := "any query"
		if len(m.QueryIDs) > 0 {
			from = strings.Join(m.QueryIDs, ", ")
		}
		out = append(out, text.Concat("  ", text.Clean(m.VariableName), " ← ", text.Clean(m.AttributePath), " (", text.Clean(from), ")"))
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
func runFields(app *App, r api.Run) []Field {
	out := []Field{
		oneLine("run", text.Clean(r.ID)), oneLine("task", text.Clean(r.TaskID)), oneLine("status", text.Clean(r.Status.Words())),
		oneLine("experiment", text.Clean(r.ExperimentID)),
		oneLine("succeeded", number(app, r.Successes)), oneLine("errors", number(app, r.Errors)), oneLine("skipped", number(app, r.Skipped)),
	}
	out = append(
		out,
		oneLine("window", window(app, r)),
		oneLine("created", stamp(app, &r.CreatedAt)), oneLine("started", stamp(app, r.StartedAt)), oneLine("finished", stamp(app, r.FinishedAt)),
	)
	out = append(out, spent(app, r)...)
	if r.FailureReason != "" {
		out = append(out, Field{Name: "reason", Value: text.CleanLines(r.FailureReason), Sentence: true})
	}
	return out
}

// window is the time that the run looks at, with its length.
func window(app *App, r api.Run) text.Safe {
	start, end := stamp(app, r.DataStart), stamp(app, r.DataEnd)
	switch {
	case start == "" && end == "":
		return ""
	case start == "":
		return "until " + end
	case end == "":
		return "from " + start
	}
	return text.Concat(start, " → ", end, " (", text.Safe(text.Dur(r.DataEnd.Sub(*r.DataStart))), ")")
}

// spent is how long the run waited and how long it took, or does so by now.
func spent(app *App, r api.Run) (out []Field) {
	waited, ran := text.Safe("waited"), text.Safe("took")
	if !r.Status.Terminal() && r.FinishedAt == nil {
		ran = "runs for"
		if r.StartedAt == nil {
			waited = "waits for"
		}
	}
	if d, ok := r.QueueTime(app.Now()); ok {
		out = append(out, oneLine(waited, text.Safe(text.Dur(d))))
	}
	if d, ok := r.RunTime(app.Now()); ok {
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
func number(app *App, n int) text.Safe {
	if app.OutTTY {
		return text.Safe(text.Count(n))
	}
	return text.Safe(strconv.Itoa(n))
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
