package world

import (
	"math"
	"strings"
	"time"
)

// indexLag is the lag of the eval index behind the spans. On a real server it is
// one to two hours (contract section 8); a run over a window within the lag finds
// nothing.
const indexLag = time.Hour

// script is the complete course of a run, decided when it is created.
type script struct {
	seq, slot                  int64 // task number and the number of the run in it
	created                    time.Time
	wait, work                 time.Duration // PENDING, then RUNNING
	status                     Status
	successes, errors, skipped int
	reason                     string
	from, to                   *time.Time
	createdBy                  string        // user ID; "" for a scheduled run
	experimentDelay            time.Duration // from the start until the experiment exists; 0: never
	experimentName             string
	waves                      uint64 // random bits for the uneven growth of the counters
}

// endsAt is the time at which the run ends unless it is cancelled.
func (s *script) endsAt() time.Time { return s.created.Add(s.wait + s.work) }

// runAt returns the run at a moment that is not before its creation. The caller
// sets the fields that need the world (IDs).
func (s *script) runAt(moment time.Time) Run {
	run := Run{Status: Pending, DataStart: s.from, DataEnd: s.to, CreatedAt: s.created, CreatedBy: s.createdBy}
	start, finish, share := s.created.Add(s.wait), s.endsAt(), 1.0
	switch {
	case moment.Before(start):
		return run
	case moment.Before(finish):
		run.Status, share = Running, s.progress(float64(moment.Sub(start))/float64(s.work))
	default:
		run.Status, run.FinishedAt, run.FailureReason = s.status, &finish, s.reason
	}
	part := func(total int) int { return int(float64(total) * share) }
	run.StartedAt, run.Successes, run.Errors, run.Skipped = &start, part(s.successes), part(s.errors), part(s.skipped)
	return run
}

// progress maps the share of the time to the share of the rows: it rises from 0
// to 1, unevenly, and never falls. That the counters grow while RUNNING is an
// assumption of package fake.
func (s *script) progress(share float64) float64 {
	const slow, fast = 0.45, 0.50 // together below 1: the slope stays positive
	slowWaves, fastWaves := float64(1+s.waves%3), float64(5+s.waves>>8%9)
	share += slow*math.Sin(2*math.Pi*slowWaves*share)/(2*math.Pi*slowWaves) - fast*math.Sin(2*math.Pi*fastWaves*share)/(2*math.Pi*fastWaves)
	return min(max(share, 0), 1)
}

// hasExperiment reports whether the run's experiment exists at a moment.
func (s *script) hasExperiment(moment time.Time) bool {
	return s.experimentDelay > 0 && !moment.Before(s.created.Add(s.wait+s.experimentDelay))
}

// speedUp shortens waiting and working of runs that start after the opening.
func (w *World) speedUp(job *script) {
	job.wait, job.work = w.scaled(job.wait), w.scaled(job.work)
	if job.experimentDelay > 0 {
		job.experimentDelay = min(w.scaled(job.experimentDelay), max(job.work/2, time.Millisecond))
	}
}

// scaled divides by the speed; 5 s and less are kept, since contract section 8
// diagnoses runs by short durations.
func (w *World) scaled(duration time.Duration) time.Duration {
	if duration <= 5*time.Second {
		return duration
	}
	return max(time.Duration(float64(duration)/w.speed), time.Millisecond).Truncate(time.Millisecond)
}

// scheduled makes the script of a slot that was not triggered: a past run or a
// live one of a continuous task. It is a pure function of timetable and slot.
func (w *World) scheduled(timetable *timetable, slot int64) script {
	dice := streamOf(timetable.seed, domRun, uint64(slot), 2)
	at := timetable.created(slot)
	rule := timetable.changeAt(at)
	ending := w.drawEnding(rule.habit, &dice)
	last := timetable.active && slot == timetable.history-1
	if last {
		ending = w.mainEnding(rule.habit)
	}
	task := w.fixedContent(timetable.seq)
	volume := max(1, timetable.volume*dice.between(60, 140)/100)
	if task.DatasetID != "" {
		volume = w.datasetRows(&task, Trigger{})
	}
	script := w.makeScript(&dice, ending, min(volume, maxSpans))
	script.seq, script.slot, script.created = timetable.seq, slot, at
	switch {
	case slot >= timetable.history:
		w.speedUp(&script)
	// A run that is active at the opening continues for a minute or more; it
	// started before the opening and is not shortened by the speed.
	case last && ending == endQueued:
		script.wait = max(script.wait, timetable.lag+3*time.Minute)
	case last:
		script.work = max(script.work, timetable.lag+110*time.Second)
	}
	if task.ProjectID != "" {
		script.window(&dice, ending, timetable)
	}
	w.delayExperiment(&dice, &script, &task)
	if !rule.continuous {
		script.createdBy = task.CreatedBy
	}
	return script
}

