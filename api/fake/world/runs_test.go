package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// signature is one row of the diagnosis table (contract section 8).
type signature struct {
	name string
	is   func(world *World, task Task, run Run, now time.Time) bool
}

func runDuration(run Run) time.Duration {
	if run.StartedAt == nil || run.FinishedAt == nil {
		return -1
	}
	return run.FinishedAt.Sub(*run.StartedAt)
}

func noRows(run Run) bool { return run.Successes+run.Errors+run.Skipped == 0 }

func within(duration, lo, hi time.Duration) bool { return lo <= duration && duration <= hi }

func granularity(world *World, task Task) string {
	if len(task.Evaluators) == 0 {
		return ""
	}
	return world.cat.evaluator[task.Evaluators[0].EvaluatorID].Versions[0].DataScope()
}

var signatures = []signature{
	{"cancelled after 1 s", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Cancelled && within(runDuration(run), 500*time.Millisecond, 1500*time.Millisecond) && noRows(run) && run.FailureReason == ""
	}},
	{"cancelled after 3 min", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Cancelled && within(runDuration(run), 170*time.Second, 190*time.Second) && run.Errors > 0 && run.Successes == 0
	}},
	{"sandbox after 3 s", func(world *World, task Task, run Run, _ time.Time) bool {
		return run.Status == Cancelled && within(runDuration(run), 2500*time.Millisecond, 3500*time.Millisecond) && noRows(run) && task.Type == CodeEvaluation &&
			world.cat.evaluator[task.Evaluators[0].EvaluatorID].Versions[0].Code.Kind == "CUSTOM"
	}},
	{"all labelled", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Cancelled && noRows(run) && strings.Contains(run.FailureReason, "label") && strings.Contains(run.FailureReason, "override")
	}},
	{"window at 1970", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Cancelled && noRows(run) && run.DataStart != nil && run.DataStart.Year() == 1970
	}},
	{"span kind and mapping differ", func(_ *World, task Task, run Run, _ time.Time) bool {
		return run.Status == Cancelled && noRows(run) && task.QueryFilter != nil && strings.Contains(*task.QueryFilter, "CHAIN") && task.Evaluators[0].Mappings["output"] == llmOutput
	}},
	{"granularity and filter differ", func(world *World, task Task, run Run, _ time.Time) bool {
		return run.Status == Cancelled && noRows(run) && task.QueryFilter != nil && (granularity(world, task) == "TRACE" || granularity(world, task) == "SESSION")
	}},
	{"completed with zeros", func(_ *World, _ Task, run Run, _ time.Time) bool { return run.Status == Completed && noRows(run) }},
	{"completed, skipped only", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Completed && run.Skipped > 0 && run.Successes+run.Errors == 0
	}},
	{"completed, part skipped", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Completed && run.Skipped > 0 && run.Successes > 0
	}},
	{"completed with errors", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Completed && run.Errors > 0 && run.FailureReason != ""
	}},
	{"completed on the wrong text", func(_ *World, task Task, run Run, _ time.Time) bool {
		return run.Status == Completed && run.Successes > 0 && len(task.Evaluators) > 0 && task.Evaluators[0].Mappings["output"] == "attributes.input.value"
	}},
	{"failed without rails", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Failed && strings.Contains(run.FailureReason, "rails") && strings.Contains(run.FailureReason, "classification_choices")
	}},
	{"failed otherwise", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Failed && !strings.Contains(run.FailureReason, "rails") && strings.Contains(run.FailureReason, "\n")
	}},
	{"pending for minutes", func(_ *World, _ Task, run Run, now time.Time) bool {
		return run.Status == Pending && now.Sub(run.CreatedAt) > 3*time.Minute
	}},
	{"running long", func(_ *World, _ Task, run Run, now time.Time) bool {
		return run.Status == Running && now.Sub(*run.StartedAt) > 4*time.Minute
	}},
	{"stopped half way", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Cancelled && run.Successes > 0
	}},
	{"plain success", func(_ *World, _ Task, run Run, _ time.Time) bool {
		return run.Status == Completed && run.Successes > 0 && run.Errors+run.Skipped == 0 && run.FailureReason == ""
	}},
}

