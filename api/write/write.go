// Package write carries out the writes of the API: it sends a request once and,
// when the answer is lost, looks for the effect in place of sending again
// (contract section 3, Idempotency keys).
//
// It promises that nothing is sent twice; that an effect counts as ours only
// when it cannot be anybody else's, as far as the API lets one know; and that
// the look-up goes on when the context of the request has ended, for whoever
// stops waiting wants to know all the more. The look-up is a read, which the
// client repeats as it repeats every read. What is not visible may still come:
// nobody waits for it here.
//
// It knows no words for people and no clock: callers say when they send. It
// imports api and evaljson only.
package write

import "ax-tui/api"

// Outcome is what is known of the effect of a write.
type Outcome int

// The outcomes. For Done the answer came. Refused and AlreadyEnded are sure, too: the
// write has changed nothing. For the others the answer was lost.
const (
	Refused      Outcome = iota // not done; Err says why, a request that was cancelled before it was sent included
	AlreadyEnded                // not done, for the task or run was gone or had ended by itself
	Done                        // done, as the answer says
	Confirmed                   // the answer was lost, but the effect is there
	Absent                      // the answer was lost and the effect is not there so far
	Uncertain                   // the answer was lost; Value is new and may be ours or somebody else's
	LookUpFailed                // the answer was lost and the look-up failed as well; LookErr says why
)

// Result is what came of one write to a task or a run.
type Result[T any] struct {
	Outcome Outcome
	Value   T     // as it is now, when Known
	Known   bool  // Value was in the answer or in the look-up
	Err     error // why no good answer came; nil exactly for Done
	LookErr error // why the look-up failed
}

// Succeeded reports whether the write is certain to have been carried out.
func (r Result[T]) Succeeded() bool { return r.Outcome == Done || r.Outcome == Confirmed }

// WriteOutcome is the outcome.
func (r Result[T]) WriteOutcome() Outcome { return r.Outcome }

// answered begins the result of a request: done, refused, or, while nobody has
// looked for the effect, lost.
func answered[T any](value T, err error) Result[T] {
	switch {
	case err == nil:
		return Result[T]{Outcome: Done, Value: value, Known: true}
	case api.Lost(err):
		return Result[T]{Outcome: LookUpFailed, Err: err}
	}
	return Result[T]{Outcome: Refused, Err: err}
}

// read takes in how the task or run reads after a request that failed.
func (r *Result[T]) read(value T, err error) bool {
	if err != nil {
		r.LookErr = err
		return false
	}
	r.Value, r.Known = value, true
	return true
}

// found takes in what a list shows after a lost answer: what is new and may be
// ours, the likeliest first, and those of it that must be. Of two that must be
// ours one is somebody else's.
func (r *Result[T]) found(fresh, proven []T) {
	switch {
	case len(proven) == 1:
		r.Outcome, r.Value, r.Known = Confirmed, proven[0], true
	case len(fresh) > 0:
		r.Outcome, r.Value, r.Known = Uncertain, fresh[0], true
	default:
		r.Outcome = Absent
	}
}
