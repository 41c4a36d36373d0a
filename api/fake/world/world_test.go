package world

import (
	"reflect"
	"sync"
	"testing"
	"time"
)

var opening = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// clock is a hand-set time, safe for concurrent use.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func open(options Options) (*World, *clock) {
	c := &clock{t: opening}
	options.Now = c.now
	return New(options), c
}

func allTasks(world *World) []Task {
	tasks, _, _ := world.Tasks(TaskQuery{}, Position{}, 1_000_000)
	return tasks
}

func allRuns(world *World, id string) []Run {
	runs, _, _, _ := world.Runs(id, "", Position{}, 1_000_000)
	return runs
}

// activeRun is the newest run of a task that has not ended.
func activeRun(world *World, id string) (Run, bool) {
	runs, _, _, _ := world.Runs(id, "", Position{}, 50)
	for _, run := range runs {
		if !run.Status.Terminal() {
			return run, true
		}
	}
	return Run{}, false
}

func TestSameSeedSameWorld(t *testing.T) {
	snapshot := func(seed uint64) []any {
		world, clock := open(Options{Seed: seed})
		clock.add(7 * time.Minute)
		out := []any{world.Spaces(), world.Projects(), world.Datasets(), world.Experiments(), world.Evaluators(), world.Integrations(), allTasks(world)}
		for _, task := range allTasks(world) {
			runs := allRuns(world, task.ID)
			out = append(out, runs[:min(30, len(runs))])
		}
		spans, _, _, _ := world.Spans(SpanQuery{ProjectID: world.Projects()[0].ID}, Position{}, 50)
		return append(out, spans)
	}
	a, b, other := snapshot(7), snapshot(7), snapshot(8)
	if !reflect.DeepEqual(a, b) {
		t.Error("the same seed gave two different worlds")
	}
	if reflect.DeepEqual(a, other) {
		t.Error("another seed gave the same world")
	}
}

func TestCatalogIsWholeAndConsistent(t *testing.T) {
	world, _ := open(Options{Seed: 3})
	if a, b, c, d := len(world.Spaces()), len(world.Projects()), len(world.Datasets()), len(world.Evaluators()); a < 3 || b < 12 || c < 8 || d < 25 {
		t.Fatalf("spaces %d, projects %d, datasets %d, evaluators %d", a, b, c, d)
	}
	for _, ds := range world.Datasets() {
		ex, ok := world.Examples(ds.ID)
		if !ok || len(ex) == 0 || len(ds.Versions) == 0 {
			t.Errorf("dataset %s: %d examples, %d versions", ds.Name, len(ex), len(ds.Versions))
		}
	}
	for i, ds := range world.Datasets()[1:] {
		if ds.CreatedAt.After(world.Datasets()[i].CreatedAt) {
			t.Errorf("datasets are not newest first at %s", ds.Name)
		}
	}
	for i, evaluator := range world.Evaluators()[1:] {
		if evaluator.UpdatedAt.After(world.Evaluators()[i].UpdatedAt) || evaluator.UpdatedAt.After(opening) {
			t.Errorf("evaluators are not last updated first at %s (%v)", evaluator.Name, evaluator.UpdatedAt)
		}
	}
	keyless := 0
	for _, integration := range world.Integrations() {
		if !integration.HasAPIKey {
			keyless++
		}
	}
	if keyless != 1 {
		t.Errorf("%d integrations without a key, want 1", keyless)
	}
	for _, experiment := range world.Experiments() {
		if runs, ok := world.ExperimentRuns(experiment.ID); !ok {
			t.Errorf("experiment %s has no runs (%d)", experiment.Name, len(runs))
		}
	}
}

