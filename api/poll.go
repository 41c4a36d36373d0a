package api

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// StopReason says why a watch ends.
type StopReason int

// The reasons. None: go on.
const (
	None     StopReason = iota
	Terminal            // the run has ended
	GaveUp              // the time to watch is over; the run itself goes on
	Refused             // the server will not answer this: key, permission or malformed ID
	Gone                // the run is missing or no longer readable
)

const (
	pollEvery  = 5 * time.Second   // contract section 6, Polling
	pollGiveUp = 600 * time.Second // the same
	pollMost   = 60 * time.Second  // longest back-off after failures
	idleFactor = 3
)

// PollRule sets the pace of a watch. Every watch of the program obeys it.
type PollRule struct {
	Every  time.Duration // between polls; 0 or less: 5 s
	GiveUp time.Duration // after Since; 0: 600 s, negative: never
}

// PollState is what a watch remembers from poll to poll. The zero value is a
// watch that begins with its first Next.
type PollState struct {
	Since    time.Time // when the watch began; zero: now
	Failures int       // failed polls in a row
}

// Outcome is what one poll brought.
type Outcome struct {
	Status Status // of the run, when Err is nil
	Err    error
	Idle   bool // nobody is looking: three times slower
}

// Decision says how the watch goes on: Wait is positive exactly when Stop is None.
type Decision struct {
	Stop StopReason
	Wait time.Duration
}

// Next decides after a poll. It is pure: now is the time of the answer, rnd is
// 0 <= rnd < 1. The rules:
//
//   - A terminal state stops. 401, 403 and requests the server cannot take stop
//     as Refused, 404 stops as Gone. Nothing else that fails ever does.
//   - A good poll is followed by Every. After failures the step doubles up to a
//     minute (or Every, if longer) with half of it random, never below Every.
//   - A Retry-After is a lower bound of the wait. If it reaches past the
//     deadline, no further answer can be had in time and the watch gives up.
//   - The last wait ends at the deadline, so that one more poll is made there.
func (r PollRule) Next(pollState PollState, now time.Time, out Outcome, rnd float64) (PollState, Decision) {
	if pollState.Since.IsZero() {
		pollState.Since = now
	}
	asked, stop := pollState.take(out)
	if stop != None {
		return pollState, Decision{Stop: stop}
	}
	left := r.Left(pollState, now)
	if left <= 0 || asked > left {
		return pollState, Decision{Stop: GaveUp}
	}
	wait := max(r.pace(pollState.Failures, out.Idle, rnd), asked)
	return pollState, Decision{Wait: min(wait, left)}
}

// Left gives the time until the watch gives up; never negative. A rule without
// an end always has a century left.
func (r PollRule) Left(pollState PollState, now time.Time) time.Duration {
	const century = 100 * 365 * 24 * time.Hour
	giveUp := r.GiveUp
	switch {
	case giveUp < 0:
		return century
	case giveUp == 0:
		giveUp = pollGiveUp
	}
	if pollState.Since.IsZero() {
		return giveUp
	}
	// A clock that was set back must not make the watch longer.
	return max(0, giveUp-max(0, now.Sub(pollState.Since)))
}

// take counts the outcome and says whether it ends the watch.
func (s *PollState) take(out Outcome) (asked time.Duration, stop StopReason) {
	if out.Err == nil {
		s.Failures = 0
		if out.Status.Terminal() {
			stop = Terminal
		}
		return 0, stop
	}
	var apiErr *Error
	if errors.As(out.Err, &apiErr) {
		asked = apiErr.RetryAfter
		switch apiErr.Kind {
		case Auth, Forbidden, Invalid, Unprocessable, Check, ReadOnly:
			return 0, Refused
		case NotFound:
			return 0, Gone
		case Canceled: // the caller's doing, no failure
			return asked, None
		case Unexpected, Conflict, RateLimited, Server, NotJSON, Network, Timeout: // another try may go well
		}
	}
	s.Failures++
	return asked, None
}

// pace gives the wait without deadline and Retry-After.
func (r PollRule) pace(fails int, idle bool, rnd float64) time.Duration {
	every := r.Every
	if every <= 0 {
		every = pollEvery
	}
	if idle {
		every = min(every, 24*time.Hour) * idleFactor
	}
	if fails <= 0 {
		return every
	}
	most, step := max(pollMost, every), every
	for i := 0; i < fails && step < most; i++ {
		step = min(step, most/2) * 2
	}
	rnd = min(max(rnd, 0), 1)
	return max(every, step/2+time.Duration(rnd*float64(step/2)))
}

// Poll is one look at a run, as WaitForRun reports it.
type Poll struct {
	Run Run // the last one that was read; zero before the first success
	Err error
}

// GaveUpError says that the time to wait is over. The run goes on.
type GaveUpError struct {
	After time.Duration // how long was waited
	Last  Run           // as last read; zero if no poll succeeded
	Err   error         // of the last poll, if it failed
}

func (e *GaveUpError) Error() string {
	text := fmt.Sprintf("stopped waiting after %s", e.After.Round(time.Second))
	if e.Last.Status != "" {
		text += ", the run was " + e.Last.Status.Words()
	}
	if e.Err != nil {
		return text + "; the last poll failed: " + e.Err.Error()
	}
	return text + " and goes on"
}

// Unwrap gives the failure of the last poll, if any.
func (e *GaveUpError) Unwrap() error { return e.Err }

// WaitForRun polls a run until it ends, by the rule. onPoll, which may be nil,
// hears of every poll. The run is the last one read. The error is nil when the
// run ended, however it ended; a *GaveUpError when the time was over; an *Error
// when the server refused, the run is gone or ctx ended (Kind Canceled or
// Timeout).
func (c *Client) WaitForRun(ctx context.Context, id string, rule PollRule, onPoll func(Poll)) (Run, error) {
	var last Run
	state := PollState{Since: c.now()}
	for {
		run, err := c.GetRun(NoRetry(ctx), id)
		if err == nil {
			last = run
		} else if ctx.Err() != nil {
			return last, err
		}
		var next Decision
		at := c.now()
		state, next = rule.Next(state, at, Outcome{Status: run.Status, Err: err}, c.rnd())
		if onPoll != nil {
			onPoll(Poll{Run: last, Err: err})
		}
		switch next.Stop {
		case Terminal, Refused, Gone:
			return last, err
		case GaveUp:
			return last, &GaveUpError{After: at.Sub(state.Since), Last: last, Err: err}
		case None: // wait and ask again
		}
		if err := c.sleep(ctx, next.Wait); err != nil {
			return last, c.given(ctx, request{method: "GET", params: newParams("/v2/task-runs/").part("run", id)}, err)
		}
	}
}
