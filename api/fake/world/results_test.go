package world

import (
	"testing"
	"time"
)

// spansWith returns the spans of a project in a window that match a filter.
func spansWith(t *testing.T, world *World, projectID string, from, to time.Time, filter string) []Span {
	t.Helper()
	spans, _, _, err := world.Spans(SpanQuery{ProjectID: projectID, Start: from, End: to, Filter: filter}, Position{}, 10_000)
	if err != nil {
		t.Fatalf("%s: %v", filter, err)
	}
	return spans
}

// An evaluation names its task, and its run when it is known: that run has ended
// well and its window contains the span.
func TestEvaluationsNameTheirRun(t *testing.T) {
	world, clock := open(Options{Seed: 4})
	task := find(t, world, "Chargeback Reason Labels")
	from, to := opening.Add(-8*time.Hour), opening.Add(-6*time.Hour)
	run, _ := world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, Override: true})
	finishedRun(world, clock, run)
	mine, scheduled := 0, 0
	for _, span := range spansWith(t, world, task.ProjectID, from, to, "") {
		for _, evaluation := range span.Evaluations {
			id, known := evaluation.Metadata[metadataRun].(string)
			if !known { // the application logged it
				if evaluation.Name != "Refund Policy Adherence" || evaluation.Metadata != nil {
					t.Fatalf("evaluation %+v", evaluation)
				}
				continue
			}
			owner, ok := world.Task(evaluation.Metadata[metadataTask].(string))
			if !ok || owner.ProjectID != task.ProjectID {
				t.Fatalf("evaluation %+v", evaluation)
			}
			if id == run.ID {
				mine++
			} else {
				scheduled++
				wrote, ok := world.Run(id)
				if !ok || wrote.TaskID != owner.ID || wrote.Successes == 0 || span.Start.Before(*wrote.DataStart) || !span.Start.Before(*wrote.DataEnd) {
					t.Fatalf("a span of %v has %+v of run %+v", span.Start, evaluation, wrote)
				}
			}
		}
	}
	if mine < 50 || scheduled < 50 {
		t.Errorf("%d evaluations of the triggered run, %d of scheduled ones", mine, scheduled)
	}
	found := spansWith(t, world, task.ProjectID, from, to, "eval.Refund Policy Adherence.metadata.run_id = '"+run.ID+"'")
	if len(found) != mine {
		t.Errorf("the filter finds %d spans, want %d", len(found), mine)
	}
}

func TestFiltersByResults(t *testing.T) {
	world, _ := open(Options{Seed: 4})
	task := find(t, world, "PII Leak Sweep")
	from, to := opening.Add(-4*time.Hour), opening.Add(-2*time.Hour)
	all := spansWith(t, world, task.ProjectID, from, to, "")
	count := func(fits func(Evaluation) bool) (total int) {
		for _, span := range all {
			for _, evaluation := range span.Evaluations {
				if evaluation.Name == "PII Leak" && fits(evaluation) {
					total++
				}
			}
		}
		return total
	}
	environments := func(want string) (total int) {
		for _, span := range all {
			if got, _ := findPath(span.Attributes, "metadata.environment"); got == want {
				total++
			}
		}
		return total
	}
	every := func(Evaluation) bool { return true }
	for filter, want := range map[string]int{
		"eval.PII Leak.label = 'leak'":                              count(func(evaluation Evaluation) bool { return evaluation.Label == "leak" }),
		`eval."PII Leak".score >= 1`:                                count(func(evaluation Evaluation) bool { return *evaluation.Score >= 1 }),
		"eval.PII Leak.explanation CONTAINS ' '":                    count(every),
		"eval.PII Leak.label IS NULL":                               len(all) - count(every),
		"eval.PII Leak.label LIKE 'c%' AND eval.PII Leak.score = 1": count(func(evaluation Evaluation) bool { return evaluation.Label == "clean" }),
		"eval.丁寧さ.label = 'x'":                                      0,
		"trace_eval.PII Leak.label = 'leak'":                        0,
		"tag[environment] = 'production'":                           environments("production"),
		"metadata.environment IN ('staging')":                       environments("staging"),
	} {
		if got := len(spansWith(t, world, task.ProjectID, from, to, filter)); got != want {
			t.Errorf("%s: %d spans, want %d", filter, got, want)
		}
	}
}

// A label of a trace is the same on all its spans, and no span shows it.
func TestTraceLabelsAreForFiltersOnly(t *testing.T) {
	world, clock := open(Options{Seed: 4})
	var task Task
	for _, candidate := range allTasks(world) {
		if candidate.QueryFilters != nil && len(candidate.Evaluators) == 1 && candidate.Evaluators[0].Name == "Agent Trajectory" {
			task = candidate
		}
	}
	if task.ID == "" {
		t.Fatal("the world has no task over traces")
	}
	from, to := opening.Add(-8*time.Hour), opening.Add(-6*time.Hour)
	run, _ := world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, Override: true})
	if run = finishedRun(world, clock, run); run.Status != Completed || run.Successes == 0 {
		t.Fatalf("the run ended as %+v", run)
	}
	perTrace := map[string]int{}
	for _, span := range spansWith(t, world, task.ProjectID, from.Add(time.Minute), to.Add(-time.Minute), "trace_eval.Agent Trajectory.label = 'direct'") {
		perTrace[span.TraceID]++
		for _, evaluation := range span.Evaluations {
			if evaluation.Name == "Agent Trajectory" {
				t.Errorf("a span shows %+v", evaluation)
			}
		}
	}
	whole := 0
	for _, spans := range perTrace {
		if spans == traceLen {
			whole++
		}
	}
	if whole == 0 || len(perTrace)-whole > 2 {
		t.Errorf("%d of %d traces are whole", whole, len(perTrace))
	}
}
