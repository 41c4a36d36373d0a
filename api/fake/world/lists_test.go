package world

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Pages taken while tasks and runs come and go hold every row that stayed, once.
func TestPagingWhileRowsComeAndGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, c := open(Options{Seed: rapid.Uint64().Draw(t, "seed"), Speed: rapid.SampledFrom([]float64{1, 30}).Draw(t, "speed")})
		before := allTasks(w)
		seen, gone := map[string]int{}, map[string]bool{}
		for pos, more := (Position{}), true; more; {
			var page []Task
			page, pos, more = w.Tasks(TaskQuery{}, pos, rapid.IntRange(5, 40).Draw(t, "limit"))
			for _, task := range page {
				seen[task.ID]++
			}
			w.CreateTask(Task{Name: "new", SpaceID: before[0].SpaceID, Type: CodeEvaluation, ProjectID: before[0].ProjectID})
			victim := before[rapid.IntRange(0, len(before)-1).Draw(t, "victim")].ID
			gone[victim] = w.DeleteTask(victim) || gone[victim]
		}
		for _, task := range before {
			if n := seen[task.ID]; n > 1 || n == 0 && !gone[task.ID] {
				t.Fatalf("%s was seen %d times, deleted %v", task.Name, n, gone[task.ID])
			}
		}
		pageRuns(t, w, c)
	})
}

func pageRuns(t *rapid.T, w *World, c *clock) {
	tasks := allTasks(w)
	id := tasks[rapid.IntRange(0, len(tasks)-1).Draw(t, "task")].ID
	before, seen := allRuns(w, id), map[string]int{}
	for pos, more := (Position{}), true; more; {
		var page []Run
		page, pos, more, _ = w.Runs(id, "", pos, rapid.IntRange(25, 200).Draw(t, "runs"))
		for i, r := range page {
			seen[r.ID]++
			if i > 0 && r.CreatedAt.After(page[i-1].CreatedAt) {
				t.Fatal("runs are not newest first")
			}
		}
		w.Trigger(id, Trigger{ExperimentName: fmt.Sprint(pos)})
		c.add(time.Minute)
		w.Trigger(id, Trigger{ExperimentName: fmt.Sprint(pos, "again")})
	}
	for _, r := range before {
		if seen[r.ID] != 1 {
			t.Fatalf("run %s was seen %d times", r.ID, seen[r.ID])
		}
	}
	after := allRuns(w, id)
	for i, r := range after[1:] {
		if r.CreatedAt.After(after[i].CreatedAt) {
			t.Fatal("runs are not newest first after triggers")
		}
	}
	if len(seen) < len(before) || len(after) < len(before)+2 {
		t.Fatalf("%d seen, %d before, %d after", len(seen), len(before), len(after))
	}
}

func TestQueriesNarrow(t *testing.T) {
	w, _ := open(Options{Seed: 2, Tasks: 500})
	all := allTasks(w)
	some := all[33]
	queries := map[string]struct {
		q    TaskQuery
		want func(Task) bool
	}{
		"space":   {TaskQuery{SpaceIDs: []string{some.SpaceID, "x"}}, func(k Task) bool { return k.SpaceID == some.SpaceID }},
		"project": {TaskQuery{ProjectID: all[1].ProjectID}, func(k Task) bool { return k.ProjectID == all[1].ProjectID }},
		"dataset": {TaskQuery{DatasetID: all[2].DatasetID}, func(k Task) bool { return k.DatasetID == all[2].DatasetID }},
		"type":    {TaskQuery{Type: RunExperiment}, func(k Task) bool { return k.Type == RunExperiment }},
		"nothing": {TaskQuery{Name: "no such name"}, func(Task) bool { return false }},
	}
	for name, tt := range queries {
		want := 0
		for _, k := range all {
			if tt.want(k) {
				want++
			}
		}
		got, _, more := w.Tasks(tt.q, Position{}, 1000)
		if len(got) != want || more || (want == 0) != (name == "nothing") {
			t.Errorf("%s: %d rows, more %v, want %d", name, len(got), more, want)
		}
	}
	if got, _, _ := w.Tasks(TaskQuery{Name: "TONE of v"}, Position{}, 1000); len(got) != 9 {
		t.Errorf("name filter found %d, want the 9 laps of one row", len(got))
	}
	for _, status := range []Status{Completed, Failed, Cancelled} {
		id := find(t, w, "Relevance Monitor").ID
		n := 0
		for _, r := range allRuns(w, id) {
			if r.Status == status {
				n++
			}
		}
		if got, _, _, _ := w.Runs(id, status, Position{}, 1000); len(got) != n || n == 0 {
			t.Errorf("%s: %d runs, want %d", status, len(got), n)
		}
	}
}

