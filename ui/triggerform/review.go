package triggerform

import (
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/when"
	"ax-tui/ui/text"
)

// review says in one line what would be sent.
func review(t api.Task, v values, r api.Trigger, zone *time.Location) text.Safe {
	switch familyOf(t) {
	case onDataset:
		n, all := len(v.experiments), len(t.ExperimentIDs)
		what := text.Clean("all " + plural(all, "experiment"))
		if n != all {
			what = text.Clean(text.Count(n) + " of " + plural(all, "experiment"))
		}
		return text.Concat(what, spansWords(r, v))
	case experiment:
		return experimentWords(r)
	}
	return text.Concat(text.Clean(text.Window(deref(r.DataStart), deref(r.DataEnd), zone)), spansWords(r, v))
}

func deref(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func spansWords(r api.Trigger, v values) text.Safe {
	out := text.Lit(", up to 10 000 spans (the server's default)")
	if r.MaxSpans > 0 {
		out = text.Clean(", up to " + text.Count(r.MaxSpans) + " spans")
	}
	if v.override {
		out = text.Concat(out, text.Lit(", scoring again what has labels"))
	}
	return out
}

func experimentWords(r api.Trigger) text.Safe {
	out := text.Concat(text.Lit("experiment "), text.Clean(r.ExperimentName))
	switch {
	case len(r.ExampleIDs) > 0:
		out = text.Concat(out, text.Clean(" over "+plural(len(r.ExampleIDs), "example")))
	case r.MaxExamples > 0:
		out = text.Concat(out, text.Clean(" over up to "+plural(r.MaxExamples, "example")))
	default:
		out = text.Concat(out, text.Lit(" over every example"))
	}
	if r.DatasetVersionID != "" {
		out = text.Concat(out, text.Lit(" of version "), text.CutLeft(text.Clean(r.DatasetVersionID), tail))
	}
	if r.QueryFilter != "" {
		out = text.Concat(out, text.Lit(", filtered"))
	}
	if r.TracingMetadata != nil {
		out = text.Concat(out, text.Lit(", traced"))
	}
	if n := len(r.EvaluationTaskIDs); n > 0 {
		out = text.Concat(out, text.Clean(", then "+plural(n, "evaluation task")))
	}
	return out
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return text.Count(n) + " " + word + "s"
}

// warnings are what may go wrong although nothing is at fault.
func warnings(r api.Trigger, active []api.Run, now time.Time) []text.Safe {
	var out []text.Safe
	if len(active) > 0 {
		a := active[0]
		out = append(out, text.Concat(text.Lit("Run "), shortID(a.ID), text.Lit(" is "), text.Clean(a.Status.Words()),
			text.Lit(" already; a second one may be refused.")))
	}
	w := when.Window{Start: deref(r.DataStart), End: deref(r.DataEnd)}
	if s := w.Warn(now); s != "" {
		out = append(out, text.Clean(strings.ToUpper(s[:1])+s[1:]+"."))
	}
	return out
}

// tail is how much of an ID tells runs apart.
const tail = 10

func runName(id string) text.Safe {
	return text.Concat(text.Lit("run "), shortID(id))
}

func shortID(id string) text.Safe { return text.CutLeft(text.Clean(id), tail) }

// resolved words a typed time while it is being typed: both in UTC and in the
// zone of the screen, or what cannot be read.
func resolved(s string, now time.Time, zone *time.Location) (words text.Safe, ok bool) {
	if s == "" {
		return text.Lit("now, -24h, 2026-03-01T00:00 (UTC unless it says a zone)"), true
	}
	at, err := when.Parse(s, now, zone)
	if err != nil {
		return text.Clean(err.Error()), false
	}
	utc, local := text.Stamp(at, time.UTC), text.Stamp(at, zone)
	if at.Second() != 0 && s != "now" && s[0] != '-' {
		utc, local = text.Seconds(at, time.UTC), text.Seconds(at, zone)
	}
	if utc == local {
		return text.Clean(utc), true
	}
	return text.Clean(utc + " = " + local), true
}
