package world

import (
	"slices"
	"strings"
)

// source is where the runs of a task take their rows from while the task has one
// content: the spans of its project that fit its filters, joined to traces or
// sessions if its evaluators judge these, or the rows of its experiments.
type source struct {
	task    Task
	project int       // index; -1: a dataset
	unit    int64     // spans that are judged together: 1, traceLen or sessionLen
	kind    string    // "" or the kind that a span must have
	back    kindSteps // to the newest span of that kind
	ok      bool      // its status must be OK
	status  family    // decides it
	match   predicate // a further condition; nil: none
	reads   reads     // what match reads
	nothing bool      // no span fits
}

// reads says what a filter reads of a span besides what outline makes.
type reads struct{ ids, attributes, results bool }

func readsOf(filter string) reads {
	mentions := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(filter, word) {
				return true
			}
		}
		return false
	}
	return reads{ids: mentions("_id"), attributes: mentions("attributes.", "metadata.", "tag["), results: mentions("eval.", "annotation.")}
}

// sourceOf returns the source of a task. A task's filter is asked of the index of
// the evaluations, which does not know metadata (contract section 6, spans): nothing
// fits then, and nothing fits a text that cannot be parsed.
func (w *World) sourceOf(task *Task) *source {
	out := &source{task: clone(*task), project: -1, unit: 1}
	if task.ProjectID == "" {
		return out
	}
	out.project = w.cat.project[task.ProjectID]
	out.status = familyOf(w.seed, domSpan, uint64(out.project)<<32|1)
	if len(task.Evaluators) > 0 {
		if evaluator := w.cat.evaluator[task.Evaluators[0].EvaluatorID]; evaluator != nil {
			out.unit = unitOf(evaluator.Versions[0].DataScope())
		}
	}
	var rest []string // conditions that are not among the usual ones
	for _, filter := range taskFilters(task) {
		switch kind, isKind := strings.CutPrefix(filter, "span_kind = '"); {
		case isKind && out.kind == "" && strings.Count(kind, "'") == 1 && strings.HasSuffix(kind, "'"):
			out.kind = strings.TrimSuffix(kind, "'")
		case filter == filterOK:
			out.ok = true
		default:
			rest = append(rest, "("+filter+")")
		}
	}
	if out.kind != "" {
		out.back, out.nothing = stepsTo(out.kind)
	}
	if len(rest) == 0 {
		return out
	}
	filter := strings.Join(rest, " AND ")
	test, err := parseFilter(filter, spanColumn, "")
	out.match, out.reads, out.nothing = test, readsOf(filter), out.nothing || err != nil || strings.Contains(filter, "metadata.")
	return out
}

// unitOf is the number of spans that an evaluator judges together.
func unitOf(granularity string) int64 {
	switch granularity {
	case "TRACE":
		return traceLen
	case "SESSION":
		return sessionLen
	}
	return 1
}

// filterOK is the filter that some evaluators of the first tasks have.
const filterOK = "status_code = 'OK'"

// taskFilters lists the conditions of a row: the filter of the task, and that of
// one of its evaluators. Letters of an expression stand
// for their filters, so that one span of a trace has to fit the whole expression.
func taskFilters(task *Task) (parts []string) {
	if task.QueryFilter != nil && strings.TrimSpace(*task.QueryFilter) != "" {
		parts = append(parts, strings.TrimSpace(*task.QueryFilter))
	}
	if wide := task.QueryFilters; wide != nil && len(wide.Filters) > 0 {
		parts = append(parts, wideFilters(wide)...)
	}
	var own []string
	for _, taskEvaluator := range task.Evaluators {
		if taskEvaluator.QueryFilter == nil || strings.TrimSpace(*taskEvaluator.QueryFilter) == "" {
			return parts
		}
		own = append(own, strings.TrimSpace(*taskEvaluator.QueryFilter))
	}
	switch len(own) {
	case 0:
		return parts
	case 1:
		return append(parts, own[0])
	}
	return append(parts, "("+strings.Join(own, ") OR (")+")")
}

// wideFilters puts the filters in the place of their letters.
func wideFilters(wide *QueryFilters) []string {
	signs := []string{"&&", " AND ", "||", " OR ", "&", " AND ", "|", " OR ", "!", " NOT ", "(", " ( ", ")", " ) "}
	words := strings.Fields(strings.NewReplacer(signs...).Replace(wide.Expression))
	if len(words) == 0 {
		words = []string{wide.Filters[0].ID}
	}
	joined := true // by AND alone
	var parts []string
	for i, word := range words {
		at := slices.IndexFunc(wide.Filters, func(filter QueryFilter) bool { return filter.ID == word })
		if at >= 0 {
			parts = append(parts, strings.TrimSpace(wide.Filters[at].Filter))
			words[i] = "(" + parts[len(parts)-1] + ")"
		}
		joined = joined && (at >= 0) == (i%2 == 0) && (at >= 0 || strings.EqualFold(word, "AND"))
	}
	if joined {
		return parts
	}
	return []string{strings.Join(words, " ")}
}

// kindPeriod is the number of spans after which their kinds repeat.
const kindPeriod = 6 * traceLen

// kindSteps has, for each place in the period, the number of spans back to the newest
// one of a kind.
type kindSteps [kindPeriod]int8

// stepsTo makes the steps; none if no span has the kind.
func stepsTo(wanted string) (steps kindSteps, none bool) {
	steps, none = kindSteps{}, true
	last := 0
	for slot := range 2 * kindPeriod {
		if kind, _ := kindAt(slot%traceLen, int64(slot/traceLen)); kind == wanted {
			last, none = slot, false
		}
		steps[slot%kindPeriod] = int8(slot - last)
	}
	return steps, none
}

// newest returns the newest span at or before a slot that has the kind that the
// source asks for.
func (s *source) newest(slot int64) int64 { return slot - int64(s.back[slot%kindPeriod]) }

// belongs reports whether a span is a row of the source. seen adds the evaluations
// that were there when the run started, for filters that read them.
func (w *World) belongs(from *source, slot int64, seen func(*Span)) bool {
	if from.nothing || from.newest(slot) != slot {
		return false
	}
	if from.ok {
		dice := from.status.at(uint64(slot))
		if status(&dice) != "OK" {
			return false
		}
	}
	return from.match == nil || from.match(w.partOf(from.project, slot, from.reads, seen).column)
}

// partOf makes as much of a span as a filter reads.
func (w *World) partOf(project int, slot int64, parts reads, seen func(*Span)) *Span {
	span, dice := w.outline(project, slot, w.spanStart(project, slot))
	if parts.ids {
		w.identify(project, slot, &span)
	}
	if parts.attributes {
		span.Attributes = w.attributes(project, slot, &span, &dice)
	}
	if parts.results {
		seen(&span)
	}
	return &span
}

// sourceAt is the source of a scheduled run that is created at the time of a change.
func (w *World) sourceAt(seq int64, rule change) *source {
	if rule.source != nil {
		return rule.source
	}
	w.memory.mu.Lock()
	defer w.memory.mu.Unlock()
	if found := w.memory.sources[seq]; found != nil {
		return found
	}
	task := w.initialTask(w.index(seq))
	if len(w.memory.sources) >= maxSources {
		clear(w.memory.sources)
	}
	made := w.sourceOf(&task)
	w.memory.sources[seq] = made
	return made
}
