package tasks

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/evaljson"
	"ax-tui/ui/text"
)

// taskFields returns the fields of a task for a sheet.
func taskFields(app *App, look *lookups, task *api.Task) []Field {
	out := []Field{
		oneLine("name", text.Clean(task.Name)), oneLine("id", text.Clean(task.ID)), oneLine("type", text.Clean(task.Type.Words())),
		oneLine("project", look.nameAndID(task.ProjectID)), oneLine("dataset", look.nameAndID(task.DatasetID)),
		{Name: "experiments", Value: look.namesAndIDs(task.ExperimentIDs)},
		oneLine("mode", formatMode(task)),
	}
	if task.SamplingRate != nil {
		out = append(out, oneLine("sampling rate", text.Safe(strconv.FormatFloat(*task.SamplingRate, 'f', -1, 64))))
	}
	if task.QueryFilter != nil {
		out = append(out, oneLine("filter", text.Clean(*task.QueryFilter)))
	}
	out = append(out, filterFields(task)...)
	for i, evaluator := range task.Evaluators {
		name := text.Safe("evaluator")
		if len(task.Evaluators) > 1 {
			name = text.Safe("evaluator " + strconv.Itoa(i+1))
		}
		out = append(out, Field{Name: name, Value: evaluatorLines(&evaluator)})
	}
	if len(task.RunConfig) > 0 {
		out = append(out, Field{Name: "run configuration", Value: text.CleanLines(string(evaljson.Indent(task.RunConfig)))})
	}
	return append(
		out,
		oneLine("last run", formatTime(app, task.LastRunAt)), oneLine("created", formatTime(app, &task.CreatedAt)), oneLine("updated", formatTime(app, &task.UpdatedAt)),
		oneLine("created by", text.Clean(task.CreatedBy)),
	)
}

func filterFields(task *api.Task) (out []Field) {
	if task.QueryFilters == nil {
		return nil
	}
	for _, filter := range task.QueryFilters.Filters {
		out = append(out, oneLine("filter "+text.Clean(filter.ID), text.Clean(filter.Filter)))
	}
	return append(out, oneLine("expression", text.Clean(task.QueryFilters.Expression)))
}

func evaluatorLines(evaluator *api.TaskEvaluator) []text.Safe {
	out := []text.Safe{text.Concat(text.Clean(evaluator.Name), "  ", text.Clean(evaluator.EvaluatorID))}
	if evaluator.VersionID != "" {
		out = append(out, "  version  "+text.Clean(evaluator.VersionID))
	} else {
		out = append(out, "  version  always the latest")
	}
	if evaluator.QueryFilter != nil && *evaluator.QueryFilter != "" {
		out = append(out, "  filter   "+text.Clean(*evaluator.QueryFilter))
	}
	for _, variable := range slices.Sorted(maps.Keys(evaluator.Mappings)) {
		out = append(out, text.Concat("  ", text.Clean(variable), " ← ", text.Clean(evaluator.Mappings[variable])))
	}
	for _, mapping := range evaluator.QueryMappings {
		from := "any query"
		if len(mapping.QueryIDs) > 0 {
			from = strings.Join(mapping.QueryIDs, ", ")
		}
		out = append(out, text.Concat("  ", text.Clean(mapping.VariableName), " ← ", text.Clean(mapping.AttributePath), " (", text.Clean(from), ")"))
	}
	return out
}

// runFields returns the fields of a run for a sheet.
func runFields(app *App, look *lookups, run *api.Run) []Field {
	out := []Field{
		oneLine("run", text.Clean(run.ID)), oneLine("task", look.nameAndID(run.TaskID)), outcomeField(app, run), oneLine("status", text.Clean(run.Status.Words())),
		oneLine("experiment", look.nameAndID(run.ExperimentID)),
		oneLine("succeeded", formatCount(app, run.Successes)), oneLine("errors", formatCount(app, run.Errors)), oneLine("skipped", formatCount(app, run.Skipped)),
	}
	out = append(
		out,
		oneLine("window", formatWindow(app, run)),
		oneLine("created", formatTime(app, &run.CreatedAt)), oneLine("started", formatTime(app, run.StartedAt)), oneLine("finished", formatTime(app, run.FinishedAt)),
	)
	out = append(out, durationFields(app, run)...)
	if reason := diagnose.ReasonOf(run); reason != "" {
		out = append(out, Field{Name: "why", Value: text.CleanLines(reason), Sentence: true})
	}
	return out
}

// formatWindow formats the data window of a run with its length, "" for none.
func formatWindow(app *App, run *api.Run) text.Safe {
	start, end := formatTime(app, run.DataStart), formatTime(app, run.DataEnd)
	switch {
	case start == "" && end == "":
		return ""
	case start == "":
		return "until " + end
	case end == "":
		return "from " + start
	}
	return text.Concat(start, " → ", end, " (", text.Safe(text.Length(*run.DataStart, *run.DataEnd)), ")")
}

// durationFields returns how long a run waited and ran, up to now if it has not ended.
func durationFields(app *App, run *api.Run) (out []Field) {
	waited, ran := text.Safe("waited"), text.Safe("ran")
	if !run.Status.Terminal() && run.FinishedAt == nil {
		ran = "runs for"
		if run.StartedAt == nil {
			waited = "waits for"
		}
	}
	if elapsed, ok := run.QueueTime(app.serverNow()); ok {
		out = append(out, oneLine(waited, text.Safe(text.Dur(elapsed))))
	}
	if elapsed, ok := run.RunTime(app.serverNow()); ok {
		out = append(out, oneLine(ran, text.Safe(text.Dur(elapsed))))
	}
	return out
}

// causeFields returns the likeliest cause as fields, none for none.
func causeFields(found diagnose.Diagnosis) []Field {
	first, ok := found.First()
	if !ok {
		return nil
	}
	likely, next := oneLine(text.Clean(first.Label(found.Guess)), text.Clean(first.Likely)), oneLine("do", text.Clean(first.Do))
	likely.Sentence, next.Sentence = true, true
	return []Field{likely, next}
}

// outcomeField returns what a run achieved, in its colour on a terminal.
func outcomeField(app *App, run *api.Run) Field {
	field := oneLine("outcome", text.Clean(achieved(app, run).Words()))
	if app.Paint != nil {
		field.Paint = func(value string) string { return app.Paint(achieved(app, run), value) }
	}
	return field
}

// formatCount formats a count: with groups of digits on a terminal, else without.
func formatCount(app *App, count api.Count) text.Safe {
	if app.OutTTY || !count.Known() {
		return text.Safe(text.Count(count))
	}
	return text.Safe(strconv.Itoa(count.N()))
}

// formatTime formats a time with its zone, "" for none.
func formatTime(app *App, when *time.Time) text.Safe {
	return formatTimeAs(app, when, func(when time.Time) string { return text.Seconds(when, app.Zone) })
}

// formatTimeAs formats a time, "" for none: with forPeople on a terminal, else as
// RFC 3339 in UTC.
func formatTimeAs(app *App, when *time.Time, forPeople func(time.Time) string) text.Safe {
	switch {
	case when == nil || when.IsZero():
		return ""
	case app.OutTTY:
		return text.Safe(forPeople(*when))
	}
	return text.Safe(when.UTC().Format("2006-01-02T15:04:05Z"))
}
