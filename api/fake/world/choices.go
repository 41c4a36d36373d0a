package world

import "time"

// Choices are how the account behaves where contract section 10 leaves it
// open. Nothing here is a fact about the real service. The zero value is what
// the demo shows. The answers on the wire have their own choices in package fake.
type Choices struct {
	// FrozenCounters keeps the counters of a run at zero until it ends. False:
	// they grow while it is running, because a frozen demo shows nothing.
	FrozenCounters bool
	// PauseCancels ends the runs that are under way when a continuous task is
	// paused. False: they go on to their end.
	PauseCancels bool
	// DeleteKeepsScores leaves the evaluations on the spans when their task is
	// deleted. False: they go with it.
	DeleteKeepsScores bool
	// KeepRuns is for how long after its end a run can be seen. Zero: for ever.
	KeepRuns time.Duration
}

// forgotten tells whether a run ended too long ago to be seen.
func (w *World) forgotten(r *Run, now time.Time) bool {
	return w.choices.KeepRuns > 0 && r.FinishedAt != nil && r.FinishedAt.Before(now.Add(-w.choices.KeepRuns))
}

// stopScheduled cancels the runs of a task that nobody triggered and that have
// not ended. Callers hold the lock.
func (w *World) stopScheduled(seq int64, now time.Time) {
	k := w.walk(seq, Position{}, now)
	for range 50 {
		slot, s, found := k.next()
		if !found {
			return
		}
		if r := w.show(&k.p, slot, &s, now); slot < maxSlots && !r.Status.Terminal() {
			w.cut[runNumber(seq, slot)] = now
		}
	}
}
