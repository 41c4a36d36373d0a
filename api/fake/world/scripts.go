package world

import (
	"math"
	"strings"
	"time"
)

// indexLag is how far evaluation lags behind the spans. On a real server it
// is one to two hours (contract section 8); a run over a window that lies
// wholly within it finds nothing.
const indexLag = time.Hour

// script is everything a run will do, decided when it is created.
type script struct {
	seq, slot      int64 // the run: of which task, and which of its runs
	created        time.Time
	wait, work     time.Duration // PENDING, then RUNNING
	end            Status
	ok, bad, skip  int
	reason         string
	from, to       *time.Time
	by             string        // user, "" for a scheduled run
	experimentLate time.Duration // from start until the experiment is there; 0: never
	experimentName string
	wave           uint64 // how unevenly the counters grow
}

// ends is when the run ends unless it is cancelled.
func (s *script) ends() time.Time { return s.created.Add(s.wait + s.work) }

// at is the run as this script has it at time t, which is not before its
// creation. The fields that need the world (IDs) are left to the caller.
func (s *script) at(t time.Time) Run {
	run := Run{Status: Pending, DataStart: s.from, DataEnd: s.to, CreatedAt: s.created, CreatedBy: s.by}
	start, finish, share := s.created.Add(s.wait), s.ends(), 1.0
	switch {
	case t.Before(start):
		return run
	case t.Before(finish):
		run.Status, share = Running, s.progress(float64(t.Sub(start))/float64(s.work))
	default:
		run.Status, run.FinishedAt, run.FailureReason = s.end, &finish, s.reason
	}
	part := func(n int) int { return int(float64(n) * share) }
	run.StartedAt, run.Successes, run.Errors, run.Skipped = &start, part(s.ok), part(s.bad), part(s.skip)
	return run
}

// progress bends time: it rises from 0 to 1, never falls, and rises unevenly.
// That the counters grow while RUNNING is one of the Assumptions of package fake.
func (s *script) progress(p float64) float64 {
	const slow, fast = 0.45, 0.50 // together below 1: the slope stays positive
	a, b := float64(1+s.wave%3), float64(5+s.wave>>8%9)
	p += slow*math.Sin(2*math.Pi*a*p)/(2*math.Pi*a) - fast*math.Sin(2*math.Pi*b*p)/(2*math.Pi*b)
	return min(max(p, 0), 1)
}

// hasExperiment tells whether the run's experiment is there at time t.
func (s *script) hasExperiment(t time.Time) bool {
	return s.experimentLate > 0 && !t.Before(s.created.Add(s.wait+s.experimentLate))
}

// hurry shortens waiting and working for runs that begin after the opening.
func (w *World) hurry(s *script) {
	s.wait, s.work = w.scaled(s.wait), w.scaled(s.work)
	if s.experimentLate > 0 {
		s.experimentLate = min(w.scaled(s.experimentLate), max(s.work/2, time.Millisecond))
	}
}

// scaled divides by the speed; 5 s and less stay, so that the telling
// durations of contract section 8 still tell.
func (w *World) scaled(d time.Duration) time.Duration {
	if d <= 5*time.Second {
		return d
	}
	return max(time.Duration(float64(d)/w.speed), time.Millisecond).Truncate(time.Millisecond)
}

// scheduled decides the run of a slot that nobody triggered: a past run or a
// live one of a continuous task. It is a pure function of plan and slot.
func (w *World) scheduled(p *plan, slot int64) script {
	dice := streamOf(p.seed, domRun, uint64(slot), 2)
	at := p.created(slot)
	rule := p.settled(at)
	ending := w.drawEnding(rule.habit, &dice)
	last := p.active && slot == p.history-1
	if last {
		ending = w.mainEnding(rule.habit)
	}
	task := w.content(p.seq)
	volume := max(1, p.volume*dice.between(60, 140)/100)
	if task.DatasetID != "" {
		volume = w.datasetRows(&task, Trigger{})
	}
	script := w.compose(&dice, ending, min(volume, maxSpans))
	script.seq, script.slot, script.created = p.seq, slot, at
	switch {
	case slot >= p.history:
		w.hurry(&script)
	// A run that is under way at the opening goes on for a minute or more; it
	// began before the opening and is not shortened by the speed.
	case last && ending == endQueued:
		script.wait = max(script.wait, p.lag+3*time.Minute)
	case last:
		script.work = max(script.work, p.lag+110*time.Second)
	}
	if task.ProjectID != "" {
		script.window(&dice, ending, p)
	}
	w.lateExperiment(&dice, &script, &task)
	if !rule.continuous {
		script.by = task.CreatedBy
	}
	return script
}

