package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// Status is the state of a run. Values are the upper-case words of contract
// section 5; a word this program does not know is kept as the server sent it.
type Status string

// The run states (contract section 6, Runs).
const (
	Pending   Status = "PENDING"
	Running   Status = "RUNNING"
	Completed Status = "COMPLETED"
	Failed    Status = "FAILED"
	Cancelled Status = "CANCELLED"
)

// Words gives the lower-case form that people see and type: "running".
func (s Status) Words() string { return strings.ToLower(string(s)) }

// Terminal reports whether a run in this state has ended for good. An unknown
// word is not terminal: it may be a new state on the way.
func (s Status) Terminal() bool { return s == Completed || s == Failed || s == Cancelled }

// Active reports whether a run in this state can still be cancelled.
func (s Status) Active() bool { return s == Pending || s == Running }

// Statuses lists the known states in the order a run goes through them.
func Statuses() []Status { return []Status{Pending, Running, Completed, Failed, Cancelled} }

// ParseStatus reads a state as a person writes it, in any case. ok is false
// when the word is not a known state; the folded word is returned all the same.
// The American spelling "canceled" is taken for Cancelled.
func ParseStatus(s string) (st Status, ok bool) {
	st = Status(fold(s))
	if st == "CANCELED" {
		st = Cancelled
	}
	return st, st.Terminal() || st.Active()
}

// Run is one execution of a task. The counters have no total and no percentage
// beside them (contract section 6, Runs).
type Run struct {
	ID            string     `json:"id"`
	TaskID        string     `json:"task_id"`
	ExperimentID  string     `json:"experiment_id,omitempty"` // empty: none yet
	Status        Status     `json:"status"`
	StartedAt     *time.Time `json:"run_started_at"`
	FinishedAt    *time.Time `json:"run_finished_at"`
	DataStart     *time.Time `json:"data_start_time"`
	DataEnd       *time.Time `json:"data_end_time"`
	Successes     int        `json:"num_successes"`
	Errors        int        `json:"num_errors"`
	Skipped       int        `json:"num_skipped"`
	FailureReason string     `json:"failure_reason,omitempty"`
	CreatedAt     time.Time  `json:"created_at,omitzero"`
	CreatedBy     string     `json:"created_by_user_id,omitempty"`
}

// Ref gives its ID; it has no name.
func (r Run) Ref() Ref { return Ref{ID: r.ID} }

// runWire reads times and counters that may be odd.
type runWire struct {
	Run
	StartedAt  stamp `json:"run_started_at"`
	FinishedAt stamp `json:"run_finished_at"`
	DataStart  stamp `json:"data_start_time"`
	DataEnd    stamp `json:"data_end_time"`
	CreatedAt  stamp `json:"created_at"`
	Successes  count `json:"num_successes"`
	Errors     count `json:"num_errors"`
	Skipped    count `json:"num_skipped"`
}

func (c *Client) run(w *runWire) Run {
	r := w.Run
	c.dialect.learn(string(r.Status))
	r.Status = known(r.Status, ParseStatus)
	r.StartedAt, r.FinishedAt, r.CreatedAt = w.StartedAt.ptr(), w.FinishedAt.ptr(), w.CreatedAt.at
	r.DataStart, r.DataEnd = w.DataStart.ptr(), w.DataEnd.ptr()
	r.Successes, r.Errors, r.Skipped = int(w.Successes), int(w.Errors), int(w.Skipped)
	return r
}

// RunQuery asks for the runs of one task. TaskID is required; Status empty
// means all. Limit as in TaskQuery.
type RunQuery struct {
	TaskID string
	Status Status
	Limit  int
	Cursor string
}

// ListRuns gives one page of the runs of a task, newest first.
func (c *Client) ListRuns(ctx context.Context, q RunQuery) (Page[Run], error) {
	p := newParams("/v2/tasks/").part("task", q.TaskID).then("/runs").
		word("status", string(q.Status)).page(q.Limit, 100, q.Cursor)
	return list(ctx, c, get(p), "task_runs", c.run)
}

// GetRun gives one run as it is now.
func (c *Client) GetRun(ctx context.Context, id string) (Run, error) {
	return one(ctx, c, get(newParams("/v2/task-runs/").part("run", id)), c.run)
}

