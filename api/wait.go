package api

import (
	"context"
	"time"
)

// Poll is one look at a run, as WaitForRun reports it.
type Poll struct {
	Run      Run // the last one that was read; zero before the first success
	Err      error
	Decision Decision
	At       time.Time
}

// WaitForRun polls a run until it ends.
func (c *Client) WaitForRun(ctx context.Context, id string, rule PollRule, onPoll func(Poll)) (Run, error) {
	return c.GetRun(ctx, id)
}
