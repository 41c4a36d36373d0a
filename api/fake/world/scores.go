package world

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// The keys of the metadata of an evaluation. Their real names are not documented
// (contract section 6, what a run wrote).
const (
	metadataTask = "task_id"
	metadataRun  = "run_id"
)

// addResults adds the evaluations and annotations of a span. Those of evaluators
// of traces and sessions are only for filters: a span does not show them.
func (w *World) addResults(project int, slot int64, span *Span) {
	span.results = w.scores(project, slot, span)
	for _, evaluation := range span.results {
		if evaluation.scope == "SPAN" {
			span.Evaluations = append(span.Evaluations, evaluation)
		}
	}
	dice := streamOf(w.seed, domAnnotation, uint64(project), uint64(slot))
	if !dice.chance(8) {
		return
	}
	annotation := Annotation{Name: "review", Label: pick(&dice, []string{"good", "good", "bad"}), UpdatedAt: span.End.Add(dice.duration(time.Minute, time.Hour)), Annotator: Annotator{ID: w.user(dice.n(5)), Email: "reviewer@example.com"}}
	if annotation.Label == "bad" {
		annotation.Text = w.spoil("The answer is for another product.", uint64(slot))
	}
	span.Annotations = []Annotation{annotation}
}

// scores returns the evaluations of completed runs on a span, its trace and its
// session: those of the first tasks for spans older than the index lag, and those
// of triggered runs whose window contains the span.
func (w *World) scores(project int, slot int64, span *Span) []Evaluation {
	var out []Evaluation
	now := w.Now()
	id := w.cat.projects[project].ID
	add := func(seq int64, key uint64, pct int, runSlot int64) {
		task := w.fixedContent(seq)
		if task.ProjectID != id || task.Type == RunExperiment {
			return
		}
		evaluators := w.evaluatorsOf(seq)
		dice := streamOf(w.seed, domScore, uint64(seq)<<20|key, uint64(slot/w.spansOf(evaluators)))
		if dice.chance(pct) {
			metadata := map[string]any{metadataTask: w.id(kindTask, seq+firstTask)}
			if runSlot >= 0 {
				metadata[metadataRun] = w.id(kindRun, runNumber(seq, runSlot))
			}
			out = w.addEvaluations(&dice, evaluators, metadata, out)
		}
	}
	for i := range min(w.count, w.data.taskCount) {
		if seq := w.index(i); w.data.Tasks[i].Continuous && !w.deleted[seq] && span.Start.Before(now.Add(-indexLag)) {
			add(seq, 0, 40, w.slotOf(seq, span.Start, now))
		}
	}
	for _, seq := range slices.Sorted(maps.Keys(w.triggered)) {
		for index, script := range w.triggered[seq] {
			run := script.runAt(now)
			_, stopped := w.cancelled[runNumber(seq, script.slot)]
			if run.Status == Completed && !stopped && run.Successes > 0 && run.DataStart != nil && !span.Start.Before(*run.DataStart) && span.Start.Before(*run.DataEnd) {
				add(seq, uint64(index+1), 60, script.slot)
			}
		}
	}
	return out
}

// slotOf returns the slot of the scheduled run that wrote on a span, -1 if it is
// not known.
func (w *World) slotOf(seq int64, start, now time.Time) int64 {
	plan := w.timetable(seq)
	latest := start.Add(indexLag + max(plan.gap, plan.period))
	if latest.After(now) {
		latest = now
	}
	slot := plan.previousSlot(plan.lastSlot(latest))
	if slot < 0 {
		return -1
	}
	script := w.scheduled(&plan, slot)
	run := w.runAt(&script, now)
	if run.Status != Completed || run.Successes == 0 || start.Before(*run.DataStart) || !start.Before(*run.DataEnd) {
		return -1
	}
	return slot
}

// spansOf is the number of spans that the evaluators of a task judge together.
func (w *World) spansOf(evaluators []TaskEvaluator) int64 {
	if evaluator := w.cat.evaluator[evaluators[0].EvaluatorID]; evaluator != nil {
		switch evaluator.Versions[0].DataScope() {
		case "TRACE":
			return traceLen
		case "SESSION":
			return sessionLen
		}
	}
	return 1
}

func (w *World) evaluatorsOf(seq int64) []TaskEvaluator {
	if stored := w.stored(seq); stored != nil {
		return stored.task.Evaluators
	}
	return w.initialTask(w.index(seq)).Evaluators
}

// addEvaluations adds one evaluation for each evaluator and replaces older ones
// of the same name.
func (w *World) addEvaluations(dice *stream, taskEvaluators []TaskEvaluator, metadata map[string]any, out []Evaluation) []Evaluation {
	for _, taskEvaluator := range taskEvaluators {
		evaluator := w.cat.evaluator[taskEvaluator.EvaluatorID]
		if evaluator == nil {
			continue
		}
		choices := map[string]float64{"pass": 1, "fail": 0}
		added := Evaluation{Name: evaluator.Name, Metadata: metadata, scope: evaluator.Versions[0].DataScope()}
		if templateConfig := evaluator.Versions[0].Template; templateConfig != nil && templateConfig.Choices != nil {
			choices = templateConfig.Choices
			added.Explanation = w.spoil("The text was compared with the instructions of the template and fits this label best.", uint64(len(evaluator.ID)))
		}
		labels := slices.Collect(maps.Keys(choices))
		slices.SortFunc(labels, func(left, right string) int { // best first, so that good labels are more frequent
			return cmp.Or(cmp.Compare(choices[right], choices[left]), cmp.Compare(left, right))
		})
		added.Label = labels[max(0, dice.n(len(labels)+2)-2)]
		score := choices[added.Label]
		added.Score = &score
		out = slices.DeleteFunc(out, func(evaluation Evaluation) bool { return evaluation.Name == added.Name })
		out = append(out, added)
	}
	return out
}
