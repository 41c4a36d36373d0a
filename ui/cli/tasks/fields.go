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
func taskFields(app *App, look *lookups, task *api.Task) (out Fields) {
	out.line("name", text.Clean(task.Name))
	out.line("id", text.Clean(task.ID))
	out.line("type", text.Clean(task.Type.Words()))
	out.line("project", look.nameAndID(task.ProjectID))
	out.line("dataset", look.nameAndID(task.DatasetID))
	out.lines("experiments", look.namesAndIDs(task.ExperimentIDs))
	out.line("mode", formatMode(task))
	if task.SamplingRate != nil {
		out.line("sampling rate", text.Safe(strconv.FormatFloat(*task.SamplingRate, 'f', -1, 64)))
	}
	if task.QueryFilter != nil {
		out.line("filter", text.Clean(*task.QueryFilter))
	}
	if task.QueryFilters != nil {
		for _, filter := range task.QueryFilters.Filters {
			out.line("filter "+text.Clean(filter.ID), text.Clean(filter.Filter))
		}
		out.line("expression", text.Clean(task.QueryFilters.Expression))
	}
	for i, evaluator := range task.Evaluators {
		name := text.Safe("evaluator")
		if len(task.Evaluators) > 1 {
			name = text.Safe("evaluator " + strconv.Itoa(i+1))
		}
		out.lines(name, evaluatorLines(&evaluator))
	}
	if len(task.RunConfig) > 0 {
		out.lines("run configuration", text.CleanLines(string(evaljson.Indent(task.RunConfig))))
	}
	out.line("last run", formatTime(app, task.LastRunAt))
	out.line("created", formatTime(app, &task.CreatedAt))
	out.line("updated", formatTime(app, &task.UpdatedAt))
	out.line("created by", text.Clean(task.CreatedBy))
	return out
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
func runFields(app *App, look *lookups, run *api.Run) (out Fields) {
	out.line("run", text.Clean(run.ID))
	out.line("task", look.nameAndID(run.TaskID))
	out.outcome(app, run)
	out.line("status", text.Clean(run.Status.Words()))
	out.line("experiment", look.nameAndID(run.ExperimentID))
	out.line("succeeded", formatCount(app, run.Successes))
	out.line("errors", formatCount(app, run.Errors))
	out.line("skipped", formatCount(app, run.Skipped))
	out.line("window", formatWindow(app, run))
	out.line("created", formatTime(app, &run.CreatedAt))
	out.line("started", formatTime(app, run.StartedAt))
	out.line("finished", formatTime(app, run.FinishedAt))
	out = append(out, durationFields(app, run)...)
	if reason := diagnose.ReasonOf(run); reason != "" {
		out.sentence("why", text.CleanLines(reason)...)
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
func durationFields(app *App, run *api.Run) (out Fields) {
	waited, ran := text.Safe("waited"), text.Safe("ran")
	if !run.Status.Terminal() && run.FinishedAt == nil {
		ran = "runs for"
		if run.StartedAt == nil {
			waited = "waits for"
		}
	}
	if elapsed, ok := run.QueueTime(app.serverNow()); ok {
		out.line(waited, text.Safe(text.Dur(elapsed)))
	}
	if elapsed, ok := run.RunTime(app.serverNow()); ok {
		out.line(ran, text.Safe(text.Dur(elapsed)))
	}
	return out
}

// cause adds the likeliest cause, if there is one.
func (f *Fields) cause(found *diagnose.Diagnosis) {
	if first, ok := found.First(); ok {
		f.sentence(text.Clean(first.Label(found.Guess)), text.Clean(first.Likely))
		f.sentence("do", text.Clean(first.Do))
	}
}

// outcome adds what a run achieved, in its colour on a terminal.
func (f *Fields) outcome(app *App, run *api.Run) {
	field := Field{Name: "outcome", Value: []text.Safe{text.Clean(achieved(app, run).Words())}}
	if app.Paint != nil {
		field.Paint = func(value string) string { return app.Paint(achieved(app, run), value) }
	}
	*f = append(*f, field)
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
