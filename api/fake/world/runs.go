package world

import (
	"slices"
	"strconv"
	"time"
)

// scanLimit bounds how many rows one listing looks at when a filter matches
// few; the page is then short and more rows are promised (contract section 3).
const scanLimit = 20_000

func runNumber(seq, slot int64) int64 { return (seq+firstTask)*perTask + slot }

// script finds what a run does; false when it does not exist at time now.
func (w *World) script(p *plan, slot int64, now time.Time) (script, bool) {
	if slot >= maxSlots {
		f := w.fired[p.seq]
		if n := slot - maxSlots; n < int64(len(f)) {
			return f[n].s, true
		}
		return script{}, false
	}
	if slot > p.upTo(now) || p.skip(slot) != slot {
		return script{}, false
	}
	return w.scheduled(p, slot), true
}

// show is the run at time now, cancellation included.
func (w *World) show(p *plan, slot int64, s *script, now time.Time) Run {
	num := runNumber(p.seq, slot)
	cut, stopped := w.cut[num]
	at := now
	if stopped {
		at = cut
	}
	r := s.at(at)
	if stopped {
		r.Status, r.FinishedAt, r.FailureReason = Cancelled, &cut, w.data.Endings[endStopped].Reason
	}
	r.ID, r.TaskID = w.id(kindRun, num), w.id(kindTask, p.seq+firstTask)
	if s.hasExperiment(at) {
		r.ExperimentID = w.experimentOf(p.seq, slot, num)
	}
	r.FailureReason = w.text(r.FailureReason, s.wave)
	return r
}

// find reads a run ID. Callers hold the lock.
func (w *World) find(id string, now time.Time) (p plan, slot int64, s script, ok bool) {
	num, ok := w.number(kindRun, id)
	seq := num/perTask - firstTask
	if !ok || !w.exists(seq) {
		return p, 0, s, false
	}
	p, slot = w.plan(seq), num%perTask
	s, ok = w.script(&p, slot, now)
	return p, slot, s, ok
}

// Run finds a run as it stands now.
func (w *World) Run(id string) (Run, bool) {
	now := w.present()
	w.mu.RLock()
	defer w.mu.RUnlock()
	p, slot, s, ok := w.find(id, now)
	if !ok {
		return Run{}, false
	}
	return w.show(&p, slot, &s, now), true
}

// walk steps through the runs of one task, newest first by creation, then by number.
type walk struct {
	w    *World
	p    plan
	slot int64 // next scheduled one, -1: none
	shot int   // next triggered one, -1: none
}

func (w *World) walk(seq int64, after Position, now time.Time) walk {
	k := walk{w: w, p: w.plan(seq)}
	k.shot = len(w.fired[seq]) - 1
	if after.N == 0 {
		k.slot = k.p.skip(k.p.upTo(now))
		return k
	}
	at := time.Unix(0, after.At)
	if at.After(now) {
		at = now
	}
	k.slot = k.p.upTo(at)
	for k.slot >= 0 && !below(k.p.created(k.slot), k.slot, after) {
		k.slot--
	}
	k.slot = k.p.skip(k.slot)
	for f := w.fired[seq]; k.shot >= 0 && !below(f[k.shot].s.created, f[k.shot].slot, after); {
		k.shot--
	}
	return k
}

// below tells whether a run comes after the position in the listing.
func below(at time.Time, slot int64, pos Position) bool {
	if n := at.UnixNano(); n != pos.At {
		return n < pos.At
	}
	return slot < pos.N-1
}

func (k *walk) next() (slot int64, s script, ok bool) {
	f := k.w.fired[k.p.seq]
	if k.shot >= 0 && (k.slot < 0 || !k.p.created(k.slot).After(f[k.shot].s.created)) {
		k.shot--
		return f[k.shot+1].slot, f[k.shot+1].s, true
	}
	if k.slot < 0 {
		return 0, s, false
	}
	slot = k.slot
	k.slot = k.p.skip(slot - 1)
	return slot, k.w.scheduled(&k.p, slot), true
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
	k := w.walk(seq, after, now)
	next = after
	for range scanLimit {
		slot, s, found := k.next()
		if !found {
			return items, next, false, true
		}
		r := w.show(&k.p, slot, &s, now)
		if status != "" && r.Status != status {
			if len(items) < limit {
				next = Position{At: r.CreatedAt.UnixNano(), N: slot + 1}
			}
			continue
		}
		if len(items) >= limit {
			return items, next, true, true
		}
		items, next = append(items, r), Position{At: r.CreatedAt.UnixNano(), N: slot + 1}
	}
	return items, next, true, true
}

// lastRun is when the newest run of a task was created, nil: never. Whether a
// real server means creation or start is unknown.
func (w *World) lastRun(seq int64, now time.Time) *time.Time {
	p := w.plan(seq)
	var at time.Time
	if slot := p.skip(p.upTo(now)); slot >= 0 {
		at = p.created(slot)
	}
	if f := w.fired[seq]; len(f) > 0 && f[len(f)-1].s.created.After(at) {
		at = f[len(f)-1].s.created
	}
	if at.IsZero() {
		return nil
	}
	return &at
}

// Trigger starts a run and answers it in PENDING; false when there is no such
// task. What becomes of it follows from the task's contents, its habit and the
// request. Runs of one task may overlap (unknown for a real server, contract
// section 10; package fake may refuse that).
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
	p, t := w.plan(seq), w.task(seq, now)
	slot := int64(maxSlots + len(w.fired[seq]))
	d := streamOf(w.seed, domTrigger, uint64(seq), uint64(slot))
	s := w.order(&d, &t, p.settled(now.Add(time.Nanosecond)).habit, tr, now)
	if !tr.Override && w.labelled(seq, &t, &s, now) {
		from, to := s.from, s.to
		s = w.compose(&d, endLabelled, 0)
		s.from, s.to = from, to
	}
	s.created, s.by = w.after(seq, now), w.user(1)
	w.lateExperiment(&d, &s, &t)
	w.hurry(&s)
	if t.Type == RunExperiment {
		s.experimentName = tr.ExperimentName
		if s.experimentName == "" {
			s.experimentName = "experiment " + strconv.FormatInt(slot-maxSlots+1, 10)
		}
		w.names[promisedName{t.DatasetID, s.experimentName}] = true
	}
	if len(tr.Followers) > 0 {
		w.promises = append(w.promises, promise{s.ends(), seq, slot, slices.Clone(tr.Followers)})
	}
	w.fired[seq] = append(w.fired[seq], fired{slot, s})
	return w.show(&p, slot, &s, s.created)
}

// after is the present in milliseconds, but never before the last triggered
// run of the task, so that the list stays in order when the clock steps back.
func (w *World) after(seq int64, now time.Time) time.Time {
	at := now.Truncate(time.Millisecond)
	if f := w.fired[seq]; len(f) > 0 && at.Before(f[len(f)-1].s.created) {
		return f[len(f)-1].s.created
	}
	return at
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
// CANCELLED at once is a choice of this world (contract section 6, Cancel).
func (w *World) Cancel(runID string) (Run, CancelOutcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	w.catchUp(now)
	p, slot, s, ok := w.find(runID, now)
	if !ok {
		return Run{}, CancelNotFound
	}
	if r := w.show(&p, slot, &s, now); r.Status.Terminal() {
		return r, CancelFinished
	}
	w.cut[runNumber(p.seq, slot)] = now
	return w.show(&p, slot, &s, now), CancelDone
}
