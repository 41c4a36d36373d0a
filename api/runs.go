package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
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

// Words returns the lower-case form that users see and type: "running".
func (s Status) Words() string { return strings.ToLower(string(s)) }

// Terminal reports whether a run with this status has ended. An unknown
// word is not terminal: it may be a new status of an active run.
func (s Status) Terminal() bool { return s == Completed || s == Failed || s == Cancelled }

// Active reports whether a run with this status can still be cancelled.
func (s Status) Active() bool { return s == Pending || s == Running }

// Statuses lists the known states in the order a run goes through them.
func Statuses() []Status { return []Status{Pending, Running, Completed, Failed, Cancelled} }

// ParseStatus parses a status in any case. ok is false when it is not a known
// status; the folded word is returned all the same. The American spelling
// "canceled" gives Cancelled.
func ParseStatus(text string) (status Status, ok bool) {
	status = Status(fold(text))
	if status == "CANCELED" {
		status = Cancelled
	}
	return status, status.Terminal() || status.Active()
}

// Run is one execution of a task. The API gives no total and no percentage for
// the counters (contract section 6, Runs).
type Run struct {
	ID            string     `json:"id"`
	TaskID        string     `json:"task_id"`
	ExperimentID  string     `json:"experiment_id,omitempty"` // empty: none yet
	Status        Status     `json:"status"`
	StartedAt     *time.Time `json:"run_started_at"`
	FinishedAt    *time.Time `json:"run_finished_at"`
	DataStart     *time.Time `json:"data_start_time"`
	DataEnd       *time.Time `json:"data_end_time"`
	Successes     Count      `json:"num_successes"`
	Errors        Count      `json:"num_errors"`
	Skipped       Count      `json:"num_skipped"`
	FailureReason string     `json:"failure_reason,omitempty"`
	CreatedAt     time.Time  `json:"created_at,omitzero"`
	CreatedBy     string     `json:"created_by_user_id,omitempty"`
	Sent          `json:"-"`
}

// Counted returns the sum of the counters, UnknownCount if one is unknown.
func (r *Run) Counted() Count {
	if !r.Successes.Known() || !r.Errors.Known() || !r.Skipped.Known() {
		return UnknownCount
	}
	return r.Successes + r.Errors + r.Skipped
}

// Before reports whether r is an earlier state than other of the same run: responses to
// two requests come in any order, and terminal states are final (contract section 6, Runs).
func (r *Run) Before(other *Run) bool {
	switch {
	case other.Status.Terminal():
		return !r.Status.Terminal()
	case other.Status == Running && r.Status == Pending:
		return true
	}
	return r.Status == other.Status && r.Counted().Known() && other.Counted().Known() && r.Counted() < other.Counted()
}

// Ref returns the ID; a run has no name.
func (r Run) Ref() Ref { return Ref{ID: r.ID} }

// runWire decodes times and counters leniently, and all else where it belongs.
type runWire struct {
	*Run
	StartedAt  lenientTime `json:"run_started_at"`
	FinishedAt lenientTime `json:"run_finished_at"`
	DataStart  lenientTime `json:"data_start_time"`
	DataEnd    lenientTime `json:"data_end_time"`
	CreatedAt  lenientTime `json:"created_at"`
	Successes  *Count      `json:"num_successes"`
	Errors     *Count      `json:"num_errors"`
	Skipped    *Count      `json:"num_skipped"`
}

func (r *Run) read(client *Client, data []byte) error {
	wire := runWire{Run: r}
	if err := decode(data, &wire); err != nil {
		return err
	}
	client.dialect.learn(string(r.Status))
	r.Status = foldKnown(r.Status, ParseStatus)
	r.StartedAt, r.FinishedAt, r.CreatedAt = wire.StartedAt.ptr(), wire.FinishedAt.ptr(), wire.CreatedAt.at
	r.DataStart, r.DataEnd = wire.DataStart.ptr(), wire.DataEnd.ptr()
	r.Successes, r.Errors, r.Skipped = wire.Successes.known(), wire.Errors.known(), wire.Skipped.known()
	return nil
}

// RunQuery asks for the runs of one task. TaskID is required; Status empty
// means all. Limit as in TaskQuery.
type RunQuery struct {
	TaskID string
	Status Status
	Limit  int
	Cursor string
}

// ListRuns loads one page of the runs of a task, newest first.
func (c *Client) ListRuns(ctx context.Context, query RunQuery) (Page[Run], error) {
	params := newParams("/v2/tasks/").part("task", query.TaskID).suffix("/runs").
		enum("status", string(query.Status)).page(query.Limit, 100, query.Cursor)
	page, err := listPage[Run](ctx, c, get(params), "task_runs")
	if err == nil {
		page.Items = c.settledRuns(&query, page.Items)
	}
	return page, c.notShown(query.TaskID, err)
}

// maxEmptyPages is how many pages without a row NewestRuns reads: it is asked for many
// tasks.
const maxEmptyPages = 10

