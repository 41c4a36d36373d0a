package world

import (
	"slices"
	"sort"
	"time"
)

// The keys of the metadata of an evaluation. Their real names are not documented
// (contract section 6, what a run wrote).
const (
	metadataTask = "task_id"
	metadataRun  = "run_id"
)

// metadataOf is the metadata of the evaluations of a run, nil in a space whose
// server is too old to write any.
func (w *World) metadataOf(done *work) map[string]any {
	if w.writesNoMetadata(done.job.source.task.SpaceID) {
		return nil
	}
	return map[string]any{metadataTask: done.run.TaskID, metadataRun: done.run.ID}
}

func (w *World) writesNoMetadata(spaceID string) bool {
	i := slices.IndexFunc(w.cat.spaces, func(space *Space) bool { return space.ID == spaceID })
	return i >= 0 && w.data.Spaces[i].NoMetadata
}

// addResults adds the evaluations and annotations of a span. Those of evaluators
// of traces and sessions are only for filters: a span does not show them.
func (w *World) addResults(by *panel, slot int64, span *Span) {
	span.results = w.evaluationsOn(by, slot, span)
	for _, evaluation := range span.results {
		if evaluation.scope == "SPAN" {
			span.Evaluations = append(span.Evaluations, evaluation)
		}
	}
	w.annotate(by.project, slot, span)
}

// annotate adds what people noted on a span: a review, and on some spans with a
// label what a person would have said in the place of the judge.
func (w *World) annotate(project int, slot int64, span *Span) {
	dice := streamOf(w.seed, domAnnotation, uint64(project), uint64(slot))
	note := func(name, label, text string) {
		span.Annotations = append(span.Annotations, Annotation{
			Name: name, Label: label, Text: text, UpdatedAt: span.End.Add(dice.duration(time.Minute, time.Hour)),
			Annotator: Annotator{ID: w.user(dice.n(5)), Email: "reviewer@example.com"},
		})
	}
	if dice.chance(8) {
		if label := pick(&dice, []string{"good", "good", "bad"}); label == "bad" {
			note("review", label, w.spoil("The answer is for another product.", uint64(slot)))
		} else {
			note("review", label, "")
		}
	}
	if len(span.Evaluations) == 0 || !dice.chance(10) {
		return
	}
	judged := pick(&dice, span.Evaluations)
	if evaluator := w.evaluatorNamed(judged.Name); evaluator != nil && evaluator.Versions[0].Template != nil && evaluator.Versions[0].Template.Choices != nil {
		label := judged.Label
		if dice.chance(25) {
			label = pick(&dice, bestFirst(evaluator.Versions[0].Template.Choices))
		}
		note(evaluator.Name, label, "")
	}
}

// evaluatorNamed finds an evaluator by its name, which may be hostile.
func (w *World) evaluatorNamed(name string) *Evaluator {
	if i := slices.IndexFunc(w.cat.evaluators, func(evaluator *Evaluator) bool { return evaluator.Name == name }); i >= 0 {
		return w.cat.evaluators[i]
	}
	return nil
}

// evaluationsOn returns the evaluations on a span, its trace and its session: those
// that the application logged, and those of runs, a later one in the place of an
// earlier one of the same name.
func (w *World) evaluationsOn(by *panel, slot int64, span *Span) (out []Evaluation) {
	var works []*work
	for _, one := range by.judges {
		w.worksOn(one, span.Start, func(done *work) {
			if done.run.Successes > 0 && done.fate(slot/done.job.source.unit) == judged {
				works = append(works, done)
			}
		})
	}
	sort.SliceStable(works, func(i, j int) bool { return works[i].job.created.Before(works[j].job.created) })
	_, output := w.talkOn(by.project, slot)
	about := subject{project: by.project, slot: slot, talk: w.data.Projects[by.project].Talk, output: output, latency: span.End.Sub(span.Start), weak: w.modelOn(by.project, slot) == w.activity().SpanModels[by.project%len(w.activity().SpanModels)]}
	for _, evaluator := range by.logged {
		out = append(out, w.judge(evaluator.Versions[0], evaluator, about))
	}
	for _, done := range works {
		metadata, task := w.metadataOf(done), &done.job.source.task
		for i := range task.Evaluators {
			taskEvaluator := &task.Evaluators[i]
			evaluator := w.cat.evaluator[taskEvaluator.EvaluatorID]
			if evaluator == nil || !w.takes(taskEvaluator, by.project, slot) {
				continue
			}
			added := w.judge(w.versionAt(taskEvaluator, done.job.created), evaluator, about)
			added.Metadata = metadata
			kept := out[:0]
			for k := range out {
				if out[k].Name != added.Name || out[k].scope != added.scope {
					kept = append(kept, out[k])
				}
			}
			out = append(kept, added)
		}
	}
	return out
}

// takes reports whether a span fits the filter of one of the evaluators of a task.
func (w *World) takes(taskEvaluator *TaskEvaluator, project int, slot int64) bool {
	if taskEvaluator.QueryFilter == nil || *taskEvaluator.QueryFilter == "" {
		return true
	}
	test, err := parseFilter(*taskEvaluator.QueryFilter, spanColumn, "")
	return err == nil && test(w.partOf(project, slot, readsOf(*taskEvaluator.QueryFilter), func(*Span) {}).column)
}

// versionAt returns the version of an evaluator that a run uses: the pinned one, or
// the newest when the run was created.
func (w *World) versionAt(taskEvaluator *TaskEvaluator, created time.Time) *EvaluatorVersion {
	versions := w.cat.evaluator[taskEvaluator.EvaluatorID].Versions
	for _, version := range versions {
		if version.ID == taskEvaluator.VersionID || taskEvaluator.VersionID == "" && !version.CreatedAt.After(created) {
			return version
		}
	}
	return versions[len(versions)-1]
}
