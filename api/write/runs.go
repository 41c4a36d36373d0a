package write

import (
	"context"
	"slices"
	"time"

	"ax-tui/api"
)

// maxRunsRead is the number of runs that are read after a lost response.
const maxRunsRead = 20

// Starter is the part of the API that Trigger uses.
type Starter interface {
	Trigger(context.Context, string, api.Trigger) (api.Run, error)
	ListRuns(context.Context, api.RunQuery) (api.Page[api.Run], error)
}

// RunsBefore is what is known about the runs of a task before another one is
// started. The zero value knows nothing.
type RunsBefore struct {
	Runs      []api.Run  // the newest ones read, and the one whose window is reused
	LastRunAt *time.Time // of the task; nil: unknown, or it never ran
}

// Trigger starts a run. sent is the current time, known the runs before.
//
// A run shows neither max_spans nor override_evaluations, and its experiment is
// filled in later (contract section 6, Trigger). So after a lost response a run is
// proven ours only when it is the single one created after sent with exactly the
// window that was sent; otherwise the newest unknown run may be. A window that an
// earlier run had proves nothing: another client that repeats that run sends the
// same.
func Trigger(ctx context.Context, starter Starter, taskID string, req api.Trigger, known RunsBefore, sent time.Time) Result[api.Run] {
	result := resultOf(starter.Trigger(ctx, taskID, req))
	if !api.Lost(result.Err) {
		return result
	}
	ctx, cancel := lookUpContext(ctx)
	defer cancel()
	page, err := api.NewestRuns(ctx, starter, api.RunQuery{TaskID: taskID, Limit: maxRunsRead})
	if err != nil {
		result.LookErr = err
		return result
	}
	sent = serverTime(starter, sent)
	var candidates, proven []api.Run
	sameWindow := func(run api.Run) bool {
		return sameTime(run.DataStart, req.DataStart) && sameTime(run.DataEnd, req.DataEnd)
	}
	repeated := slices.ContainsFunc(known.Runs, sameWindow)
	for _, run := range page.Items {
		switch {
		case !known.isNew(&run, sent):
			repeated = repeated || sameWindow(run)
			continue
		case sameWindow(run) && !run.CreatedAt.Before(sent.Truncate(time.Second)): // the server may store fewer digits
			proven = append(proven, run)
		}
		candidates = append(candidates, run)
	}
	if repeated {
		proven = nil
	}
	result.setFound(candidates, proven)
	return result
}

// isNew reports whether a run may have been created by a request that was sent
// after the known runs existed. Not all earlier runs are known, so a run older than
// the newest known one is not new.
func (k RunsBefore) isNew(run *api.Run, sent time.Time) bool {
	since := sent.Add(-clockSkew)
	for _, known := range k.Runs {
		if known.ID == run.ID {
			return false
		}
		if known.CreatedAt.After(since) {
			since = known.CreatedAt
		}
	}
	afterLast := k.LastRunAt == nil || run.CreatedAt.After(*k.LastRunAt)
	return afterLast && !run.CreatedAt.Before(since)
}

// sameTime compares times to the second, since the server may store fewer digits. A
// missing time equals none.
func sameTime(left, right *time.Time) bool {
	return left != nil && right != nil && left.Sub(*right).Abs() <= time.Second
}

// Canceler is the part of the API that Cancel uses.
type Canceler interface {
	CancelRun(context.Context, string) (api.Run, error)
	GetRun(context.Context, string) (api.Run, error)
}

// Cancel asks the server to end a run. Done does not mean that it has ended: the
// run of the response may still be active, or may have ended by itself before. After
// a lost response, and after a refusal that may be due to the status of the run, the
// run is read again (contract section 6, Cancel): AlreadyEnded means that it ended
// by itself (then it is Known) or that it no longer exists.
func Cancel(ctx context.Context, canceler Canceler, id string) Result[api.Run] {
	result := resultOf(canceler.CancelRun(ctx, id))
	ctx, cancel := lookUpContext(ctx)
	defer cancel()
	lost := api.Lost(result.Err)
	switch {
	case api.Is(result.Err, api.NotFound):
		result.Outcome = AlreadyEnded
	case !lost && !api.Is(result.Err, api.Invalid, api.Conflict, api.Unprocessable):
	case !result.setRead(canceler.GetRun(ctx, id)):
	case lost && result.Value.Status == api.Cancelled:
		result.Outcome = Confirmed
	case result.Value.Status.Terminal():
		result.Outcome = AlreadyEnded
	case lost:
		result.Outcome = Absent
	}
	return result
}
