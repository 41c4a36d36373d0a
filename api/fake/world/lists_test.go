package world

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Pages that are read while tasks and runs are added and deleted contain every
// remaining row once.
func TestPagingWhileRowsChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		world, clock := open(Options{Seed: rapid.Uint64().Draw(t, "seed"), Speed: rapid.SampledFrom([]float64{1, 30}).Draw(t, "speed")})
		before := allTasks(world)
		seen, gone := map[string]int{}, map[string]bool{}
		for pos, more := (Position{}), true; more; {
			var page []Task
			page, pos, more = world.Tasks(TaskQuery{}, pos, rapid.IntRange(5, 40).Draw(t, "limit"))
			for _, task := range page {
				seen[task.ID]++
			}
			world.CreateTask(Task{Name: "new", SpaceID: before[0].SpaceID, Type: CodeEvaluation, ProjectID: before[0].ProjectID})
			victim := before[rapid.IntRange(0, len(before)-1).Draw(t, "victim")].ID
			gone[victim] = world.DeleteTask(victim) || gone[victim]
		}
		for _, task := range before {
			if times := seen[task.ID]; times > 1 || times == 0 && !gone[task.ID] {
				t.Fatalf("%s was seen %d times, deleted %v", task.Name, times, gone[task.ID])
			}
		}
		pageRuns(t, world, clock)
	})
}

func pageRuns(t *rapid.T, world *World, fakeClock *clock) {
	tasks := allTasks(world)
	id := tasks[rapid.IntRange(0, len(tasks)-1).Draw(t, "task")].ID
	before, seen := allRuns(world, id), map[string]int{}
	for pos, more := (Position{}), true; more; {
		var page []Run
		page, pos, more, _ = world.Runs(id, "", pos, rapid.IntRange(25, 200).Draw(t, "runs"))
		for i, run := range page {
			seen[run.ID]++
			if i > 0 && run.CreatedAt.After(page[i-1].CreatedAt) {
				t.Fatal("runs are not newest first")
			}
		}
		world.Trigger(id, Trigger{ExperimentName: fmt.Sprint(pos)})
		fakeClock.add(time.Minute)
		world.Trigger(id, Trigger{ExperimentName: fmt.Sprint(pos, "second")})
	}
	for _, run := range before {
		if seen[run.ID] != 1 {
			t.Fatalf("run %s was seen %d times", run.ID, seen[run.ID])
		}
	}
	after := allRuns(world, id)
	for i, run := range after[1:] {
		if run.CreatedAt.After(after[i].CreatedAt) {
			t.Fatal("runs are not newest first after triggers")
		}
	}
	if len(seen) < len(before) || len(after) < len(before)+2 {
		t.Fatalf("%d seen, %d before, %d after", len(seen), len(before), len(after))
	}
}

func TestQueriesFilter(t *testing.T) {
	world, _ := open(Options{Seed: 2, Tasks: 500})
	all := allTasks(world)
	some := all[33]
	queries := map[string]struct {
		q    TaskQuery
		want func(Task) bool
	}{
		"space":   {TaskQuery{SpaceIDs: []string{some.SpaceID, "x"}}, func(task Task) bool { return task.SpaceID == some.SpaceID }},
		"project": {TaskQuery{ProjectID: all[1].ProjectID}, func(task Task) bool { return task.ProjectID == all[1].ProjectID }},
		"dataset": {TaskQuery{DatasetID: all[2].DatasetID}, func(task Task) bool { return task.DatasetID == all[2].DatasetID }},
		"type":    {TaskQuery{Type: RunExperiment}, func(task Task) bool { return task.Type == RunExperiment }},
		"nothing": {TaskQuery{Name: "no such name"}, func(Task) bool { return false }},
	}
	for name, tt := range queries {
		want := 0
		for _, task := range all {
			if tt.want(task) {
				want++
			}
		}
		got, _, more := world.Tasks(tt.q, Position{}, 1000)
		if len(got) != want || more || (want == 0) != (name == "nothing") {
			t.Errorf("%s: %d rows, more %v, want %d", name, len(got), more, want)
		}
	}
	if got, _, _ := world.Tasks(TaskQuery{Name: "TONE of v"}, Position{}, 1000); len(got) != 8 {
		t.Errorf("name filter found %d, want the 8 laps of one pattern", len(got))
	}
	for _, status := range []Status{Completed, Failed, Cancelled} {
		id := find(t, world, "Relevance Monitor").ID
		count := 0
		for _, run := range allRuns(world, id) {
			if run.Status == status {
				count++
			}
		}
		if got, _, _, _ := world.Runs(id, status, Position{}, 1000); len(got) != count || count == 0 {
			t.Errorf("%s: %d runs, want %d", status, len(got), count)
		}
	}
}

