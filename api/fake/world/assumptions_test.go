package world

import (
	"testing"
	"time"
)

func back(d time.Duration) *time.Time { at := opening.Add(-d); return &at }

func TestCountersGrowWhileRunning(t *testing.T) {
	world, clock := open(Options{Seed: 7})
	run, _ := world.Trigger(find(t, world, "Relevance Monitor").ID, Trigger{DataStart: back(48 * time.Hour), DataEnd: back(3 * time.Hour)})
	clock.add(30 * time.Second)
	run, _ = world.Run(run.ID)
	if run.Status != Running || nothing(run) {
		t.Errorf("the run stands at %+v", run)
	}
	if run = settle(world, clock, run); nothing(run) {
		t.Errorf("the run ended at %+v", run)
	}
}

func TestPausingLeavesRunsUnderWayAlone(t *testing.T) {
	world, clock := open(Options{Seed: 7})
	task := find(t, world, "Relevance Monitor")
	run, active := activeRun(world, task.ID)
	shot, _ := world.Trigger(task.ID, Trigger{DataStart: back(48 * time.Hour), DataEnd: back(3 * time.Hour)})
	world.UpdateTask(task.ID, func(task *Task) { task.Continuous = false })
	if run, _ = world.Run(run.ID); !active || run.Status == Cancelled {
		t.Errorf("the run is %s", run.Status)
	}
	if shot = settle(world, clock, shot); shot.Status != Completed {
		t.Errorf("a triggered run became %s", shot.Status)
	}
}

func TestScoresGoWithTheirTask(t *testing.T) {
	world, clock := open(Options{Seed: 4})
	shot, always := find(t, world, "Chargeback Reason Labels"), find(t, world, "PII Leak Sweep")
	from, to := opening.Add(-8*time.Hour), opening.Add(-6*time.Hour)
	run, _ := world.Trigger(shot.ID, Trigger{DataStart: &from, DataEnd: &to, Override: true})
	settle(world, clock, run)
	count := func(from, to time.Time, name string) (n int) {
		spans, _, _, _ := world.Spans(SpanQuery{ProjectID: shot.ProjectID, Start: from, End: to}, Position{}, 300)
		for _, span := range spans {
			for _, evaluation := range span.Evaluations {
				if evaluation.Name == name {
					n++
				}
			}
		}
		return n
	}
	if count(from, to, "Refund Policy Adherence") == 0 || count(from, to, "PII Leak") == 0 {
		t.Error("the runs left no scores")
	}
	world.DeleteTask(shot.ID)
	world.DeleteTask(always.ID)
	deleted := world.Now()
	clock.add(5 * time.Hour)
	if n := count(from, to, "Refund Policy Adherence"); n > 0 {
		t.Errorf("%d scores of a triggered run", n)
	}
	if n := count(from, to, "PII Leak") + count(deleted, deleted.Add(2*time.Hour), "PII Leak"); n > 0 {
		t.Errorf("%d scores of a continuous task", n)
	}
	if _, ok := world.Run(run.ID); ok {
		t.Error("the run outlived its task")
	}
}
