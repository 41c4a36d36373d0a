package world

import (
	"strings"
	"time"
)

// traceLen is how many spans make a trace; sessionLen how many make a session.
const (
	traceLen   = 5
	sessionLen = 20
)

// oldestSpan is how far back spans go: 30 days before the opening.
func (w *World) oldestSpan() time.Time { return w.epoch.Add(-30 * 24 * time.Hour) }

// spanEvery is the time between two spans of a project.
func (w *World) spanEvery(p int) time.Duration {
	return time.Duration(w.data.Projects[p].SpanEveryMS) * time.Millisecond
}

// Spans lists at most limit spans of a project after a position, newest first
// (contract section 3), as far back as 30 days before the opening. A zero
// Start or End does not bound. An unknown project has no spans. The error is a
// *FilterError. A filter that matches little may give a short or empty page
// with more true: ask again from next.
func (w *World) Spans(spanQuery SpanQuery, after Position, limit int) (items []Span, next Position, more bool, err error) {
	ok := test(func(*Span) bool { return true })
	if spanQuery.Filter != "" {
		if ok, err = parseFilter(spanQuery.Filter); err != nil {
			return nil, after, false, err
		}
	}
	p, found := w.cat.project[spanQuery.ProjectID]
	if !found || w.cat.projects[p].ID != spanQuery.ProjectID {
		return nil, after, false, nil
	}
	if now := w.Now(); spanQuery.End.IsZero() || spanQuery.End.After(now) {
		spanQuery.End = now
	}
	if spanQuery.End.Before(w.oldestSpan()) || !spanQuery.Start.Before(spanQuery.End) {
		return nil, after, false, nil
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	items, next, more = w.scanSpans(p, spanQuery, ok, after, limit)
	return items, next, more, nil
}

// scanSpans walks down the slots of a project from end to start.
func (w *World) scanSpans(p int, spanQuery SpanQuery, ok test, after Position, limit int) (items []Span, next Position, more bool) {
	next = after
	oldest := later(spanQuery.Start, w.oldestSpan())
	early := strings.Contains(spanQuery.Filter, "attributes.") // else only spans that match need them
	slot := w.newestSlot(p, spanQuery.End, after)
	for range scanLimit / 2 {
		start := w.spanStart(p, slot)
		if start.Before(oldest) { // starts rise with the slot
			return items, next, false
		}
		span, dice := w.span(p, slot, start)
		if early {
			span.Attributes = w.attributes(p, slot, &span, &dice)
		}
		match := ok(&span)
		if match && len(items) >= limit {
			return items, next, true
		}
		if match {
			if !early {
				span.Attributes = w.attributes(p, slot, &span, &dice)
			}
			span.Evaluations = w.scores(p, slot, &span)
			items = append(items, span)
		}
		if match || len(items) < limit {
			next = Position{At: start.UnixNano(), N: slot + 1}
		}
		slot--
	}
	return items, next, true
}

// newestSlot is the last slot whose span began before end and lies after the position.
func (w *World) newestSlot(p int, end time.Time, after Position) int64 {
	slot := end.UnixNano() / int64(w.spanEvery(p))
	for !w.spanStart(p, slot).Before(end) {
		slot--
	}
	if after.N > 0 {
		slot = min(slot, after.N-2)
	}
	return slot
}

// spanStart rises strictly with the slot.
func (w *World) spanStart(p int, slot int64) time.Time {
	dice := streamOf(w.seed, domSpan, uint64(p), uint64(slot))
	gap := w.spanEvery(p)
	return time.Unix(0, slot*int64(gap)).Add(dice.dur(0, gap-2*time.Millisecond)).UTC()
}

// span makes the span of a slot without its attributes, which the stream goes on
// to decide. Its place in the trace decides its kind.
func (w *World) span(p int, slot int64, start time.Time) (Span, stream) {
	dice := streamOf(w.seed, domSpan, uint64(p)<<32|1, uint64(slot))
	trace := slot / traceLen
	td := streamOf(w.seed, domTrace, uint64(p), uint64(trace))
	traceID := td.word(32, hex)
	place := int(slot - trace*traceLen)
	span := Span{SpanContext: SpanContext{TraceID: traceID, SpanID: w.spanID(p, slot)}, Start: start, StatusCode: "OK"}
	if place > 0 {
		span.ParentID = w.spanID(p, trace*traceLen)
	}
	span.Kind, span.Name = kindAt(place, trace)
	took := dice.dur(40*time.Millisecond, 900*time.Millisecond)
	if span.Kind == "LLM" || place == 0 {
		took = dice.dur(300*time.Millisecond, 6*time.Second)
	}
	span.End = start.Add(took)
	if dice.chance(4) {
		span.StatusCode, span.StatusMessage = "ERROR", pick(&dice, w.activity().SpanErrors)
	} else if dice.chance(5) {
		span.StatusCode = "UNSET"
	}
	return span, dice
}

func (w *World) spanID(p int, slot int64) string {
	dice := streamOf(w.seed, domTrace, uint64(p)<<32|2, uint64(slot))
	return dice.word(16, hex)
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

// attributes fills in the usual paths (contract section 8); the project says
// whether they come nested or dotted.
func (w *World) attributes(p int, slot int64, span *Span, dice *stream) map[string]any {
	talk := w.activity().Talks[w.data.Projects[p].Talk]
	key := uint64(slot)*31 + uint64(p)
	ask, reply := w.text(pick(dice, talk.Asks), key+1), w.text(pick(dice, talk.Answers), key+2)
	ss := streamOf(w.seed, domTrace, uint64(p)<<32|3, uint64(slot/sessionLen))
	a := map[string]any{
		"openinference.span.kind": span.Kind, "input.value": ask, "session.id": ss.word(12, hex), "metadata.tier": pick(dice, w.activity().SpanTiers),
		"metadata.latency_ms": float64(span.End.Sub(span.Start).Milliseconds()),
	}
	switch span.Kind {
	case "LLM":
		a["llm.model_name"] = pick(dice, w.activity().SpanModels)
		a["llm.input_messages"] = []any{map[string]any{"message": map[string]any{"role": "user", "content": ask}}}
		a["llm.token_count.prompt"], a["llm.token_count.completion"] = float64(200+dice.n(3000)), float64(20+dice.n(600))
		a["llm.output_messages"] = []any{map[string]any{"message": map[string]any{"role": "assistant", "content": reply}}}
		if w.data.Projects[p].Dotted { // some exporters write every key out
			delete(a, "llm.output_messages")
			a["llm.output_messages.0.message.role"], a["llm.output_messages.0.message.content"] = "assistant", reply
		}
	case "RETRIEVER":
		a["retrieval.documents.contents"] = talk.Answers[0] + "\n\n" + talk.Answers[1]
	case "TOOL":
		a["tool.name"], a["tool.parameters"], a["output.value"] = span.Name, "{\"order\": 88213}", "{\"status\": \"shipped\"}"
	default:
		a["output.value"] = reply
	}
	if span.StatusCode == "ERROR" {
		delete(a, "output.value")
	}
	if w.data.Projects[p].Dotted {
		return a
	}
	return nest(a)
}

// nest turns dotted keys into objects.
func nest(flat map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range flat {
		m := out
		for {
			head, rest, more := strings.Cut(k, ".")
			if !more {
				m[head] = v
				break
			}
			sub, ok := m[head].(map[string]any)
			if !ok {
				sub = map[string]any{}
				m[head] = sub
			}
			m, k = sub, rest
		}
	}
	return out
}
