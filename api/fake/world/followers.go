package world

import (
	"slices"
	"sort"
	"time"
)

// followUp requests runs of evaluation tasks over the experiment of a run when
// that run has ended (contract section 6, evaluation_task_ids).
type followUp struct {
	at        time.Time // when the run ends unless it is cancelled
	seq, slot int64     // the run
	tasks     []string
}

// advance starts the follow-ups that are due and returns the clock's time.
// Callers do not hold the lock.
func (w *World) advance() time.Time {
	now := w.Now()
	w.mu.RLock()
	due := slices.ContainsFunc(w.followUps, func(due followUp) bool { return !due.at.After(now) })
	w.mu.RUnlock()
	if due {
		w.mu.Lock()
		w.startDue(now)
		w.mu.Unlock()
	}
	return now
}

// startDue starts the follow-ups that are due, earliest first, so that the world
// does not depend on when it is read. Callers hold the lock.
func (w *World) startDue(now time.Time) {
	sort.SliceStable(w.followUps, func(i, j int) bool { return w.followUps[i].at.Before(w.followUps[j].at) })
	for len(w.followUps) > 0 && !w.followUps[0].at.After(now) {
		promise := w.followUps[0]
		w.followUps = w.followUps[1:]
		w.startFollowUp(promise)
	}
}

// startFollowUp starts the runs if the first run was COMPLETED. Whether a real
// server starts them after another status is unknown.
func (w *World) startFollowUp(due followUp) {
	if _, stopped := w.cancelled[runNumber(due.seq, due.slot)]; stopped || !w.exists(due.seq) {
		return
	}
	script := w.triggered[due.seq][due.slot-maxSlots]
	if script.status != Completed {
		return
	}
	trigger := Trigger{ExperimentIDs: []string{w.experimentOf(due.seq, due.slot)}}
	for i, id := range due.tasks {
		if seq, ok := w.seqOf(id); ok && !slices.Contains(due.tasks[:i], id) {
			w.addTriggered(seq, trigger, due.at)
		}
	}
}
