package world

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSpansAreNewestFirstAndPage(t *testing.T) {
	world, _ := open(Options{Seed: 4})
	for i, project := range world.Projects() {
		end := world.lastTraffic(i)
		spanQuery := SpanQuery{ProjectID: project.ID, Start: end.Add(-20 * world.spanEvery(i) * 10), End: end}
		whole, _, _, err := world.Spans(spanQuery, Position{}, 10_000)
		if err != nil || len(whole) < 190 || len(whole) > 201 {
			t.Fatalf("%s: %d spans, %v", project.Name, len(whole), err)
		}
		var paged []Span
		for pos, more := (Position{}), true; more; {
			var page []Span
			page, pos, more, _ = world.Spans(spanQuery, pos, 17)
			paged = append(paged, page...)
		}
		if !reflect.DeepEqual(whole, paged) {
			t.Errorf("%s: pages differ from the whole", project.Name)
		}
		for k, span := range whole {
			if span.Start.Before(spanQuery.Start) || !span.Start.Before(spanQuery.End) || span.End.Before(span.Start) || k > 0 && !span.Start.Before(whole[k-1].Start) {
				t.Fatalf("%s: span %d starts at %v", project.Name, k, span.Start)
			}
			if (span.ParentID == "") != (span.Kind == "AGENT" || span.Kind == "CHAIN" && span.Name == "answer_question") {
				t.Errorf("%s: %s with parent %q", project.Name, span.Kind, span.ParentID)
			}
			_, dotted := span.Attributes["input.value"]
			if value, ok := findPath(span.Attributes, "input.value"); !ok || value == "" || dotted != world.data.Projects[i].Dotted {
				t.Errorf("%s: input.value does not resolve in %v", project.Name, span.Attributes)
			}
			if _, ok := findPath(span.Attributes, "llm.output_messages.0.message.content"); ok != (span.Kind == "LLM") {
				t.Errorf("%s: output message of a %s span: %v", project.Name, span.Kind, ok)
			}
		}
	}
	for _, spanQuery := range []SpanQuery{{Start: opening.Add(time.Hour)}, {End: opening.Add(-8000 * time.Hour)}, {End: time.Date(1500, 1, 1, 0, 0, 0, 0, time.UTC)}, {Start: time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)}, {Start: opening, End: opening}} {
		spanQuery.ProjectID = world.Projects()[0].ID
		if got, _, more, _ := world.Spans(spanQuery, Position{}, 5); len(got) != 0 || more {
			t.Errorf("window %v to %v has %d spans", spanQuery.Start, spanQuery.End, len(got))
		}
	}
	if got, _, more, err := world.Spans(SpanQuery{ProjectID: "support-bot"}, Position{}, 5); len(got) != 0 || more || err != nil {
		t.Errorf("an unknown project has %d spans, %v", len(got), err)
	}
}

func TestSpansReachBackToTheFirstRun(t *testing.T) {
	world, _ := open(Options{Seed: 4})
	id := world.Projects()[world.cat.project["refund-regression-harness"]].ID
	query := SpanQuery{ProjectID: id, Filter: "name = 'agent.run'", End: world.oldestSpan().Add(30 * 24 * time.Hour)}
	oldest, count := opening, 0
	for pos, more := (Position{}), true; more; {
		var page []Span
		page, pos, more, _ = world.Spans(query, pos, 500)
		count += len(page)
		if len(page) > 0 {
			oldest = page[len(page)-1].Start
		}
	}
	if rest := oldest.Sub(world.oldestSpan()); rest < 0 || rest > time.Hour || count < 2_800 {
		t.Errorf("%d spans back to %v", count, oldest)
	}
	for _, task := range allTasks(world) {
		for _, run := range allRuns(world, task.ID) {
			if run.DataStart != nil && run.DataStart.Year() > 1970 && run.DataStart.Before(world.oldestSpan()) {
				t.Errorf("%s has a run over data of %v", task.Name, run.DataStart)
			}
		}
	}
}

