package world

import "time"

// firstTask is the number of the oldest task; later tasks count up from it.
const firstTask = 1000

// maxSlots bounds the scheduled runs of a task; triggered runs are numbered
// from there, so that both kinds fit into one run number.
const (
	maxSlots = 8_000_000
	perTask  = 10_000_000
)

// plan is a task as a timetable: when its scheduled runs begin and what they
// tend to do. Runs 0 to history-1 lie before base, the live ones after.
type plan struct {
	seq     int64 // task number less firstTask
	active  bool  // the newest past run is under way when the world opens
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

// change is what a task is from one moment on.
type change struct {
	at         time.Time
	continuous bool
	habit      habit
}

// settled finds the change that rules at time t.
func (p *plan) settled(t time.Time) change {
	for i := len(p.changes) - 1; i > 0; i-- {
		if !t.Before(p.changes[i].at) {
			return p.changes[i]
		}
	}
	return p.changes[0]
}

// index turns a task number into its place in the first listing, newest 0.
func (w *World) index(seq int64) int64 { return w.count - 1 - seq }

// pastPlan derives the timetable of a task that was there from the start.
func (w *World) pastPlan(seq int64) plan {
	i := w.index(seq)
	taskPattern := w.pattern(i)
	dice := streamOf(w.seed, domTask, uint64(seq), 0)
	p := plan{seq: seq, active: taskPattern.Active, base: w.epoch, history: int64(taskPattern.Runs), seed: dice.next(), volume: dice.between(150, 900)}
	p.period = dice.dur(4*time.Minute, 8*time.Minute)
	p.gap, p.lag = p.period, dice.dur(5*time.Second, p.period*7/10)
	age := w.epoch.Sub(w.createdAt(i))
	if p.history > 0 && !taskPattern.Continuous {
		p.volume = dice.between(200, 12000)
		p.gap = (age / time.Duration(p.history+1) * 9 / 10).Truncate(time.Millisecond)
		p.lag = min(dice.dur(3*time.Minute, 40*time.Hour), p.gap)
	}
	if taskPattern.Active && i < w.data.taskCount {
		p.lag = activeLag(taskPattern.Habit, &dice)
	}
	p.history = min(p.history, int64(age*9/10/max(p.gap, 1)))
	if taskPattern.Runs > 0 && p.history < 1 {
		p.history = 1
	}
	p.first, p.period = w.scaled(p.period-p.lag%p.period), w.scaled(p.period)
	p.changes = []change{{continuous: taskPattern.Continuous, habit: taskPattern.Habit}}
	return p
}

// activeLag is how long before the opening an active task's run was created:
// long enough to have begun, short enough to go on for a while.
func activeLag(h habit, dice *stream) time.Duration {
	switch h {
	case queued:
		return 4*time.Minute + dice.dur(0, time.Minute)
	case lengthy:
		return 2*time.Minute + dice.dur(0, time.Minute)
	}
	return dice.dur(15*time.Second, 40*time.Second)
}

// created is when the run of a slot begins to exist. It rises strictly.
func (p *plan) created(slot int64) time.Time {
	dice := streamOf(p.seed, domRun, uint64(slot), 1)
	if slot < p.history {
		t := p.base.Add(-p.lag - time.Duration(p.history-1-slot)*p.gap)
		if slot == p.history-1 {
			return t
		}
		return t.Add(-dice.dur(0, p.gap/5))
	}
	return p.base.Add(p.first + time.Duration(slot-p.history)*p.period + dice.dur(0, p.period/5))
}

// upTo is the last slot that exists at time t by the timetable alone; -1: none.
func (p *plan) upTo(t time.Time) int64 {
	slot := p.history - 1
	if live := t.Sub(p.base) - p.first; live >= 0 {
		slot = p.history + int64(live/p.period)
	} else if past := p.base.Add(-p.lag).Sub(t); past > 0 && p.gap > 0 {
		slot = p.history - 1 - int64(past/p.gap)
	}
	slot = max(min(slot, maxSlots-1), -1)
	for slot >= 0 && p.created(slot).After(t) {
		slot--
	}
	return slot
}

// skip moves from a slot down to the next one that really happened: live runs
// do not happen while the task is not continuous.
func (p *plan) skip(slot int64) int64 {
	for slot >= p.history {
		t := p.created(slot)
		change := p.settled(t)
		if change.continuous {
			return slot
		}
		if change.at.IsZero() {
			return p.history - 1
		}
		slot = max(p.upTo(change.at.Add(-time.Nanosecond)), p.history-1)
	}
	return slot
}