// CancelRun asks the server to end a run and gives the run it answers with,
// which may still be active: keep polling (contract section 6, Cancel).
func (c *Client) CancelRun(ctx context.Context, id string) (Run, error) {
	p := newParams("/v2/task-runs/").part("run", id).then("/cancel")
	return one(ctx, c, request{method: http.MethodPost, params: p}, c.run)
}

// Trigger starts a run. The first five fields belong to evaluation tasks, the
// others to RunExperiment tasks; zero fields are left out (contract section 6).
type Trigger struct {
	DataStart     *time.Time `json:"data_start_time,omitempty"`
	DataEnd       *time.Time `json:"data_end_time,omitempty"`        // exclusive; nil is refused for project tasks, the server wants both ends
	MaxSpans      int        `json:"max_spans,omitempty"`            // 0: not sent, the server takes 10 000
	Override      *bool      `json:"override_evaluations,omitempty"` // nil: not sent, the server takes false
	ExperimentIDs []string   `json:"experiment_ids,omitempty"`       // narrows a dataset task's run

	ExperimentName    string            `json:"experiment_name,omitempty"`
	DatasetVersionID  string            `json:"dataset_version_id,omitempty"`
	ExampleIDs        []string          `json:"example_ids,omitempty"`
	MaxExamples       int               `json:"max_examples,omitempty"` // 0: not sent
	QueryFilter       string            `json:"query_filter,omitempty"`
	TracingMetadata   map[string]string `json:"tracing_metadata,omitzero"` // not nil, even if empty: tracing on
	EvaluationTaskIDs []string          `json:"evaluation_task_ids,omitempty"`
}

// plainTrigger is a Trigger without its methods.
type plainTrigger Trigger

// MarshalJSON writes exactly the wire body: times in UTC, absent fields left out.
func (t Trigger) MarshalJSON() ([]byte, error) {
	return encode(struct {
		DataStart *utc `json:"data_start_time,omitempty"`
		DataEnd   *utc `json:"data_end_time,omitempty"`
		plainTrigger
	}{DataStart: (*utc)(t.DataStart), DataEnd: (*utc)(t.DataEnd), plainTrigger: plainTrigger(t)})
}

