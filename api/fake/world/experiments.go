package world

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// firstOwnExperiment is the first number of experiments of runs: the run number is
// added, so that the run can be found by the experiment.
const firstOwnExperiment = 1_000_000_000_000_000

// experimentOf returns the experiment ID of a RUN_EXPERIMENT run. Past runs of the
// first tasks and all triggered runs have their own experiment; past runs of later
// tasks share those of the catalog, since a large world would have too many.
func (w *World) experimentOf(seq, slot int64) string {
	num := runNumber(seq, slot)
	if w.hasOwnExperiment(seq, slot) {
		return w.id(kindExperiment, firstOwnExperiment+num)
	}
	list := w.cat.datasetExperiments[w.keyOf(seq).dataset]
	return w.cat.experiments[list[num%int64(len(list))]].ID
}

func (w *World) hasOwnExperiment(seq, slot int64) bool {
	return slot >= maxSlots || seq >= w.count || w.index(seq) < w.data.taskCount
}

func (w *World) experiment(job *script, run *Run) *Experiment {
	task := &job.source.task
	dataset := w.cat.datasets[w.cat.dataset[task.DatasetID]]
	at := job.created.Add(job.wait + job.experimentDelay)
	name := job.experimentName
	if name == "" {
		name = w.spoil(fmt.Sprintf("%s run %d", w.data.lowerNames.tasks[w.index(job.seq)%w.data.taskCount], job.slot+1), uint64(job.seq))
	}
	experiment := &Experiment{ID: run.ExperimentID, Name: name, SpaceID: task.SpaceID, DatasetID: dataset.ID, DatasetVersionID: dataset.Versions[0].ID, CreatedAt: at, UpdatedAt: at}
	if run.FinishedAt != nil {
		experiment.UpdatedAt = *run.FinishedAt
	}
	return experiment
}

// Experiments lists the experiments that exist now, newest first (the order of a
// real server is unknown, contract section 3). Experiments of deleted tasks do not
// exist.
func (w *World) Experiments() []*Experiment {
	now := w.advance()
	out := slices.Clone(w.cat.experiments)
	w.mu.RLock()
	defer w.mu.RUnlock()
	add := func(seq int64) {
		if !w.exists(seq) || w.keyOf(seq).typ != RunExperiment {
			return
		}
		for script := range w.scripts(seq, Position{}, now) {
			if run := w.runAt(&script, now); run.ExperimentID != "" && w.hasOwnExperiment(seq, script.slot) {
				out = append(out, w.experiment(&script, &run))
			}
		}
	}
	first := max(0, w.count-w.data.taskCount)
	for seq := first; seq < w.count+int64(len(w.created)); seq++ {
		add(seq)
	}
	for seq := range w.triggered {
		if seq < first {
			add(seq)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		return cmp.Or(out[j].CreatedAt.Compare(out[i].CreatedAt), strings.Compare(out[i].ID, out[j].ID)) < 0
	})
	return out
}

// ExperimentNameTaken reports whether the dataset has an experiment with exactly
// this name, or a triggered run that will create one.
func (w *World) ExperimentNameTaken(datasetID, name string) bool {
	w.mu.RLock()
	promised := w.promisedNames[promisedName{datasetID, name}]
	w.mu.RUnlock()
	return promised || slices.ContainsFunc(w.Experiments(), func(experiment *Experiment) bool { return experiment.DatasetID == datasetID && experiment.Name == name })
}

func exampleID(dataset *datasetPattern, row int) string {
	return fmt.Sprintf("ex-%d-%04d", dataset.Number, row+1)
}

// Examples lists the rows of a dataset, in a fixed order; false if there is no
// such dataset.
func (w *World) Examples(datasetID string) ([]Example, bool) {
	i, ok := w.cat.dataset[datasetID]
	if !ok || w.cat.datasets[i].ID != datasetID {
		return nil, false
	}
	datasetPattern, dataset := &w.data.Datasets[i], w.cat.datasets[i]
	out := make([]Example, datasetPattern.Rows)
	for k := range out {
		ask, expected, dice := w.exampleTexts(i, k)
		at := dataset.CreatedAt.Add(time.Duration(k) * 37 * time.Second)
		out[k] = Example{ID: exampleID(datasetPattern, k), CreatedAt: at, UpdatedAt: at, Columns: map[string]any{
			"input": w.spoil(ask, dice.next()), "expected": w.spoil(expected, dice.next()), "difficulty": pick(&dice, []string{"easy", "medium", "hard"}), "turns": float64(1 + dice.n(6)),
		}}
	}
	return out, true
}

// exampleTexts returns the input and the expected output of a row of a dataset; the
// stream continues with its other columns.
func (w *World) exampleTexts(dataset, row int) (ask, expected string, dice stream) {
	dice = streamOf(w.seed, domExample, uint64(dataset), uint64(row))
	talk := w.activity().Talks[w.data.Datasets[dataset].Talk]
	return pick(&dice, talk.Asks), pick(&dice, talk.Answers), dice
}

// ExperimentRuns lists the results of an experiment, one for each example that was
// answered; false if there is no such experiment. The list grows while its run is
// running.
func (w *World) ExperimentRuns(experimentID string) ([]ExperimentRun, bool) {
	now := w.advance()
	w.mu.RLock()
	defer w.mu.RUnlock()
	var answers []answer
	var key uint64
	var datasetID string
	if i, ok := w.cat.experimentIndex[experimentID]; ok {
		key, datasetID = uint64(i), w.cat.experiments[i].DatasetID
		for row := range w.data.Datasets[w.cat.dataset[datasetID]].answers() {
			answers = append(answers, answer{row: row, fails: w.answerFails(i, row)})
		}
	} else if done, ok := w.experimentWork(experimentID, now); ok {
		number, _ := w.number(kindRun, done.run.ID)
		key, datasetID = uint64(number), done.job.source.task.DatasetID
		for _, row := range done.rows {
			if end := done.fate(row); end == judged || end == failed {
				answers = append(answers, answer{row: int(row), fails: end == failed})
			}
		}
	} else {
		return nil, false
	}
	out := w.experimentResults(datasetID, key, answers)
	w.addLabels(experimentID, datasetID, answers, out, now)
	return out, true
}

// answer is a row of an experiment: the index of its example, and whether the
// model gave none.
type answer struct {
	row   int
	fails bool
}

// experimentResults makes the rows of an experiment. A label of Correctness came
// with it: no task wrote it.
func (w *World) experimentResults(datasetID string, key uint64, answers []answer) []ExperimentRun {
	i := w.cat.dataset[datasetID]
	datasetPattern := &w.data.Datasets[i]
	talk := w.activity().Talks[datasetPattern.Talk]
	out := make([]ExperimentRun, len(answers))
	for k, answer := range answers {
		dice := streamOf(w.seed, domResult, key, uint64(answer.row))
		output := pick(&dice, talk.Answers)
		if _, expected, _ := w.exampleTexts(i, answer.row); dice.chance(60) {
			output = expected
		}
		out[k] = ExperimentRun{
			ID: fmt.Sprintf("run-%d-%04d", key, answer.row+1), ExampleID: exampleID(datasetPattern, answer.row), Output: w.spoil(output, dice.next()),
			Extra: map[string]any{"latency_ms": float64(200 + dice.n(4000)), "eval.Correctness.label": pick(&dice, []string{"correct", "correct", "incorrect"})},
		}
		for column, values := range datasetPattern.Outputs {
			out[k].Extra[column] = values[answer.row%len(values)]
		}
		if answer.fails {
			out[k].Output, out[k].Error = "", "model call timed out after 60 s"
		}
	}
	return out
}
