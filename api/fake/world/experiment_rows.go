package world

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// rowNumber is the number of a row of the place-th experiment of a run.
func rowNumber(place, row int) int64 { return int64(place)<<32 | int64(row) }

// exampleRows selects the examples that a run over a dataset answers: those of the
// request that match its filter, in the order of the dataset. A filter that cannot
// be read matches none.
func (w *World) exampleRows(job *script, take func(row int64)) {
	request := &job.request
	most := w.data.Datasets[w.cat.dataset[job.source.task.DatasetID]].Rows
	most = min(most, cmp.Or(request.MaxExamples, most))
	if request.QueryFilter == "" && len(request.ExampleIDs) == 0 { // nothing of the examples is read
		for i := range most {
			take(int64(i))
		}
		return
	}
	examples, _ := w.Examples(job.source.task.DatasetID)
	matches, err := func(map[string]any) bool { return true }, error(nil)
	if request.QueryFilter != "" {
		if matches, err = RowFilter(request.QueryFilter, func(column string) bool { return column == "id" || examples[0].Columns[column] != nil }); err != nil {
			return
		}
	}
	for i := range examples[:most] {
		columns := examples[i].Columns
		columns["id"] = examples[i].ID
		if matches(columns) && (len(request.ExampleIDs) == 0 || slices.Contains(request.ExampleIDs, examples[i].ID)) {
			take(int64(i))
		}
	}
}

// experimentRows selects the rows of the experiments of a run that have an output.
// A run over experiments judges all of them, also those that have a label.
func (w *World) experimentRows(job *script, take func(row int64)) {
	for place, id := range w.experimentsOf(job) {
		if at, ok := w.cat.experimentIndex[id]; ok {
			dataset := w.cat.dataset[w.cat.experiments[at].DatasetID]
			for row := range w.data.Datasets[dataset].answers() {
				if !w.answerFails(at, row) {
					take(rowNumber(place, row))
				}
			}
		} else if done, ok := w.experimentWork(id, job.created); ok {
			for _, row := range done.rows {
				if done.fate(row) == judged {
					take(rowNumber(place, int(row)))
				}
			}
		}
	}
}

// experimentsOf lists the experiments of a run of an evaluation task.
func (w *World) experimentsOf(job *script) []string {
	if len(job.request.ExperimentIDs) > 0 {
		return job.request.ExperimentIDs
	}
	return job.source.task.ExperimentIDs
}

// experimentWork finds the run that made an experiment, if it had made it at a
// moment. Callers hold the lock.
func (w *World) experimentWork(id string, now time.Time) (*work, bool) {
	num, ok := w.number(kindExperiment, id)
	if !ok || num < firstOwnExperiment {
		return nil, false
	}
	job, ok := w.find(w.id(kindRun, num-firstOwnExperiment), now)
	if !ok || job.source.task.Type != RunExperiment {
		return nil, false
	}
	done := w.workOf(&job, now)
	return done, done.run.ExperimentID == id
}

// answerFails reports whether the model gave no answer in an experiment of the catalog.
func (w *World) answerFails(experiment, row int) bool {
	dice := streamOf(w.seed, domResult, uint64(experiment)<<32|1, uint64(row))
	return dice.chance(4)
}

// worksOver lists the runs that judged the rows of an experiment of a dataset,
// newest first. Callers hold the lock.
func (w *World) worksOver(id, datasetID string, now time.Time) (out []*work) {
	add := func(seq int64) {
		if key := w.keyOf(seq); key.dataset != datasetID || key.typ == RunExperiment || !w.exists(seq) {
			return
		}
		left := recentWorks
		for job := range w.scripts(seq, Position{}, now) {
			if slices.Contains(w.experimentsOf(&job), id) {
				if done := w.workOf(&job, now); done.run.Successes > 0 {
					out = append(out, done)
				}
			}
			if left--; left == 0 {
				break
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
		return cmp.Or(out[j].job.created.Compare(out[i].job.created), cmp.Compare(out[j].run.ID, out[i].run.ID)) < 0
	})
	return out
}

// recentWorks is how many runs of a task are asked for the labels of an experiment:
// each of them replaced nearly all of them.
const recentWorks = 60

// addLabels adds what the runs left on the rows of an experiment, as columns.
func (w *World) addLabels(id, datasetID string, answers []answer, rows []ExperimentRun, now time.Time) {
	for _, done := range w.worksOver(id, datasetID, now) {
		place := slices.Index(w.experimentsOf(&done.job), id)
		for i := range rows {
			if answers[i].fails || done.fate(rowNumber(place, answers[i].row)) != judged {
				continue
			}
			for k := range done.job.source.task.Evaluators {
				w.addColumns(done, k, answers[i].row, &rows[i])
			}
		}
	}
}

// addColumns adds the label of the k-th evaluator of a run to a row that has none
// of it yet.
func (w *World) addColumns(done *work, k, example int, row *ExperimentRun) {
	taskEvaluator := &done.job.source.task.Evaluators[k]
	evaluator := w.cat.evaluator[taskEvaluator.EvaluatorID]
	if evaluator == nil {
		return
	}
	at := "eval." + evaluator.Name
	if _, there := row.Extra[at+".label"]; there {
		return
	}
	dataset := w.cat.dataset[done.job.source.task.DatasetID]
	_, expected, _ := w.exampleTexts(dataset, example)
	evaluation := w.judge(w.versionAt(taskEvaluator, done.job.created), evaluator, subject{key: hashOf(row.ID), talk: w.data.Datasets[dataset].Talk, output: row.Output, expected: expected})
	row.Extra[at+".label"], row.Extra[at+".score"] = evaluation.Label, *evaluation.Score
	if evaluation.Explanation != "" {
		row.Extra[at+".explanation"] = evaluation.Explanation
	}
	for key, value := range w.metadataOf(done) {
		row.Extra[at+".metadata."+key] = value
	}
}