// NewestRuns returns the first page of runs that has one; the newest come first. Pages
// without a row before it are passed over (contract section 3), so that no row means that
// there is no run.
func NewestRuns(ctx context.Context, lister interface {
	ListRuns(ctx context.Context, query RunQuery) (Page[Run], error)
}, query RunQuery,
) (Page[Run], error) {
	pages := 0
	for page, err := range Pages(ctx, "", func(cursor string) (Page[Run], error) {
		query.Cursor = cursor
		return lister.ListRuns(ctx, query)
	}) {
		switch pages++; {
		case err != nil || len(page.Items) > 0:
			return page, err
		case page.Cut || pages == maxEmptyPages:
			return page, &Error{Kind: NotJSON, Method: http.MethodGet, Path: "runs of the task", Detail: "the server gives page after page without a row"}
		}
	}
	return Page[Run]{}, nil
}

// GetRun loads a run.
func (c *Client) GetRun(ctx context.Context, id string) (Run, error) {
	var run Run
	err := c.one(ctx, request{method: http.MethodGet, params: newParams("/v2/task-runs/").part("run", id), limit: runLimit}, &run)
	c.settleRun(&run)
	return run, c.notShown(id, err)
}

// CancelRun asks the server to end a run and returns the run of the response,
// which may still be active: keep polling (contract section 6, Cancel).
func (c *Client) CancelRun(ctx context.Context, id string) (Run, error) {
	params := newParams("/v2/task-runs/").part("run", id).suffix("/cancel")
	params.object = id
	var run Run
	err := c.one(ctx, request{method: http.MethodPost, params: params}, &run)
	c.noteRun(run, err)
	return run, c.notShown(id, err)
}

// Trigger is the body of a request that starts a run. The first five fields are
// for evaluation tasks, the others for RunExperiment tasks; zero fields are
// omitted (contract section 6).
type Trigger struct {
	DataStart     *time.Time `json:"data_start_time,omitempty"`
	DataEnd       *time.Time `json:"data_end_time,omitempty"`        // exclusive; required for project tasks
	MaxSpans      int        `json:"max_spans,omitempty"`            // 0: not sent, the server's default is 10 000
	Override      *bool      `json:"override_evaluations,omitempty"` // nil: not sent, the server's default is false
	ExperimentIDs []string   `json:"experiment_ids,omitempty"`       // limits the run of a dataset task to these

	ExperimentName    string            `json:"experiment_name,omitempty"`
	DatasetVersionID  string            `json:"dataset_version_id,omitempty"`
	ExampleIDs        []string          `json:"example_ids,omitempty"`
	MaxExamples       int               `json:"max_examples,omitempty"` // 0: not sent
	QueryFilter       string            `json:"query_filter,omitempty"`
	TracingMetadata   map[string]string `json:"tracing_metadata,omitzero"` // non-nil, even if empty: tracing on
	EvaluationTaskIDs []string          `json:"evaluation_task_ids,omitempty"`
}

// triggerFields is a Trigger without its methods.
type triggerFields Trigger

// MarshalJSON writes the wire body: times in UTC, absent fields omitted.
func (t Trigger) MarshalJSON() ([]byte, error) {
	return encode(struct {
		DataStart *utc `json:"data_start_time,omitempty"`
		DataEnd   *utc `json:"data_end_time,omitempty"`
		triggerFields
	}{DataStart: (*utc)(t.DataStart), DataEnd: (*utc)(t.DataEnd), triggerFields: triggerFields(t)})
}