func TestFilters(t *testing.T) {
	world, _ := open(Options{Seed: 4})
	attr := func(span Span, path string) any { value, _ := findPath(span.Attributes, path); return value }
	ms := func(span Span) float64 { return float64(span.End.Sub(span.Start).Microseconds()) / 1000 }
	tests := map[string]func(Span) bool{
		"span_kind = 'LLM'":                    func(span Span) bool { return span.Kind == "LLM" },
		`span_kind != "LLM"`:                   func(span Span) bool { return span.Kind != "LLM" },
		"status_code = 'ERROR'":                func(span Span) bool { return span.StatusCode == "ERROR" },
		"latency_ms > 2000":                    func(span Span) bool { return ms(span) > 2000 },
		"latency_ms <= 500.5":                  func(span Span) bool { return ms(span) <= 500.5 },
		"attributes.llm.model_name = 'gpt-4o'": func(span Span) bool { return attr(span, "llm.model_name") == "gpt-4o" },
		"attributes.llm.token_count.prompt >= 1000": func(span Span) bool {
			tokens, _ := attr(span, "llm.token_count.prompt").(float64)
			return tokens >= 1000
		},
		"name = 'lookup_order' or span_kind='LLM' and name='x'": func(span Span) bool { return span.Name == "lookup_order" },
		"(name = 'lookup_order' OR span_kind = 'LLM') AND latency_ms < 1000": func(span Span) bool {
			return (span.Name == "lookup_order" || span.Kind == "LLM") && ms(span) < 1000
		},
		"span_kind == 'LLM'":    func(span Span) bool { return span.Kind == "LLM" },
		"parent_id IS NULL":     func(span Span) bool { return span.ParentID == "" },
		"parent_id is not null": func(span Span) bool { return span.ParentID != "" },
		"attributes.retrieval.documents.contents IS NOT NULL AND latency_ms >= 0": func(span Span) bool { return span.Kind == "RETRIEVER" },
		"NOT span_kind = 'LLM' AND not (name = 'lookup_order')":                   func(span Span) bool { return span.Kind != "LLM" && span.Name != "lookup_order" },
		"span_kind in ('LLM', \"TOOL\")":                                          func(span Span) bool { return span.Kind == "LLM" || span.Kind == "TOOL" },
		"span_kind NOT IN ('LLM')":                                                func(span Span) bool { return span.Kind != "LLM" },
		"name LIKE 'search%_s'":                                                   func(span Span) bool { return span.Name == "search_documents" },
		"name not like '%o%'":                                                     func(span Span) bool { return !strings.Contains(span.Name, "o") },
		"name contains 'order'":                                                   func(span Span) bool { return strings.Contains(span.Name, "order") },
		"metadata.tier = 'gold'":                                                  func(span Span) bool { return attr(span, "metadata.tier") == "gold" },
		"start_time >= '2026-11-20T09:00:00Z'":                                    func(span Span) bool { return !span.Start.Before(opening.Add(-30 * time.Minute)) },
		"annotation.review.label = 'bad'":                                         func(span Span) bool { return len(span.Annotations) > 0 && span.Annotations[0].Label == "bad" },
		"attributes.metadata.tier != 'gold'":                                      func(span Span) bool { return attr(span, "metadata.tier") != "gold" },
	}
	for _, id := range []string{world.Projects()[0].ID, world.Projects()[1].ID} {
		spanQuery := SpanQuery{ProjectID: id, Start: opening.Add(-time.Hour)}
		all, _, _, _ := world.Spans(spanQuery, Position{}, 10_000)
		spanQuery.Filter = "trace_id = '" + all[7].TraceID + "'"
		if one, _, _, err := world.Spans(spanQuery, Position{}, 10_000); err != nil || len(one) != traceLen || one[0].TraceID != all[7].TraceID {
			t.Errorf("%s: %d spans, want %d, %v", spanQuery.Filter, len(one), traceLen, err)
		}
		for filter, want := range tests {
			count := 0
			for _, span := range all {
				if want(span) {
					count++
				}
			}
			spanQuery.Filter = filter
			got, _, _, err := world.Spans(spanQuery, Position{}, 10_000)
			if err != nil || len(got) != count || count == 0 || count == len(all) {
				t.Errorf("%s: %d of %d spans, want %d, %v", filter, len(got), len(all), count, err)
			}
			for _, span := range got {
				if !want(span) {
					t.Errorf("%s matched %s %s", filter, span.Kind, span.Name)
				}
			}
		}
	}
}

func TestLike(t *testing.T) {
	for pattern, texts := range map[string][2]string{ // one that matches, one that does not
		"": {"", "a"}, "%": {"", ""}, "a%": {"abc", "ba"}, "%c": {"abc", "cb"}, "a_c": {"abc", "ac"}, "%b%": {"abc", "ac"}, "a%%b%c": {"a1b2b3c", "a1c2b"}, "%ab": {"aab", "aba"}, "_": {"é", ""}, "100%": {"100%", "10"}, "a.c": {"a.c", "abc"},
	} {
		if matches := matchesLike(pattern); !matches(texts[0]) || pattern != "%" && matches(texts[1]) {
			t.Errorf("%q matches %q: %v, %q: %v", pattern, texts[0], matches(texts[0]), texts[1], matches(texts[1]))
		}
	}
	start := time.Now()
	matches := matchesLike(strings.Repeat("%", 1<<20) + strings.Repeat("a%", 1<<18) + "b")
	for range 1000 {
		if matches(strings.Repeat("a", 2000)) {
			t.Fatal("a text without b matches")
		}
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("1000 texts took %v", took)
	}
}

