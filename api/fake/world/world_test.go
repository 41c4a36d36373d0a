package world

import (
	"reflect"
	"sync"
	"testing"
	"time"
)

var opening = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// clock is a manual clock, safe for concurrent use.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(duration time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(duration)
}

func open(options Options) (*World, *clock) {
	fakeClock := &clock{t: opening}
	options.Now = fakeClock.now
	return New(options), fakeClock
}

func allTasks(world *World) []Task {
	tasks, _, _ := world.Tasks(TaskQuery{}, Position{}, 1_000_000)
	return tasks
}

func allRuns(world *World, id string) []Run {
	runs, _, _, _ := world.Runs(id, "", Position{}, 1_000_000)
	return runs
}

// activeRun returns the newest run of a task that has not ended.
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
	first, second, other := snapshot(7), snapshot(7), snapshot(8)
	if !reflect.DeepEqual(first, second) {
		t.Error("the same seed gave two different worlds")
	}
	if reflect.DeepEqual(first, other) {
		t.Error("another seed gave the same world")
	}
}

func TestCatalogIsComplete(t *testing.T) {
	world, _ := open(Options{Seed: 3})
	if spaces, projects, datasets, evaluators := len(world.Spaces()), len(world.Projects()), len(world.Datasets()), len(world.Evaluators()); spaces < 3 || projects < 12 || datasets < 8 || evaluators < 25 {
		t.Fatalf("spaces %d, projects %d, datasets %d, evaluators %d", spaces, projects, datasets, evaluators)
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

func TestTasksStayInTheirSpace(t *testing.T) {
	for _, options := range []Options{{Seed: 1}, {Seed: 2, Tasks: 400}} {
		world, _ := open(options)
		evaluators, names := map[string]*Evaluator{}, map[string]bool{}
		for _, evaluator := range world.Evaluators() {
			evaluators[evaluator.ID] = evaluator
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
				t.Errorf("%s: project %q, dataset %q are not in space %q", task.Name, task.ProjectID, task.DatasetID, task.SpaceID)
			}
			if (task.Type == RunExperiment) != (task.RunConfig != nil) || (task.Type == RunExperiment) != (len(task.Evaluators) == 0) {
				t.Errorf("%s: type %s with %d evaluators", task.Name, task.Type, len(task.Evaluators))
			}
			for _, taskEvaluator := range task.Evaluators {
				if evaluators[taskEvaluator.EvaluatorID].SpaceID != task.SpaceID || evaluators[taskEvaluator.EvaluatorID].Type+"_EVALUATION" != string(task.Type) {
					t.Errorf("%s (%s): evaluator %s of another space or type", task.Name, task.Type, taskEvaluator.Name)
				}
			}
			if names[task.SpaceID+task.Name] || !world.NameTaken(task.SpaceID, task.Name, "") || world.NameTaken(task.SpaceID, task.Name, task.ID) {
				t.Errorf("%s: name is not distinct in its space", task.Name)
			}
			names[task.SpaceID+task.Name] = true
			if single, ok := world.Task(task.ID); !ok || !reflect.DeepEqual(single, task) {
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
		count := len(allRuns(world, task.ID))
		total += count
		if count >= 400 {
			long++
		}
		if count == 1 {
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

func TestRunsStartAndEndContinuously(t *testing.T) {
	world, clock := open(Options{Seed: 5})
	count := func() int {
		total := 0
		for _, task := range allTasks(world) {
			for _, run := range allRuns(world, task.ID)[:min(3, len(allRuns(world, task.ID)))] {
				if run.StartedAt != nil && run.StartedAt.After(opening) {
					total++
				}
				if run.FinishedAt != nil && run.FinishedAt.After(opening) {
					total++
				}
			}
		}
		return total
	}
	clock.add(10 * time.Minute)
	if total := count(); total < 45 || total > 150 {
		t.Errorf("%d starts and ends in ten minutes, want 45 to 150", total)
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
