package api

import (
	"context"
	"fmt"
	"time"
)

// Poll is one look at a run, as WaitForRun reports it.
type Poll struct {
	Run      Run // the last one that was read; zero before the first success
	Err      error
	Decision Decision
	At       time.Time
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
			onPoll(Poll{Run: last, Err: err, Decision: next, At: at})
		}
		switch next.Stop {
		case Terminal, Refused, Gone:
			return last, err
		case GaveUp:
			return last, &GaveUpError{After: at.Sub(state.Since), Last: last, Err: err}
		}
		if err := c.sleep(ctx, next.Wait); err != nil {
			return last, c.given(ctx, request{method: "GET", params: newParams("/v2/task-runs/").part("run", id)}, err)
		}
	}
}
