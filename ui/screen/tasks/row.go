package tasks

import (
	"slices"
	"time"

	"ax-tui/api"
)

// row is what the table needs of a task, small enough to hold 100 000 of them.
type row struct {
	id, name   string
	target     string // project or dataset ID
	typ        api.TaskType
	dataset    bool
	continuous bool
	evals      int16
	exps       int16
	lastRun    int64 // unix milliseconds, 0: never
	updated    int64 // unix milliseconds
}

func newRow(task *api.Task) row {
	r := row{
		id: task.ID, name: task.Name, target: task.ProjectID, typ: task.Type, continuous: task.Continuous,
		evals: int16(min(len(task.Evaluators), 1<<15-1)), exps: int16(min(len(task.ExperimentIDs), 1<<15-1)),
		updated: task.UpdatedAt.UnixMilli(),
	}
	if task.DatasetID != "" {
		r.target, r.dataset = task.DatasetID, true
	}
	if task.LastRunAt != nil {
		r.lastRun = task.LastRunAt.UnixMilli()
	}
	return r
}

func (r *row) lastRunAt() time.Time {
	if r.lastRun == 0 {
		return time.Time{}
	}
	return time.UnixMilli(r.lastRun)
}

// lastRun is what is known of a task's newest run.
type lastRun struct {
	run    api.Run
	none   bool  // the task has no run
	asOf   int64 // the row's lastRun when this was read
	known  bool
	failed bool // it could not be read; it is asked for again
}

func (l lastRun) active() bool { return l.known && !l.none && l.run.Status.Active() }

// recent keeps the full tasks of the pages read last, for the preview. Older
// ones are read again when needed.
type recent struct {
	tasks map[string]api.Task
	order []string
}

const recentMax = 400

func (r *recent) put(task api.Task) {
	if r.tasks == nil {
		r.tasks = map[string]api.Task{}
	}
	if _, ok := r.tasks[task.ID]; !ok {
		r.order = append(r.order, task.ID)
	}
	r.tasks[task.ID] = task
	for len(r.order) > recentMax {
		delete(r.tasks, r.order[0])
		r.order = slices.Delete(r.order, 0, 1)
	}
}

func (r *recent) get(id string) (api.Task, bool) { task, ok := r.tasks[id]; return task, ok }
