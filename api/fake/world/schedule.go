package world

import "time"

// firstTask is the number of the oldest task.
const firstTask = 1000

// maxSlots bounds the scheduled runs of a task; triggered runs are numbered from
// there, so that run numbers are unique.
const (
	maxSlots = 8_000_000
	perTask  = 10_000_000
)

// timetable has the times of the scheduled runs of a task and their habit. Runs 0
// to history-1 are before base, the live ones after.
type timetable struct {
	seq     int64 // task number minus firstTask
	active  bool  // the newest past run is active at the opening
	base    time.Time
	history int64
	lag     time.Duration // from the last past run to base
	gap     time.Duration // between past runs
	first   time.Duration // from base to the first live run
	period  time.Duration // between live runs
	volume  int           // usual rows of a run
	seed    uint64
	changes []change // never empty, oldest first
}

// change is the state of a task from one moment on.
type change struct {
	at         time.Time
	continuous bool
	habit      habit
}

// changeAt returns the change that applies at a moment.
func (p *timetable) changeAt(moment time.Time) change {
	for i := len(p.changes) - 1; i > 0; i-- {
		if !moment.Before(p.changes[i].at) {
			return p.changes[i]
		}
	}
	return p.changes[0]
}

// index returns the index of an initial task, newest 0. It is its own inverse.
func (w *World) index(seq int64) int64 { return w.count - 1 - seq }

// initialTimetable derives the timetable of an initial task.
func (w *World) initialTimetable(seq int64) timetable {
	i := w.index(seq)
	taskPattern := w.pattern(i)
	dice := streamOf(w.seed, domTask, uint64(seq), 0)
	out := timetable{seq: seq, active: taskPattern.Active, base: w.epoch, history: int64(taskPattern.Runs), seed: dice.next(), volume: dice.between(150, 900)}
	out.period = dice.duration(4*time.Minute, 8*time.Minute)
	out.gap, out.lag = out.period, dice.duration(5*time.Second, out.period*7/10)
	age := w.epoch.Sub(w.createdAt(i))
	if out.history > 0 && !taskPattern.Continuous {
		out.volume = dice.between(200, 12000)
		out.gap = (age / time.Duration(out.history+1) * 9 / 10).Truncate(time.Millisecond)
		out.lag = min(dice.duration(3*time.Minute, 40*time.Hour), out.gap)
	}
	if taskPattern.Active && i < w.data.taskCount {
		out.lag = activeLag(taskPattern.Habit, &dice)
	}
	out.history = min(out.history, int64(age*9/10/max(out.gap, 1)))
	if taskPattern.Runs > 0 && out.history < 1 {
		out.history = 1
	}
	out.first, out.period = w.scaled(out.period-out.lag%out.period), w.scaled(out.period)
	out.changes = []change{{continuous: taskPattern.Continuous, habit: taskPattern.Habit}}
	return out
}

// activeLag is the time from the creation of an active run to the opening: long
// enough to have started, short enough to continue for a while.
func activeLag(name habit, dice *stream) time.Duration {
	switch name {
	case queued:
		return 4*time.Minute + dice.duration(0, time.Minute)
	case lengthy:
		return 2*time.Minute + dice.duration(0, time.Minute)
	}
	return dice.duration(15*time.Second, 40*time.Second)
}

// created returns the creation time of the run of a slot. It increases strictly.
func (p *timetable) created(slot int64) time.Time {
	dice := streamOf(p.seed, domRun, uint64(slot), 1)
	if slot < p.history {
		moment := p.base.Add(-p.lag - time.Duration(p.history-1-slot)*p.gap)
		if slot == p.history-1 {
			return moment
		}
		return moment.Add(-dice.duration(0, p.gap/5))
	}
	return p.base.Add(p.first + time.Duration(slot-p.history)*p.period + dice.duration(0, p.period/5))
}

// lastSlot returns the last slot at a moment, without regard to pauses; -1: none.
func (p *timetable) lastSlot(moment time.Time) int64 {
	slot := p.history - 1
	if live := moment.Sub(p.base) - p.first; live >= 0 {
		slot = p.history + int64(live/p.period)
	} else if past := p.base.Add(-p.lag).Sub(moment); past > 0 && p.gap > 0 {
		slot = p.history - 1 - int64(past/p.gap)
	}
	slot = max(min(slot, maxSlots-1), -1)
	for slot >= 0 && p.created(slot).After(moment) {
		slot--
	}
	return slot
}

// previousSlot returns the given slot or the nearest earlier one that has a run:
// live runs do not happen while the task is not continuous.
func (p *timetable) previousSlot(slot int64) int64 {
	for slot >= p.history {
		moment := p.created(slot)
		change := p.changeAt(moment)
		if change.continuous {
			return slot
		}
		if change.at.IsZero() {
			return p.history - 1
		}
		slot = max(p.lastSlot(change.at.Add(-time.Nanosecond)), p.history-1)
	}
	return slot
}
