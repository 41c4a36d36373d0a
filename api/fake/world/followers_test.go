package world

import (
	"testing"
	"time"
)

func TestFollowersRunOverTheNewExperiment(t *testing.T) {
	w, c := open(Options{Seed: 7})
	first, second, other := find(t, w, "Prompt v4 Candidates"), find(t, w, "Golden QA Correctness"), find(t, w, "Answer Overlap")
	before := map[string]int{second.ID: len(allRuns(w, second.ID)), other.ID: len(allRuns(w, other.ID))}
	r, _ := w.Trigger(first.ID, Trigger{ExperimentName: "x", MaxExamples: 9, Followers: []string{second.ID, other.ID, second.ID, "gone"}})
	for c.add(time.Second); ; c.add(time.Second) {
		if r, _ = w.Run(r.ID); r.Status.Terminal() {
			break
		}
		if len(allRuns(w, second.ID)) != before[second.ID] {
			t.Fatalf("the follower began while the run was %s", r.Status)
		}
	}
	c.add(time.Hour) // nobody looks in between
	for id, n := range before {
		runs := allRuns(w, id)
		if len(runs) != n+1 {
			t.Fatalf("%d runs more, want one", len(runs)-n)
		}
		got := runs[0]
		if got.CreatedAt.Before(r.FinishedAt.Truncate(time.Millisecond)) || got.CreatedAt.After(*r.FinishedAt) {
			t.Errorf("the follower began at %v, the run ended at %v", got.CreatedAt, r.FinishedAt)
		}
		if rows := got.Successes + got.Errors + got.Skipped; rows != 9 || got.Status != Completed {
			t.Errorf("the follower ended %s over %d rows, want 9", got.Status, rows)
		}
	}
}

func TestFollowersStayAway(t *testing.T) {
	for name, spoil := range map[string]func(*World, Run){
		"cancelled run": func(w *World, r Run) { w.Cancel(r.ID) },
		"deleted task":  func(w *World, r Run) { w.DeleteTask(r.TaskID) },
	} {
		w, c := open(Options{Seed: 7})
		second := find(t, w, "Golden QA Correctness")
		n := len(allRuns(w, second.ID))
		r, _ := w.Trigger(find(t, w, "Prompt v4 Candidates").ID, Trigger{ExperimentName: "x", Followers: []string{second.ID}})
		spoil(w, r)
		c.add(time.Hour)
		if got := len(allRuns(w, second.ID)); got != n {
			t.Errorf("%s: %d runs followed", name, got-n)
		}
	}
	w, c := open(Options{Seed: 7})
	failing := find(t, w, "Agent Call Baseline")
	replay := find(t, w, "Trajectory Replay")
	n := len(allRuns(w, replay.ID))
	r, _ := w.Trigger(failing.ID, Trigger{ExperimentName: "x", Followers: []string{replay.ID}})
	if r = settle(w, c, r); r.Status != Failed || len(allRuns(w, replay.ID)) != n {
		t.Errorf("a run that ended %s had followers", r.Status)
	}
}

func TestAQueryFilterNarrowsTheExamples(t *testing.T) {
	rows := func(tr Trigger) int {
		w, c := open(Options{Seed: 7})
		tr.ExperimentName = "x"
		r, _ := w.Trigger(find(t, w, "Prompt v4 Candidates").ID, tr)
		r = settle(w, c, r)
		return r.Successes + r.Errors
	}
	all, some := rows(Trigger{}), rows(Trigger{QueryFilter: "difficulty = 'hard'"})
	if some == 0 || some >= all {
		t.Errorf("the filter left %d of %d examples", some, all)
	}
	if n := rows(Trigger{MaxExamples: 10, QueryFilter: "difficulty = 'hard'"}); n == 0 || n >= 10 {
		t.Errorf("filter and most examples left %d of 10", n)
	}
}

func TestASecondRunOverTheSameDataFindsLabels(t *testing.T) {
	tr := Trigger{DataStart: back(5 * time.Hour), DataEnd: back(4*time.Hour + 55*time.Minute)}
	inside := Trigger{DataStart: back(4*time.Hour + 59*time.Minute), DataEnd: back(4*time.Hour + 56*time.Minute)}
	wider := Trigger{DataStart: back(6 * time.Hour), DataEnd: back(4 * time.Hour)}
	again := tr
	again.Override = true
	for name, x := range map[string]struct {
		second Trigger
		change func(*World, Task)
		want   Status
	}{
		"same window":     {tr, nil, Cancelled},
		"inside":          {inside, nil, Cancelled},
		"with override":   {again, nil, Completed},
		"wider":           {wider, nil, Completed},
		"after an update": {tr, func(w *World, k Task) { w.UpdateTask(k.ID, func(k *Task) { k.Name = "other" }) }, Completed},
	} {
		w, c := open(Options{Seed: 7})
		task := find(t, w, "Empathy Score")
		r, _ := w.Trigger(task.ID, tr)
		overlapping, _ := w.Trigger(task.ID, tr)
		if r, overlapping = settle(w, c, r), settle(w, c, overlapping); r.Status != Completed || overlapping.Status != Completed || r.Errors > 0 {
			t.Fatalf("%s: the first runs ended as %+v and %+v", name, r, overlapping)
		}
		if x.change != nil {
			x.change(w, task)
		}
		second, _ := w.Trigger(task.ID, x.second)
		if second = settle(w, c, second); second.Status != x.want || (second.FailureReason == w.activity().Endings[endLabelled].Reason) != (x.want == Cancelled) {
			t.Errorf("%s: the second run ended as %+v", name, second)
		}
	}
}
