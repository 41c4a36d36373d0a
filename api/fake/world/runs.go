package world

import (
	"iter"
	"slices"
	"strconv"
	"time"
)

// scanLimit bounds how many rows one listing looks at when a filter matches
// few; the page is then short and more rows are promised (contract section 3).
const scanLimit = 20_000

func runNumber(seq, slot int64) int64 { return (seq+firstTask)*perTask + slot }

// show is the run at time now, cancellation included.
func (w *World) show(s *script, now time.Time) Run {
	num := runNumber(s.seq, s.slot)
	cut, stopped := w.cut[num]
	if stopped {
		now = cut
	}
	run := s.at(now)
	if stopped {
		run.Status, run.FinishedAt, run.FailureReason = Cancelled, &cut, w.activity().Endings[endStopped].Reason
	}
	run.ID, run.TaskID = w.id(kindRun, num), w.id(kindTask, s.seq+firstTask)
	if s.hasExperiment(now) {
		run.ExperimentID = w.experimentOf(s.seq, s.slot)
	}
	run.FailureReason = w.text(run.FailureReason, s.wave)
	return run
}

// find reads a run ID and finds what the run does. Callers hold the lock.
func (w *World) find(id string, now time.Time) (s script, ok bool) {
	num, ok := w.number(kindRun, id)
	seq, slot := num/perTask-firstTask, num%perTask
	if !ok || !w.exists(seq) {
		return s, false
	}
	if n := slot - maxSlots; n >= 0 {
		if n >= int64(len(w.fired[seq])) {
			return s, false
		}
		return w.fired[seq][n], true
	}
	plan := w.plan(seq)
	if slot > plan.upTo(now) || plan.skip(slot) != slot {
		return s, false
	}
	return w.scheduled(&plan, slot), true
}

// Run finds a run as it stands now.
func (w *World) Run(id string) (Run, bool) {
	now := w.present()
	w.mu.RLock()
	defer w.mu.RUnlock()
	script, ok := w.find(id, now)
	if !ok {
		return Run{}, false
	}
	return w.show(&script, now), true
}

// scripts steps through the runs of one task after a position, newest first by
// creation, then by number.
func (w *World) scripts(seq int64, after Position, now time.Time) iter.Seq[script] {
	return func(yield func(script) bool) {
		plan, shots := w.plan(seq), w.fired[seq]
		if at := time.Unix(0, after.At); after.N > 0 && at.Before(now) {
			now = at
		}
		slot := plan.upTo(now)
		for after.N > 0 && slot >= 0 && !below(plan.created(slot), slot, after) {
			slot--
		}
		for after.N > 0 && len(shots) > 0 && !below(shots[len(shots)-1].created, shots[len(shots)-1].slot, after) {
			shots = shots[:len(shots)-1]
		}
		for slot = plan.skip(slot); slot >= 0 || len(shots) > 0; {
			var s script
			if n := len(shots) - 1; n >= 0 && (slot < 0 || !plan.created(slot).After(shots[n].created)) {
				s, shots = shots[n], shots[:n]
			} else {
				s, slot = w.scheduled(&plan, slot), plan.skip(slot-1)
			}
			if !yield(s) {
				return
			}
		}
	}
}

// below tells whether a run comes after the position in the listing.
func below(at time.Time, slot int64, pos Position) bool {
	if n := at.UnixNano(); n != pos.At {
		return n < pos.At
	}
	return slot < pos.N-1
}

// Runs lists at most limit runs of a task after a position, newest first
// (contract section 3). Status "" is all. More may be true before an empty
// page; ok is false when there is no such task.
func (w *World) Runs(taskID string, status Status, after Position, limit int) (items []Run, next Position, more, ok bool) {
	now := w.present()
	w.mu.RLock()
	defer w.mu.RUnlock()
	seq, ok := w.seqOf(taskID)
	if !ok {
		return nil, after, false, false
	}
	next = after
	scanned := 0
	for script := range w.scripts(seq, after, now) {
		run := w.show(&script, now)
		fits := status == "" || run.Status == status
		if scanned++; scanned > scanLimit || fits && len(items) >= limit {
			return items, next, true, true
		}
		if fits {
			items = append(items, run)
		}
		if fits || len(items) < limit {
			next = Position{At: run.CreatedAt.UnixNano(), N: script.slot + 1}
		}
	}
	return items, next, false, true
}