func TestTasksKeepToTheirSpace(t *testing.T) {
	for _, options := range []Options{{Seed: 1}, {Seed: 2, Tasks: 400}} {
		world, _ := open(options)
		judge, names := map[string]Evaluator{}, map[string]bool{}
		for _, evaluator := range world.Evaluators() {
			judge[evaluator.ID] = evaluator
		}
		space := map[string]string{}
		for _, project := range world.Projects() {
			space[project.ID] = project.SpaceID
		}
		for _, dataset := range world.Datasets() {
			space[dataset.ID] = dataset.SpaceID
		}
		for _, task := range allTasks(world) {
			if (task.ProjectID == "") == (task.DatasetID == "") || space[task.ProjectID+task.DatasetID] != task.SpaceID {
				t.Errorf("%s: project %q, dataset %q do not fit space %q", task.Name, task.ProjectID, task.DatasetID, task.SpaceID)
			}
			if (task.Type == RunExperiment) != (task.RunConfig != nil) || (task.Type == RunExperiment) != (len(task.Evaluators) == 0) {
				t.Errorf("%s: type %s with %d evaluators", task.Name, task.Type, len(task.Evaluators))
			}
			for _, taskEvaluator := range task.Evaluators {
				if judge[taskEvaluator.EvaluatorID].SpaceID != task.SpaceID || judge[taskEvaluator.EvaluatorID].Type+"_EVALUATION" != string(task.Type) {
					t.Errorf("%s (%s): evaluator %s of another space or type", task.Name, task.Type, taskEvaluator.Name)
				}
			}
			if names[task.SpaceID+task.Name] || !world.NameTaken(task.SpaceID, task.Name, "") || world.NameTaken(task.SpaceID, task.Name, task.ID) {
				t.Errorf("%s: name is not distinct in its space", task.Name)
			}
			names[task.SpaceID+task.Name] = true
			if again, ok := world.Task(task.ID); !ok || !reflect.DeepEqual(again, task) {
				t.Errorf("%s: Task and Tasks differ", task.Name)
			}
		}
	}
}

func TestFirstPageShowsTheWorld(t *testing.T) {
	world, clock := open(Options{Seed: 5})
	check := func() {
		page, _, more := world.Tasks(TaskQuery{}, Position{}, 15)
		types, ends, active, idle := map[TaskType]bool{}, map[Status]bool{}, 0, 0
		for _, task := range page {
			types[task.Type] = true
			if _, ok := activeRun(world, task.ID); ok {
				active++
			}
			runs := allRuns(world, task.ID)
			if len(runs) == 0 {
				idle++
				if task.LastRunAt != nil {
					t.Errorf("%s never ran and has a last run", task.Name)
				}
				continue
			}
			if task.LastRunAt == nil || !task.LastRunAt.Equal(runs[0].CreatedAt) {
				t.Errorf("%s: last run %v, newest %v", task.Name, task.LastRunAt, runs[0].CreatedAt)
			}
			for _, run := range runs[:min(2, len(runs))] {
				ends[run.Status] = true
			}
		}
		if !more || len(types) != 3 || active < 3 || idle != 1 || !ends[Completed] || !ends[Failed] || !ends[Cancelled] {
			t.Errorf("more %v, types %v, active %d, never ran %d, ends %v", more, types, active, idle, ends)
		}
	}
	check()
	clock.add(time.Minute)
	check()
}

func TestHistoryIsLargeAndSpread(t *testing.T) {
	world, _ := open(Options{Seed: 5})
	total, long, single := 0, 0, 0
	for _, task := range allTasks(world) {
		n := len(allRuns(world, task.ID))
		total += n
		if n >= 400 {
			long++
		}
		if n == 1 {
			single++
		}
		for _, run := range allRuns(world, task.ID) {
			if run.CreatedAt.After(opening) || run.CreatedAt.Before(task.CreatedAt) {
				t.Fatalf("%s: run of %v, task of %v", task.Name, run.CreatedAt, task.CreatedAt)
			}
		}
	}
	if total < 3000 || long < 3 || single < 1 {
		t.Errorf("%d runs, %d tasks with 400 and more, %d with one", total, long, single)
	}
}

func TestSomethingHappensAllTheTime(t *testing.T) {
	world, clock := open(Options{Seed: 5})
	count := func() int {
		n := 0
		for _, task := range allTasks(world) {
			for _, run := range allRuns(world, task.ID)[:min(3, len(allRuns(world, task.ID)))] {
				if run.StartedAt != nil && run.StartedAt.After(opening) {
					n++
				}
				if run.FinishedAt != nil && run.FinishedAt.After(opening) {
					n++
				}
			}
		}
		return n
	}
	clock.add(10 * time.Minute)
	if n := count(); n < 45 || n > 150 {
		t.Errorf("%d starts and ends in ten minutes, want about 60", n)
	}
}

func TestIDs(t *testing.T) {
	world, _ := open(Options{Seed: 1})
	other, _ := open(Options{Seed: 2})
	id := allTasks(world)[0].ID
	if _, ok := other.Task(id); ok {
		t.Error("an ID of another seed was accepted")
	}
	for _, bad := range []string{"", "x", "T25saW5lVGFzazoxMDAwOg==", world.id(kindRun, 1), world.id(kindTask, 5), world.id(kindTask, 1<<60), id + "=", id[:len(id)-2]} {
		if _, ok := world.Task(bad); ok {
			t.Errorf("task %q exists", bad)
		}
		if _, ok := world.Run(bad); ok {
			t.Errorf("run %q exists", bad)
		}
	}
}
