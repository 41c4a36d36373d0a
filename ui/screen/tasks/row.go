package tasks

import (
	"slices"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/part/taskinfo"
)

// row is the part of a task that the table needs, small enough for 100 000 rows.
type row struct {
	ID, Name    string
	Target      string // project or dataset ID
	Type        api.TaskType
	Dataset     bool
	Continuous  bool
	Evaluators  int16
	Experiments int16
	LastRun     int64 // unix milliseconds, 0: never, unknownTime
	Updated     int64 // unix milliseconds
}

// unknownTime is a last run that the server does not tell: its newest run is loaded.
const unknownTime = -1

func newRow(task *api.Task) row {
	out := row{
		ID: task.ID, Name: task.Name, Target: task.ProjectID, Type: task.Type, Continuous: task.Continuous,
		Evaluators: int16(min(len(task.Evaluators), 1<<15-1)), Experiments: int16(min(len(task.ExperimentIDs), 1<<15-1)),
		Updated: task.UpdatedAt.UnixMilli(),
	}
	if task.DatasetID != "" {
		out.Target, out.Dataset = task.DatasetID, true
	}
	if task.LastRunAt != nil {
		out.LastRun = task.LastRunAt.UnixMilli()
	} else if !task.NeverRan() {
		out.LastRun = unknownTime
	}
	return out
}

// change is what an answer has changed of a run: it is emphasized until the next one.
type change uint8

const (
	changedEnding change = 1 << iota
	changedSuccesses
	changedErrors
)

// style returns the style of a cell, in bold if its value has just changed.
func (l *lastRun) style(what change, style *theme.Style) *theme.Style {
	if l.changed&what == 0 {
		return style
	}
	bold := style.Bold()
	return &bold
}

// stripRuns is how many of the last runs are loaded for the strip of a row.
const stripRuns = 10

// lastRun is what is known about the newest run of a task.
type lastRun struct {
	run     api.Run
	none    bool  // the task has no run
	asOf    int64 // lastRun of the row at the time of the request
	known   bool
	failed  bool // it could not be loaded; it is requested again
	refused bool // and only requested again while the row is in view

	achieved outcome.Outcome   // of run, as of its last change
	endings  []taskinfo.Ending // of the last runs, the newest first
	basis    *api.Run          // the last completed run that counted something, for an estimate; nil: none
	changed  change            // what the last answer has changed
}

func (l *lastRun) active() bool { return l.known && !l.none && l.run.Status.Active() }

// ended reports whether there is a run and it has ended.
func (l *lastRun) ended() bool { return l.known && !l.none && !l.run.Status.Active() }

// applyPage takes over the newest runs of a task.
func (l *lastRun) applyPage(runs []api.Run, outcomeOf func(*api.Run) outcome.Outcome) {
	l.known, l.none, l.failed, l.refused = true, len(runs) == 0, false, false
	l.run, l.endings, l.basis = api.Run{}, nil, nil
	if l.none {
		return
	}
	l.run = runs[0]
	for i := range runs {
		l.endings = append(l.endings, taskinfo.EndingOf(&runs[i], outcomeOf(&runs[i])))
		if l.basis == nil && l.active() && runs[i].Status == api.Completed && runs[i].Counted() > 0 {
			basis := runs[i]
			l.basis = &basis
		}
	}
}

// applyRun takes over a state of the newest run, or a newer run.
func (l *lastRun) applyRun(run *api.Run, achieved outcome.Outcome) {
	ending := taskinfo.EndingOf(run, achieved)
	if len(l.endings) > 0 && l.run.ID == run.ID {
		l.endings[0] = ending
	} else {
		if l.run.Status == api.Completed && l.run.Counted() > 0 {
			basis := l.run
			l.basis = &basis
		}
		l.endings = append([]taskinfo.Ending{ending}, l.endings[:min(len(l.endings), stripRuns-1)]...)
	}
	l.changed = 0
	if l.known && l.run.ID == run.ID {
		if l.run.Status != run.Status {
			l.changed |= changedEnding
		}
		if l.run.Successes != run.Successes {
			l.changed |= changedSuccesses
		}
		if l.run.Errors != run.Errors {
			l.changed |= changedErrors
		}
	}
	l.known, l.none, l.failed, l.run = true, false, false, *run
}

// recent caches the full tasks of the pages loaded last, for the preview. Older ones
// are loaded again when needed.
type recent struct {
	tasks map[string]api.Task
	order []string
}

const recentMax = 400

func (r *recent) put(task *api.Task) {
	if r.tasks == nil {
		r.tasks = map[string]api.Task{}
	}
	if _, ok := r.tasks[task.ID]; !ok {
		r.order = append(r.order, task.ID)
	}
	r.tasks[task.ID] = *task
	for len(r.order) > recentMax {
		delete(r.tasks, r.order[0])
		r.order = slices.Delete(r.order, 0, 1)
	}
}

func (r *recent) get(id string) (api.Task, bool) { task, ok := r.tasks[id]; return task, ok }
