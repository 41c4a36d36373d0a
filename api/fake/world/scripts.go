package world

import (
	"math"
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
	source                     *source       // of the task when the run was created
	request                    Trigger       // what a person asked for; of a past run that it overrides
	rate                       float64       // usual rows a second of the task
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
// live one of a continuous task. It is a pure function of timetable and slot, and
// of what had ended before it was created. Callers hold the lock.
func (w *World) scheduled(plan *timetable, slot int64) script {
	dice := streamOf(plan.seed, domRun, uint64(slot), 2)
	at := plan.created(slot)
	rule := plan.changeAt(at)
	last := plan.active && slot == plan.history-1
	job := script{seq: plan.seq, slot: slot, created: at, source: w.sourceAt(plan.seq, rule), rate: plan.rate}
	job.request.Override = slot < plan.history // the past has no other run over the same spans, or replaced its labels
	ending := w.drawEnding(rule.habit, &dice)
	if last {
		ending = w.mainEnding(rule.habit)
	}
	if job.source.project >= 0 {
		job.setWindow(&dice, ending, plan)
	}
	ending = w.play(&dice, &job, ending)
	switch {
	case slot >= plan.history:
		w.speedUp(&job)
	// A run that is active at the opening continues for a minute or more; it
	// started before the opening and is not shortened by the speed.
	case last && ending == endQueued:
		job.wait = max(job.wait, plan.lag+4*time.Minute)
	case last:
		job.work = max(job.work, plan.lag+110*time.Second)
	}
	w.delayExperiment(&dice, &job)
	if !rule.continuous {
		job.createdBy = job.source.task.CreatedBy
	}
	return job
}

// setWindow sets the data window of a scheduled run.
func (s *script) setWindow(dice *stream, name ending, plan *timetable) {
	from, to := plan.window(s.slot)
	rule := plan.changeAt(s.created)
	switch {
	case name == endUnset:
		from, to = time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()
		if dice.chance(50) {
			to = s.created
		}
	case name == endZeros && !rule.continuous && rule.habit != late && s.source.match == nil:
		from, to = s.created.Add(-45*time.Minute), s.created // not indexed yet
	}
	s.from, s.to = &from, &to
}

// delayExperiment makes the experiment of a RUN_EXPERIMENT run appear some
// seconds after the start, unless the run is too short.
func (w *World) delayExperiment(dice *stream, job *script) {
	if job.source.task.Type != RunExperiment {
		return
	}
	if late := min(dice.duration(3*time.Second, 7*time.Second), job.work*2/3); job.work > time.Second/100 {
		job.experimentDelay = max(late, time.Millisecond)
	}
}

// maxSpans is the default limit of spans of a run (contract section 6, Trigger).
const maxSpans = 10_000

// playTriggered decides the course of a triggered run by the task, the request and
// the task's habit. It uses the main ending of the habit, so that a retry with
// override or a wider window has the effect that the diagnosis says.
func (w *World) playTriggered(dice *stream, job *script, name habit, lastRun *time.Time, now time.Time) {
	ending, request := w.mainEnding(name), &job.request
	if ending == endLabelled || ending == endZeros { // the labels and the rows that are there decide
		ending = endGood
	}
	if job.source.project < 0 {
		w.play(dice, job, ending)
		return
	}
	to, from := now.Truncate(time.Millisecond), now.Add(-24*time.Hour).Truncate(time.Millisecond)
	if lastRun != nil {
		from = *lastRun
	}
	if request.DataEnd != nil {
		to = *request.DataEnd
	}
	if request.DataStart != nil {
		from = *request.DataStart
	}
	switch {
	case from.Year() <= 1970 || !from.Before(to):
		ending = endUnset
	case ending == endUnset: // a real window fixes it
		ending = endGood
	}
	job.from, job.to = &from, &to
	w.play(dice, job, ending)
}
