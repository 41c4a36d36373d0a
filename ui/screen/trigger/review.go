package trigger

import (
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/timewindow"
	"ax-tui/ui/text"
)

// review says in one line what would be sent.
func review(task api.Task, v values, trigger api.Trigger, zone *time.Location) text.Safe {
	switch familyOf(task) {
	case onDataset:
		return text.Concat(experimentsWords(task, ids(v.Experiments)), spansWords(trigger, v))
	case experiment:
		return experimentWords(trigger, v)
	}
	return text.Concat(text.Clean(text.Window(deref(trigger.DataStart), deref(trigger.DataEnd), zone)), spansWords(trigger, v))
}

func experimentsWords(task api.Task, picked []string) text.Safe {
	n, all := len(picked), len(task.ExperimentIDs)
	others := slices.ContainsFunc(picked, func(id string) bool { return !slices.Contains(task.ExperimentIDs, id) })
	switch {
	case n == 0 && all == 0:
		return text.Lit("the experiments that the task judges")
	case others:
		return text.Clean(text.Plural(n, "picked experiment"))
	case n == all:
		return text.Clean("all " + text.Plural(all, "experiment"))
	}
	return text.Clean(text.Count(n) + " of " + text.Plural(all, "experiment"))
}

func deref(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func spansWords(trigger api.Trigger, v values) text.Safe {
	out := text.Lit(", up to 10 000 spans (the server's default)")
	if trigger.MaxSpans > 0 {
		out = text.Clean(", up to " + text.Count(trigger.MaxSpans) + " spans")
	}
	if v.Override {
		out = text.Concat(out, text.Lit(", scoring again what has labels"))
	}
	return out
}

func experimentWords(trigger api.Trigger, v values) text.Safe {
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
		name := text.CutLeft(text.Clean(trigger.DatasetVersionID), tail)
		if len(v.Version) > 0 && v.Version[0].Name != "" {
			name = text.Clean(v.Version[0].Name)
		}
		out = text.Concat(out, text.Lit(" of version "), name)
	}
	if trigger.QueryFilter != "" {
		out = text.Concat(out, text.Lit(", filtered"))
	}
	if trigger.TracingMetadata != nil {
		out = text.Concat(out, text.Lit(", traced"))
	}
	if n := len(trigger.EvaluationTaskIDs); n > 0 {
		out = text.Concat(out, text.Clean(", then "+text.Plural(n, "evaluation task")))
	}
	return out
}

// warnings are what may go wrong although nothing is at fault.
func warnings(trigger api.Trigger, active []api.Run, now time.Time) []text.Safe {
	var out []text.Safe
	if len(active) > 0 {
		run := active[0]
		out = append(out, text.Concat(text.Lit("Run "), shortID(run.ID), text.Lit(" is "), text.Clean(run.Status.Words()),
			text.Lit(" already; a second one may be refused.")))
	}
	window := timewindow.Window{Start: deref(trigger.DataStart), End: deref(trigger.DataEnd)}
	if s := window.Warn(now); s != "" {
		out = append(out, text.Clean(strings.ToUpper(s[:1])+s[1:]+"."))
	}
	return out
}

// tail is how much of an ID tells runs apart.
const tail = 10

func shortID(id string) text.Safe { return text.CutLeft(text.Clean(id), tail) }

// resolved words a typed time while it is being typed: both in UTC and in the
// zone of the screen; "" for what cannot be read.
func resolved(s string, now time.Time, zone *time.Location) text.Safe {
	at, err := timewindow.Parse(s, now, zone)
	if err != nil {
		return ""
	}
	utc, local := text.Stamp(at, time.UTC), text.Stamp(at, zone)
	if at.Second() != 0 && s != "now" && s[0] != '-' {
		utc, local = text.Seconds(at, time.UTC), text.Seconds(at, zone)
	}
	if utc == local {
		return text.Clean(utc)
	}
	return text.Clean(utc + " = " + local)
}
