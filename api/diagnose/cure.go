package diagnose

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/preflight"
	"ax-tui/api/timewindow"
)

// Form is where a cure is applied.
type Form string

// The forms. A cure with none is for what this API cannot change, such as a key.
const (
	TriggerForm Form = "trigger"
	EditForm    Form = "edit"
)

// Cure is what to change so that the cause is gone, as a difference. Nothing is sent: a
// person checks it in the form, already changed. The zero Cure changes nothing.
type Cure struct {
	Form  Form
	Diffs []Diff

	// Of a trigger, as a person types it; zero: as in the run.
	Start, End string
	MaxSpans   int
	Override   bool

	// Of the task.
	DropFilters   bool // of the task and its evaluators
	DropUnindexed bool // the parts of these filters on attributes that are not indexed
	Mappings      []MappingDiff
}

// Diff is one change for people: "override no → yes". The texts may be of the server. A cure
// with a form and none needs no change, or one that only a person knows.
type Diff struct{ What, From, To string }

func change(what, from, to string) Diff { return Diff{What: what, From: from, To: to} }

// MappingDiff is another path for a variable of an evaluator.
type MappingDiff struct{ EvaluatorID, Variable, From, To string }

// The values of cures (contract sections 6 and 8): the end of a window that is indexed,
// a wide window, and the spans of a trial.
const (
	indexedEnd = "-2h"
	wideStart  = "-7d"
	dayStart   = "-26h"
	trialSpans = 100
)

// DefaultMaxSpans is the server's default of max spans (contract section 6, Trigger).
const DefaultMaxSpans = 10_000

// cure returns what to change for a rule. What only a check of samples can tell, such as
// another path, is added by Paths.
func (s *subject) cure(rule Rule) Cure {
	switch rule {
	case labelled:
		return Cure{Form: TriggerForm, Override: true, Diffs: []Diff{change("override", "no", "yes")}}
	case notIndexed:
		return s.laterEnd()
	case tooLarge, callsLimited, callsSlow:
		return s.fewerSpans()
	case unsetWindow:
		return s.indexedWindow(dayStart)
	case emptyWindow:
		if !s.onProject() || s.since(s.Run.DataStart) > 7*24*time.Hour {
			return Cure{}
		}
		return s.indexedWindow(wideStart)
	case NoMatch:
		return Cure{Form: EditForm}
	case oddFilter:
		return s.withoutFilters(Cure{Form: EditForm, DropUnindexed: true})
	case wholeTraces, noExperimentRuns:
		return s.withoutFilters(Cure{Form: EditForm, DropFilters: true})
	case kindMismatch:
		return s.otherPath()
	default:
		return Cure{}
	}
}

// laterEnd returns the cure of a window that was not indexed: one that ends 2 h ago, or
// the same one if it does by now.
func (s *subject) laterEnd() Cure {
	run := s.Run
	if run.DataStart == nil || run.DataEnd == nil || s.Now.IsZero() {
		return s.indexedWindow("")
	}
	if s.Now.Sub(*run.DataEnd) >= indexLag {
		return Cure{Form: TriggerForm}
	}
	if s.Now.Sub(*run.DataStart) <= indexLag {
		return s.indexedWindow("-" + length(indexLag+run.DataEnd.Sub(*run.DataStart)))
	}
	return s.indexedWindow("")
}

// indexedWindow returns the cure that ends the window where the index is; start is typed,
// "" to keep it.
func (s *subject) indexedWindow(start string) Cure {
	out := Cure{Form: TriggerForm, Start: start, End: indexedEnd}
	if start != "" {
		out.Diffs = append(out.Diffs, change("start", boundText(s.Run.DataStart), ago(start)))
	}
	out.Diffs = append(out.Diffs, change("end", boundText(s.Run.DataEnd), ago(indexedEnd)))
	return out
}

// ago writes a typed time before now in words: "2h6m ago (-2h6m)".
func ago(typed string) string { return strings.TrimPrefix(typed, "-") + " ago (" + typed + ")" }

// length writes a duration as a person types it, to the minute and at least one: "2h45m".
func length(of time.Duration) string {
	minutes := max(int(of.Round(time.Minute)/time.Minute), 1)
	out := ""
	if minutes >= 60 {
		out = strconv.Itoa(minutes/60) + "h"
	}
	if minutes%60 > 0 {
		out += strconv.Itoa(minutes%60) + "m"
	}
	return out
}

