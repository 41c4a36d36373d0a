// Package write carries out the writes of the API: it sends a request once and,
// when the response is lost, looks up the effect instead of sending again
// (contract section 3, Idempotency keys).
//
// It guarantees that nothing is sent twice; that an effect counts as ours only
// when it cannot be that of another client, as far as the API shows; and that there is
// a lookup even when the end of the context has cancelled the request, since the user
// still needs the outcome. The lookup is a read, which the client retries like any
// other; it ends with the context if that ends later, and after a minute at most.
// An effect that is not visible may still appear later; this package does not wait
// for it.
//
// It has no texts for users and no clock: callers pass the time at which they send.
// It imports api and evaljson only.
package write

import (
	"context"
	"time"

	"ax-tui/api"
)

// lookUpLimit bounds a lookup.
const lookUpLimit = time.Minute

type lookUpsKey struct{}

// LookUpsUntil returns a context for writes. A lookup that begins after the end of ctx
// ends with until.
func LookUpsUntil(ctx, until context.Context) context.Context {
	return context.WithValue(ctx, lookUpsKey{}, until)
}

// serverTime returns a time of this machine by the clock of the server, as far as the
// client knows it.
func serverTime(client any, at time.Time) time.Time {
	if server, ok := client.(interface{ ServerAhead() time.Duration }); ok {
		return at.Add(server.ServerAhead())
	}
	return at
}

// lookUpContext returns the context of a lookup after a request with ctx.
func lookUpContext(ctx context.Context) (context.Context, context.CancelFunc) {
	until, _ := ctx.Value(lookUpsKey{}).(context.Context)
	if ctx.Err() == nil {
		until = nil
	} else {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, lookUpLimit)
	if until == nil {
		return ctx, cancel
	}
	stop := context.AfterFunc(until, cancel)
	return ctx, func() { stop(); cancel() }
}

// Outcome is what is known of the effect of a write.
type Outcome int

// The outcomes. Done has a response. Refused and AlreadyEnded are certain as well:
// the write changed nothing. For the others the response was lost.
const (
	Refused      Outcome = iota // not done; Err says why. Includes a request cancelled before it was sent
	AlreadyEnded                // not done: the task or run was gone or had ended by itself
	Done                        // done, confirmed by the response
	Confirmed                   // the response was lost, but the effect is visible
	Absent                      // the response was lost and the effect is not visible so far
	Uncertain                   // the response was lost; Value is new and may be ours or that of another client; with LookErr there may be more like it
	LookUpFailed                // the response was lost and the lookup failed too; LookErr says why
)

// Result is the result of one write to a task or a run.
type Result[T any] struct {
	Outcome Outcome
	Value   T     // the current state, when Known
	Known   bool  // Value comes from the response or the lookup
	Err     error // why there is no successful response; nil exactly for Done
	LookErr error // why the lookup failed
}

// Succeeded reports whether the write is certain to have been carried out.
func (r Result[T]) Succeeded() bool { return r.Outcome == Done || r.Outcome == Confirmed }

// WriteOutcome returns the outcome, whatever the type of the value.
func (r Result[T]) WriteOutcome() Outcome { return r.Outcome }

// resultOf returns the result of a request before any lookup: Done, Refused, or
// LookUpFailed for a lost response.
func resultOf[T any](value T, err error) Result[T] {
	switch {
	case err == nil:
		return Result[T]{Outcome: Done, Value: value, Known: true}
	case api.Lost(err):
		return Result[T]{Outcome: LookUpFailed, Err: err}
	}
	return Result[T]{Outcome: Refused, Err: err}
}

// setRead stores the result of reading the task or run after a failed request.
func (r *Result[T]) setRead(value T, err error) bool {
	if err != nil {
		r.LookErr = err
		return false
	}
	r.Value, r.Known = value, true
	return true
}

// setFound stores the result of a list after a lost response: candidates are new and
// may be ours, the likeliest first; proven are those that must be ours. If two are
// proven, one belongs to another client, so neither is.
func (r *Result[T]) setFound(candidates, proven []T) {
	switch {
	case len(proven) == 1:
		r.Outcome, r.Value, r.Known = Confirmed, proven[0], true
	case len(candidates) > 0:
		r.Outcome, r.Value, r.Known = Uncertain, candidates[0], true
	default:
		r.Outcome = Absent
	}
}