// fixedContent returns the fields of a task that its past runs depend on and that
// no update can change. It ignores edits of initial tasks, so that past runs never
// change.
func (w *World) fixedContent(seq int64) Task {
	if seq >= w.count {
		return w.created[seq-w.count].task
	}
	key := w.keyAt(w.index(seq))
	task := Task{Type: key.typ, SpaceID: key.space, ProjectID: key.project, DatasetID: key.dataset, CreatedBy: w.user(int(seq % 6))}
	if key.dataset != "" && key.typ != RunExperiment {
		task.ExperimentIDs = make([]string, 2)
	}
	return task
}

// window sets the data window of the run: the time since the last run for
// continuous tasks, otherwise some days that ended well before.
func (s *script) window(dice *stream, name ending, timetable *timetable) {
	var from, to time.Time
	switch {
	case name == endUnset:
		from, to = time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()
		if dice.chance(50) {
			to = s.created
		}
	case timetable.changeAt(s.created).continuous:
		to = s.created.Add(-indexLag)
		from = to.Add(-max(timetable.gap, timetable.period)) // the gap is not shortened by the speed
	case name == endZeros:
		from, to = s.created.Add(-45*time.Minute), s.created
	default:
		to = s.created.Add(-dice.duration(2*time.Hour, 9*time.Hour)).Truncate(time.Minute)
		from = to.Add(-time.Duration(dice.between(1, 7)) * 24 * time.Hour)
	}
	s.from, s.to = &from, &to
}

// delayExperiment makes the experiment of a RUN_EXPERIMENT run appear some
// seconds after the start, unless the run is too short.
func (w *World) delayExperiment(dice *stream, job *script, task *Task) {
	if task.Type != RunExperiment {
		return
	}
	if late := min(dice.duration(3*time.Second, 7*time.Second), job.work*2/3); job.work > time.Second/100 {
		job.experimentDelay = max(late, time.Millisecond)
	}
}

// datasetRows is the number of rows of a run over a dataset.
func (w *World) datasetRows(task *Task, trigger Trigger) int {
	rows := w.data.Datasets[w.cat.dataset[task.DatasetID]].Rows
	if task.Type != RunExperiment {
		if trigger.rows > 0 {
			return trigger.rows
		}
		if len(trigger.ExperimentIDs) > 0 {
			return rows * len(trigger.ExperimentIDs)
		}
		return rows * max(1, len(task.ExperimentIDs))
	}
	if len(trigger.ExampleIDs) > 0 {
		rows = min(rows, len(trigger.ExampleIDs))
	}
	if trigger.MaxExamples > 0 {
		rows = min(rows, trigger.MaxExamples)
	}
	if trigger.QueryFilter != "" { // it applies in addition (contract section 6)
		rows = max(1, int(float64(rows)*selectivity(trigger.QueryFilter)))
	}
	return rows
}

// maxSpans is the default limit of spans of a run (contract section 6, Trigger).
const maxSpans = 10_000

// spanRows is the number of spans of a run over a window: the spans of the project
// times the shares of filter and sampling, at most most (0: maxSpans).
func (w *World) spanRows(task *Task, from, to, now time.Time, most int) int {
	if lag := now.Add(-indexLag); to.After(lag) {
		to = lag
	}
	if from = later(from, w.oldestSpan()); !from.Before(to) {
		return 0
	}
	spans := float64(to.Sub(from)) / float64(w.spanEvery(w.cat.project[task.ProjectID]))
	if task.QueryFilter != nil {
		spans *= selectivity(*task.QueryFilter)
	}
	if task.SamplingRate != nil {
		spans *= *task.SamplingRate
	}
	if most <= 0 {
		most = maxSpans
	}
	return min(int(spans), most)
}

// selectivity estimates the share of spans or examples that match a filter.
func selectivity(filter string) float64 {
	switch {
	case filter == "":
		return 1
	case strings.Contains(filter, "'LLM'"):
		return 0.4
	}
	return 0.2
}

// triggeredScript makes the script of a triggered run from the task, the request
// and the task's habit. It uses the main ending of the habit, so that a retry with
// override or a wider window has the effect that the diagnosis says.
func (w *World) triggeredScript(dice *stream, task *Task, name habit, trigger Trigger, now time.Time) script {
	ending := w.mainEnding(name)
	if ending == endLabelled && trigger.Override {
		ending = endGood
	}
	if task.ProjectID == "" {
		return w.makeScript(dice, ending, w.datasetRows(task, trigger))
	}
	to, from := now.Truncate(time.Millisecond), now.Add(-24*time.Hour).Truncate(time.Millisecond)
	if task.LastRunAt != nil {
		from = *task.LastRunAt
	}
	if trigger.DataEnd != nil {
		to = *trigger.DataEnd
	}
	if trigger.DataStart != nil {
		from = *trigger.DataStart
	}
	switch {
	case from.Year() <= 1970 || !from.Before(to):
		ending = endUnset
	case ending == endUnset: // a real window fixes it
		ending = endGood
	}
	rows := w.spanRows(task, from, to, now, trigger.MaxSpans)
	if rows == 0 && w.activity().Endings[ending].Status == Completed {
		ending = endZeros
	}
	script := w.makeScript(dice, ending, rows)
	script.from, script.to = &from, &to
	return script
}
