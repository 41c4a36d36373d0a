package world

import (
	"testing"
	"time"
)

func TestFollowersRunOverTheNewExperiment(t *testing.T) {
	world, clock := open(Options{Seed: 7})
	first, second, other := find(t, world, "Prompt v4 Candidates"), find(t, world, "Golden QA Correctness"), find(t, world, "Answer Overlap")
	before := map[string]int{second.ID: len(allRuns(world, second.ID)), other.ID: len(allRuns(world, other.ID))}
	run, _ := world.Trigger(first.ID, Trigger{ExperimentName: "x", MaxExamples: 9, Followers: []string{second.ID, other.ID, second.ID, "gone"}})
	for clock.add(time.Second); ; clock.add(time.Second) {
		if run, _ = world.Run(run.ID); run.Status.Terminal() {
			break
		}
		if len(allRuns(world, second.ID)) != before[second.ID] {
			t.Fatalf("the follower started while the run was %s", run.Status)
		}
	}
	clock.add(time.Hour) // without reading the world in between
	for id, count := range before {
		runs := allRuns(world, id)
		if len(runs) != count+1 {
			t.Fatalf("%d new runs, want one", len(runs)-count)
		}
		got := runs[0]
		if got.CreatedAt.Before(run.FinishedAt.Truncate(time.Millisecond)) || got.CreatedAt.After(*run.FinishedAt) {
			t.Errorf("the follower started at %v, the run ended at %v", got.CreatedAt, run.FinishedAt)
		}
		if rows := got.Successes + got.Errors + got.Skipped; rows != 9 || got.Status != Completed {
			t.Errorf("the follower ended %s over %d rows, want 9", got.Status, rows)
		}
	}
}

func TestFollowersDoNotRun(t *testing.T) {
	for name, prevent := range map[string]func(*World, Run){
		"cancelled run": func(world *World, run Run) { world.Cancel(run.ID) },
		"deleted task":  func(world *World, run Run) { world.DeleteTask(run.TaskID) },
	} {
		world, clock := open(Options{Seed: 7})
		second := find(t, world, "Golden QA Correctness")
		count := len(allRuns(world, second.ID))
		run, _ := world.Trigger(find(t, world, "Prompt v4 Candidates").ID, Trigger{ExperimentName: "x", Followers: []string{second.ID}})
		prevent(world, run)
		clock.add(time.Hour)
		if got := len(allRuns(world, second.ID)); got != count {
			t.Errorf("%s: %d runs followed", name, got-count)
		}
	}
	world, clock := open(Options{Seed: 7})
	failing := find(t, world, "Agent Call Baseline")
	replay := find(t, world, "Trajectory Replay")
	count := len(allRuns(world, replay.ID))
	run, _ := world.Trigger(failing.ID, Trigger{ExperimentName: "x", Followers: []string{replay.ID}})
	if run = finishedRun(world, clock, run); run.Status != Failed || len(allRuns(world, replay.ID)) != count {
		t.Errorf("a run that ended %s had followers", run.Status)
	}
}

func TestQueryFilterSelectsExamples(t *testing.T) {
	rows := func(tr Trigger) int {
		world, clock := open(Options{Seed: 7})
		tr.ExperimentName = "x"
		run, _ := world.Trigger(find(t, world, "Prompt v4 Candidates").ID, tr)
		run = finishedRun(world, clock, run)
		return run.Successes + run.Errors
	}
	all, some := rows(Trigger{}), rows(Trigger{QueryFilter: "difficulty = 'hard'"})
	if some == 0 || some >= all {
		t.Errorf("the filter selected %d of %d examples", some, all)
	}
	if count := rows(Trigger{MaxExamples: 10, QueryFilter: "difficulty = 'hard'"}); count == 0 || count >= 10 {
		t.Errorf("filter and max examples selected %d of 10", count)
	}
}

func TestSecondRunOverTheSameDataFindsLabels(t *testing.T) {
	tr := Trigger{DataStart: back(5 * time.Hour), DataEnd: back(4*time.Hour + 55*time.Minute)}
	inside := Trigger{DataStart: back(4*time.Hour + 59*time.Minute), DataEnd: back(4*time.Hour + 56*time.Minute)}
	wider := Trigger{DataStart: back(6 * time.Hour), DataEnd: back(4 * time.Hour)}
	override := tr
	override.Override = true
	for name, test := range map[string]struct {
		second Trigger
		change func(*World, Task)
		want   Status
	}{
		"same window":     {tr, nil, Cancelled},
		"inside":          {inside, nil, Cancelled},
		"with override":   {override, nil, Completed},
		"wider":           {wider, nil, Completed},
		"after an update": {tr, func(world *World, task Task) { world.UpdateTask(task.ID, func(edited *Task) { edited.Name = "other" }) }, Cancelled},
		"after a delete":  {tr, func(world *World, task Task) { world.DeleteTask(task.ID) }, Completed},
	} {
		world, clock := open(Options{Seed: 7})
		whole := 1.0 // a sample would leave rows for the second run
		task, _ := world.UpdateTask(find(t, world, "Empathy Score").ID, func(task *Task) { task.SamplingRate, task.Continuous = &whole, false })
		other := world.CreateTask(Task{Name: "same judge", Type: task.Type, SpaceID: task.SpaceID, ProjectID: task.ProjectID, Evaluators: task.Evaluators})
		run, _ := world.Trigger(task.ID, tr)
		overlapping, _ := world.Trigger(task.ID, tr)
		if run, overlapping = finishedRun(world, clock, run), finishedRun(world, clock, overlapping); run.Status != Completed || overlapping.Status != Completed || run.Errors > 0 {
			t.Fatalf("%s: the first runs ended as %+v and %+v", name, run, overlapping)
		}
		if test.change != nil {
			test.change(world, task)
		}
		second, _ := world.Trigger(other.ID, test.second)
		if second = finishedRun(world, clock, second); second.Status != test.want || (second.FailureReason == world.activity().Endings[endLabelled].Reason) != (test.want == Cancelled) {
			t.Errorf("%s: the second run ended as %+v", name, second)
		}
	}
}
