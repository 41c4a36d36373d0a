package world

import (
	"cmp"
	"maps"
	"slices"
)

// scores are the evaluations that completed runs left on a span: those of the
// first tasks on spans older than the index lag, and those of triggered runs
// whose window holds the span.
func (w *World) scores(p int, slot int64, span *Span) []Evaluation {
	var out []Evaluation
	now := w.Now()
	id := w.cat.projects[p].ID
	give := func(seq int64, key uint64, pct int) {
		task := w.content(seq)
		if task.ProjectID != id || task.Type == RunExperiment {
			return
		}
		dice := streamOf(w.seed, domScore, uint64(seq)<<20|key, uint64(slot))
		if dice.chance(pct) {
			out = w.judged(&dice, w.judgesOf(seq), out)
		}
	}
	for i := range min(w.count, w.data.taskCount) {
		if seq := w.index(i); w.data.Tasks[i].Continuous && !w.gone[seq] && span.Start.Before(now.Add(-indexLag)) {
			give(seq, 0, 40)
		}
	}
	for _, seq := range slices.Sorted(maps.Keys(w.fired)) {
		for n, script := range w.fired[seq] {
			run := script.at(now)
			_, stopped := w.cut[runNumber(seq, script.slot)]
			if run.Status == Completed && !stopped && run.Successes > 0 && run.DataStart != nil && !span.Start.Before(*run.DataStart) && span.Start.Before(*run.DataEnd) {
				give(seq, uint64(n+1), 60)
			}
		}
	}
	return out
}

func (w *World) judgesOf(seq int64) []TaskEvaluator {
	if stored := w.stored(seq); stored != nil {
		return stored.task.Evaluators
	}
	return w.derive(w.index(seq)).Evaluators
}

// judged adds one evaluation for each evaluator, replacing older ones of the same name.
func (w *World) judged(dice *stream, tes []TaskEvaluator, out []Evaluation) []Evaluation {
	for _, te := range tes {
		evaluator := w.cat.judge[te.EvaluatorID]
		if evaluator == nil {
			continue
		}
		choices := map[string]float64{"pass": 1, "fail": 0}
		ev := Evaluation{Name: evaluator.Name}
		if templateConfig := evaluator.Versions[0].Template; templateConfig != nil && templateConfig.Choices != nil {
			choices = templateConfig.Choices
			ev.Explanation = w.text("The text was compared with the instructions of the template and fits this label best.", uint64(len(evaluator.ID)))
		}
		labels := slices.Collect(maps.Keys(choices))
		slices.SortFunc(labels, func(left, right string) int { // best first, so that good labels are more frequent
			return cmp.Or(cmp.Compare(choices[right], choices[left]), cmp.Compare(left, right))
		})
		ev.Label = labels[max(0, dice.n(len(labels)+2)-2)]
		score := choices[ev.Label]
		ev.Score = &score
		out = slices.DeleteFunc(out, func(evaluation Evaluation) bool { return evaluation.Name == ev.Name })
		out = append(out, ev)
	}
	return out
}
