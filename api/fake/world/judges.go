package world

import (
	"slices"
	"sort"
	"time"
)

// panel is what labels the spans of one project, at one moment.
type panel struct {
	project int
	logged  []*Evaluator // the application logs labels of these with every span
	judges  []*judge
}

// judge walks over the runs of one task along the spans of its project, which are
// asked for from new to old.
type judge struct {
	seq      int64
	plan     timetable
	now      time.Time // later runs do not exist
	ended    bool      // nor do runs that have not ended
	slot     int64     // the scheduled run that was reached; -1: none is left
	started  bool
	from, to time.Time // its window
	current  *work     // of slot; nil if it is not made yet
	shots    []script  // the triggered runs
	works    []*work   // of shots, nil if they are not made yet
}

// panelNow is all that has labelled the spans of a project up to a moment.
func (w *World) panelNow(project int, now time.Time) *panel {
	return w.panel(project, now, false, func(*source) bool { return true })
}

// panelBefore is what a new run of a source finds: the runs with one of its
// evaluators that have ended.
func (w *World) panelBefore(from *source, now time.Time) *panel {
	out := w.panel(from.project, now, true, func(other *source) bool { return sharesEvaluator(&from.task, &other.task) })
	out.logged = slices.DeleteFunc(out.logged, func(evaluator *Evaluator) bool { return !uses(&from.task, evaluator.ID) })
	return out
}

func uses(task *Task, evaluatorID string) bool {
	return slices.ContainsFunc(task.Evaluators, func(taskEvaluator TaskEvaluator) bool { return taskEvaluator.EvaluatorID == evaluatorID })
}

func sharesEvaluator(left, right *Task) bool {
	return slices.ContainsFunc(left.Evaluators, func(taskEvaluator TaskEvaluator) bool { return uses(right, taskEvaluator.EvaluatorID) })
}

// panel makes the judges of a project: the first tasks, those that clients
// created, and every task with triggered runs. The scheduled runs of later tasks of
// a large world leave no labels: there would be hundreds on a span.
func (w *World) panel(project int, now time.Time, ended bool, keep func(*source) bool) *panel {
	out := &panel{project: project}
	id := w.cat.projects[project].ID
	add := func(seq int64, scheduled bool) {
		if key := w.keyOf(seq); key.project != id || key.typ == RunExperiment {
			return
		}
		if at, gone := w.deleted[seq]; gone && !at.After(now) {
			return
		}
		one := &judge{seq: seq, plan: w.timetable(seq), now: now, ended: ended, shots: w.triggered[seq], slot: -1, started: !scheduled}
		if slices.ContainsFunc(one.plan.changes, func(rule change) bool { return keep(w.sourceAt(seq, rule)) }) {
			one.works = make([]*work, len(one.shots))
			out.judges = append(out.judges, one)
		}
	}
	first := max(0, w.count-w.data.taskCount)
	for seq := first; seq < w.count+int64(len(w.created)); seq++ {
		add(seq, true)
	}
	for seq := range w.triggered {
		if seq < first {
			add(seq, false)
		}
	}
	sort.Slice(out.judges, func(i, j int) bool { return out.judges[i].seq < out.judges[j].seq })
	for i := range w.data.Tasks {
		if source := &w.data.Tasks[i]; source.Habit == labelled && source.Project == w.data.Projects[project].Name {
			for _, name := range source.Evaluators {
				out.logged = append(out.logged, w.cat.evaluator[name])
			}
		}
	}
	return out
}

// seek finds the scheduled run whose window has a moment, or the next one before.
func (j *judge) seek(moment time.Time) {
	if !j.started {
		j.started = true
		last := j.plan.lastSlot(j.now.Add(-time.Nanosecond)) // a run does not see itself
		j.slot = j.plan.previousSlot(min(last, j.plan.lastSlot(moment.Add(longestWindow))))
		if next := j.plan.lastSlot(moment.Add(indexLag)) + 1; next <= last && j.plan.previousSlot(next) == next && j.plan.changeAt(j.plan.created(next)).continuous {
			j.slot = next
		}
		j.load()
	}
	for j.slot >= 0 && moment.Before(j.from) {
		j.slot = j.plan.previousSlot(j.slot - 1)
		j.load()
	}
}

func (j *judge) load() {
	if j.current = nil; j.slot >= 0 {
		j.from, j.to = j.plan.window(j.slot)
	}
}

// worksOn iterates over the runs of a judge whose window has a moment, oldest first.
func (w *World) worksOn(j *judge, moment time.Time, yield func(*work)) {
	visit := func(done *work) {
		if run := &done.run; run.DataStart != nil && !moment.Before(*run.DataStart) && moment.Before(*run.DataEnd) && (!j.ended || run.Status.Terminal()) {
			yield(done)
		}
	}
	if j.seek(moment); j.slot >= 0 && moment.Before(j.to) && !moment.Before(j.from) {
		if j.current == nil {
			job := w.scheduled(&j.plan, j.slot)
			j.current = w.workOf(&job, j.now)
		}
		visit(j.current)
	}
	for i := range j.shots {
		job := &j.shots[i]
		if !job.created.Before(j.now) && (j.ended || job.created.After(j.now)) || job.from == nil || moment.Before(*job.from) || !moment.Before(*job.to) {
			continue
		}
		if j.works[i] == nil {
			j.works[i] = w.workOf(job, j.now)
		}
		visit(j.works[i])
	}
}

// hasLabel reports whether a span has a label of one of the evaluators of a source.
func (w *World) hasLabel(by *panel, from *source, slot int64) (found bool) {
	if len(by.logged) > 0 {
		return true
	}
	moment := w.spanStart(by.project, slot)
	for _, one := range by.judges {
		w.worksOn(one, moment, func(done *work) {
			found = found || sharesEvaluator(&from.task, &done.job.source.task) && done.fate(slot/done.job.source.unit) == judged
		})
	}
	return found
}