// lastRun is when the newest run of a task was created, nil: never. Whether a
// real server means creation or start is unknown.
func (w *World) lastRun(seq int64, now time.Time) *time.Time {
	plan, at := w.plan(seq), w.lastTrigger(seq)
	if slot := plan.skip(plan.upTo(now)); slot >= 0 {
		at = later(at, plan.created(slot))
	}
	if at.IsZero() {
		return nil
	}
	return &at
}

// lastTrigger is when a task was last triggered, zero: never.
func (w *World) lastTrigger(seq int64) time.Time {
	if scripts := w.fired[seq]; len(scripts) > 0 {
		return scripts[len(scripts)-1].created
	}
	return time.Time{}
}

func later(left, right time.Time) time.Time {
	if left.After(right) {
		return left
	}
	return right
}

// Trigger starts a run and answers it in PENDING; false when there is no such
// task. What becomes of it follows from the task's contents, its habit and the
// request. Runs of one task may overlap (unknown for a real server, contract
// section 10).
func (w *World) Trigger(taskID string, tr Trigger) (Run, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	w.catchUp(now)
	seq, ok := w.seqOf(taskID)
	if !ok {
		return Run{}, false
	}
	return w.fire(seq, tr, now), true
}

// fire decides a triggered run and files it. Callers hold the lock.
func (w *World) fire(seq int64, tr Trigger, now time.Time) Run {
	plan, task := w.plan(seq), w.task(seq, now)
	slot := int64(maxSlots + len(w.fired[seq]))
	dice := streamOf(w.seed, domTrigger, uint64(seq), uint64(slot))
	script := w.order(&dice, &task, plan.settled(now.Add(time.Nanosecond)).habit, tr, now)
	if !tr.Override && w.labelled(seq, &task, &script, now) {
		from, to := script.from, script.to
		script = w.compose(&dice, endLabelled, 0)
		script.from, script.to = from, to
	}
	script.seq, script.slot, script.by = seq, slot, w.user(1)
	script.created = later(now.Truncate(time.Millisecond), w.lastTrigger(seq)) // the list stays in order when the clock steps back
	w.lateExperiment(&dice, &script, &task)
	w.hurry(&script)
	if task.Type == RunExperiment {
		script.experimentName = tr.ExperimentName
		if script.experimentName == "" {
			script.experimentName = "experiment " + strconv.FormatInt(slot-maxSlots+1, 10)
		}
		w.names[promisedName{task.DatasetID, script.experimentName}] = true
	}
	if len(tr.Followers) > 0 {
		w.promises = append(w.promises, promise{at: script.ends(), seq: seq, slot: slot, tasks: slices.Clone(tr.Followers)})
	}
	w.fired[seq] = append(w.fired[seq], script)
	return w.show(&script, script.created)
}

// CancelOutcome is what became of a wish to cancel a run.
type CancelOutcome int

// The outcomes of Cancel.
const (
	CancelNotFound CancelOutcome = iota // no such run
	CancelDone                          // the run is CANCELLED now
	CancelFinished                      // the run had ended before; it is unchanged
)

// Cancel ends a run that has not ended. It keeps the counters it had reached.
// CANCELLED at once is assumed (contract section 6, Cancel).
func (w *World) Cancel(runID string) (Run, CancelOutcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	w.catchUp(now)
	script, ok := w.find(runID, now)
	if !ok {
		return Run{}, CancelNotFound
	}
	if run := w.show(&script, now); run.Status.Terminal() {
		return run, CancelFinished
	}
	w.cut[runNumber(script.seq, script.slot)] = now
	return w.show(&script, now), CancelDone
}
