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
func (w *World) Spans(q SpanQuery, after Position, limit int) (items []Span, next Position, more bool, err error) {
	ok := test(func(*Span) bool { return true })
	if q.Filter != "" {
		if ok, err = parseFilter(q.Filter); err != nil {
			return nil, after, false, err
		}
	}
	p, found := w.cat.project[q.ProjectID]
	if !found || w.cat.projects[p].ID != q.ProjectID {
		return nil, after, false, nil
	}
	if now := w.Now(); q.End.IsZero() || q.End.After(now) {
		q.End = now
	}
	if q.End.Before(w.oldestSpan()) || !q.Start.Before(q.End) {
		return nil, after, false, nil
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	items, next, more = w.scanSpans(p, q, ok, after, limit)
	return items, next, more, nil
}

// scanSpans walks down the slots of a project from end to start.
func (w *World) scanSpans(p int, q SpanQuery, ok test, after Position, limit int) (items []Span, next Position, more bool) {
	next = after
	oldest := later(q.Start, w.oldestSpan())
	early := strings.Contains(q.Filter, "attributes.") // else only spans that match need them
	slot := w.newestSlot(p, q.End, after)
	for range scanLimit / 2 {
		start := w.spanStart(p, slot)
		if start.Before(oldest) { // starts rise with the slot
			return items, next, false
		}
		s, d := w.span(p, slot, start)
		if early {
			s.Attributes = w.attributes(p, slot, &s, &d)
		}
		match := ok(&s)
		if match && len(items) >= limit {
			return items, next, true
		}
		if match {
			if !early {
				s.Attributes = w.attributes(p, slot, &s, &d)
			}
			s.Evaluations = w.scores(p, slot, &s)
			items = append(items, s)
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
	d := streamOf(w.seed, domSpan, uint64(p), uint64(slot))
	gap := w.spanEvery(p)
	return time.Unix(0, slot*int64(gap)).Add(d.dur(0, gap-2*time.Millisecond)).UTC()
}

// span makes the span of a slot without its attributes, which the stream goes on
// to decide. Its place in the trace decides its kind.
func (w *World) span(p int, slot int64, start time.Time) (Span, stream) {
	d := streamOf(w.seed, domSpan, uint64(p)<<32|1, uint64(slot))
	trace := slot / traceLen
	td := streamOf(w.seed, domTrace, uint64(p), uint64(trace))
	traceID := td.word(32, hex)
	place := int(slot - trace*traceLen)
	s := Span{SpanContext: SpanContext{TraceID: traceID, SpanID: w.spanID(p, slot)}, Start: start, StatusCode: "OK"}
	if place > 0 {
		s.ParentID = w.spanID(p, trace*traceLen)
	}
	s.Kind, s.Name = kindAt(place, trace)
	took := d.dur(40*time.Millisecond, 900*time.Millisecond)
	if s.Kind == "LLM" || place == 0 {
		took = d.dur(300*time.Millisecond, 6*time.Second)
	}
	s.End = start.Add(took)
	if d.chance(4) {
		s.StatusCode, s.StatusMessage = "ERROR", pick(&d, w.activity().SpanErrors)
	} else if d.chance(5) {
		s.StatusCode = "UNSET"
	}
	return s, d
}

func (w *World) spanID(p int, slot int64) string {
	d := streamOf(w.seed, domTrace, uint64(p)<<32|2, uint64(slot))
	return d.word(16, hex)
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
func (w *World) attributes(p int, slot int64, s *Span, d *stream) map[string]any {
	x := w.activity().Talks[w.data.Projects[p].Talk]
	key := uint64(slot)*31 + uint64(p)
	ask, reply := w.text(pick(d, x.Asks), key+1), w.text(pick(d, x.Answers), key+2)
	ss := streamOf(w.seed, domTrace, uint64(p)<<32|3, uint64(slot/sessionLen))
	a := map[string]any{
		"openinference.span.kind": s.Kind, "input.value": ask, "session.id": ss.word(12, hex), "metadata.tier": pick(d, w.activity().SpanTiers),
		"metadata.latency_ms": float64(s.End.Sub(s.Start).Milliseconds()),
	}
	switch s.Kind {
	case "LLM":
		a["llm.model_name"] = pick(d, w.activity().SpanModels)
		a["llm.input_messages"] = []any{map[string]any{"message": map[string]any{"role": "user", "content": ask}}}
		a["llm.token_count.prompt"], a["llm.token_count.completion"] = float64(200+d.n(3000)), float64(20+d.n(600))
		a["llm.output_messages"] = []any{map[string]any{"message": map[string]any{"role": "assistant", "content": reply}}}
		if w.data.Projects[p].Dotted { // some exporters write every key out
			delete(a, "llm.output_messages")
			a["llm.output_messages.0.message.role"], a["llm.output_messages.0.message.content"] = "assistant", reply
		}
	case "RETRIEVER":
		a["retrieval.documents.contents"] = x.Answers[0] + "\n\n" + x.Answers[1]
	case "TOOL":
		a["tool.name"], a["tool.parameters"], a["output.value"] = s.Name, "{\"order\": 88213}", "{\"status\": \"shipped\"}"
	default:
		a["output.value"] = reply
	}
	if s.StatusCode == "ERROR" {
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
