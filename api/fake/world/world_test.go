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

func open(o Options) (*World, *clock) {
	c := &clock{t: opening}
	o.Now = c.now
	return New(o), c
}

func allTasks(w *World) []Task {
	tasks, _, _ := w.Tasks(TaskQuery{}, Position{}, 1_000_000)
	return tasks
}

func allRuns(w *World, id string) []Run {
	runs, _, _, _ := w.Runs(id, "", Position{}, 1_000_000)
	return runs
}

// activeRun is the newest run of a task that has not ended.
func activeRun(w *World, id string) (Run, bool) {
	runs, _, _, _ := w.Runs(id, "", Position{}, 50)
	for _, r := range runs {
		if !r.Status.Terminal() {
			return r, true
		}
	}
	return Run{}, false
}

func TestSameSeedSameWorld(t *testing.T) {
	snapshot := func(seed uint64) []any {
		w, c := open(Options{Seed: seed})
		c.add(7 * time.Minute)
		out := []any{w.Spaces(), w.Projects(), w.Datasets(), w.Experiments(), w.Evaluators(), w.Integrations(), allTasks(w)}
		for _, task := range allTasks(w) {
			runs := allRuns(w, task.ID)
			out = append(out, runs[:min(30, len(runs))])
		}
		spans, _, _, _ := w.Spans(SpanQuery{ProjectID: w.Projects()[0].ID}, Position{}, 50)
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
	w, _ := open(Options{Seed: 3})
	if a, b, c, d := len(w.Spaces()), len(w.Projects()), len(w.Datasets()), len(w.Evaluators()); a < 3 || b < 12 || c < 8 || d < 25 {
		t.Fatalf("spaces %d, projects %d, datasets %d, evaluators %d", a, b, c, d)
	}
	for _, ds := range w.Datasets() {
		ex, ok := w.Examples(ds.ID)
		if !ok || len(ex) == 0 || len(ds.Versions) == 0 {
			t.Errorf("dataset %s: %d examples, %d versions", ds.Name, len(ex), len(ds.Versions))
		}
	}
	for i, ds := range w.Datasets()[1:] {
		if ds.CreatedAt.After(w.Datasets()[i].CreatedAt) {
			t.Errorf("datasets are not newest first at %s", ds.Name)
		}
	}
	for i, e := range w.Evaluators()[1:] {
		if e.UpdatedAt.After(w.Evaluators()[i].UpdatedAt) || e.UpdatedAt.After(opening) {
			t.Errorf("evaluators are not last updated first at %s (%v)", e.Name, e.UpdatedAt)
		}
	}
	keyless := 0
	for _, x := range w.Integrations() {
		if !x.HasAPIKey {
			keyless++
		}
	}
	if keyless != 1 {
		t.Errorf("%d integrations without a key, want 1", keyless)
	}
	for _, e := range w.Experiments() {
		if runs, ok := w.ExperimentRuns(e.ID); !ok {
			t.Errorf("experiment %s has no runs (%d)", e.Name, len(runs))
		}
	}
}

func TestTasksKeepToTheirSpace(t *testing.T) {
	for _, o := range []Options{{Seed: 1}, {Seed: 2, Tasks: 400}} {
		w, _ := open(o)
		judge, names := map[string]Evaluator{}, map[string]bool{}
		for _, e := range w.Evaluators() {
			judge[e.ID] = e
		}
		space := map[string]string{}
		for _, p := range w.Projects() {
			space[p.ID] = p.SpaceID
		}
		for _, d := range w.Datasets() {
			space[d.ID] = d.SpaceID
		}
		for _, task := range allTasks(w) {
			if (task.ProjectID == "") == (task.DatasetID == "") || space[task.ProjectID+task.DatasetID] != task.SpaceID {
				t.Errorf("%s: project %q, dataset %q do not fit space %q", task.Name, task.ProjectID, task.DatasetID, task.SpaceID)
			}
			if (task.Type == RunExperiment) != (task.RunConfig != nil) || (task.Type == RunExperiment) != (len(task.Evaluators) == 0) {
				t.Errorf("%s: type %s with %d evaluators", task.Name, task.Type, len(task.Evaluators))
			}
			for _, e := range task.Evaluators {
				if judge[e.EvaluatorID].SpaceID != task.SpaceID || judge[e.EvaluatorID].Type+"_EVALUATION" != string(task.Type) {
					t.Errorf("%s (%s): evaluator %s of another space or type", task.Name, task.Type, e.Name)
				}
			}
			if names[task.SpaceID+task.Name] || !w.NameTaken(task.SpaceID, task.Name, "") || w.NameTaken(task.SpaceID, task.Name, task.ID) {
				t.Errorf("%s: name is not distinct in its space", task.Name)
			}
			names[task.SpaceID+task.Name] = true
			if again, ok := w.Task(task.ID); !ok || !reflect.DeepEqual(again, task) {
				t.Errorf("%s: Task and Tasks differ", task.Name)
			}
		}
	}
}

func TestFirstPageShowsTheWorld(t *testing.T) {
	w, c := open(Options{Seed: 5})
	check := func() {
		page, _, more := w.Tasks(TaskQuery{}, Position{}, 15)
		types, ends, active, idle := map[TaskType]bool{}, map[Status]bool{}, 0, 0
		for _, task := range page {
			types[task.Type] = true
			if _, ok := activeRun(w, task.ID); ok {
				active++
			}
			runs := allRuns(w, task.ID)
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
			for _, r := range runs[:min(2, len(runs))] {
				ends[r.Status] = true
			}
		}
		if !more || len(types) != 3 || active < 3 || idle != 1 || !ends[Completed] || !ends[Failed] || !ends[Cancelled] {
			t.Errorf("more %v, types %v, active %d, never ran %d, ends %v", more, types, active, idle, ends)
		}
	}
	check()
	c.add(time.Minute)
	check()
}

func TestHistoryIsLargeAndSpread(t *testing.T) {
	w, _ := open(Options{Seed: 5})
	total, long, single := 0, 0, 0
	for _, task := range allTasks(w) {
		n := len(allRuns(w, task.ID))
		total += n
		if n >= 400 {
			long++
		}
		if n == 1 {
			single++
		}
		for _, r := range allRuns(w, task.ID) {
			if r.CreatedAt.After(opening) || r.CreatedAt.Before(task.CreatedAt) {
				t.Fatalf("%s: run of %v, task of %v", task.Name, r.CreatedAt, task.CreatedAt)
			}
		}
	}
	if total < 3000 || long < 3 || single < 1 {
		t.Errorf("%d runs, %d tasks with 400 and more, %d with one", total, long, single)
	}
}

func TestSomethingHappensAllTheTime(t *testing.T) {
	w, c := open(Options{Seed: 5})
	count := func() int {
		n := 0
		for _, task := range allTasks(w) {
			for _, r := range allRuns(w, task.ID)[:min(3, len(allRuns(w, task.ID)))] {
				if r.StartedAt != nil && r.StartedAt.After(opening) {
					n++
				}
				if r.FinishedAt != nil && r.FinishedAt.After(opening) {
					n++
				}
			}
		}
		return n
	}
	c.add(10 * time.Minute)
	if n := count(); n < 45 || n > 150 {
		t.Errorf("%d starts and ends in ten minutes, want about 60", n)
	}
}

func TestIDs(t *testing.T) {
	w, _ := open(Options{Seed: 1})
	other, _ := open(Options{Seed: 2})
	id := allTasks(w)[0].ID
	if _, ok := other.Task(id); ok {
		t.Error("an ID of another seed was accepted")
	}
	for _, bad := range []string{"", "x", "T25saW5lVGFzazoxMDAwOg==", w.id(kindRun, 1), w.id(kindTask, 5), w.id(kindTask, 1<<60), id + "=", id[:len(id)-2]} {
		if _, ok := w.Task(bad); ok {
			t.Errorf("task %q exists", bad)
		}
		if _, ok := w.Run(bad); ok {
			t.Errorf("run %q exists", bad)
		}
	}
}
