package world

import (
	"iter"
	"slices"
	"strconv"
	"time"
)

// scanLimit bounds the rows that one page reads when a filter has few matches; the
// page is then short, with more true (contract section 3).
const scanLimit = 20_000

func runNumber(seq, slot int64) int64 { return (seq+firstTask)*perTask + slot }

// runAt returns the run of a script at time now, cancellation included.
func (w *World) runAt(job *script, now time.Time) Run {
	num := runNumber(job.seq, job.slot)
	cut, stopped := w.cancelled[num]
	if stopped {
		now = cut
	}
	run := job.runAt(now)
	if stopped {
		run.Status, run.FinishedAt, run.FailureReason = Cancelled, &cut, w.activity().Endings[endStopped].Reason
	}
	run.ID, run.TaskID = w.id(kindRun, num), w.id(kindTask, job.seq+firstTask)
	if job.hasExperiment(now) {
		run.ExperimentID = w.experimentOf(job.seq, job.slot)
	}
	run.FailureReason = w.spoil(run.FailureReason, job.waves)
	return run
}

// find returns the script of a run by its ID. Callers hold the lock.
func (w *World) find(id string, now time.Time) (job script, ok bool) {
	num, ok := w.number(kindRun, id)
	seq, slot := num/perTask-firstTask, num%perTask
	if !ok || !w.exists(seq) {
		return job, false
	}
	if index := slot - maxSlots; index >= 0 {
		if index >= int64(len(w.triggered[seq])) {
			return job, false
		}
		return w.triggered[seq][index], true
	}
	plan := w.timetable(seq)
	if slot > plan.lastSlot(now) || plan.previousSlot(slot) != slot {
		return job, false
	}
	return w.scheduled(&plan, slot), true
}

// Run returns a run at the current time.
func (w *World) Run(id string) (Run, bool) {
	now := w.advance()
	w.mu.RLock()
	defer w.mu.RUnlock()
	script, ok := w.find(id, now)
	if !ok {
		return Run{}, false
	}
	return w.runAt(&script, now), true
}

// scripts iterates over the runs of one task after a position, newest first by
// creation, then by number.
func (w *World) scripts(seq int64, after Position, now time.Time) iter.Seq[script] {
	return func(yield func(script) bool) {
		plan, shots := w.timetable(seq), w.triggered[seq]
		if at := time.Unix(0, after.At); after.N > 0 && at.Before(now) {
			now = at
		}
		slot := plan.lastSlot(now)
		for after.N > 0 && slot >= 0 && !isAfter(plan.created(slot), slot, after) {
			slot--
		}
		for after.N > 0 && len(shots) > 0 && !isAfter(shots[len(shots)-1].created, shots[len(shots)-1].slot, after) {
			shots = shots[:len(shots)-1]
		}
		for slot = plan.previousSlot(slot); slot >= 0 || len(shots) > 0; {
			var next script
			if newest := len(shots) - 1; newest >= 0 && (slot < 0 || !plan.created(slot).After(shots[newest].created)) {
				next, shots = shots[newest], shots[:newest]
			} else {
				next, slot = w.scheduled(&plan, slot), plan.previousSlot(slot-1)
			}
			if !yield(next) {
				return
			}
		}
	}
}

// isAfter reports whether a run comes after the position in the list.
func isAfter(at time.Time, slot int64, pos Position) bool {
	if nanos := at.UnixNano(); nanos != pos.At {
		return nanos < pos.At
	}
	return slot < pos.N-1
}

// Runs lists at most limit runs of a task after a position, newest first
// (contract section 3). Status "" matches all. The page after next may be empty
// even if more is true; ok is false if there is no such task.
func (w *World) Runs(taskID string, status Status, after Position, limit int) (items []Run, next Position, more, ok bool) {
	now := w.advance()
	w.mu.RLock()
	defer w.mu.RUnlock()
	seq, ok := w.seqOf(taskID)
	if !ok {
		return nil, after, false, false
	}
	next = after
	scanned := 0
	for script := range w.scripts(seq, after, now) {
		run := w.runAt(&script, now)
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

// lastRun returns the creation time of the newest run of a task, nil for none.
// Whether a real server uses creation or start is unknown.
func (w *World) lastRun(seq int64, now time.Time) *time.Time {
	plan, at := w.timetable(seq), w.lastTrigger(seq)
	if slot := plan.previousSlot(plan.lastSlot(now)); slot >= 0 {
		at = later(at, plan.created(slot))
	}
	if at.IsZero() {
		return nil
	}
	return &at
}

// lastTrigger returns the time of the last trigger of a task, zero for none.
func (w *World) lastTrigger(seq int64) time.Time {
	if scripts := w.triggered[seq]; len(scripts) > 0 {
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

// Trigger starts a run and returns it in PENDING; false if there is no such task.
// Its course depends on the task's contents, its habit and the request. Runs of
// one task may overlap (unknown for a real server, contract section 10).
func (w *World) Trigger(taskID string, trigger Trigger) (Run, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	w.startDue(now)
	seq, ok := w.seqOf(taskID)
	if !ok {
		return Run{}, false
	}
	return w.addTriggered(seq, trigger, now), true
}

// addTriggered makes and stores a triggered run. Callers hold the lock.
func (w *World) addTriggered(seq int64, trigger Trigger, now time.Time) Run {
	plan := w.timetable(seq)
	slot := int64(maxSlots + len(w.triggered[seq]))
	dice := streamOf(w.seed, domTrigger, uint64(seq), uint64(slot))
	rule := plan.changeAt(now.Add(time.Nanosecond))
	job := script{seq: seq, slot: slot, source: w.sourceAt(seq, rule), request: trigger, rate: plan.rate, createdBy: w.user(1)}
	job.created = later(now.Truncate(time.Millisecond), w.lastTrigger(seq)) // keeps the list in order if the clock goes back
	w.playTriggered(&dice, &job, rule.habit, w.lastRun(seq, now), now)
	w.delayExperiment(&dice, &job)
	w.speedUp(&job)
	if task := &job.source.task; task.Type == RunExperiment {
		job.experimentName = trigger.ExperimentName
		if job.experimentName == "" {
			job.experimentName = "experiment " + strconv.FormatInt(slot-maxSlots+1, 10)
		}
		w.promisedNames[promisedName{task.DatasetID, job.experimentName}] = true
	}
	if len(trigger.Followers) > 0 {
		w.followUps = append(w.followUps, followUp{at: job.endsAt(), seq: seq, slot: slot, tasks: slices.Clone(trigger.Followers)})
	}
	w.triggered[seq] = append(w.triggered[seq], job)
	return w.runAt(&job, job.created)
}

// CancelOutcome is the result of Cancel.
type CancelOutcome int

// The outcomes of Cancel.
const (
	CancelNotFound CancelOutcome = iota // no such run
	CancelDone                          // the run is now CANCELLED
	CancelFinished                      // the run has already ended; it is unchanged
)

// Cancel cancels a run that has not ended. The counters keep their values. That it
// is CANCELLED at once is an assumption (contract section 6, Cancel).
func (w *World) Cancel(runID string) (Run, CancelOutcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	w.startDue(now)
	script, ok := w.find(runID, now)
	if !ok {
		return Run{}, CancelNotFound
	}
	if run := w.runAt(&script, now); run.Status.Terminal() {
		return run, CancelFinished
	}
	w.cancelled[runNumber(script.seq, script.slot)] = now
	return w.runAt(&script, now), CancelDone
}
