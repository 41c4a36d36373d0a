package world

import (
	"cmp"
	"maps"
	"slices"
)

// scores are the evaluations that completed runs left on a span: those of the
// first tasks on spans older than the index lag, and those of triggered runs
// whose window holds the span.
func (w *World) scores(p int, slot int64, s *Span) []Evaluation {
	var out []Evaluation
	now := w.Now()
	id := w.cat.projects[p].ID
	give := func(seq int64, key uint64, pct int) {
		t := w.content(seq)
		if t.ProjectID != id || t.Type == RunExperiment {
			return
		}
		d := streamOf(w.seed, domScore, uint64(seq)<<20|key, uint64(slot))
		if d.chance(pct) {
			out = w.judged(&d, w.judgesOf(seq), out)
		}
	}
	for i := range min(w.count, w.data.taskCount) {
		if seq := w.index(i); w.data.Tasks[i].Continuous && !w.gone[seq] && s.Start.Before(now.Add(-indexLag)) {
			give(seq, 0, 40)
		}
	}
	for _, seq := range slices.Sorted(maps.Keys(w.fired)) {
		for n, f := range w.fired[seq] {
			r := f.at(now)
			_, stopped := w.cut[runNumber(seq, f.slot)]
			if r.Status == Completed && !stopped && r.Successes > 0 && r.DataStart != nil && !s.Start.Before(*r.DataStart) && s.Start.Before(*r.DataEnd) {
				give(seq, uint64(n+1), 60)
			}
		}
	}
	return out
}

func (w *World) judgesOf(seq int64) []TaskEvaluator {
	if s := w.stored(seq); s != nil {
		return s.task.Evaluators
	}
	return w.derive(w.index(seq)).Evaluators
}

// judged adds one evaluation for each evaluator, replacing older ones of the same name.
func (w *World) judged(d *stream, tes []TaskEvaluator, out []Evaluation) []Evaluation {
	for _, te := range tes {
		e := w.cat.judge[te.EvaluatorID]
		if e == nil {
			continue
		}
		choices := map[string]float64{"pass": 1, "fail": 0}
		ev := Evaluation{Name: e.Name}
		if t := e.Versions[0].Template; t != nil && t.Choices != nil {
			choices = t.Choices
			ev.Explanation = w.text("The text was compared with the instructions of the template and fits this label best.", uint64(len(e.ID)))
		}
		labels := slices.Collect(maps.Keys(choices))
		slices.SortFunc(labels, func(a, b string) int { // best first, so that good labels are more frequent
			return cmp.Or(cmp.Compare(choices[b], choices[a]), cmp.Compare(a, b))
		})
		ev.Label = labels[max(0, d.n(len(labels)+2)-2)]
		score := choices[ev.Label]
		ev.Score = &score
		out = slices.DeleteFunc(out, func(x Evaluation) bool { return x.Name == ev.Name })
		out = append(out, ev)
	}
	return out
}
