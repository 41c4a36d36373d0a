package world

import (
	"strings"
	"time"
)

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
	catchUp time.Duration // longer than gap by this: the time before the newest past run
	length  time.Duration // usual window of a past run of a task that is not continuous
	rate    float64       // usual rows a second
	seed    uint64
	changes []change // never empty, oldest first
}

// change is the state of a task from one moment on.
type change struct {
	at         time.Time
	continuous bool
	habit      habit
	source     *source // nil: that of the initial task
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

// drawn is how many tasks the data had when their draws were settled: those of the first
// tasks stay as they are when further ones are written down behind them.
const drawn = 60

// taskStream returns one of the streams of draws of a task.
func (w *World) taskStream(seq int64, which uint64) stream {
	return streamOf(w.seed, domTask, uint64(seq-w.count+drawn), which)
}

// initialTimetable derives the timetable of an initial task.
func (w *World) initialTimetable(seq int64) timetable {
	i := w.index(seq)
	taskPattern := w.pattern(i)
	dice := w.taskStream(seq, 0)
	out := timetable{seq: seq, active: taskPattern.Active, base: w.epoch, history: int64(taskPattern.Runs), seed: dice.next()}
	out.rate = usualRate(taskPattern.Type, taskPattern.Dataset != "", taskPattern.Habit, &dice)
	out.period = dice.duration(4*time.Minute, 8*time.Minute)
	out.gap, out.lag = out.period, dice.duration(5*time.Second, out.period*7/10)
	age := w.epoch.Sub(w.createdAt(i))
	if out.history > 0 && !taskPattern.Continuous {
		out.gap = (age / time.Duration(out.history+1) * 9 / 10).Truncate(time.Millisecond)
		out.lag = min(dice.duration(3*time.Minute, 40*time.Hour), out.gap)
	}
	density := w.density(i)
	if taskPattern.Project != "" && !taskPattern.Continuous {
		volume := float64(dice.between(400, 4000))
		if taskPattern.Habit == lengthy || taskPattern.Habit == unmapped {
			volume = float64(dice.between(5000, 9000))
		}
		out.length = min(time.Duration(volume/max(density, 0.001)*float64(time.Second)), out.gap*7/10)
	}
	if taskPattern.Silent {
		out.lag = 26 * time.Hour
		if project, _ := w.placeOf(i); w.data.Projects[project].SilentDays > 0 {
			out.lag = w.epoch.Sub(w.lastTraffic(project))
		}
	}
	if taskPattern.Active && i < w.data.taskCount {
		out.lag = activeLag(taskPattern.Habit, &dice)
		if taskPattern.Continuous { // enough rows for two minutes, after a pause that those who look two hours back do not see
			out.rate = float64(dice.between(1050, 1200)) / 100
			out.catchUp = max(0, min(time.Duration(out.rate*150/max(density, 0.001)*float64(time.Second)), 50*time.Minute)-out.period)
		}
	}
	out.history = min(out.history, int64(age*9/10/max(out.gap, 1)))
	if taskPattern.Runs > 0 && out.history < 1 {
		out.history = 1
	}
	out.first, out.period = w.scaled(out.period-out.lag%out.period), w.scaled(out.period)
	if taskPattern.Silent {
		out.first = 100 * 365 * 24 * time.Hour
	}
	out.changes = []change{{continuous: taskPattern.Continuous, habit: taskPattern.Habit}}
	return out
}

// usualRate draws the rows a second that the runs of a task judge: code is faster
// than a model, and a model that has to answer is slower than one that judges.
func usualRate(typ TaskType, onDataset bool, name habit, dice *stream) float64 {
	low, high := 1600, 2400 // hundredths
	switch {
	case typ == RunExperiment:
		low, high = 65, 80
	case onDataset:
		low, high = 150, 400
	case typ == CodeEvaluation:
		low, high = 3000, 5000
	case name == lengthy || name == unmapped:
		low, high = 400, 600
	}
	return float64(dice.between(low, high)) / 100
}

// density estimates how many rows of a task over a project arrive a second.
func (w *World) density(i int64) float64 {
	taskPattern := w.pattern(i)
	project, _ := w.placeOf(i)
	if project < 0 {
		return 0
	}
	share := 1.0
	switch {
	case len(taskPattern.Evaluators) > 0 && unitOf(w.cat.evaluator[taskPattern.Evaluators[0]].Versions[0].DataScope()) > 1:
		share = 1.0 / 3 / traceLen // traces with an agent
	case strings.Contains(taskPattern.Filter, "LLM"):
		share = 0.4
	case strings.Contains(taskPattern.Filter, "TOOL"):
		share = 0.1
	case taskPattern.Filter != "":
		share = 0.2
	}
	if rate := w.samplingAt(i); rate != nil {
		share *= *rate
	}
	return share / w.spanEvery(project).Seconds()
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
		return moment.Add(-p.catchUp - dice.duration(0, p.gap/5))
	}
	return p.base.Add(p.first + time.Duration(slot-p.history)*p.period + dice.duration(0, p.period/5))
}

// lastSlot returns the last slot at a moment, without regard to pauses; -1: none.
func (p *timetable) lastSlot(moment time.Time) int64 {
	slot := p.history - 1
	if live := moment.Sub(p.base) - p.first; live >= 0 {
		slot = p.history + int64(live/p.period)
	} else if past := p.base.Add(-p.lag).Sub(moment); past > 0 && p.gap > 0 {
		slot = p.history - 1 - int64(max(0, past-p.catchUp)/p.gap)
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

// longestWindow bounds the time from the start of a window to the run.
const longestWindow = 8 * 24 * time.Hour

// window is the data window of a scheduled run: what was indexed since the run
// before for a continuous task, otherwise some time that ended well before. The
// windows of one task do not overlap.
func (p *timetable) window(slot int64) (from, to time.Time) {
	at := p.created(slot)
	if !p.changeAt(at).continuous {
		to = p.ownEnd(slot)
		dice := streamOf(p.seed, domRun, uint64(slot), 4)
		length := p.length * time.Duration(dice.between(6, 10)) / 10
		if from = to.Add(-max(length.Truncate(time.Minute), time.Minute)); length > 2*time.Hour {
			from = from.Truncate(15 * time.Minute)
		}
		if slot > 0 {
			from = later(from, p.ownEnd(slot-1))
		}
		return from, to
	}
	to = at.Add(-indexLag)
	from = to.Add(-max(p.gap, p.period))
	if before := p.previousSlot(slot - 1); before >= 0 {
		from = later(p.created(before).Add(-indexLag), to.Add(-24*time.Hour))
	}
	return from, to
}

// ownEnd is the end of the window of a past run that a person started.
func (p *timetable) ownEnd(slot int64) time.Time {
	dice := streamOf(p.seed, domRun, uint64(slot), 3)
	return p.created(slot).Add(-2*time.Hour - dice.duration(0, min(7*time.Hour, p.gap/4))).Truncate(time.Minute)
}
