package trigger

import (
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/timewindow"
	"ax-tui/ui/text"
)

// review describes in one line what would be sent.
func review(task *api.Task, vals *values, trigger *api.Trigger, zone *time.Location) text.Safe {
	switch familyOf(task) {
	case onDataset:
		return text.Concat(experimentsText(task, ids(vals.Experiments)), spansText(trigger, vals))
	case experiment:
		return experimentText(trigger, vals)
	}
	return text.Concat(text.Clean(text.Window(timeOrZero(trigger.DataStart), timeOrZero(trigger.DataEnd), zone)), spansText(trigger, vals))
}

func experimentsText(task *api.Task, picked []string) text.Safe {
	count, all := len(picked), len(task.ExperimentIDs)
	others := slices.ContainsFunc(picked, func(id string) bool { return !slices.Contains(task.ExperimentIDs, id) })
	switch {
	case count == 0 && all == 0:
		return text.Lit("the experiments of the task")
	case others:
		return text.Clean(text.Plural(count, "picked experiment"))
	case count == all:
		return text.Clean("all " + text.Plural(all, "experiment"))
	}
	return text.Clean(text.Count(count) + " of " + text.Plural(all, "experiment"))
}

func timeOrZero(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}

func spansText(trigger *api.Trigger, vals *values) text.Safe {
	out := text.Lit(", up to 10 000 spans (the server's default)")
	if trigger.MaxSpans > 0 {
		out = text.Clean(", up to " + text.Count(trigger.MaxSpans) + " spans")
	}
	if vals.Override {
		out = text.Concat(out, text.Lit(", scoring rows with labels again"))
	}
	return out
}

func experimentText(trigger *api.Trigger, vals *values) text.Safe {
	out := text.Concat(text.Lit("experiment "), text.Clean(trigger.ExperimentName))
	switch {
	case len(trigger.ExampleIDs) > 0:
		out = text.Concat(out, text.Clean(" over "+text.Plural(len(trigger.ExampleIDs), "example")))
	case trigger.MaxExamples > 0:
		out = text.Concat(out, text.Clean(" over up to "+text.Plural(trigger.MaxExamples, "example")))
	default:
		out = text.Concat(out, text.Lit(" over every example"))
	}
	if trigger.DatasetVersionID != "" {
		name := text.ShortID(trigger.DatasetVersionID)
		if len(vals.Version) > 0 && vals.Version[0].Name != "" {
			name = text.Clean(vals.Version[0].Name)
		}
		out = text.Concat(out, text.Lit(" of version "), name)
	}
	if trigger.QueryFilter != "" {
		out = text.Concat(out, text.Lit(", filtered"))
	}
	if trigger.TracingMetadata != nil {
		out = text.Concat(out, text.Lit(", traced"))
	}
	if count := len(trigger.EvaluationTaskIDs); count > 0 {
		out = text.Concat(out, text.Clean(", then "+text.Plural(count, "evaluation task")))
	}
	return out
}

// warnings returns possible problems of a valid request.
func warnings(trigger *api.Trigger, active []api.Run, now time.Time) []text.Safe {
	var out []text.Safe
	if len(active) > 0 {
		run := active[0]
		out = append(out, text.Concat(text.Lit("Run "), text.ShortID(run.ID), text.Lit(" is already "), text.Clean(run.Status.Words()),
			text.Lit("; a second one may be refused.")))
	}
	window := timewindow.Window{Start: timeOrZero(trigger.DataStart), End: timeOrZero(trigger.DataEnd)}
	if warning := window.Warn(now); warning != "" {
		out = append(out, text.Clean(strings.ToUpper(warning[:1])+warning[1:]+"."))
	}
	return out
}

// resolvedText shows a typed time in UTC and in the zone of the screen; "" if it
// cannot be parsed.
func resolvedText(typed string, now time.Time, zone *time.Location) text.Safe {
	at, err := timewindow.Parse(typed, now, zone)
	if err != nil {
		return ""
	}
	utc, local := text.Stamp(at, time.UTC), text.Stamp(at, zone)
	if at.Second() != 0 && typed != "now" && typed[0] != '-' {
		utc, local = text.Seconds(at, time.UTC), text.Seconds(at, zone)
	}
	if utc == local {
		return text.Clean(utc)
	}
	return text.Clean(utc + " = " + local)
}
