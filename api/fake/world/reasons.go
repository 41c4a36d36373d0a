package world

import (
	"slices"
	"strconv"
	"strings"
)

// drawReason draws a reason that fits type, source and language of a task.
func (w *World) drawReason(dice *stream, list []reason, from *source) reason {
	kinds := []string{string(from.task.Type)}
	if from.task.Type == RunExperiment {
		kind, _ := from.task.RunConfig["experiment_type"].(string)
		kinds = []string{strings.Replace(kind, string(TemplateEvaluation), "LLM_GENERATION", 1)} // both ask a model for an answer
	}
	if from.project < 0 {
		kinds = append(kinds, "dataset")
	}
	talk := w.talkOf(from)
	var fitting []*reason
	for i := range list {
		why := &list[i]
		known := len(why.From) == 0 || slices.ContainsFunc(why.From, func(kind string) bool { return slices.Contains(kinds, kind) })
		if known && (why.Talk == "" || why.Talk == talk) && why.Not != talk {
			fitting = append(fitting, why)
		}
	}
	return *pick(dice, fitting)
}

// talkOf is the topic of the spans or examples of a source.
func (w *World) talkOf(from *source) string {
	if from.project >= 0 {
		return w.data.Projects[from.project].Talk
	}
	return w.data.Datasets[w.cat.dataset[from.task.DatasetID]].Talk
}

// worded fills in what a reason says about its run.
func (w *World) worded(text string, job *script) string {
	if !strings.Contains(text, "{") {
		return text
	}
	labels := []string{"pass", "fail"}
	for _, taskEvaluator := range job.source.task.Evaluators {
		if evaluator := w.cat.evaluator[taskEvaluator.EvaluatorID]; evaluator != nil {
			if templateConfig := w.versionAt(&taskEvaluator, job.created).Template; templateConfig != nil && len(templateConfig.Choices) > 0 {
				labels = bestFirst(templateConfig.Choices)
				break
			}
		}
	}
	return strings.NewReplacer(
		"{errors}", strconv.Itoa(job.errors), "{labels}", `"`+strings.Join(labels, `", "`)+`"`, "{best}", labels[0], "{worst}", labels[len(labels)-1],
	).Replace(text)
}
