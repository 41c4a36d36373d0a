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
	trigger := Trigger{ExperimentIDs: []string{w.experimentOf(due.seq, due.slot)}, rows: max(1, script.successes+script.errors)}
	for i, id := range due.tasks {
		if seq, ok := w.seqOf(id); ok && !slices.Contains(due.tasks[:i], id) {
			w.addTriggered(seq, trigger, due.at)
		}
	}
}

// alreadyLabelled reports whether an earlier triggered run labelled all rows of
// this one: its window contains this window, it had no errors, and the task was
// not edited since.
func (w *World) alreadyLabelled(seq int64, task *Task, job *script, now time.Time) bool {
	volume := job.successes + job.errors + job.skipped
	if task.ProjectID == "" || job.status != Completed || volume == 0 {
		return false
	}
	return slices.ContainsFunc(w.triggered[seq], func(earlier script) bool {
		_, stopped := w.cancelled[runNumber(seq, earlier.slot)]
		ended := !earlier.endsAt().After(now)
		whole := earlier.status == Completed && earlier.successes >= volume && earlier.errors == 0 && earlier.skipped == 0
		return ended && whole && !stopped && !task.UpdatedAt.After(earlier.created) && !job.from.Before(*earlier.from) && !job.to.After(*earlier.to)
	})
}