func TestEverySignatureOccurs(t *testing.T) {
	for _, seed := range []uint64{0, 1, 7} {
		world, clock := open(Options{Seed: seed})
		clock.add(3 * time.Minute)
		found := make([]bool, len(signatures))
		for _, task := range allTasks(world) {
			for _, run := range allRuns(world, task.ID) {
				for i, signature := range signatures {
					found[i] = found[i] || signature.is(world, task, run, clock.now())
				}
			}
		}
		for i, ok := range found {
			if !ok {
				t.Errorf("seed %d: no run is %q", seed, signatures[i].name)
			}
		}
	}
}

// A triggered run has the ending of the habit of its task.
func TestTriggeredRunsFollowTheHabit(t *testing.T) {
	world, clock := open(Options{Seed: 7})
	from, to := opening.Add(-48*time.Hour), opening.Add(-3*time.Hour)
	seen := map[habit]bool{}
	for i, task := range allTasks(world) {
		habit := world.data.Tasks[i].Habit
		if seen[habit] || task.DatasetID != "" {
			continue
		}
		seen[habit] = true
		run, ok := world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, MaxSpans: 500})
		if !ok || run.Status != Pending || run.StartedAt != nil || !run.DataStart.Equal(from) || run.CreatedBy == "" {
			t.Fatalf("%s: Trigger returned %+v", task.Name, run)
		}
		start := clock.now()
		clock.add(2 * time.Hour)
		got, _ := world.Run(run.ID)
		if got.Successes+got.Errors+got.Skipped > 500 {
			t.Errorf("%s: more rows than max spans: %+v", task.Name, got)
		}
		if habit == "unset" || habit == "early" || habit == late { // a real window fixes it, or one that is indexed
			if got.Status != Completed || got.Successes == 0 {
				t.Errorf("%s: %+v", task.Name, got)
			}
		} else if past := allRuns(world, task.ID); len(past) > 1 && habit != healthy && habit != mixed && habit != lengthy && habit != unmapped && habit != queued && habit != wrongText && !sameEnding(past[1:], got) {
			t.Errorf("%s: a triggered run ended %s %d/%d/%d, unlike the past", task.Name, got.Status, got.Successes, got.Errors, got.Skipped)
		}
		clock.add(start.Sub(clock.now()))
	}
	if len(seen) < 15 {
		t.Errorf("only %d habits were tried", len(seen))
	}
}

func sameEnding(past []Run, run Run) bool {
	for _, earlier := range past {
		if earlier.Status == run.Status && (earlier.Successes > 0) == (run.Successes > 0) && (earlier.Errors > 0) == (run.Errors > 0) && (earlier.Skipped > 0) == (run.Skipped > 0) {
			return true
		}
	}
	return false
}

func find(t *testing.T, world *World, name string) Task {
	t.Helper()
	for _, task := range allTasks(world) {
		if task.Name == name {
			return task
		}
	}
	t.Fatalf("no task %q", name)
	return Task{}
}

func finishedRun(world *World, fakeClock *clock, run Run) Run {
	fakeClock.add(24 * time.Hour)
	run, _ = world.Run(run.ID)
	return run
}

