package world

import (
	"strings"
	"time"
)

// scheduled decides the run of a slot that nobody triggered: a past run or a
// live one of a continuous task. It is a pure function of plan and slot.
func (w *World) scheduled(p *plan, slot int64) script {
	d := roll(p.seed, domRun, uint64(slot), 2)
	at := p.created(slot)
	ch := p.settled(at).ch
	e := ch.draw(&d)
	last := p.row != nil && p.row.active && slot == p.history-1
	if last {
		e = ch.main()
	}
	t := w.content(p.seq)
	volume := max(1, p.volume*d.between(60, 140)/100)
	if t.DatasetID != "" {
		volume = w.datasetRows(&t, Trigger{})
	}
	s := compose(&d, e, min(volume, 10000))
	s.created = at
	if slot >= p.history {
		w.hurry(&s)
	} else if last {
		w.prolong(p, &s, e)
	}
	if t.ProjectID != "" {
		s.window(&d, e, p)
	}
	w.lateExperiment(&d, &s, &t)
	if !p.settled(at).continuous {
		s.by = t.CreatedBy
	}
	return s
}

// prolong makes sure that an active row's newest run really is under way at
// the opening and goes on for a minute or more. A run that began before the
// opening is not shortened by the speed.
func (w *World) prolong(p *plan, s *script, e ending) {
	if e == endQueued {
		s.wait = max(s.wait, p.lag+3*time.Minute)
		return
	}
	s.work = max(s.work, p.lag+110*time.Second)
}

// content is what the runs of a task rest upon and no update can change. For
// tasks of the start it ignores edits, so that past runs stay as they were.
func (w *World) content(seq int64) Task {
	if seq >= w.count {
		return w.made[seq-w.count].task
	}
	i := w.index(seq)
	k := w.keyAt(i)
	t := Task{Type: k.typ, SpaceID: k.space, ProjectID: k.project, DatasetID: k.dataset, CreatedBy: w.user(int(seq % 6))}
	if k.dataset != "" && k.typ != RunExperiment {
		t.ExperimentIDs = make([]string, 2)
	}
	return t
}

// window sets what data the run looked at: continuous runs take the stretch
// since the last one, others some days that ended well before.
func (s *script) window(d *dice, e ending, p *plan) {
	var from, to time.Time
	switch {
	case e == endUnset:
		from, to = time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()
		if d.chance(50) {
			to = s.created
		}
	case p.settled(s.created).continuous:
		to = s.created.Add(-indexLag)
		from = to.Add(-max(p.gap, p.period)) // the gap is not shortened by the speed
	case e == endZeros:
		from, to = s.created.Add(-45*time.Minute), s.created
	default:
		to = s.created.Add(-d.dur(2*time.Hour, 9*time.Hour)).Truncate(time.Minute)
		from = to.Add(-time.Duration(d.between(1, 7)) * 24 * time.Hour)
	}
	s.from, s.to = &from, &to
}

// lateExperiment lets a RUN_EXPERIMENT run get its experiment some seconds
// after the start, unless it ends before that.
func (w *World) lateExperiment(d *dice, s *script, t *Task) {
	if t.Type != RunExperiment {
		return
	}
	if late := min(d.dur(3*time.Second, 7*time.Second), s.work*2/3); s.work > time.Second/100 {
		s.experimentLate = max(late, time.Millisecond)
	}
}

// datasetRows is how many rows a run over a dataset works on.
func (w *World) datasetRows(t *Task, tr Trigger) int {
	n := sheets[w.cat.dataset[t.DatasetID]].rows
	if t.Type != RunExperiment {
		if tr.rows > 0 {
			return tr.rows
		}
		if len(tr.ExperimentIDs) > 0 {
			return n * len(tr.ExperimentIDs)
		}
		return n * max(1, len(t.ExperimentIDs))
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

// spanRows is how many spans a run over a window works on: the flow of the
// project times the share that filter and sampling leave, at most max spans.
func (w *World) spanRows(t *Task, from, to, now time.Time, most int) int {
	if lag := now.Add(-indexLag); to.After(lag) {
		to = lag
	}
	if oldest := w.oldestSpan(); from.Before(oldest) {
		from = oldest
	}
	if !from.Before(to) {
		return 0
	}
	n := float64(to.Sub(from)) / float64(flows[w.cat.project[t.ProjectID]].gap)
	if t.QueryFilter != nil {
		n *= selectivity(*t.QueryFilter)
	}
	if t.SamplingRate != nil {
		n *= *t.SamplingRate
	}
	if most <= 0 {
		most = 10000 // contract section 6, Trigger
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
func (w *World) order(d *dice, t *Task, ch character, tr Trigger, last *time.Time, now time.Time) script {
	e := ch.main()
	if e == endLabelled && tr.Override {
		e = endGood
	}
	if t.ProjectID == "" {
		s := compose(d, e, w.datasetRows(t, tr))
		return s
	}
	to, from := now.Truncate(time.Millisecond), now.Add(-24*time.Hour).Truncate(time.Millisecond)
	if last != nil {
		from = *last
	}
	if tr.DataEnd != nil {
		to = *tr.DataEnd
	}
	if tr.DataStart != nil {
		from = *tr.DataStart
	}
	n := w.spanRows(t, from, to, now, tr.MaxSpans)
	switch {
	case from.Year() <= 1970 || !from.Before(to):
		e = endUnset
	case e == endUnset: // cured by a real window
		e = endGood
	}
	if n == 0 && (e <= endSkippedOnly || e == endLong || e == endQueued) {
		e = endZeros
	}
	s := compose(d, e, n)
	s.from, s.to = &from, &to
	return s
}