func TestCreateUpdateDelete(t *testing.T) {
	w, c := open(Options{Seed: 2})
	base := find(t, w, "Tone of Voice")
	base.Name, base.SamplingRate = "Tone of Voice copy", nil
	made := w.CreateTask(base)
	if made.ID == "" || made.ID == base.ID || !made.CreatedAt.Equal(opening) || made.LastRunAt != nil || made.CreatedBy == "" {
		t.Fatalf("created %+v", made)
	}
	if first := allTasks(w)[0]; first.ID != made.ID {
		t.Errorf("a new task is not first in the list: %s", first.Name)
	}
	base.Evaluators[0].Mappings["output"] = "changed outside"
	if got, _ := w.Task(made.ID); got.Evaluators[0].Mappings["output"] == "changed outside" {
		t.Error("a caller's change reached the world")
	}
	c.add(20 * time.Minute)
	if n := len(allRuns(w, made.ID)); n < 3 || n > 6 {
		t.Errorf("a continuous task ran %d times in 20 minutes", n)
	}
	paused, ok := w.UpdateTask(made.ID, func(k *Task) { k.Continuous, k.ID, k.Name = false, "mine", "renamed" })
	if !ok || paused.ID != made.ID || paused.Name != "renamed" || paused.UpdatedAt.Equal(made.UpdatedAt) {
		t.Errorf("updated %+v", paused)
	}
	n := len(allRuns(w, made.ID))
	c.add(time.Hour)
	if got := len(allRuns(w, made.ID)); got != n {
		t.Errorf("a paused task went from %d to %d runs", n, got)
	}
	w.UpdateTask(made.ID, func(k *Task) { k.Continuous = true })
	c.add(20 * time.Minute)
	runs := allRuns(w, made.ID)
	if got := len(runs); got < n+3 || got > n+6 {
		t.Errorf("a resumed task went from %d to %d runs", n, got)
	}
	if !w.DeleteTask(made.ID) || w.DeleteTask(made.ID) {
		t.Error("delete is not once and for all")
	}
	if _, ok := w.Run(runs[0].ID); ok || w.NameTaken(made.SpaceID, "renamed", "") {
		t.Error("a deleted task left its runs or its name behind")
	}
}

func TestContentsDecideTheHabitOfNewTasks(t *testing.T) {
	w, _ := open(Options{Seed: 2})
	for i, task := range allTasks(w) {
		want := w.data.Tasks[i].Habit
		switch want {
		case "never run", "partial", "noisy", "labelled", "unset", queued, lengthy, wrongText, mixed, failing:
			want = healthy // nothing in the contents foretells these
		}
		if got := w.judgeTask(&task); got != want && task.DatasetID == "" {
			t.Errorf("%s: habit %s foretold, want %s", task.Name, got, want)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	w, c := open(Options{Seed: 2, Speed: 100})
	id := find(t, w, "Relevance Monitor").ID
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 15 {
				r, _ := w.Trigger(id, Trigger{})
				c.add(time.Second)
				w.Cancel(r.ID)
				made := w.CreateTask(Task{Name: fmt.Sprint(g, i), SpaceID: "s", Type: CodeEvaluation, ProjectID: w.Projects()[0].ID})
				w.UpdateTask(id, func(k *Task) { k.Name = fmt.Sprint(g, i) })
				w.Tasks(TaskQuery{Name: "a"}, Position{}, 10)
				w.Runs(id, Completed, Position{}, 5)
				w.Spans(SpanQuery{ProjectID: w.Projects()[0].ID}, Position{}, 3)
				w.Experiments()
				w.DeleteTask(made.ID)
			}
		})
	}
	wg.Wait()
	if n := len(allTasks(w)); n != len(w.data.Tasks) {
		t.Errorf("%d tasks are left, want %d", n, len(w.data.Tasks))
	}
}

func TestLowerCaseNamesAgree(t *testing.T) {
	for _, hostile := range []bool{false, true} {
		w, _ := open(Options{Seed: 2, Tasks: 300_000, Hostile: hostile})
		for i := int64(0); i < 300_000; i += 371 {
			if got, want := string(w.lowerAt(nil, i)), strings.ToLower(w.nameAt(i)); got != want {
				t.Fatalf("%d: %q, want %q", i, got, want)
			}
		}
	}
}
