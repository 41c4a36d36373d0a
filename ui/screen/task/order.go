package task

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// sortKey is the column that orders the loaded runs.
type sortKey int

const (
	byServer sortKey = iota // newest first (contract section 3, Order)
	byStatus
	byRan
	bySucceeded
	byErrors
	bySkipped
	sortKeys
)

var sortWords = [sortKeys]text.Safe{"server order", "status", "time ran", "succeeded", "errors", "skipped"}

// order maps what is shown to what is loaded: found, then sorted. While nothing
// is sought and nothing sorted it is off and costs nothing.
type order struct {
	key     sortKey
	reverse bool
	find    string // lower case
	shown   []int  // loaded indexes, in the order shown
	place   []int  // shown index by loaded index, -1: not shown
}

func (o *order) on() bool { return o.key != byServer || o.reverse || o.find != "" }

// apply works the order out anew.
func (m *Model) apply() {
	o, n := &m.order, m.list.Len()
	m.live = 0
	for i := range n {
		if m.list.At(i).Status.Active() {
			m.live++
		}
	}
	o.shown, o.place = o.shown[:0], o.place[:0]
	if o.on() {
		for i := range n {
			o.place = append(o.place, -1)
			if o.find == "" || m.holds(m.list.At(i), o.find) {
				o.shown = append(o.shown, i)
			}
		}
		m.sortShown()
		for at, i := range o.shown {
			o.place[i] = at
		}
	}
	m.table.Expect(m.list.More() && o.find == "")
	m.table.Sync()
	m.dirty = true
}

func (m *Model) sortShown() {
	o := &m.order
	if o.key == byServer {
		if o.reverse {
			slices.Reverse(o.shown)
		}
		return
	}
	now := m.env.Now()
	slices.SortStableFunc(o.shown, func(a, b int) int {
		c := compare(o.key, m.list.At(a), m.list.At(b), now)
		if o.reverse {
			return -c
		}
		return c
	})
}

// compare puts what needs a look first: active and failed runs, the longest,
// the largest counts.
func compare(k sortKey, a, b *api.Run, now time.Time) int {
	switch k {
	case byStatus:
		return cmp.Or(cmp.Compare(urgency(a.Status), urgency(b.Status)), cmp.Compare(a.Status, b.Status))
	case byRan:
		return cmp.Compare(ran(b, now), ran(a, now))
	case bySucceeded:
		return cmp.Compare(b.Successes, a.Successes)
	case byErrors:
		return cmp.Compare(b.Errors, a.Errors)
	case bySkipped:
		return cmp.Compare(b.Skipped, a.Skipped)
	}
	return 0
}

func ran(r *api.Run, now time.Time) time.Duration {
	d, ok := taskinfo.Ran(r, now)
	if !ok {
		return -1
	}
	return d
}

func urgency(s api.Status) int {
	i := slices.Index([]api.Status{api.Running, api.Pending, api.Failed, api.Cancelled, api.Completed}, s)
	if i < 0 {
		return 2
	}
	return i
}

// holds reports whether a run has the (lower-case) text in its status, its
// reason, its window, its experiment or its ID.
func (m *Model) holds(r *api.Run, find string) bool {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), find) }
	if has(r.Status.Words()) || has(r.ID) || has(r.FailureReason) || has(string(taskinfo.Window(r, m.env.Zone))) {
		return true
	}
	return r.ExperimentID != "" && has(string(taskinfo.Named(r.ExperimentID, m.name)))
}

// sameRun reports whether two states of a run read the same.
func sameRun(a, b *api.Run) bool {
	return a.ID == b.ID && a.Status == b.Status && a.Successes == b.Successes && a.Errors == b.Errors &&
		a.Skipped == b.Skipped && a.ExperimentID == b.ExperimentID && a.FailureReason == b.FailureReason &&
		a.CreatedAt.Equal(b.CreatedAt) && sameTime(a.StartedAt, b.StartedAt) && sameTime(a.FinishedAt, b.FinishedAt) &&
		sameTime(a.DataStart, b.DataStart) && sameTime(a.DataEnd, b.DataEnd)
}

func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
