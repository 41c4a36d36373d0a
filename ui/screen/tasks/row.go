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

func newRow(t *api.Task) row {
	r := row{
		id: t.ID, name: t.Name, target: t.ProjectID, typ: t.Type, continuous: t.Continuous,
		evals: int16(min(len(t.Evaluators), 1<<15-1)), exps: int16(min(len(t.ExperimentIDs), 1<<15-1)),
		updated: t.UpdatedAt.UnixMilli(),
	}
	if t.DatasetID != "" {
		r.target, r.dataset = t.DatasetID, true
	}
	if t.LastRunAt != nil {
		r.lastRun = t.LastRunAt.UnixMilli()
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

func (r *recent) put(t api.Task) {
	if r.tasks == nil {
		r.tasks = map[string]api.Task{}
	}
	if _, ok := r.tasks[t.ID]; !ok {
		r.order = append(r.order, t.ID)
	}
	r.tasks[t.ID] = t
	for len(r.order) > recentMax {
		delete(r.tasks, r.order[0])
		r.order = slices.Delete(r.order, 0, 1)
	}
}

func (r *recent) get(id string) (api.Task, bool) { t, ok := r.tasks[id]; return t, ok }
