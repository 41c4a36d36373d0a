package world

import (
	"testing"
	"time"
)

func back(age time.Duration) *time.Time { at := opening.Add(-age); return &at }

func TestCountersGrowWhileRunning(t *testing.T) {
	world, clock := open(Options{Seed: 7})
	run, _ := world.Trigger(find(t, world, "Relevance Monitor").ID, Trigger{DataStart: back(48 * time.Hour), DataEnd: back(3 * time.Hour)})
	clock.add(30 * time.Second)
	run, _ = world.Run(run.ID)
	if run.Status != Running || noRows(run) {
		t.Errorf("the run is %+v", run)
	}
	if run = finishedRun(world, clock, run); noRows(run) {
		t.Errorf("the run ended as %+v", run)
	}
}

func TestPausingKeepsActiveRuns(t *testing.T) {
	world, clock := open(Options{Seed: 7})
	task := find(t, world, "Relevance Monitor")
	run, active := activeRun(world, task.ID)
	triggered, _ := world.Trigger(task.ID, Trigger{DataStart: back(48 * time.Hour), DataEnd: back(3 * time.Hour)})
	world.UpdateTask(task.ID, func(task *Task) { task.Continuous = false })
	if run, _ = world.Run(run.ID); !active || run.Status == Cancelled {
		t.Errorf("the run is %s", run.Status)
	}
	if triggered = finishedRun(world, clock, triggered); triggered.Status != Completed {
		t.Errorf("a triggered run became %s", triggered.Status)
	}
}

func TestScoresAreDeletedWithTheirTask(t *testing.T) {
	world, clock := open(Options{Seed: 4})
	single, continuous := find(t, world, "Chargeback Reason Labels"), find(t, world, "PII Leak Sweep")
	from, to := opening.Add(-8*time.Hour), opening.Add(-6*time.Hour)
	run, _ := world.Trigger(single.ID, Trigger{DataStart: &from, DataEnd: &to, Override: true})
	finishedRun(world, clock, run)
	count := func(from, to time.Time, taskID string) (total int) {
		spans, _, _, _ := world.Spans(SpanQuery{ProjectID: single.ProjectID, Start: from, End: to}, Position{}, 5000)
		for _, span := range spans {
			for _, evaluation := range span.Evaluations {
				if evaluation.Metadata[metadataTask] == taskID {
					total++
				}
			}
		}
		return total
	}
	if count(from, to, single.ID) == 0 || count(from, to, continuous.ID) == 0 {
		t.Error("the runs left no scores")
	}
	world.DeleteTask(single.ID)
	world.DeleteTask(continuous.ID)
	deleted := world.Now()
	clock.add(5 * time.Hour)
	if left := count(from, to, single.ID); left > 0 {
		t.Errorf("%d scores of a triggered run are left", left)
	}
	if left := count(from, to, continuous.ID) + count(deleted, deleted.Add(2*time.Hour), continuous.ID); left > 0 {
		t.Errorf("%d scores of a continuous task are left", left)
	}
	if _, ok := world.Run(run.ID); ok {
		t.Error("the run of a deleted task exists")
	}
}