// content is what the runs of a task rest upon and no update can change. For
// tasks of the start it ignores edits, so that past runs stay as they were.
func (w *World) content(seq int64) Task {
	if seq >= w.count {
		return w.made[seq-w.count].task
	}
	key := w.keyAt(w.index(seq))
	task := Task{Type: key.typ, SpaceID: key.space, ProjectID: key.project, DatasetID: key.dataset, CreatedBy: w.user(int(seq % 6))}
	if key.dataset != "" && key.typ != RunExperiment {
		task.ExperimentIDs = make([]string, 2)
	}
	return task
}

// window sets what data the run looked at: continuous runs take the stretch
// since the last one, others some days that ended well before.
func (s *script) window(dice *stream, e ending, p *plan) {
	var from, to time.Time
	switch {
	case e == endUnset:
		from, to = time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()
		if dice.chance(50) {
			to = s.created
		}
	case p.settled(s.created).continuous:
		to = s.created.Add(-indexLag)
		from = to.Add(-max(p.gap, p.period)) // the gap is not shortened by the speed
	case e == endZeros:
		from, to = s.created.Add(-45*time.Minute), s.created
	default:
		to = s.created.Add(-dice.dur(2*time.Hour, 9*time.Hour)).Truncate(time.Minute)
		from = to.Add(-time.Duration(dice.between(1, 7)) * 24 * time.Hour)
	}
	s.from, s.to = &from, &to
}

// lateExperiment lets a RUN_EXPERIMENT run get its experiment some seconds
// after the start, unless it ends before that.
func (w *World) lateExperiment(dice *stream, s *script, task *Task) {
	if task.Type != RunExperiment {
		return
	}
	if late := min(dice.dur(3*time.Second, 7*time.Second), s.work*2/3); s.work > time.Second/100 {
		s.experimentLate = max(late, time.Millisecond)
	}
}

// datasetRows is how many rows a run over a dataset works on.
func (w *World) datasetRows(task *Task, tr Trigger) int {
	n := w.data.Datasets[w.cat.dataset[task.DatasetID]].Rows
	if task.Type != RunExperiment {
		if tr.rows > 0 {
			return tr.rows
		}
		if len(tr.ExperimentIDs) > 0 {
			return n * len(tr.ExperimentIDs)
		}
		return n * max(1, len(task.ExperimentIDs))
	}
	if len(tr.ExampleIDs) > 0 {
		n = min(n, len(tr.ExampleIDs))
	}
	if tr.MaxExamples > 0 {
		n = min(n, tr.MaxExamples)
	}
	if tr.QueryFilter != "" { // it intersects with either (contract section 6)
		n = max(1, int(float64(n)*selectivity(tr.QueryFilter)))
	}
	return n
}

// maxSpans is how many spans a run takes at most (contract section 6, Trigger).
const maxSpans = 10_000

// spanRows is how many spans a run over a window works on: the flow of the
// project times the share that filter and sampling leave, at most max spans.
func (w *World) spanRows(task *Task, from, to, now time.Time, most int) int {
	if lag := now.Add(-indexLag); to.After(lag) {
		to = lag
	}
	if from = later(from, w.oldestSpan()); !from.Before(to) {
		return 0
	}
	n := float64(to.Sub(from)) / float64(w.spanEvery(w.cat.project[task.ProjectID]))
	if task.QueryFilter != nil {
		n *= selectivity(*task.QueryFilter)
	}
	if task.SamplingRate != nil {
		n *= *task.SamplingRate
	}
	if most <= 0 {
		most = maxSpans
	}
	return min(int(n), most)
}

// selectivity guesses the share of spans or examples that a filter leaves.
func selectivity(filter string) float64 {
	switch {
	case filter == "":
		return 1
	case strings.Contains(filter, "'LLM'"):
		return 0.4
	}
	return 0.2
}

// order decides a triggered run from the task as it is, the request and the
// task's habit. The main ending of the habit always comes, so that "try again
// with override" or "with a wider window" does what the doctor promises.
func (w *World) order(dice *stream, task *Task, h habit, tr Trigger, now time.Time) script {
	ending := w.mainEnding(h)
	if ending == endLabelled && tr.Override {
		ending = endGood
	}
	if task.ProjectID == "" {
		return w.compose(dice, ending, w.datasetRows(task, tr))
	}
	to, from := now.Truncate(time.Millisecond), now.Add(-24*time.Hour).Truncate(time.Millisecond)
	if task.LastRunAt != nil {
		from = *task.LastRunAt
	}
	if tr.DataEnd != nil {
		to = *tr.DataEnd
	}
	if tr.DataStart != nil {
		from = *tr.DataStart
	}
	switch {
	case from.Year() <= 1970 || !from.Before(to):
		ending = endUnset
	case ending == endUnset: // cured by a real window
		ending = endGood
	}
	n := w.spanRows(task, from, to, now, tr.MaxSpans)
	if n == 0 && w.activity().Endings[ending].Status == Completed {
		ending = endZeros
	}
	script := w.compose(dice, ending, n)
	script.from, script.to = &from, &to
	return script
}