func TestTriggerFollowsTheRequest(t *testing.T) {
	ago := func(age time.Duration) *time.Time { at := opening.Add(-age); return &at }
	zero := time.Unix(0, 0).UTC()
	tests := []struct {
		name, task string
		tr         Trigger
		want       func(Run) bool
	}{
		{"labelled", "Weekly Relabel", Trigger{DataStart: ago(48 * time.Hour), DataEnd: ago(3 * time.Hour)}, func(run Run) bool { return run.Status == Cancelled && noRows(run) }},
		{"labelled with override", "Weekly Relabel", Trigger{DataStart: ago(48 * time.Hour), DataEnd: ago(3 * time.Hour), Override: true}, func(run Run) bool { return run.Status == Completed && run.Successes > 0 }},
		{"within the index lag", "Relevance Monitor", Trigger{DataStart: ago(30 * time.Minute), DataEnd: ago(0)}, func(run Run) bool { return run.Status == Completed && noRows(run) }},
		{"empty window", "Relevance Monitor", Trigger{DataStart: ago(time.Hour), DataEnd: ago(2 * time.Hour)}, func(run Run) bool { return run.Status == Cancelled && noRows(run) }},
		{"window at 1970", "Relevance Monitor", Trigger{DataStart: &zero, DataEnd: ago(2 * time.Hour)}, func(run Run) bool { return run.Status == Cancelled && noRows(run) }},
		{"default window", "Relevance Monitor", Trigger{}, func(run Run) bool { return run.DataStart != nil && run.DataEnd.Equal(opening) }},
		{"max spans", "Relevance Monitor", Trigger{DataStart: ago(300 * time.Hour), DataEnd: ago(3 * time.Hour)}, func(run Run) bool { return run.Successes+run.Errors+run.Skipped == 10000 }},
		{"dataset", "Golden QA Correctness", Trigger{}, func(run Run) bool { return run.DataStart == nil && run.Successes > 0 }},
		{"max examples", "Prompt v4 Candidates", Trigger{ExperimentName: "x", MaxExamples: 9}, func(run Run) bool { return run.Successes+run.Errors == 9 }},
		{"example IDs", "Prompt v4 Candidates", Trigger{ExperimentName: "x", ExampleIDs: []string{"ex-8152-0003", "ex-8152-0001"}}, func(run Run) bool { return run.Successes+run.Errors == 2 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			world, clock := open(Options{Seed: 7})
			run, ok := world.Trigger(find(t, world, tt.task).ID, tt.tr)
			if end := finishedRun(world, clock, run); !ok || !tt.want(end) {
				t.Errorf("ended as %+v", end)
			}
		})
	}
}

func TestSpeedEndsTriggeredRunsSooner(t *testing.T) {
	end := func(speed float64) (Run, Run) {
		world, clock := open(Options{Seed: 7, Speed: speed})
		task := find(t, world, "Relevance Monitor")
		past := allRuns(world, task.ID)[5]
		from, to := opening.Add(-48*time.Hour), opening.Add(-3*time.Hour)
		run, _ := world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to})
		return past, finishedRun(world, clock, run)
	}
	past1, slow := end(1)
	past20, fast := end(20)
	if ratio := runDuration(slow).Seconds() / runDuration(fast).Seconds(); ratio < 19 || ratio > 21 {
		t.Errorf("twenty times the speed made runs %.1f times shorter", ratio)
	}
	if runDuration(past1) != runDuration(past20) || past1.ID != past20.ID {
		t.Error("the speed changed the past")
	}
}

func TestCancelKeepsTheCounters(t *testing.T) {
	world, clock := open(Options{Seed: 7})
	from, to := opening.Add(-48*time.Hour), opening.Add(-3*time.Hour)
	run, _ := world.Trigger(find(t, world, "Relevance Monitor").ID, Trigger{DataStart: &from, DataEnd: &to})
	clock.add(40 * time.Second)
	before, _ := world.Run(run.ID)
	if before.Status != Running || before.Successes == 0 {
		t.Fatalf("after 40 s: %+v", before)
	}
	got, outcome := world.Cancel(run.ID)
	if outcome != CancelDone || got.Status != Cancelled || got.Successes != before.Successes || got.FinishedAt == nil || !got.FinishedAt.Equal(clock.now()) {
		t.Errorf("cancel: %v %+v", outcome, got)
	}
	clock.add(time.Hour)
	if second, outcome := world.Cancel(run.ID); outcome != CancelFinished || second.Status != Cancelled || second.Successes != got.Successes {
		t.Errorf("second cancel: %v %+v", outcome, second)
	}
	if _, outcome := world.Cancel("unknown"); outcome != CancelNotFound {
		t.Errorf("cancel of an unknown run: %v", outcome)
	}
	pending, _ := world.Trigger(run.TaskID, Trigger{DataStart: &from, DataEnd: &to})
	if got, _ := world.Cancel(pending.ID); got.StartedAt != nil || got.Status != Cancelled {
		t.Errorf("cancel while pending: %+v", got)
	}
}

