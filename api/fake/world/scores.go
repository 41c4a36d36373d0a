package world

import (
	"cmp"
	"maps"
	"slices"
)

// scores returns the evaluations of completed runs on a span: those of the first
// tasks for spans older than the index lag, and those of triggered runs whose
// window contains the span.
func (w *World) scores(project int, slot int64, span *Span) []Evaluation {
	var out []Evaluation
	now := w.Now()
	id := w.cat.projects[project].ID
	add := func(seq int64, key uint64, pct int) {
		task := w.fixedContent(seq)
		if task.ProjectID != id || task.Type == RunExperiment {
			return
		}
		dice := streamOf(w.seed, domScore, uint64(seq)<<20|key, uint64(slot))
		if dice.chance(pct) {
			out = w.addEvaluations(&dice, w.evaluatorsOf(seq), out)
		}
	}
	for i := range min(w.count, w.data.taskCount) {
		if seq := w.index(i); w.data.Tasks[i].Continuous && !w.deleted[seq] && span.Start.Before(now.Add(-indexLag)) {
			add(seq, 0, 40)
		}
	}
	for _, seq := range slices.Sorted(maps.Keys(w.triggered)) {
		for index, script := range w.triggered[seq] {
			run := script.runAt(now)
			_, stopped := w.cancelled[runNumber(seq, script.slot)]
			if run.Status == Completed && !stopped && run.Successes > 0 && run.DataStart != nil && !span.Start.Before(*run.DataStart) && span.Start.Before(*run.DataEnd) {
				add(seq, uint64(index+1), 60)
			}
		}
	}
	return out
}

func (w *World) evaluatorsOf(seq int64) []TaskEvaluator {
	if stored := w.stored(seq); stored != nil {
		return stored.task.Evaluators
	}
	return w.initialTask(w.index(seq)).Evaluators
}

// addEvaluations adds one evaluation for each evaluator and replaces older ones
// of the same name.
func (w *World) addEvaluations(dice *stream, taskEvaluators []TaskEvaluator, out []Evaluation) []Evaluation {
	for _, taskEvaluator := range taskEvaluators {
		evaluator := w.cat.evaluator[taskEvaluator.EvaluatorID]
		if evaluator == nil {
			continue
		}
		choices := map[string]float64{"pass": 1, "fail": 0}
		added := Evaluation{Name: evaluator.Name}
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
