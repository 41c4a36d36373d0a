package trigger

import (
	"context"
	"time"

	"ax-tui/api"
)

// skew is by how much the server's clock may be behind ours when a run is
// looked for that may have been started just now.
const skew = 2 * time.Minute

// looked is how many runs are read after a lost answer.
const looked = 20

// finding is what the list of runs tells after a lost answer.
type finding int

const (
	nothing finding = iota // no new run is in it
	perhaps                // a new run is there; whose it is cannot be known
	ours                   // the one new run that was created after the send, over the very window that was sent
)

// known is what was known of the task's runs when the request was sent.
type known struct {
	sent time.Time
	runs []api.Run
}

// lookUp searches the newest runs for one that this request may have started.
// A run tells neither how much was asked for nor whether labels are overridden,
// and its experiment is filled in later (contract section 6, Trigger), so only
// the window can prove whose it is. Without proof the newest new run is given.
func lookUp(ctx context.Context, c Client, task string, req api.Trigger, k known) (api.Run, finding, error) {
	p, err := c.ListRuns(ctx, api.RunQuery{TaskID: task, Limit: looked})
	if err != nil {
		return api.Run{}, nothing, err
	}
	var fresh, proven []api.Run
	for _, r := range p.Items {
		if !k.isNew(r) {
			continue
		}
		fresh = append(fresh, r)
		if !r.CreatedAt.Before(k.sent.Truncate(time.Second)) && same(r.DataStart, req.DataStart) && same(r.DataEnd, req.DataEnd) {
			proven = append(proven, r)
		}
	}
	switch {
	case len(proven) == 1: // two with one window: one of them is somebody else's
		return proven[0], ours, nil
	case len(fresh) > 0:
		return fresh[0], perhaps, nil
	}
	return api.Run{}, nothing, nil
}

// isNew reports whether a run may have been created by a request sent after all
// of the known runs were there. Only a few runs are known, so an older one that
// is not among them is not new.
func (k known) isNew(r api.Run) bool {
	since := k.sent.Add(-skew)
	for _, old := range k.runs {
		if old.ID == r.ID {
			return false
		}
		if old.CreatedAt.After(since) {
			since = old.CreatedAt
		}
	}
	return !r.CreatedAt.Before(since)
}

// same compares times to the second, for a server may keep fewer digits. A
// time that is not there is the same as none.
func same(a, b *time.Time) bool {
	return a != nil && b != nil && a.Sub(*b).Abs() <= time.Second
}