func TestCreateUpdateDelete(t *testing.T) {
	world, clock := open(Options{Seed: 2})
	base := find(t, world, "Tone of Voice")
	base.Name, base.SamplingRate = "Tone of Voice copy", nil
	made := world.CreateTask(base)
	if made.ID == "" || made.ID == base.ID || !made.CreatedAt.Equal(opening) || made.LastRunAt != nil || made.CreatedBy == "" {
		t.Fatalf("created %+v", made)
	}
	if first := allTasks(world)[0]; first.ID != made.ID {
		t.Errorf("a new task is not first in the list: %s", first.Name)
	}
	base.Evaluators[0].Mappings["output"] = "changed outside"
	if got, _ := world.Task(made.ID); got.Evaluators[0].Mappings["output"] == "changed outside" {
		t.Error("a change of the returned task changed the world")
	}
	clock.add(20 * time.Minute)
	if ran := len(allRuns(world, made.ID)); ran < 3 || ran > 6 {
		t.Errorf("a continuous task ran %d times in 20 minutes", ran)
	}
	paused, ok := world.UpdateTask(made.ID, func(task *Task) { task.Continuous, task.ID, task.Name = false, "mine", "renamed" })
	if !ok || paused.ID != made.ID || paused.Name != "renamed" || paused.UpdatedAt.Equal(made.UpdatedAt) {
		t.Errorf("updated %+v", paused)
	}
	before := len(allRuns(world, made.ID))
	clock.add(time.Hour)
	if got := len(allRuns(world, made.ID)); got != before {
		t.Errorf("a paused task has %d, then %d runs", before, got)
	}
	world.UpdateTask(made.ID, func(task *Task) { task.Continuous = true })
	clock.add(20 * time.Minute)
	runs := allRuns(world, made.ID)
	if got := len(runs); got < before+3 || got > before+6 {
		t.Errorf("a resumed task has %d, then %d runs", before, got)
	}
	if !world.DeleteTask(made.ID) || world.DeleteTask(made.ID) {
		t.Error("a task can be deleted other than exactly once")
	}
	if _, ok := world.Run(runs[0].ID); ok || world.NameTaken(made.SpaceID, "renamed", "") {
		t.Error("the runs or the name of a deleted task exist")
	}
}

func TestContentsDecideTheHabitOfNewTasks(t *testing.T) {
	world, _ := open(Options{Seed: 2})
	for i, task := range allTasks(world) {
		want := world.data.Tasks[i].Habit
		switch want {
		case "never run", "partial", "noisy", "labelled", "unset", "early", late, "mute", "out of credit", queued, lengthy, unmapped, wrongText, mixed, failing:
			want = healthy // not derived from the contents
		}
		if got := world.predictHabit(&task); got != want && task.DatasetID == "" {
			t.Errorf("%s: predicted habit %s, want %s", task.Name, got, want)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	world, clock := open(Options{Seed: 2, Speed: 100})
	id := find(t, world, "Relevance Monitor").ID
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range 15 {
				run, _ := world.Trigger(id, Trigger{})
				clock.add(time.Second)
				world.Cancel(run.ID)
				made := world.CreateTask(Task{Name: fmt.Sprint(worker, i), SpaceID: "s", Type: CodeEvaluation, ProjectID: world.Projects()[0].ID})
				world.UpdateTask(id, func(task *Task) { task.Name = fmt.Sprint(worker, i) })
				world.Tasks(TaskQuery{Name: "a"}, Position{}, 10)
				world.Runs(id, Completed, Position{}, 5)
				world.Spans(SpanQuery{ProjectID: world.Projects()[0].ID}, Position{}, 3)
				world.Experiments()
				world.DeleteTask(made.ID)
			}
		})
	}
	wg.Wait()
	if count := len(allTasks(world)); count != len(world.data.Tasks) {
		t.Errorf("%d tasks, want %d", count, len(world.data.Tasks))
	}
}

func TestLowerCaseNamesAgree(t *testing.T) {
	for _, hostile := range []bool{false, true} {
		world, _ := open(Options{Seed: 2, Tasks: 300_000, Hostile: hostile})
		for i := int64(0); i < 300_000; i += 371 {
			if got, want := string(world.lowerAt(nil, i)), strings.ToLower(world.nameAt(i)); got != want {
				t.Fatalf("%d: %q, want %q", i, got, want)
			}
		}
	}
}
