package api

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// StopReason says why a watch ends.
type StopReason int

// The reasons. None: the watch continues.
const (
	None     StopReason = iota
	Terminal            // the run has ended
	GaveUp              // the watch timed out; the run itself continues
	Refused             // the server refuses the request: key, permission or malformed ID
	Gone                // the run is missing or no longer readable
)

const (
	defaultEvery  = 5 * time.Second   // contract section 6, Polling
	defaultGiveUp = 600 * time.Second // the same
	maxPollWait   = 60 * time.Second  // longest back-off after failures
	idleFactor    = 3
)

// PollRule sets the pace of a watch. Every watch of the program uses it.
type PollRule struct {
	Every  time.Duration // between polls; 0 or less: 5 s
	GiveUp time.Duration // after Since; 0: 600 s, negative: never
}

// PollState is the state of a watch between polls. The zero value is a
// watch that starts with its first Next.
type PollState struct {
	Since    time.Time // start of the watch; zero: now
	Failures int       // consecutive failed polls
}

// Outcome is the result of one poll.
type Outcome struct {
	Status Status // of the run, when Err is nil
	Err    error
	Idle   bool // the user is idle: poll three times slower
}

// Decision says how the watch continues: Wait is positive exactly when Stop is None.
type Decision struct {
	Stop StopReason
	Wait time.Duration
}

// Next decides what follows a poll. It is pure: now is the time of the response,
// 0 <= rnd < 1. The rules:
//
//   - A terminal status stops the watch. 401, 403 and invalid requests stop it as
//     Refused, 404 as Gone, unless it is for what was just written (NotShown). No other
//     failure stops it.
//   - After a successful poll the wait is Every. After failures the step doubles
//     up to a minute (or Every, if longer); half of it is random, and the wait is
//     never below Every.
//   - A Retry-After is a lower bound of the wait. If it ends after the deadline,
//     the watch gives up.
//   - The last wait ends at the deadline, so that one more poll happens there.
func (r PollRule) Next(state PollState, now time.Time, out Outcome, rnd float64) (PollState, Decision) {
	if state.Since.IsZero() {
		state.Since = now
	}
	requested, stop := state.record(out)
	if stop != None {
		return state, Decision{Stop: stop}
	}
	left := r.Left(state, now)
	if left <= 0 || requested > left {
		return state, Decision{Stop: GaveUp}
	}
	wait := max(r.pace(state.Failures, out.Idle, rnd), requested)
	return state, Decision{Wait: min(wait, left)}
}

// Left returns the time until the watch gives up, never negative. Without a
// deadline it is always a century.
func (r PollRule) Left(state PollState, now time.Time) time.Duration {
	const century = 100 * 365 * 24 * time.Hour
	giveUp := r.GiveUp
	switch {
	case giveUp < 0:
		return century
	case giveUp == 0:
		giveUp = defaultGiveUp
	}
	if state.Since.IsZero() {
		return giveUp
	}
	// A clock that is set back must not extend the watch.
	return max(0, giveUp-max(0, now.Sub(state.Since)))
}

// record counts the outcome and returns the requested wait and whether the watch ends.
func (s *PollState) record(out Outcome) (requested time.Duration, stop StopReason) {
	if out.Err == nil {
		s.Failures = 0
		if out.Status.Terminal() {
			stop = Terminal
		}
		return 0, stop
	}
	var apiErr *Error
	if errors.As(out.Err, &apiErr) {
		requested = apiErr.RetryAfter
		switch apiErr.Kind {
		case Auth, Forbidden, Invalid, Unprocessable, Check, ReadOnly:
			return 0, Refused
		case NotFound:
			return 0, Gone
		case Canceled: // by the caller, not a failure of the server
			return requested, None
		case Unexpected, Conflict, NotShown, RateLimited, Server, NotJSON, Network, Timeout: // the next poll may succeed
		}
	}
	s.Failures++
	return requested, None
}

// pace returns the wait without deadline and Retry-After.
func (r PollRule) pace(failures int, idle bool, rnd float64) time.Duration {
	every := r.Every
	if every <= 0 {
		every = defaultEvery
	}
	if idle {
		every = min(every, 24*time.Hour) * idleFactor
	}
	if failures <= 0 {
		return every
	}
	limit, step := max(maxPollWait, every), every
	for i := 0; i < failures && step < limit; i++ {
		step = min(step, limit/2) * 2
	}
	rnd = min(max(rnd, 0), 1)
	return max(every, step/2+time.Duration(rnd*float64(step/2)))
}

// GaveUpError says that waiting timed out. The run itself continues.
type GaveUpError struct {
	After time.Duration // the time waited
	Last  Run           // as last read; zero if no poll succeeded
	Err   error         // of the last poll, if it failed
	Asked time.Duration // the wait requested by the server, if it is longer than the time left
}

func (e *GaveUpError) Error() string {
	text := fmt.Sprintf("stopped waiting after %.0f s", e.After.Seconds())
	if e.Asked > 0 {
		text += ", since the server asks to wait " + AskedWait(e.Asked)
	}
	switch status := e.Last.Status.Words(); {
	case e.Err != nil && status != "":
		return text + ", the run was " + status + "; the last poll failed: " + e.Err.Error()
	case e.Err != nil:
		return text + "; the last poll failed: " + e.Err.Error()
	case status != "":
		return text + "; the run is still " + status
	}
	return text
}

// Unwrap returns the failure of the last poll, if any.
func (e *GaveUpError) Unwrap() error { return e.Err }

// lastPoll is the shortest time for a poll, since the last one begins at the deadline.
const lastPoll = time.Second

// PollRun reads a run once, in a watch that gives up after the time left, which bounds
// the poll too and not only the waits between polls.
func (c *Client) PollRun(ctx context.Context, id string, left time.Duration) (Run, error) {
	ctx, cancel := context.WithTimeout(NoRetry(ctx), max(left, lastPoll))
	defer cancel()
	return c.GetRun(ctx, id)
}