// UnmarshalJSON reads the wire body, as stored in a draft.
func (t *Trigger) UnmarshalJSON(data []byte) error {
	var wire struct {
		DataStart lenientTime `json:"data_start_time"`
		DataEnd   lenientTime `json:"data_end_time"`
		triggerFields
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*t = Trigger(wire.triggerFields)
	t.DataStart, t.DataEnd = wire.DataStart.ptr(), wire.DataEnd.ptr()
	return nil
}

// Trigger starts a run, whose first status is PENDING. It is never retried: see Error.Lost.
func (c *Client) Trigger(ctx context.Context, taskID string, trigger Trigger) (Run, error) {
	params := newParams("/v2/tasks/").part("task", taskID).suffix("/trigger")
	var run Run
	err := c.one(ctx, request{method: http.MethodPost, params: params, body: trigger}, &run)
	c.noteRun(run, err)
	return run, c.notShown(taskID, err)
}

// maxWindow is the longest window of a run (contract section 6, Trigger).
const maxWindow = 30 * 24 * time.Hour

// NextWindow returns where a window that ends at end continues after runs, the newest
// first and at least one: last, where the window of the newest run ended, and start,
// which is last unless the newest runs failed or were cancelled; then it is where the
// windows of these incomplete runs began, so that no time is left out.
func NextWindow(runs []Run, end time.Time) (start, last time.Time, incomplete int) {
	last = runs[0].CreatedAt
	if runs[0].DataEnd != nil {
		last = *runs[0].DataEnd
	}
	start = last
	for _, run := range runs {
		if run.DataStart == nil || run.Status != Failed && run.Status != Cancelled || end.Sub(*run.DataStart) > maxWindow {
			break
		}
		incomplete++
		if run.DataStart.Before(start) {
			start = *run.DataStart
		}
	}
	return start, last, incomplete
}

// Check returns every rule of contract section 6 that the trigger breaks for a
// task of this kind. firstRun: the task has never run; onProject: its source is a
// project; now replaces a missing end of the window.
func (t *Trigger) Check(kind TaskType, firstRun, onProject bool, now time.Time) []FieldFault {
	var found faults
	folded, known := ParseTaskType(string(kind))
	switch {
	case !known:
		found.add("type", "ax-tui cannot trigger tasks of type %q", string(kind))
	case folded == RunExperiment:
		t.checkExperiment(&found)
	default:
		t.checkEvaluation(&found, firstRun, onProject, now)
	}
	return found
}

func (t *Trigger) checkEvaluation(found *faults, firstRun, onProject bool, now time.Time) {
	if onProject {
		t.checkWindow(found, firstRun, now)
		if len(t.ExperimentIDs) > 0 {
			found.add("experiment_ids", "experiments are for dataset tasks, not for project tasks")
		}
	} else {
		if t.DataStart != nil {
			found.add("data_start_time", "a time window is for project tasks, not for dataset tasks")
		}
		if t.DataEnd != nil {
			found.add("data_end_time", "a time window is for project tasks, not for dataset tasks")
		}
	}
	if t.MaxSpans < 0 {
		found.add("max_spans", "must be 1 or more")
	}
	checkIDs(found, "experiment_ids", t.ExperimentIDs)
	forbid(found, "only for run_experiment tasks", t.experimentFields())
}

func (t *Trigger) checkWindow(found *faults, firstRun bool, now time.Time) {
	if t.DataStart == nil && firstRun {
		found.add("data_start_time", "the first run needs a start")
	}
	if t.DataEnd == nil {
		found.add("data_end_time", "the end of the window is required")
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
		found.add("data_start_time", "must be before %s of the window", name)
	case length > maxWindow:
		days := float64(end.Unix()-t.DataStart.Unix()) / (24 * 60 * 60) // a Duration ends at 292 years
		found.add("data_start_time", "the window is %.1f days long; the maximum is 30 days", days)
	}
}

func (t *Trigger) checkExperiment(found *faults) {
	checkLength(found, "experiment_name", t.ExperimentName, 255)
	switch {
	case strings.TrimSpace(t.ExperimentName) == "":
		found.add("experiment_name", "enter a name that no experiment of the dataset has")
	case strings.ContainsAny(t.ExperimentName, `"\`):
		found.add("experiment_name", "cannot contain a double quote or a backslash")
	}
	if len(t.ExampleIDs) > 0 && t.MaxExamples != 0 {
		found.add("max_examples", "give example_ids or max_examples, not both")
	}
	if t.MaxExamples < 0 {
		found.add("max_examples", "must be 1 or more")
	}
	checkIDs(found, "example_ids", t.ExampleIDs)
	checkIDs(found, "evaluation_task_ids", t.EvaluationTaskIDs)
	forbid(found, "only for evaluation tasks", []optionalField{
		{field: "data_start_time", set: t.DataStart != nil},
		{field: "data_end_time", set: t.DataEnd != nil},
		{field: "max_spans", set: t.MaxSpans != 0},
		{field: "override_evaluations", set: t.Override != nil},
		{field: "experiment_ids", set: len(t.ExperimentIDs) > 0},
	})
}

func (t *Trigger) experimentFields() []optionalField {
	return []optionalField{
		{field: "experiment_name", set: t.ExperimentName != ""},
		{field: "dataset_version_id", set: t.DatasetVersionID != ""},
		{field: "example_ids", set: len(t.ExampleIDs) > 0},
		{field: "max_examples", set: t.MaxExamples != 0},
		{field: "query_filter", set: t.QueryFilter != ""},
		{field: "tracing_metadata", set: t.TracingMetadata != nil},
		{field: "evaluation_task_ids", set: len(t.EvaluationTaskIDs) > 0},
	}
}

// QueueTime returns the time from creation to start: until now while the run
// waits, until its end if it ended without starting. It is false when unknown.
func (r *Run) QueueTime(now time.Time) (time.Duration, bool) {
	if r.CreatedAt.IsZero() {
		return 0, false
	}
	return until(r.CreatedAt, now, r.Status, r.StartedAt, r.FinishedAt)
}

// RunTime returns the time from start to end, or until now while the run is
// active. It is false when the run never started, or when an ended run has no end.
func (r *Run) RunTime(now time.Time) (time.Duration, bool) {
	if r.StartedAt == nil {
		return 0, false
	}
	return until(*r.StartedAt, now, r.Status, r.FinishedAt)
}

// until returns the time to the first known end, or to now while the run is active. It
// is false for a time before from, which makes no sense, but for the last seconds of
// two clocks that differ.
func until(from, now time.Time, status Status, ends ...*time.Time) (time.Duration, bool) {
	for _, end := range ends {
		if end != nil {
			return max(end.Sub(from), 0), !end.Before(from)
		}
	}
	return max(now.Sub(from), 0), !status.Terminal() && now.Sub(from) > -clockTolerance
}
