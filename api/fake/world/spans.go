package world

import (
	"strings"
	"time"
)

// The number of spans of a trace and of a session.
const (
	traceLen   = 5
	sessionLen = 20
)

// oldestSpan is the start of the spans: before the first run of the oldest task.
func (w *World) oldestSpan() time.Time { return w.epoch.Add(-220 * 24 * time.Hour) }

// lastTraffic is the time at which the spans of a project end.
func (w *World) lastTraffic(project int) time.Time {
	if days := w.data.Projects[project].SilentDays; days > 0 {
		return w.daysAgo(days)
	}
	return w.Now()
}

// spanEvery is the time between two spans of a project.
func (w *World) spanEvery(project int) time.Duration {
	return time.Duration(w.data.Projects[project].SpanEveryMS) * time.Millisecond
}

// Spans lists at most limit spans of a project after a position, newest first
// (contract section 3), as far back as the runs go. A zero Start or End is
// not a bound. An unknown project has no spans. The error is a *FilterError. A
// filter with few matches can give a short or empty page with more true: continue
// at next.
func (w *World) Spans(spanQuery SpanQuery, after Position, limit int) (items []Span, next Position, more bool, err error) {
	ok := predicate(func(lookup) bool { return true })
	if spanQuery.Filter != "" {
		const help = "name, span_kind, status_code, latency_ms, start_time, parent_id, context.trace_id, context.span_id, attributes.PATH, metadata.KEY, tag[KEY], eval.NAME.label or annotation.NAME.label"
		if ok, err = parseFilter(spanQuery.Filter, spanColumn, help); err != nil {
			return nil, after, false, err
		}
	}
	project, found := w.cat.project[spanQuery.ProjectID]
	if !found || w.cat.projects[project].ID != spanQuery.ProjectID {
		return nil, after, false, nil
	}
	if last := w.lastTraffic(project); spanQuery.End.IsZero() || spanQuery.End.After(last) {
		spanQuery.End = last
	}
	if spanQuery.End.Before(w.oldestSpan()) || !spanQuery.Start.Before(spanQuery.End) {
		return nil, after, false, nil
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	items, next, more = w.scanSpans(project, spanQuery, ok, after, limit)
	return items, next, more, nil
}

// scanSpans visits the slots of a project from end to start.
func (w *World) scanSpans(project int, spanQuery SpanQuery, ok predicate, after Position, limit int) (items []Span, next Position, more bool) {
	next = after
	oldest := later(spanQuery.Start, w.oldestSpan())
	// Only matching spans need what the filter does not ask for.
	asked, by := readsOf(spanQuery.Filter), w.panelNow(project, w.Now())
	early, judged := asked.attributes, asked.results
	slot := w.newestSlot(project, spanQuery.End, after)
	for range scanLimit / 2 {
		start := w.spanStart(project, slot)
		if start.Before(oldest) { // starts rise with the slot
			return items, next, false
		}
		span, dice := w.outline(project, slot, start)
		if asked.ids {
			w.identify(project, slot, &span)
		}
		if early {
			span.Attributes = w.attributes(project, slot, &span, &dice)
		}
		if judged {
			w.addResults(by, slot, &span)
		}
		match := ok(span.column)
		if match && len(items) >= limit {
			return items, next, true
		}
		if match {
			if !asked.ids {
				w.identify(project, slot, &span)
			}
			if !early {
				span.Attributes = w.attributes(project, slot, &span, &dice)
			}
			if !judged {
				w.addResults(by, slot, &span)
			}
			items = append(items, span)
		}
		if match || len(items) < limit {
			next = Position{At: start.UnixNano(), N: slot + 1}
		}
		slot--
	}
	return items, next, true
}

// newestSlot is the last slot whose span starts before end and that is after the position.
func (w *World) newestSlot(project int, end time.Time, after Position) int64 {
	slot := end.UnixNano() / int64(w.spanEvery(project))
	for !w.spanStart(project, slot).Before(end) {
		slot--
	}
	if after.N > 0 {
		slot = min(slot, after.N-2)
	}
	return slot
}

// spanStart is the start of the span of a slot; it increases strictly with the slot.
func (w *World) spanStart(project int, slot int64) time.Time {
	dice := streamOf(w.seed, domSpan, uint64(project), uint64(slot))
	gap := w.spanEvery(project)
	return time.Unix(0, slot*int64(gap)).Add(dice.duration(0, gap-2*time.Millisecond)).UTC()
}

// identify adds the IDs of a span.
func (w *World) identify(project int, slot int64, span *Span) {
	trace := slot / traceLen
	dice := streamOf(w.seed, domTrace, uint64(project), uint64(trace))
	span.SpanContext = SpanContext{TraceID: dice.chars(32, hex), SpanID: w.spanID(project, slot)}
	if slot > trace*traceLen {
		span.ParentID = w.spanID(project, trace*traceLen)
	}
}

// outline makes the span of a slot without IDs and attributes. The index in the
// trace decides the kind.
func (w *World) outline(project int, slot int64, start time.Time) (Span, stream) {
	dice := streamOf(w.seed, domSpan, uint64(project)<<32|1, uint64(slot))
	trace := slot / traceLen
	place := int(slot - trace*traceLen)
	span := Span{Start: start, StatusCode: status(&dice)}
	span.Kind, span.Name = kindAt(place, trace)
	length := dice.duration(40*time.Millisecond, 900*time.Millisecond)
	if span.Kind == "LLM" || place == 0 {
		length = dice.duration(300*time.Millisecond, 6*time.Second)
	}
	span.End = start.Add(length)
	if span.StatusCode == "ERROR" {
		span.StatusMessage = pick(&dice, w.activity().SpanErrors)
	}
	return span, dice
}

// status draws the status code of a span.
func status(dice *stream) string {
	switch roll := dice.n(100); {
	case roll < 4:
		return "ERROR"
	case roll < 9:
		return "UNSET"
	}
	return "OK"
}

// talkOn returns the input and the output of a span.
func (w *World) talkOn(project int, slot int64) (ask, reply string) {
	dice := streamOf(w.seed, domSpan, uint64(project)<<32|2, uint64(slot))
	talk := w.activity().Talks[w.data.Projects[project].Talk]
	key := uint64(slot)*31 + uint64(project)
	return w.spoil(pick(&dice, talk.Asks), key+1), w.spoil(pick(&dice, talk.Answers), key+2)
}

// modelOn is the model of the LLM spans of a trace.
func (w *World) modelOn(project int, slot int64) string {
	dice := streamOf(w.seed, domTrace, uint64(project)<<32|4, uint64(slot/traceLen))
	return pick(&dice, w.activity().SpanModels)
}

func (w *World) spanID(project int, slot int64) string {
	dice := streamOf(w.seed, domTrace, uint64(project)<<32|2, uint64(slot))
	return dice.chars(16, hex)
}

func kindAt(place int, trace int64) (kind, name string) {
	switch place {
	case 0:
		if trace%3 == 0 {
			return "AGENT", "agent.run"
		}
		return "CHAIN", "answer_question"
	case 1:
		return "RETRIEVER", "search_documents"
	case 3:
		if trace%2 == 0 {
			return "TOOL", "lookup_order"
		}
		return "CHAIN", "format_reply"
	}
	return "LLM", "ChatCompletion"
}

// attributes makes the usual attributes (contract section 8), nested or with
// dotted keys as the project requires.
func (w *World) attributes(project int, slot int64, span *Span, dice *stream) map[string]any {
	talk := w.activity().Talks[w.data.Projects[project].Talk]
	ask, reply := w.talkOn(project, slot)
	sessionDice := streamOf(w.seed, domTrace, uint64(project)<<32|3, uint64(slot/sessionLen))
	session, environment := sessionDice.chars(12, hex), "production"
	if sessionDice.chance(25) {
		environment = "staging"
	}
	out := map[string]any{
		"openinference.span.kind": span.Kind, "input.value": ask, "session.id": session, "metadata.tier": pick(dice, w.activity().SpanTiers),
		"metadata.environment": environment, "tag.environment": environment,
		"metadata.latency_ms": float64(span.End.Sub(span.Start).Milliseconds()), "output.value": reply,
	}
	switch span.Kind {
	case "LLM":
		out["llm.model_name"] = w.modelOn(project, slot)
		out["llm.input_messages"] = []any{map[string]any{"message": map[string]any{"role": "user", "content": ask}}}
		out["llm.token_count.prompt"], out["llm.token_count.completion"] = float64(200+dice.n(3000)), float64(20+dice.n(600))
		out["llm.output_messages"] = []any{map[string]any{"message": map[string]any{"role": "assistant", "content": reply}}}
		if w.data.Projects[project].Dotted { // some exporters write dotted keys even for list entries
			delete(out, "llm.output_messages")
			out["llm.output_messages.0.message.role"], out["llm.output_messages.0.message.content"] = "assistant", reply
		}
	case "RETRIEVER":
		found := talk.Answers[0] + "\n\n" + talk.Answers[1]
		out["retrieval.documents.contents"], out["output.value"] = found, found
	case "TOOL":
		out["tool.name"], out["tool.parameters"], out["output.value"] = span.Name, "{\"order\": 88213}", "{\"status\": \"shipped\"}"
		out["tool.json_schema"] = "{\"properties\": {\"order\": {\"type\": \"integer\"}}}"
	}
	if span.StatusCode == "ERROR" && span.Kind != "LLM" && span.Kind != "RETRIEVER" { // of these a part came
		delete(out, "output.value")
	}
	if w.data.Projects[project].Dotted {
		return out
	}
	return nest(out)
}

// nest turns dotted keys into objects.
func nest(flat map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range flat {
		object := out
		for {
			head, rest, more := strings.Cut(key, ".")
			if !more {
				object[head] = value
				break
			}
			sub, ok := object[head].(map[string]any)
			if !ok {
				sub = map[string]any{}
				object[head] = sub
			}
			object, key = sub, rest
		}
	}
	return out
}