func (s *subject) fewerSpans() Cure {
	limit := DefaultMaxSpans
	if s.Asked != nil && s.Asked.MaxSpans > 0 {
		limit = s.Asked.MaxSpans
	}
	few := s.Run.Status == api.Completed && s.Run.Errors*4 < s.Run.Errors+s.Run.Successes // most calls went well
	if !s.onProject() || limit <= trialSpans || few {
		return Cure{}
	}
	return Cure{Form: TriggerForm, MaxSpans: trialSpans, Diffs: []Diff{change("max spans", thousands(limit), strconv.Itoa(trialSpans))}}
}

// thousands groups the digits of a number below a million.
func thousands(number int) string {
	text := strconv.Itoa(number)
	if len(text) > 4 {
		text = text[:len(text)-3] + " " + text[len(text)-3:]
	}
	return text
}

// withoutFilters adds to a cure how it changes the filters, the zero Cure for not at all.
func (s *subject) withoutFilters(out Cure) Cure {
	add := func(what string, filter *string) {
		if from, to := value(filter), value(out.filter(filter)); from != to {
			out.Diffs = append(out.Diffs, change(what, from, cmp.Or(to, "none")))
		}
	}
	add("filter", s.Task.QueryFilter)
	for _, evaluator := range s.Task.Evaluators {
		add("filter of "+evaluator.Name, evaluator.QueryFilter)
	}
	if len(out.Diffs) == 0 {
		return Cure{}
	}
	return out
}

// filter returns what the cure leaves of a filter, nil for nothing.
func (c *Cure) filter(of *string) *string {
	switch {
	case c.DropFilters:
		return nil
	case !c.DropUnindexed || len(preflight.Unindexed(value(of))) == 0:
		return of
	}
	if kept := preflight.Indexed(value(of)); kept != "" {
		return &kept
	}
	return nil
}

// otherPath returns the cure of a mapping that reads where another kind of span keeps
// its text.
func (s *subject) otherPath() Cure {
	_, path, at := s.kindMismatch()
	if at < 0 {
		return Cure{}
	}
	var diffs []MappingDiff
	evaluator := s.Task.Evaluators[at]
	for _, variable := range slices.Sorted(maps.Keys(evaluator.Mappings)) {
		if from := evaluator.Mappings[variable]; isOutputOf(path, from) {
			diffs = append(diffs, MappingDiff{EvaluatorID: evaluator.EvaluatorID, Variable: variable, From: from, To: path})
		}
	}
	return Paths(diffs)
}

// Paths returns the cure of mappings that do not resolve.
func Paths(mappings []MappingDiff) Cure {
	if len(mappings) == 0 {
		return Cure{}
	}
	out := Cure{Form: EditForm, Mappings: mappings}
	for _, to := range mappings {
		out.Diffs = append(out.Diffs, change("mapping of "+to.Variable, cmp.Or(to.From, "none"), to.To))
	}
	return out
}

// Trigger returns the request that starts the run again, changed: limit and override as
// far as they are known. The zone of typed times is UTC.
func (c Cure) Trigger(run api.Run, asked *api.Trigger, now time.Time) api.Trigger {
	out := api.Trigger{DataStart: run.DataStart, DataEnd: run.DataEnd}
	if asked != nil {
		out.MaxSpans, out.Override, out.ExperimentIDs = asked.MaxSpans, asked.Override, asked.ExperimentIDs
	}
	for typed, at := range map[string]**time.Time{c.Start: &out.DataStart, c.End: &out.DataEnd} {
		if parsed, err := timewindow.Parse(typed, now, time.UTC); typed != "" && err == nil {
			parsed = parsed.Truncate(time.Second)
			*at = &parsed
		}
	}
	if c.MaxSpans > 0 {
		out.MaxSpans = c.MaxSpans
	}
	if c.Override {
		out.Override = &c.Override
	}
	return out
}

// Task returns the task with the change of the cure.
func (c Cure) Task(task api.Task) api.Task {
	if c.Form != EditForm {
		return task
	}
	task.Evaluators = slices.Clone(task.Evaluators)
	task.QueryFilter = c.filter(task.QueryFilter)
	for i := range task.Evaluators {
		evaluator := &task.Evaluators[i]
		evaluator.QueryFilter = c.filter(evaluator.QueryFilter)
		evaluator.Mappings = maps.Clone(evaluator.Mappings)
		for _, to := range c.Mappings {
			if evaluator.EvaluatorID != to.EvaluatorID || evaluator.Mappings[to.Variable] != to.From {
				continue
			}
			if evaluator.Mappings == nil {
				evaluator.Mappings = map[string]string{}
			}
			evaluator.Mappings[to.Variable] = to.To
		}
	}
	return task
}

// boundText writes an end of a window.
func boundText(bound *time.Time) string {
	if bound == nil {
		return "none"
	}
	return clock(*bound)
}

func clock(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }
