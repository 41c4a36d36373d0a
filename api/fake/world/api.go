package world

import "time"

// Options shape a world. The zero value is a good demo.
type Options struct {
	Seed    uint64           // the same seed gives the same world
	Tasks   int              // how many tasks there are at first; below 3 means 60
	Speed   float64          // divides waiting and running times of new runs; 0 or less means 1
	Now     func() time.Time // the clock; nil means time.Now
	Hostile bool             // names and reasons carry escape, control, bidi and other nasty characters
}

// CancelOutcome is what became of a wish to cancel a run.
type CancelOutcome int

// The outcomes of Cancel.
const (
	CancelNotFound CancelOutcome = iota // no such run
	CancelDone                          // the run is cancelled now
	CancelFinished                      // the run had ended before; it is unchanged
)

// World is one make-believe account. Make it with New.
type World struct{ o Options }

// New opens a world in constant time, whatever the number of tasks.
func New(o Options) *World { return &World{o} }

// Now is the world's clock.
func (w *World) Now() time.Time { return time.Now() }

// Spaces lists every space.
func (w *World) Spaces() []Space { return nil }

// Projects lists every project, HARNESS ones too.
func (w *World) Projects() []Project { return nil }

// Datasets lists every dataset, newest first.
func (w *World) Datasets() []Dataset { return nil }

// Experiments lists every experiment.
func (w *World) Experiments() []Experiment { return nil }

// Evaluators lists every evaluator, last updated first.
func (w *World) Evaluators() []Evaluator { return nil }

// Integrations lists every model provider.
func (w *World) Integrations() []Integration { return nil }

// Examples lists the rows of a dataset; false when there is no such dataset.
func (w *World) Examples(datasetID string) ([]Example, bool) { return nil, false }

// ExperimentRuns lists the results of an experiment; false when there is no such experiment.
func (w *World) ExperimentRuns(experimentID string) ([]ExperimentRun, bool) { return nil, false }

// Task finds a task.
func (w *World) Task(id string) (Task, bool) { return Task{}, false }

// Run finds a run as it stands now.
func (w *World) Run(id string) (Run, bool) { return Run{}, false }

// Tasks lists tasks after a position, newest created first.
func (w *World) Tasks(q TaskQuery, after Position, limit int) (items []Task, next Position, more bool) {
	return nil, after, false
}

// Runs lists a task's runs, newest first; ok is false when there is no such task.
func (w *World) Runs(taskID string, status Status, after Position, limit int) (items []Run, next Position, more, ok bool) {
	return nil, after, false, false
}

// ActiveRun is the newest run of a task that has not ended.
func (w *World) ActiveRun(taskID string) (Run, bool) { return Run{}, false }

// CreateTask adds a task; ID, CreatedAt, UpdatedAt and CreatedBy are filled in.
func (w *World) CreateTask(t Task) Task { return t }

// UpdateTask changes a task; false when there is no such task.
func (w *World) UpdateTask(id string, change func(*Task)) (Task, bool) { return Task{}, false }

// DeleteTask removes a task and its runs; false when there is no such task.
func (w *World) DeleteTask(id string) bool { return false }

// Trigger starts a run; false when there is no such task.
func (w *World) Trigger(taskID string, tr Trigger) (Run, bool) { return Run{}, false }

// Cancel ends a run that has not ended.
func (w *World) Cancel(runID string) (Run, CancelOutcome) { return Run{}, CancelNotFound }

// NameTaken reports whether another task of the space bears the name.
func (w *World) NameTaken(spaceID, name, exceptID string) bool { return false }

// ExperimentNameTaken reports whether the dataset has an experiment of that name.
func (w *World) ExperimentNameTaken(datasetID, name string) bool { return false }

// Spans lists a project's spans, newest first. The error says that the filter is not understood.
func (w *World) Spans(q SpanQuery, after Position, limit int) (items []Span, next Position, more bool, err error) {
	return nil, after, false, nil
}
