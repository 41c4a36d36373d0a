package tasks

import (
	"slices"

	"ax-tui/api"
)

// row is the part of a task that the table needs, small enough for 100 000 rows.
type row struct {
	id, name    string
	target      string // project or dataset ID
	taskType    api.TaskType
	dataset     bool
	continuous  bool
	evaluators  int16
	experiments int16
	lastRun     int64 // unix milliseconds, 0: never, unknownTime
	updated     int64 // unix milliseconds
}

// unknownTime is a last run that the server does not tell: its newest run is loaded.
const unknownTime = -1

func newRow(task *api.Task) row {
	out := row{
		id: task.ID, name: task.Name, target: task.ProjectID, taskType: task.Type, continuous: task.Continuous,
		evaluators: int16(min(len(task.Evaluators), 1<<15-1)), experiments: int16(min(len(task.ExperimentIDs), 1<<15-1)),
		updated: task.UpdatedAt.UnixMilli(),
	}
	if task.DatasetID != "" {
		out.target, out.dataset = task.DatasetID, true
	}
	if task.LastRunAt != nil {
		out.lastRun = task.LastRunAt.UnixMilli()
	} else if !task.NeverRan() {
		out.lastRun = unknownTime
	}
	return out
}

// lastRun is what is known about the newest run of a task.
type lastRun struct {
	run    api.Run
	none   bool  // the task has no run
	asOf   int64 // lastRun of the row at the time of the request
	known  bool
	failed bool // it could not be loaded; it is requested again
}

func (l lastRun) active() bool { return l.known && !l.none && l.run.Status.Active() }

// recent caches the full tasks of the pages loaded last, for the preview. Older ones
// are loaded again when needed.
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
