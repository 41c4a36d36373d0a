package world

import (
	"testing"
	"time"
)

func back(d time.Duration) *time.Time { at := opening.Add(-d); return &at }

func TestCountersGrowWhileRunning(t *testing.T) {
	w, c := open(Options{Seed: 7})
	r, _ := w.Trigger(find(t, w, "Relevance Monitor").ID, Trigger{DataStart: back(48 * time.Hour), DataEnd: back(3 * time.Hour)})
	c.add(30 * time.Second)
	r, _ = w.Run(r.ID)
	if r.Status != Running || nothing(r) {
		t.Errorf("the run stands at %+v", r)
	}
	if r = settle(w, c, r); nothing(r) {
		t.Errorf("the run ended at %+v", r)
	}
}

func TestPausingLeavesRunsUnderWayAlone(t *testing.T) {
	w, c := open(Options{Seed: 7})
	task := find(t, w, "Relevance Monitor")
	r, active := activeRun(w, task.ID)
	shot, _ := w.Trigger(task.ID, Trigger{DataStart: back(48 * time.Hour), DataEnd: back(3 * time.Hour)})
	w.UpdateTask(task.ID, func(k *Task) { k.Continuous = false })
	if r, _ = w.Run(r.ID); !active || r.Status == Cancelled {
		t.Errorf("the run is %s", r.Status)
	}
	if shot = settle(w, c, shot); shot.Status != Completed {
		t.Errorf("a triggered run became %s", shot.Status)
	}
}

func TestScoresGoWithTheirTask(t *testing.T) {
	w, c := open(Options{Seed: 4})
	shot, always := find(t, w, "Chargeback Reason Labels"), find(t, w, "PII Leak Sweep")
	from, to := opening.Add(-8*time.Hour), opening.Add(-6*time.Hour)
	r, _ := w.Trigger(shot.ID, Trigger{DataStart: &from, DataEnd: &to, Override: true})
	settle(w, c, r)
	count := func(from, to time.Time, name string) (n int) {
		spans, _, _, _ := w.Spans(SpanQuery{ProjectID: shot.ProjectID, Start: from, End: to}, Position{}, 300)
		for _, s := range spans {
			for _, e := range s.Evaluations {
				if e.Name == name {
					n++
				}
			}
		}
		return n
	}
	if count(from, to, "Refund Policy Adherence") == 0 || count(from, to, "PII Leak") == 0 {
		t.Error("the runs left no scores")
	}
	w.DeleteTask(shot.ID)
	w.DeleteTask(always.ID)
	deleted := w.Now()
	c.add(5 * time.Hour)
	if n := count(from, to, "Refund Policy Adherence"); n > 0 {
		t.Errorf("%d scores of a triggered run", n)
	}
	if n := count(from, to, "PII Leak") + count(deleted, deleted.Add(2*time.Hour), "PII Leak"); n > 0 {
		t.Errorf("%d scores of a continuous task", n)
	}
	if _, ok := w.Run(r.ID); ok {
		t.Error("the run outlived its task")
	}
}