// UnmarshalJSON reads the wire form, as a saved draft holds it.
func (t *Trigger) UnmarshalJSON(b []byte) error {
	var w struct {
		DataStart stamp `json:"data_start_time"`
		DataEnd   stamp `json:"data_end_time"`
		plainTrigger
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*t = Trigger(w.plainTrigger)
	t.DataStart, t.DataEnd = w.DataStart.ptr(), w.DataEnd.ptr()
	return nil
}

// Trigger starts a run, which begins PENDING. Never repeated: see Error.Lost.
func (c *Client) Trigger(ctx context.Context, taskID string, t Trigger) (Run, error) {
	p := newParams("/v2/tasks/").part("task", taskID).then("/trigger")
	return one(ctx, c, request{method: http.MethodPost, params: p, body: t}, c.run)
}

// windowMost is the longest window of a run (contract section 6, Trigger).
const windowMost = 30 * 24 * time.Hour

// Check tells every rule of contract section 6 that the trigger breaks for a
// task of this kind. firstRun says that the task never ran, onProject that its
// source is a project, now is the time that stands for a missing end.
func (t Trigger) Check(kind TaskType, firstRun, onProject bool, now time.Time) []FieldFault {
	var f faults
	folded, known := ParseTaskType(string(kind))
	switch {
	case !known:
		f.add("type", "this program does not know how to trigger a task of the type %q", string(kind))
	case folded == RunExperiment:
		t.checkExperiment(&f)
	default:
		t.checkEvaluation(&f, firstRun, onProject, now)
	}
	return f
}

func (t Trigger) checkEvaluation(f *faults, firstRun, onProject bool, now time.Time) {
	if onProject {
		t.checkWindow(f, firstRun, now)
		if len(t.ExperimentIDs) > 0 {
			f.add("experiment_ids", "experiments go with dataset tasks, not with project tasks")
		}
	} else {
		if t.DataStart != nil {
			f.add("data_start_time", "a time window goes with project tasks, not with dataset tasks")
		}
		if t.DataEnd != nil {
			f.add("data_end_time", "a time window goes with project tasks, not with dataset tasks")
		}
	}
	if t.MaxSpans < 0 {
		f.add("max_spans", "must be 1 or more")
	}
	checkIDs(f, "experiment_ids", t.ExperimentIDs)
	refuse(f, "goes with run_experiment tasks only", t.experimentFields())
}

func (t Trigger) checkWindow(f *faults, firstRun bool, now time.Time) {
	if t.DataStart == nil && firstRun {
		f.add("data_start_time", "the first run needs a start")
	}
	if t.DataEnd == nil {
		f.add("data_end_time", "give the end of the window; the server wants both ends")
	}
	if t.DataStart == nil {
		return
	}
	end, name := now, "now"
	if t.DataEnd != nil {
		end, name = *t.DataEnd, "the end"
	}
	switch length := end.Sub(*t.DataStart); {
	case length <= 0:
		f.add("data_start_time", "must be before %s of the window", name)
	case length > windowMost:
		f.add("data_start_time", "the window is %.1f days long; 30 days is the most", length.Hours()/24)
	}
}

func (t Trigger) checkExperiment(f *faults) {
	switch n := utf8.RuneCountInString(t.ExperimentName); {
	case strings.TrimSpace(t.ExperimentName) == "":
		f.add("experiment_name", "give the experiment a name that its dataset does not have yet")
	case n > 255:
		f.add("experiment_name", "has %d characters; 255 is the most", n)
	case strings.ContainsAny(t.ExperimentName, `"\`):
		f.add("experiment_name", "cannot hold a double quote or a backslash")
	}
	if len(t.ExampleIDs) > 0 && t.MaxExamples != 0 {
		f.add("max_examples", "give example_ids or max_examples, not both")
	}
	if t.MaxExamples < 0 {
		f.add("max_examples", "must be 1 or more")
	}
	checkIDs(f, "example_ids", t.ExampleIDs)
	checkIDs(f, "evaluation_task_ids", t.EvaluationTaskIDs)
	refuse(f, "goes with evaluation tasks only", []given{
		{field: "data_start_time", set: t.DataStart != nil}, {field: "data_end_time", set: t.DataEnd != nil},
		{field: "max_spans", set: t.MaxSpans != 0}, {field: "override_evaluations", set: t.Override != nil},
		{field: "experiment_ids", set: len(t.ExperimentIDs) > 0},
	})
}

func (t Trigger) experimentFields() []given {
	return []given{
		{field: "experiment_name", set: t.ExperimentName != ""}, {field: "dataset_version_id", set: t.DatasetVersionID != ""},
		{field: "example_ids", set: len(t.ExampleIDs) > 0}, {field: "max_examples", set: t.MaxExamples != 0},
		{field: "query_filter", set: t.QueryFilter != ""}, {field: "tracing_metadata", set: t.TracingMetadata != nil},
		{field: "evaluation_task_ids", set: len(t.EvaluationTaskIDs) > 0},
	}
}

// QueueTime is the time from created to started, to now while it waits, and to
// the end for a run that ended without starting; false when it is not known.
func (r Run) QueueTime(now time.Time) (time.Duration, bool) {
	if r.CreatedAt.IsZero() {
		return 0, false
	}
	return until(r.CreatedAt, now, r.Status, r.StartedAt, r.FinishedAt)
}

// RunTime is the time from started to finished, to now while it runs; false when
// the run never started or the end of an ended run is not known.
func (r Run) RunTime(now time.Time) (time.Duration, bool) {
	if r.StartedAt == nil {
		return 0, false
	}
	return until(*r.StartedAt, now, r.Status, r.FinishedAt)
}

// until measures to the first end that is known, or to now while the run is active.
func until(from, now time.Time, s Status, ends ...*time.Time) (time.Duration, bool) {
	for _, e := range ends {
		if e != nil {
			return max(e.Sub(from), 0), true
		}
	}
	return max(now.Sub(from), 0), !s.Terminal()
}
