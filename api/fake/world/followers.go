package world

import (
	"slices"
	"time"
)

// promise is the wish to run evaluation tasks over the experiment of a run
// when that run has ended (contract section 6, evaluation_task_ids).
type promise struct {
	at        time.Time // when the run ends unless it is cancelled
	seq, slot int64     // the run
	tasks     []string
}

// present is the clock's time, with all that was promised for it done. Callers
// do not hold the lock.
func (w *World) present() time.Time {
	now := w.Now()
	w.mu.RLock()
	due := slices.ContainsFunc(w.promises, func(p promise) bool { return !p.at.After(now) })
	w.mu.RUnlock()
	if due {
		w.mu.Lock()
		w.catchUp(now)
		w.mu.Unlock()
	}
	return now
}

// catchUp keeps the promises that are due, earliest first, so that the world
// is the same whoever looked in between. Callers hold the lock.
func (w *World) catchUp(now time.Time) {
	slices.SortStableFunc(w.promises, func(left, right promise) int { return left.at.Compare(right.at) })
	for len(w.promises) > 0 && !w.promises[0].at.After(now) {
		promise := w.promises[0]
		w.promises = w.promises[1:]
		w.follow(promise)
	}
}

// follow starts the promised runs if the first one was COMPLETED. Whether a
// real server runs them after another end is unknown.
func (w *World) follow(p promise) {
	if _, stopped := w.cut[runNumber(p.seq, p.slot)]; stopped || !w.exists(p.seq) {
		return
	}
	script := w.fired[p.seq][p.slot-maxSlots]
	if script.end != Completed {
		return
	}
	tr := Trigger{ExperimentIDs: []string{w.experimentOf(p.seq, p.slot)}, rows: max(1, script.ok+script.bad)}
	for i, id := range p.tasks {
		if seq, ok := w.seqOf(id); ok && !slices.Contains(p.tasks[:i], id) {
			w.fire(seq, tr, p.at)
		}
	}
}

// labelled tells whether an earlier triggered run left labels on everything
// that this one would work on: the window lies within its window, it lost no
// row, and the task was not edited since.
func (w *World) labelled(seq int64, task *Task, s *script, now time.Time) bool {
	n := s.ok + s.bad + s.skip
	if task.ProjectID == "" || s.end != Completed || n == 0 {
		return false
	}
	return slices.ContainsFunc(w.fired[seq], func(f script) bool {
		_, stopped := w.cut[runNumber(seq, f.slot)]
		ended := !f.ends().After(now)
		whole := f.end == Completed && f.ok >= n && f.bad == 0 && f.skip == 0
		return ended && whole && !stopped && !task.UpdatedAt.After(f.created) && !s.from.Before(*f.from) && !s.to.After(*f.to)
	})
}
