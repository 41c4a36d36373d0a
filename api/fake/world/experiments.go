package world

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ownExperiments is the number from which the experiments of runs count: the
// run's own number is added, so that each leads back to its run.
const ownExperiments = 1_000_000_000_000_000

// experimentOf is the experiment of a RUN_EXPERIMENT run. Past runs of the
// first tasks and all triggered runs have one of their own; past runs of later
// tasks share those of the catalog, or a large world would have too many.
func (w *World) experimentOf(seq, slot int64) string {
	num := runNumber(seq, slot)
	if w.ownsExperiments(seq, slot) {
		return w.id(kindExperiment, ownExperiments+num)
	}
	list := w.cat.exps[w.content(seq).DatasetID]
	return w.cat.experiments[list[num%int64(len(list))]].ID
}

func (w *World) ownsExperiments(seq, slot int64) bool {
	return slot >= maxSlots || seq >= w.count || w.index(seq) < w.data.taskCount
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
	script, ok := w.find(w.id(kindRun, num-ownExperiments), now)
	if !ok {
		return Experiment{}, Run{}, false
	}
	run := w.show(&script, now)
	return w.experiment(&script, &run), run, run.ExperimentID == id
}

func (w *World) experiment(s *script, run *Run) Experiment {
	task := w.content(s.seq)
	ds := w.cat.datasets[w.cat.dataset[task.DatasetID]]
	at := s.created.Add(s.wait + s.experimentLate)
	name := s.experimentName
	if name == "" {
		name = w.text(fmt.Sprintf("%s run %d", w.data.lowerNames.tasks[w.index(s.seq)%w.data.taskCount], s.slot+1), uint64(s.seq))
	}
	experiment := Experiment{ID: run.ExperimentID, Name: name, SpaceID: task.SpaceID, DatasetID: ds.ID, DatasetVersionID: ds.Versions[0].ID, CreatedAt: at, UpdatedAt: at}
	if run.FinishedAt != nil {
		experiment.UpdatedAt = *run.FinishedAt
	}
	return experiment
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
		for script := range w.scripts(seq, Position{}, now) {
			if run := w.show(&script, now); run.ExperimentID != "" && w.ownsExperiments(seq, script.slot) {
				out = append(out, w.experiment(&script, &run))
			}
		}
	}
	first := max(0, w.count-w.data.taskCount)
	for seq := first; seq < w.count+int64(len(w.made)); seq++ {
		add(seq)
	}
	for seq := range w.fired {
		if seq < first {
			add(seq)
		}
	}
	slices.SortStableFunc(out, func(left, right Experiment) int {
		return cmp.Or(right.CreatedAt.Compare(left.CreatedAt), strings.Compare(left.ID, right.ID))
	})
	return out
}

// ExperimentNameTaken reports whether the dataset has an experiment of exactly
// that name, or a triggered run that will make one.
func (w *World) ExperimentNameTaken(datasetID, name string) bool {
	w.mu.RLock()
	promised := w.names[promisedName{datasetID, name}]
	w.mu.RUnlock()
	return promised || slices.ContainsFunc(w.Experiments(), func(experiment Experiment) bool { return experiment.DatasetID == datasetID && experiment.Name == name })
}

func exampleID(dataset *datasetPattern, row int) string {
	return fmt.Sprintf("ex-%d-%04d", dataset.Number, row+1)
}

// Examples lists the rows of a dataset, in a fixed order; false when there is
// no such dataset.
func (w *World) Examples(datasetID string) ([]Example, bool) {
	i, ok := w.cat.dataset[datasetID]
	if !ok || w.cat.datasets[i].ID != datasetID {
		return nil, false
	}
	datasetPattern, ds := &w.data.Datasets[i], w.cat.datasets[i]
	talk := w.activity().Talks[datasetPattern.Talk]
	out := make([]Example, datasetPattern.Rows)
	for k := range out {
		dice := streamOf(w.seed, domExample, uint64(i), uint64(k))
		at := ds.CreatedAt.Add(time.Duration(k) * 37 * time.Second)
		out[k] = Example{ID: exampleID(datasetPattern, k), CreatedAt: at, UpdatedAt: at, Columns: map[string]any{
			"input": w.text(pick(&dice, talk.Asks), dice.next()), "expected": w.text(pick(&dice, talk.Answers), dice.next()), "difficulty": pick(&dice, []string{"easy", "medium", "hard"}), "turns": float64(1 + dice.n(6)),
		}}
	}
	return out, true
}

// ExperimentRuns lists the results of an experiment, one an example; false
// when there is no such experiment. While its run goes on the list grows.
func (w *World) ExperimentRuns(experimentID string) ([]ExperimentRun, bool) {
	if i, ok := w.cat.expAt[experimentID]; ok {
		experiment := w.cat.experiments[i]
		return w.results(experiment.DatasetID, uint64(i), -1), true
	}
	experiment, run, ok := w.runExperiment(experimentID)
	if !ok {
		return nil, false
	}
	n, _ := w.number(kindRun, run.ID)
	return w.results(experiment.DatasetID, uint64(n), run.Successes+run.Errors), true
}

// results makes the first count results over a dataset; -1: all.
func (w *World) results(datasetID string, key uint64, count int) []ExperimentRun {
	i := w.cat.dataset[datasetID]
	datasetPattern := &w.data.Datasets[i]
	if count < 0 || count > datasetPattern.Rows {
		count = datasetPattern.Rows
	}
	out := make([]ExperimentRun, count)
	for k := range out {
		dice := streamOf(w.seed, domResult, key, uint64(k))
		out[k] = ExperimentRun{
			ID: "run-" + strconv.FormatUint(key, 10) + "-" + strconv.Itoa(k+1), ExampleID: exampleID(datasetPattern, k), Output: w.text(pick(&dice, w.activity().Talks[datasetPattern.Talk].Answers), dice.next()),
			Extra: map[string]any{"latency_ms": float64(200 + dice.n(4000)), "eval.Correctness.label": pick(&dice, []string{"correct", "correct", "incorrect"})},
		}
		if dice.chance(4) {
			out[k].Output, out[k].Error = "", "model call timed out after 60 s"
		}
	}
	return out
}
