package api

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// encode is json.Marshal without the HTML escapes, so that a filter such as
// `latency_ms > 2000` stays readable in a shown or copied body.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Body gives the JSON that a CreateTask, UpdateTask or Trigger puts on the wire
// in the newest dialect, for previews and copies.
func Body(request any) ([]byte, error) { return encode(request) }

// stamp is a time that never fails to decode: what cannot be read is absent,
// since one bad time must not cost a whole list.
type stamp struct{ at time.Time }

func (s *stamp) UnmarshalJSON(b []byte) error {
	s.at = time.Time{}
	if len(b) < 2 || b[0] != '"' {
		return nil
	}
	text := string(b[1 : len(b)-1])
	if strings.IndexByte(text, '\\') >= 0 && json.Unmarshal(b, &text) != nil {
		return nil
	}
	s.at = parseTime(text)
	return nil
}

// parseTime reads RFC 3339 with any precision and offset; a time without a zone
// is UTC. Zero when nothing fits.
func parseTime(text string) time.Time {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t
	}
	text = strings.ToUpper(strings.TrimSpace(text))
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999Z07",
		"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00",
		"2006-01-02 15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

// ptr gives the time, or nil when there is none.
func (s stamp) ptr() *time.Time {
	if s.at.IsZero() {
		return nil
	}
	t := s.at
	return &t
}

// count is a whole number that may also come as 12.0, 1e3 or "12".
type count int

func (c *count) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if n, err := strconv.Atoi(text); err == nil {
		*c = count(n)
		return nil
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && f > -1e15 && f < 1e15 {
		*c = count(f)
	}
	return nil
}

// paging is the pagination object of every list.
type paging struct {
	HasMore *bool  `json:"has_more"`
	Next    string `json:"next_cursor"`
}

// next gives the cursor to go on with; empty at the end. A server that leaves
// has_more out is believed when it sends a cursor.
func (p paging) next() string {
	if p.HasMore != nil && !*p.HasMore {
		return ""
	}
	return p.Next
}

// cut reports whether more is promised without a cursor to ask for it.
func (p paging) cut() bool { return p.HasMore != nil && *p.HasMore && p.Next == "" }

// pageOf turns the decoded items of a list into a page.
func pageOf[W, T any](items []W, p paging, turn func(*W) T) Page[T] {
	page := Page[T]{Items: make([]T, len(items)), Next: p.next(), Cut: p.cut()}
	for i := range items {
		page.Items[i] = turn(&items[i])
	}
	return page
}

// nullAsEmpty drops a raw JSON null, so that "absent" has one form.
func nullAsEmpty(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

type taskWire struct {
	ID            string          `json:"id"`
	Name          string          `json:"name"`
	Type          string          `json:"type"`
	ProjectID     string          `json:"project_id"`
	DatasetID     string          `json:"dataset_id"`
	SamplingRate  *float64        `json:"sampling_rate"`
	Continuous    bool            `json:"is_continuous"`
	QueryFilter   *string         `json:"query_filter"`
	QueryFilters  *QueryFilters   `json:"query_filters"`
	Evaluators    []TaskEvaluator `json:"evaluators"`
	ExperimentIDs []string        `json:"experiment_ids"`
	RunConfig     json.RawMessage `json:"run_configuration"`
	LastRunAt     stamp           `json:"last_run_at"`
	CreatedAt     stamp           `json:"created_at"`
	UpdatedAt     stamp           `json:"updated_at"`
	CreatedBy     string          `json:"created_by_user_id"`
}

func (c *Client) task(w *taskWire) Task {
	c.dialect.learn(w.Type)
	return Task{
		ID: w.ID, Name: w.Name, Type: readTaskType(w.Type), ProjectID: w.ProjectID, DatasetID: w.DatasetID,
		SamplingRate: w.SamplingRate, Continuous: w.Continuous, QueryFilter: w.QueryFilter,
		QueryFilters: w.QueryFilters, Evaluators: w.Evaluators, ExperimentIDs: w.ExperimentIDs,
		RunConfig: nullAsEmpty(w.RunConfig), LastRunAt: w.LastRunAt.ptr(), CreatedAt: w.CreatedAt.at,
		UpdatedAt: w.UpdatedAt.at, CreatedBy: w.CreatedBy,
	}
}

type runWire struct {
	ID            string `json:"id"`
	TaskID        string `json:"task_id"`
	ExperimentID  string `json:"experiment_id"`
	Status        string `json:"status"`
	StartedAt     stamp  `json:"run_started_at"`
	FinishedAt    stamp  `json:"run_finished_at"`
	DataStart     stamp  `json:"data_start_time"`
	DataEnd       stamp  `json:"data_end_time"`
	Successes     count  `json:"num_successes"`
	Errors        count  `json:"num_errors"`
	Skipped       count  `json:"num_skipped"`
	FailureReason string `json:"failure_reason"`
	CreatedAt     stamp  `json:"created_at"`
	CreatedBy     string `json:"created_by_user_id"`
}

func (c *Client) run(w *runWire) Run {
	c.dialect.learn(w.Status)
	return Run{
		ID: w.ID, TaskID: w.TaskID, ExperimentID: w.ExperimentID, Status: readStatus(w.Status),
		StartedAt: w.StartedAt.ptr(), FinishedAt: w.FinishedAt.ptr(),
		DataStart: w.DataStart.ptr(), DataEnd: w.DataEnd.ptr(),
		Successes: int(w.Successes), Errors: int(w.Errors), Skipped: int(w.Skipped),
		FailureReason: w.FailureReason, CreatedAt: w.CreatedAt.at, CreatedBy: w.CreatedBy,
	}
}

// MarshalJSON writes an empty list of queries as [], never as null.
func (m QueryMapping) MarshalJSON() ([]byte, error) {
	type plain QueryMapping
	if m.QueryIDs == nil {
		m.QueryIDs = []string{}
	}
	return encode(plain(m))
}
