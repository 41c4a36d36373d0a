package api

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// Settling is how long a server may not show what it has just confirmed, or show an
// older state of it. A choice: the contract does not say how soon a write is visible
// (contract section 10).
const Settling = 30 * time.Second

// maxConfirmed bounds the writes that a client remembers for that time.
const maxConfirmed = 200

// confirmed is one write that the server has confirmed: the state in its response, or a
// deletion.
type confirmed struct {
	id   string // of the task or run
	at   time.Time
	run  *Run  // nil: a task
	task *Task // nil: a run, or deleted
}

// settling remembers the writes of the last moments. Reads are compared with them, so
// that a server that is slow to know what was just written does not contradict what it
// has confirmed. It is safe for concurrent use.
type settling struct {
	mu      sync.Mutex
	entries []*confirmed
}

// note remembers a write in place of earlier ones of the same object.
func (s *settling) note(write *confirmed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = slices.DeleteFunc(s.entries, func(old *confirmed) bool { return old.id == write.id || write.at.Sub(old.at) > Settling })
	if len(s.entries) >= maxConfirmed {
		s.entries = s.entries[1:]
	}
	s.entries = append(s.entries, write)
}

// recent returns the writes of the last moments, the newest first.
func (s *settling) recent(now time.Time) (out []*confirmed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, entry := range slices.Backward(s.entries) {
		if now.Sub(entry.at) <= Settling {
			out = append(out, entry)
		}
	}
	return out
}

// find returns the last write of an object, if it was a moment ago, else nil.
func (s *settling) find(id string, now time.Time) *confirmed {
	for _, entry := range s.recent(now) {
		if entry.id == id {
			return entry
		}
	}
	return nil
}

// noteRun remembers the response to a write that has not failed.
func (c *Client) noteRun(run Run, err error) {
	if err == nil {
		c.settling.note(&confirmed{id: run.ID, at: c.now(), run: &run})
	}
}

// noteTask is noteRun for a task.
func (c *Client) noteTask(task Task, err error) {
	if err == nil {
		c.settling.note(&confirmed{id: task.ID, at: c.now(), task: &task})
	}
}

// notShown changes a 404 for what was just written: it exists, and the next read may
// find it.
func (c *Client) notShown(id string, err error) error {
	var apiErr *Error
	write := c.settling.find(id, c.now())
	if write != nil && (write.run != nil || write.task != nil) && errors.As(err, &apiErr) && apiErr.Kind == NotFound {
		apiErr.Detail = "not shown yet; the server says: " + apiErr.Message()
		apiErr.Kind = NotShown
	}
	return err
}

// settleRun changes a run as it was read, if that is an older state, to what a write has
// shown.
func (c *Client) settleRun(run *Run) {
	if write := c.settling.find(run.ID, c.now()); write != nil && write.run != nil && run.Before(write.run) {
		*run = *write.run
	}
}

// settledRuns is settleRun for a page of the runs of a task, which is newest first
// (contract section 3, Order). Its first page gets the runs that were just started.
func (c *Client) settledRuns(query *RunQuery, items []Run) []Run {
	for i := range items {
		c.settleRun(&items[i])
	}
	var missing []Run
	for _, write := range c.settling.recent(c.now()) {
		fits := write.run != nil && write.run.TaskID == query.TaskID && (query.Status == "" || query.Status == write.run.Status)
		if fits && query.Cursor == "" && !slices.ContainsFunc(items, func(run Run) bool { return run.ID == write.id || run.CreatedAt.After(write.run.CreatedAt) }) {
			missing = append(missing, *write.run)
		}
	}
	return append(missing, items...)
}

// settleTask is settleRun for a task.
func (c *Client) settleTask(task *Task) {
	write := c.settling.find(task.ID, c.now())
	if write != nil && write.task != nil && !task.UpdatedAt.IsZero() && task.UpdatedAt.Before(write.task.UpdatedAt) {
		*task = *write.task
	}
}

// settledTasks is settleTask for a page of tasks, without those that were just deleted.
func (c *Client) settledTasks(items []Task) []Task {
	kept := items[:0]
	for i := range items {
		if write := c.settling.find(items[i].ID, c.now()); write == nil || write.task != nil || write.run != nil {
			kept = append(kept, items[i])
			c.settleTask(&kept[len(kept)-1])
		}
	}
	return kept
}
