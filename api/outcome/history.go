package outcome

import (
	"maps"
	"time"

	"ax-tui/api"
)

// A run is stalled when its counters were seen moving, and then three answers and 60 s
// brought no move. A run that was never seen moving is just running: a large window may
// take a while to be read.
const (
	stallAnswers = 3
	stallTime    = time.Minute
)

// sameAnswer is the time within which a second answer is the same one told twice, by
// another screen.
const sameAnswer = time.Second

// History is what earlier answers say about a run. The zero value is that of a run with
// at most one answer.
type History struct {
	run                        string
	successes, errors, skipped api.Count
	moved                      bool      // the counters were seen moving
	movedAt                    time.Time // the first answer with the present counters
	still                      int       // answers since then that brought no move
	lastAt                     time.Time
}

// Add returns the history with one more answer, which came at a time. An answer of
// another run starts a new history.
func (h History) Add(run api.Run, at time.Time) History {
	if h.run != run.ID || run.Status != api.Running || h.lastAt.After(at) {
		return History{run: run.ID, successes: run.Successes, errors: run.Errors, skipped: run.Skipped, movedAt: at, lastAt: at}
	}
	if h.successes != run.Successes || h.errors != run.Errors || h.skipped != run.Skipped {
		h.successes, h.errors, h.skipped = run.Successes, run.Errors, run.Skipped
		h.moved, h.movedAt, h.lastAt, h.still = true, at, at, 0
		return h
	}
	if at.Sub(h.lastAt) >= sameAnswer {
		h.still++
		h.lastAt = at
	}
	return h
}

// StalledSince returns when the counters of a run moved last, and whether it is stalled.
// Only answers make it so: time without one, as after a suspend, does not.
func (h *History) StalledSince(run string) (time.Time, bool) {
	stalled := h.run == run && h.moved && h.still >= stallAnswers && h.lastAt.Sub(h.movedAt) >= stallTime
	return h.movedAt, stalled
}

// Histories holds the histories of the runs that are polled, so that every screen says
// the same about a run. It is used from one goroutine. A nil *Histories knows nothing.
type Histories struct{ runs map[string]History }

// NewHistories returns an empty Histories.
func NewHistories() *Histories { return &Histories{runs: map[string]History{}} }

// Clone returns a copy, for another goroutine.
func (h *Histories) Clone() *Histories {
	if h == nil {
		return nil
	}
	return &Histories{runs: maps.Clone(h.runs)}
}

// Add adds an answer about a run. That of a run that does not run ends its history.
func (h *Histories) Add(run api.Run, at time.Time) {
	switch {
	case h == nil:
	case run.Status == api.Running:
		h.runs[run.ID] = h.runs[run.ID].Add(run, at)
	default:
		delete(h.runs, run.ID)
	}
}

// Of returns the history of a run.
func (h *Histories) Of(run string) History {
	if h == nil {
		return History{}
	}
	return h.runs[run]
}
