package world

import (
	"testing"
	"time"
)

func back(d time.Duration) *time.Time { at := opening.Add(-d); return &at }

func TestFrozenCountersStayAtZeroUntilTheEnd(t *testing.T) {
	for _, frozen := range []bool{false, true} {
		w, c := open(Options{Seed: 7, Choices: Choices{FrozenCounters: frozen}})
		r, _ := w.Trigger(find(t, w, "Relevance Monitor").ID, Trigger{DataStart: back(48 * time.Hour), DataEnd: back(3 * time.Hour)})
		c.add(30 * time.Second)
		r, _ = w.Run(r.ID)
		if r.Status != Running || nothing(r) != frozen {
			t.Errorf("frozen %v: the run stands at %+v", frozen, r)
		}
		if r = settle(w, c, r); nothing(r) {
			t.Errorf("frozen %v: the run ended at %+v", frozen, r)
		}
	}
}

func TestPausingARunUnderWayIsAChoice(t *testing.T) {
	for _, cancels := range []bool{false, true} {
		w, c := open(Options{Seed: 7, Choices: Choices{PauseCancels: cancels}})
		task := find(t, w, "Relevance Monitor")
		r, active := w.ActiveRun(task.ID)
		shot, _ := w.Trigger(task.ID, Trigger{DataStart: back(48 * time.Hour), DataEnd: back(3 * time.Hour)})
		w.UpdateTask(task.ID, func(k *Task) { k.Continuous = false })
		if r, _ = w.Run(r.ID); !active || (r.Status == Cancelled) != cancels {
			t.Errorf("cancels %v: the run is %s", cancels, r.Status)
		}
		if shot = settle(w, c, shot); shot.Status != Completed {
			t.Errorf("cancels %v: a triggered run became %s", cancels, shot.Status)
		}
	}
}

func TestScoresOfADeletedTaskAreAChoice(t *testing.T) {
	for _, keeps := range []bool{false, true} {
		w, c := open(Options{Seed: 4, Choices: Choices{DeleteKeepsScores: keeps}})
		shot, always := find(t, w, "Chargeback Reason Labels"), find(t, w, "PII Leak Sweep")
		from, to := opening.Add(-8*time.Hour), opening.Add(-6*time.Hour)
		r, _ := w.Trigger(shot.ID, Trigger{DataStart: &from, DataEnd: &to, Override: true})
		settle(w, c, r)
		deleted := w.Now()
		w.DeleteTask(shot.ID)
		w.DeleteTask(always.ID)
		c.add(5 * time.Hour)
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
		if n := count(from, to, "Refund Policy Adherence"); (n > 0) != keeps {
			t.Errorf("keeps %v: %d scores of a triggered run", keeps, n)
		}
		if n := count(from, to, "PII Leak"); (n > 0) != keeps {
			t.Errorf("keeps %v: %d scores of a continuous task", keeps, n)
		}
		if n := count(deleted, deleted.Add(2*time.Hour), "PII Leak"); n > 0 {
			t.Errorf("keeps %v: a deleted task went on to score %d spans", keeps, n)
		}
		if _, ok := w.Run(r.ID); ok {
			t.Errorf("keeps %v: the run outlived its task", keeps)
		}
	}
}

func TestRunsAreForgottenAfterAChosenTime(t *testing.T) {
	all, c := open(Options{Seed: 7})
	few, d := open(Options{Seed: 7, Choices: Choices{KeepRuns: 2 * time.Hour}})
	c.add(time.Minute)
	d.add(time.Minute)
	task := find(t, all, "Relevance Monitor")
	long, short := allRuns(all, task.ID), allRuns(few, task.ID)
	if len(short) == 0 || len(short) >= len(long) {
		t.Fatalf("%d of %d runs are kept", len(short), len(long))
	}
	for i, r := range long {
		old := r.FinishedAt != nil && r.FinishedAt.Before(all.Now().Add(-2*time.Hour))
		if _, ok := few.Run(r.ID); ok == old || (i < len(short)) == old {
			t.Fatalf("run %d, ended %v, found %v", i, r.FinishedAt, ok)
		}
	}
	if _, outcome := few.Cancel(long[len(long)-1].ID); outcome != CancelNotFound {
		t.Error("a forgotten run could be cancelled")
	}
}