func TestBadFilters(t *testing.T) {
	world, _ := open(Options{Seed: 4})
	for _, filter := range []string{
		" ", "x", "span_kind", "span_kind =", "span_kind === 'LLM'", "span_kind => 'LLM'", "parent_id IS", "parent_id IS NOT", "IS NULL", "parent_id = NULL", "span_kind = LLM", "span_kind = 'LLM", "(name = 'a'", "name = 'a')", "name = 'a' AND", "name = 'a' name = 'b'",
		"name = 3", "latency_ms > 'x'", "latency_ms > ", "attributes. = 'x'", "NOT", "name in 'a'", "name in ()", "name in ('a'", "name in ('a' 'b')", "name not 'a'", "latency_ms like '1%'", "latency_ms contains 'x'", "latency_ms in ('a')", "name = 'a' XOR name = 'b'",
		"eval.X = 'a'", "eval..label = 'a'", "eval.X.score = 'a'", "eval.X.label = 3", "start_time > 'yesterday'", "start_time > 5", "tag[] = 'a'", "tag[a = 'b'", "metadata. = 'a'", strings.Repeat("NOT ", 99) + "name = 'a'", strings.Repeat("(", 9999),
	} {
		_, _, _, err := world.Spans(SpanQuery{ProjectID: world.Projects()[0].ID, Filter: filter}, Position{}, 1)
		var bad *FilterError
		if !errors.As(err, &bad) || bad.Offset > len(filter) || bad.Reason == "" {
			t.Errorf("%.40q: %v", filter, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{"name", "=", "==", "IS", "NOT", "NULL", "'a'", "(", ")", "AND", "OR", "latency_ms", ">", "5", "IN", "LIKE", "CONTAINS", ",", "eval.X Y.label", "annotation.a.score", "start_time", "tag[a]", "tag[", "eval.", "\\", "'", "é", " ", "attributes.a"}))
		_, _ = parseFilter(strings.Join(parts.Draw(t, "parts"), " "), spanColumn, "") // must not panic or hang
	})
}

func TestRunsLeaveEvaluations(t *testing.T) {
	world, clock := open(Options{Seed: 4})
	task := find(t, world, "Chargeback Reason Labels")
	from, to := opening.Add(-8*time.Hour), opening.Add(-6*time.Hour)
	count := func(from, to time.Time, name string) int {
		total := 0
		spans, _, _, _ := world.Spans(SpanQuery{ProjectID: task.ProjectID, Start: from, End: to}, Position{}, 500)
		for _, span := range spans {
			for _, evaluation := range span.Evaluations {
				if evaluation.Label == "" || evaluation.Score == nil {
					t.Fatalf("empty evaluation %+v", evaluation)
				}
				if evaluation.Name == name {
					total++
				}
			}
		}
		return total
	}
	const mine, theirs = "Refund Policy Adherence", "PII Leak"
	if count(from, to, mine) < 400 || count(from, to, theirs) == 0 || count(opening.Add(-30*time.Minute), opening, theirs) != 0 {
		t.Error("evaluations before the run are not those of the application and of the continuous tasks")
	}
	run, _ := world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, Override: true})
	run = finishedRun(world, clock, run)
	filter := func(from, to time.Time) int {
		return len(spansWith(t, world, task.ProjectID, from, to, "eval.Refund Policy Adherence.metadata.run_id = '"+run.ID+"'"))
	}
	if run.Status != Completed || filter(from, to) != run.Successes || filter(from.Add(-time.Hour), from)+filter(to, to.Add(time.Hour)) != 0 {
		t.Errorf("%+v: %d evaluations inside the window", run, filter(from, to))
	}
}

func TestHostileTexts(t *testing.T) {
	world, _ := open(Options{Seed: 4, Hostile: true})
	plain, _ := open(Options{Seed: 4})
	var all, safe strings.Builder
	longest, names := 0, map[string]bool{}
	for i, task := range allTasks(world) {
		all.WriteString(task.Name)
		safe.WriteString(allTasks(plain)[i].Name)
		longest = max(longest, len(task.Name))
		names[task.Name] = true
		for _, run := range allRuns(world, task.ID)[:min(20, len(allRuns(world, task.ID)))] {
			all.WriteString(run.FailureReason)
		}
	}
	for _, bad := range []string{"\x1b[", "\x1b]52", "\u009b", "\u202e", "\u200b", "\t", "\n", "\x00"} {
		if !strings.Contains(all.String(), bad) {
			t.Errorf("no text contains %q", bad)
		}
		if strings.Contains(safe.String(), bad) {
			t.Errorf("a name of a normal world contains %q", bad)
		}
	}
	if longest < 2000 || len(names) != len(world.data.Tasks) {
		t.Errorf("longest name %d bytes, %d distinct names", longest, len(names))
	}
}
