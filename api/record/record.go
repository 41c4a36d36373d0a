// Package record writes tasks and runs for scripts and files: as JSON, as one
// JSON object a line, or as CSV. Line mode, the export box and the copy menu
// all write through it, so that they can never differ.
//
// It promises: the field names are those of the wire and every field is there
// in every record, null where the server told nothing; enum words are written
// lower-case whatever dialect the server speaks;
// times are RFC 3339 in UTC with milliseconds; a list in JSON keeps its
// envelope and pagination; JSON never holds a raw control or bidi character; a
// file is whole or not there.
//
// It imports api for its plain types and the standard library only; never the
// network or the terminal.
package record

import (
	"encoding/json"
	"time"

	"ax-tui/api"
)

// task is a task as it is written; the names are those of the wire.
type task struct {
	ID            string            `json:"id"`
	Name          string            `json:"name"`
	Type          string            `json:"type"`
	ProjectID     *string           `json:"project_id"`
	DatasetID     *string           `json:"dataset_id"`
	SamplingRate  *float64          `json:"sampling_rate"`
	Continuous    bool              `json:"is_continuous"`
	QueryFilter   *string           `json:"query_filter"`
	QueryFilters  *api.QueryFilters `json:"query_filters"`
	Evaluators    []evaluator       `json:"evaluators"`
	ExperimentIDs []string          `json:"experiment_ids"`
	RunConfig     json.RawMessage   `json:"run_configuration"`
	LastRunAt     *stamp            `json:"last_run_at"`
	CreatedAt     *stamp            `json:"created_at"`
	UpdatedAt     *stamp            `json:"updated_at"`
	CreatedBy     *string           `json:"created_by_user_id"`
}

type evaluator struct {
	EvaluatorID   string             `json:"evaluator_id"`
	Name          string             `json:"evaluator_name"`
	VersionID     *string            `json:"evaluator_version_id"`
	QueryFilter   *string            `json:"query_filter"`
	Mappings      map[string]string  `json:"column_mappings"`
	QueryMappings []api.QueryMapping `json:"query_mappings,omitempty"`
}

// run is a run as it is written.
type run struct {
	ID            string  `json:"id"`
	TaskID        string  `json:"task_id"`
	ExperimentID  *string `json:"experiment_id"`
	Status        string  `json:"status"`
	StartedAt     *stamp  `json:"run_started_at"`
	FinishedAt    *stamp  `json:"run_finished_at"`
	DataStart     *stamp  `json:"data_start_time"`
	DataEnd       *stamp  `json:"data_end_time"`
	Successes     int     `json:"num_successes"`
	Errors        int     `json:"num_errors"`
	Skipped       int     `json:"num_skipped"`
	FailureReason *string `json:"failure_reason"`
	CreatedAt     *stamp  `json:"created_at"`
	CreatedBy     *string `json:"created_by_user_id"`
}

// stamp is a time as it is written.
type stamp struct{ time.Time }

func (s stamp) String() string { return s.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// MarshalJSON writes the time as a string.
func (s stamp) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

func ofTask(t api.Task) task {
	out := task{
		ID: t.ID, Name: t.Name, Type: t.Type.Words(), ProjectID: some(t.ProjectID), DatasetID: some(t.DatasetID),
		SamplingRate: t.SamplingRate, Continuous: t.Continuous, QueryFilter: t.QueryFilter, QueryFilters: t.QueryFilters,
		Evaluators: []evaluator{}, ExperimentIDs: t.ExperimentIDs, RunConfig: t.RunConfig,
		LastRunAt: at(t.LastRunAt), CreatedAt: at(&t.CreatedAt), UpdatedAt: at(&t.UpdatedAt), CreatedBy: some(t.CreatedBy),
	}
	if out.ExperimentIDs == nil {
		out.ExperimentIDs = []string{}
	}
	for _, e := range t.Evaluators {
		out.Evaluators = append(out.Evaluators, evaluator{
			EvaluatorID: e.EvaluatorID, Name: e.Name, VersionID: some(e.VersionID),
			QueryFilter: e.QueryFilter, Mappings: e.Mappings, QueryMappings: e.QueryMappings,
		})
	}
	return out
}

func ofRun(r api.Run) run {
	return run{
		ID: r.ID, TaskID: r.TaskID, ExperimentID: some(r.ExperimentID), Status: r.Status.Words(),
		StartedAt: at(r.StartedAt), FinishedAt: at(r.FinishedAt), DataStart: at(r.DataStart), DataEnd: at(r.DataEnd),
		Successes: r.Successes, Errors: r.Errors, Skipped: r.Skipped, FailureReason: some(r.FailureReason),
		CreatedAt: at(&r.CreatedAt), CreatedBy: some(r.CreatedBy),
	}
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func at(t *time.Time) *stamp {
	if t == nil || t.IsZero() {
		return nil
	}
	return &stamp{*t}
}
