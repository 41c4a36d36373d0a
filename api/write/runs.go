package write

import (
	"context"
	"slices"
	"time"

	"ax-tui/api"
)

// newest is how many runs are read after a lost answer.
const newest = 20

// Starter is what starting a run asks of the API.
type Starter interface {
	Trigger(context.Context, string, api.Trigger) (api.Run, error)
	ListRuns(context.Context, api.RunQuery) (api.Page[api.Run], error)
}

// RunsBefore is what was known of the runs of a task before another one is
// started. The zero RunsBefore know nothing.
type RunsBefore struct {
	Runs      []api.Run  // the newest, as far as they were read, and the one whose window is taken over
	LastRunAt *time.Time // of the task; nil: not known, or it never ran
}

// Trigger starts a run. sent is the time now, known what there was of the runs.
//
// A run tells neither how much was asked for nor whether labels are overridden,
// and its experiment is filled in later (contract section 6, Trigger). So after
// a lost answer a run is surely ours only when it is the one that was made
// after sent over the very window that was sent; else the newest one that was
// not known may be. The window of a run from before proves nothing: whoever
// else repeats that run sends the same.
func Trigger(ctx context.Context, starter Starter, taskID string, req api.Trigger, known RunsBefore, sent time.Time) Result[api.Run] {
	result := answered(starter.Trigger(ctx, taskID, req))
	if !api.Lost(result.Err) {
		return result
	}
	page, err := starter.ListRuns(context.WithoutCancel(ctx), api.RunQuery{TaskID: taskID, Limit: newest})
	if err != nil {
		result.LookErr = err
		return result
	}
	var fresh, proven []api.Run
	sameWindow := func(run api.Run) bool {
		return sameTime(run.DataStart, req.DataStart) && sameTime(run.DataEnd, req.DataEnd)
	}
	repeated := slices.ContainsFunc(known.Runs, sameWindow)
	for _, run := range page.Items {
		switch {
		case !known.isNew(run, sent):
			repeated = repeated || sameWindow(run)
			continue
		case sameWindow(run) && !run.CreatedAt.Before(sent.Truncate(time.Second)): // a server may keep fewer digits
			proven = append(proven, run)
		}
		fresh = append(fresh, run)
	}
	if repeated {
		proven = nil
	}
	result.found(fresh, proven)
	return result
}

// isNew reports whether a run may have been made by a request sent after all of
// the known ones were there. Not all are known, so one that is older than the
// newest of them is not new.
func (k RunsBefore) isNew(run api.Run, sent time.Time) bool {
	since := sent.Add(-skew)
	for _, old := range k.Runs {
		if old.ID == run.ID {
			return false
		}
		if old.CreatedAt.After(since) {
			since = old.CreatedAt
		}
	}
	late := k.LastRunAt == nil || run.CreatedAt.After(*k.LastRunAt)
	return late && !run.CreatedAt.Before(since)
}

// sameTime compares times to the second, for a server may keep fewer digits. A
// time that is not there proves nothing.
func sameTime(left, right *time.Time) bool {
	return left != nil && right != nil && left.Sub(*right).Abs() <= time.Second
}

// Canceler is what cancelling a run asks of the API.
type Canceler interface {
	CancelRun(context.Context, string) (api.Run, error)
	GetRun(context.Context, string) (api.Run, error)
}

// Cancel asks the server to end a run. Done does not say that it has ended: the
// run of the answer may still be active, or have ended before by itself. After
// a lost answer, and after a refusal that may be due to the state of the run,
// it is read again (contract section 6, Cancel): AlreadyEnded says that it ended by
// itself, in which case it is Known, or that it is not there any more.
func Cancel(ctx context.Context, canceler Canceler, id string) Result[api.Run] {
	result := answered(canceler.CancelRun(ctx, id))
	lost := api.Lost(result.Err)
	switch {
	case api.Is(result.Err, api.NotFound):
		result.Outcome = AlreadyEnded
	case !lost && !api.Is(result.Err, api.Invalid, api.Conflict, api.Unprocessable):
	case !result.read(canceler.GetRun(context.WithoutCancel(ctx), id)):
	case lost && result.Value.Status == api.Cancelled:
		result.Outcome = Confirmed
	case result.Value.Status.Terminal():
		result.Outcome = AlreadyEnded
	case lost:
		result.Outcome = Absent
	}
	return result
}
