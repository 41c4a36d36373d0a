// Package outcome says what a run achieved, not only that it ran: "completed" is also
// the status of a run that evaluated nothing, and of one whose every call failed.
//
// An outcome follows from status, counters, failure reason and times of a run, and
// from its earlier answers. Words and severity of every ending come from here, glyph
// and colour from theme by both of them. Words speak of the run, never of the user's
// application.
//
// It is pure: the caller passes the current time. It imports api, and diagnose for
// what a failure reason certainly says and for how long a run may wait.
package outcome

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
)

// ID names an outcome, for programs and settings: it never changes.
type ID string

// The outcomes. Statuses, counters and reasons are those of contract sections 6 and 8.
const (
	Pending          ID = "pending"
	Running          ID = "running"
	Done             ID = "done"              // something was judged, and nothing went wrong; skipped rows next to successes are normal
	Partial          ID = "partial"           // completed with errors; Share says how many
	NothingEvaluated ID = "nothing-evaluated" // completed, all counters 0
	AllSkipped       ID = "all-skipped"       // completed, only skipped rows
	AllLabelled      ID = "all-labelled"      // nothing was counted but skipped rows, and the server says that all labels exist
	Failed           ID = "failed"
	Cancelled        ID = "cancelled"
	StuckPending     ID = "stuck-pending" // pending for diagnose.PendingLong
	Stalled          ID = "stalled"       // see History
	Unknown          ID = "unknown"       // a status that is not known, or completed with unknown counters
)

// IDs lists all outcomes, the worst of one severity first.
func IDs() []ID {
	return []ID{
		Failed, Stalled, StuckPending, Partial, NothingEvaluated, AllSkipped, Cancelled, Running, Pending, Unknown, AllLabelled, Done,
	}
}

// Severity says how much an outcome wants to be looked at.
type Severity int

// The severities. A cancelled run is Fine if it had counted something and few errors, or
// if the server says who cancelled it. Others are a Notice: a bad key, a bad model or code that does
// not load end as a cancelled run with nothing counted (contract section 8).
const (
	Fine Severity = iota
	Live
	Notice
	Bad
)

// String returns the word by which theme knows a severity.
func (s Severity) String() string {
	return [...]string{Fine: "fine", Live: "live", Notice: "notice", Bad: "bad"}[s]
}

// Outcome is what a run achieved. The zero value says nothing.
type Outcome struct {
	ID       ID
	Severity Severity
	Share    float64 // Partial: of errors, above 0 and up to 1, see ErrorShare; else 0
	status   api.Status
}

// Of returns the outcome of a run. history is that of the run's answers, the zero value
// if this is the only one; now is the time on the server's clock, the zero time if it
// is not known: no run is stuck then.
func Of(run api.Run, history History, now time.Time) Outcome {
	switch run.Status {
	case api.Pending:
		if !now.IsZero() && !run.CreatedAt.IsZero() && now.Sub(run.CreatedAt) >= diagnose.PendingLong {
			return Outcome{ID: StuckPending, Severity: Notice}
		}
		return Outcome{ID: Pending, Severity: Live}
	case api.Running:
		if _, stalled := history.StalledSince(run.ID); stalled {
			return Outcome{ID: Stalled, Severity: Notice}
		}
		return Outcome{ID: Running, Severity: Live}
	case api.Completed:
		return completed(&run)
	case api.Failed:
		return Outcome{ID: Failed, Severity: Bad}
	case api.Cancelled:
		return cancelled(&run)
	}
	return Outcome{ID: Unknown, status: run.Status}
}

func completed(run *api.Run) Outcome {
	share, tried := ErrorShare(run)
	switch {
	case tried && share == 1:
		return Outcome{ID: Partial, Severity: Bad, Share: share}
	case tried && share > 0:
		return Outcome{ID: Partial, Severity: Notice, Share: share}
	case tried:
		return Outcome{ID: Done}
	case !run.Counted().Known():
		return Outcome{ID: Unknown, status: run.Status}
	case diagnose.AllLabelled(run):
		return Outcome{ID: AllLabelled}
	case run.Skipped > 0:
		return Outcome{ID: AllSkipped, Severity: Notice}
	}
	return Outcome{ID: NothingEvaluated, Severity: Notice}
}

func cancelled(run *api.Run) Outcome {
	share, tried := ErrorShare(run)
	switch {
	case tried && share >= alarmShare:
		return Outcome{ID: Cancelled, Severity: Notice}
	case run.Successes > 0 || run.Errors > 0 || !run.Counted().Known():
		return Outcome{ID: Cancelled}
	case diagnose.AllLabelled(run):
		return Outcome{ID: AllLabelled}
	case run.Skipped > 0 || diagnose.ByHand(run):
		return Outcome{ID: Cancelled}
	}
	return Outcome{ID: Cancelled, Severity: Notice}
}

// ErrorShare returns the share of errors, 0..1, in what a run tried to evaluate:
// successes and errors, without skipped rows, for which no evaluator was called. It is
// false while nothing was tried or a counter is unknown.
func ErrorShare(run *api.Run) (float64, bool) {
	if !run.Successes.Known() || !run.Errors.Known() || run.Successes+run.Errors == 0 {
		return 0, false
	}
	return float64(run.Errors) / float64(run.Successes+run.Errors), true
}

// Percent formats a share of 0..1: "20 %". A share above 0 is at least "<1 %", one below
// 1 at most "99 %".
func Percent(share float64) string {
	pct := int(math.Round(share * 100))
	switch {
	case share > 0 && pct == 0:
		return "<1 %"
	case share < 1 && pct == 100:
		pct = 99
	}
	return strconv.Itoa(pct) + " %"
}

// NeedsLook reports whether the run needs attention.
func (o Outcome) NeedsLook() bool { return o.Severity >= Notice }

// Words returns the name of an outcome for people: "nothing evaluated".
func (id ID) Words() string {
	if id == AllLabelled {
		return "all labelled already"
	}
	return strings.ReplaceAll(string(id), "-", " ")
}

// Words returns the outcome in words: "partial: 20 % errors". Of an unknown status it is
// the word of the server, which must be cleaned.
func (o Outcome) Words() string {
	switch {
	case o.ID == Partial && o.Share < 1:
		return "partial: " + o.Short()
	case o.ID == Unknown && o.status == api.Completed:
		return "completed, counts unknown"
	case o.ID == Partial || o.ID == Unknown:
		return o.Short()
	}
	return o.ID.Words()
}

// Short returns the outcome in at most eleven cells, but for an unknown word of the
// server: "20 % errors".
func (o Outcome) Short() string {
	switch o.ID {
	case Partial:
		if o.Share == 1 {
			return "all errors"
		}
		return Percent(o.Share) + " errors"
	case NothingEvaluated:
		return "0 evaluated"
	case AllSkipped:
		return "all skipped"
	case AllLabelled:
		return "had labels"
	case StuckPending:
		return "stuck"
	case Unknown:
		if o.status == api.Completed {
			return o.status.Words()
		}
		return cmp.Or(string(o.status), "unknown") // as the server sent it
	default:
		return string(o.ID)
	}
}

// Rank orders outcomes, the worst has the smallest: by severity, then as in IDs, then by
// the share of errors, in millionths.
func (o Outcome) Rank() int64 {
	const places, shares = 1 << 8, 1 << 20
	return (int64(-o.Severity)*places+int64(slices.Index(IDs(), o.ID)))*shares - int64(o.Share*1e6)
}
