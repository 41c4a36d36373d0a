package world

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ownExperiments is the number from which the experiments of runs count: the
// run's own number is added, so that each leads back to its run.
const ownExperiments = 1_000_000_000_000_000

// experimentOf is the experiment of a RUN_EXPERIMENT run. Past runs of the
// first tasks and all triggered runs have one of their own; past runs of later
// tasks share those of the catalog, or a large world would have too many.
func (w *World) experimentOf(seq, slot, num int64) string {
	if w.ownsExperiments(seq, slot) {
		return w.id(kindExperiment, ownExperiments+num)
	}
	list := w.cat.exps[w.content(seq).DatasetID]
	return w.cat.experiments[list[num%int64(len(list))]].ID
}

func (w *World) ownsExperiments(seq, slot int64) bool {
	return slot >= maxSlots || seq >= w.count || w.index(seq) < int64(len(rows))
}

// runExperiment finds the experiment that a run made, and the run.
func (w *World) runExperiment(id string) (Experiment, Run, bool) {
	num, ok := w.number(kindExperiment, id)
	if !ok || num < ownExperiments {
		return Experiment{}, Run{}, false
	}
	now := w.present()
	w.mu.RLock()
	defer w.mu.RUnlock()
	num -= ownExperiments
	p, slot, s, ok := w.find(w.id(kindRun, num), now)
	if !ok {
		return Experiment{}, Run{}, false
	}
	r := w.show(&p, slot, &s, now)
	return w.experiment(&p, slot, &s, &r), r, r.ExperimentID == id
}

func (w *World) experiment(p *plan, slot int64, s *script, r *Run) Experiment {
	t := w.content(p.seq)
	ds := w.cat.datasets[w.cat.dataset[t.DatasetID]]
	at := s.created.Add(s.wait + s.experimentLate)
	name := s.experimentName
	if name == "" {
		name = w.text(fmt.Sprintf("%s run %d", strings.ToLower(rows[w.index(p.seq)%int64(len(rows))].name), slot+1), uint64(p.seq))
	}
	e := Experiment{ID: r.ExperimentID, Name: name, SpaceID: t.SpaceID, DatasetID: ds.ID, DatasetVersionID: ds.Versions[0].ID, CreatedAt: at, UpdatedAt: at}
	if r.FinishedAt != nil {
		e.UpdatedAt = *r.FinishedAt
	}
	return e
}

// Experiments lists every experiment there is now, newest first (the order of
// a real server is unknown, contract section 3). The experiments of a deleted
// task's runs go with it.
func (w *World) Experiments() []Experiment {
	now := w.present()
	out := slices.Clone(w.cat.experiments)
	w.mu.RLock()
	defer w.mu.RUnlock()
	add := func(seq int64) {
		if !w.exists(seq) || w.content(seq).Type != RunExperiment {
			return
		}
		for k := w.walk(seq, Position{}, now); ; {
			slot, s, ok := k.next()
			if !ok {
				return
			}
			if !w.ownsExperiments(seq, slot) {
				continue
			}
			if r := w.show(&k.p, slot, &s, now); r.ExperimentID != "" {
				out = append(out, w.experiment(&k.p, slot, &s, &r))
			}
		}
	}
	first := max(0, w.count-int64(len(rows)))
	for seq := first; seq < w.count+int64(len(w.made)); seq++ {
		add(seq)
	}
	for seq := range w.fired {
		if seq < first {
			add(seq)
		}
	}
	slices.SortStableFunc(out, func(a, b Experiment) int {
		if c := b.CreatedAt.Compare(a.CreatedAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}

// ExperimentNameTaken reports whether the dataset has an experiment of exactly
// that name, or a triggered run that will make one.
func (w *World) ExperimentNameTaken(datasetID, name string) bool {
	w.mu.RLock()
	_, promised := w.names[datasetID+"\n"+name]
	w.mu.RUnlock()
	return promised || slices.ContainsFunc(w.Experiments(), func(e Experiment) bool { return e.DatasetID == datasetID && e.Name == name })
}

// oldestSpan is how far back spans go: 30 days before the opening.
func (w *World) oldestSpan() time.Time { return w.epoch.Add(-30 * 24 * time.Hour) }