func TestExperimentAppearsAfterTheStart(t *testing.T) {
	world, clock := open(Options{Seed: 7})
	task := find(t, world, "Prompt v4 Candidates")
	run, _ := world.Trigger(task.ID, Trigger{ExperimentName: "seventh try"})
	if !world.ExperimentNameTaken(task.DatasetID, "seventh try") || world.ExperimentNameTaken(task.DatasetID, "eighth try") {
		t.Error("only the name of the coming experiment must be taken")
	}
	exists := func() bool {
		for _, experiment := range world.Experiments() {
			if experiment.Name == "seventh try" && experiment.DatasetID == task.DatasetID {
				return true
			}
		}
		return false
	}
	for run.Status == Pending {
		if run.ExperimentID != "" || exists() {
			t.Fatal("experiment before the start")
		}
		clock.add(500 * time.Millisecond)
		run, _ = world.Run(run.ID)
	}
	if run.ExperimentID != "" {
		t.Error("experiment right at the start")
	}
	for range 20 {
		if run.ExperimentID == "" {
			clock.add(500 * time.Millisecond)
			run, _ = world.Run(run.ID)
		}
	}
	if run.ExperimentID == "" || !exists() {
		t.Fatalf("no experiment ten seconds after the start: %+v", run)
	}
	run = finishedRun(world, clock, run)
	if list, ok := world.ExperimentRuns(run.ExperimentID); !ok || len(list) != run.Successes+run.Errors {
		t.Errorf("%d results for %d rows", len(list), run.Successes+run.Errors)
	}
}

// The status and the counters of a run never go back, for any task and any time.
func TestLifecycleIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		world, clock := open(Options{Seed: rapid.Uint64().Draw(t, "seed"), Speed: rapid.SampledFrom([]float64{0, 1, 3, 50, 4000}).Draw(t, "speed")})
		tasks := allTasks(world)
		task := tasks[rapid.IntRange(0, len(tasks)-1).Draw(t, "task")]
		from, to := opening.Add(-30*time.Hour), opening.Add(-2*time.Hour)
		run, _ := world.Trigger(task.ID, Trigger{DataStart: &from, DataEnd: &to, Override: rapid.Bool().Draw(t, "override")})
		watched := []Run{run}
		clock.add(5 * time.Minute)
		if runs := allRuns(world, task.ID); len(runs) > 0 {
			watched = append(watched, runs[0], runs[len(runs)-1])
		}
		for range 12 {
			clock.add(time.Duration(rapid.IntRange(0, 200_000).Draw(t, "ms")) * time.Millisecond)
			switch rapid.IntRange(0, 14).Draw(t, "act") {
			case 0:
				world.Cancel(run.ID)
			case 1:
				world.UpdateTask(task.ID, func(task *Task) { task.Continuous, task.QueryFilter = !task.Continuous, new(string) })
			}
			for i, old := range watched {
				now, ok := world.Run(old.ID)
				if !ok {
					t.Fatalf("run vanished: %+v", old)
				}
				if fault := regression(old, now, clock.now()); fault != "" {
					t.Fatalf("%s:\n%+v\n%+v", fault, old, now)
				}
				watched[i] = now
			}
		}
	})
}

func regression(left, right Run, now time.Time) string {
	rank := map[Status]int{Pending: 0, Running: 1, Completed: 2, Failed: 2, Cancelled: 2}
	switch {
	case left.Status.Terminal() && fmt.Sprint(left.Status, left.Successes, left.Errors, left.Skipped, left.FinishedAt, left.FailureReason) != fmt.Sprint(right.Status, right.Successes, right.Errors, right.Skipped, right.FinishedAt, right.FailureReason):
		return "a finished run changed"
	case rank[right.Status] < rank[left.Status]:
		return "the status went back"
	case right.Successes < left.Successes || right.Errors < left.Errors || right.Skipped < left.Skipped:
		return "a counter decreased"
	case left.StartedAt != nil && (right.StartedAt == nil || !left.StartedAt.Equal(*right.StartedAt)):
		return "the start moved"
	case left.ExperimentID != "" && left.ExperimentID != right.ExperimentID:
		return "the experiment changed"
	case right.StartedAt != nil && (right.StartedAt.Before(right.CreatedAt) || right.StartedAt.After(now)):
		return "the start is out of order"
	case right.FinishedAt != nil && (right.FinishedAt.After(now) || right.StartedAt != nil && right.FinishedAt.Before(*right.StartedAt)):
		return "the end is out of order"
	case right.Status.Terminal() != (right.FinishedAt != nil) || right.Status == Running && right.StartedAt == nil || right.Status == Pending && !noRows(right):
		return "status and times do not match"
	}
	return ""
}
