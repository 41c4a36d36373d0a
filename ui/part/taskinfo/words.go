package taskinfo

import (
	"strconv"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// none stands where there is no value.
const none text.Safe = "–"

// idTail is how many cells of an ID stand in place of a name.
const idTail = 12

// Type is the type as people write it: "template_evaluation"; a word that is
// not known is shown as it came (contract section 5).
func Type(taskType api.TaskType) text.Safe {
	if taskType == "" {
		return none
	}
	return text.CleanN(taskType.Words(), 40)
}

// Named is the name behind an ID, or the end of the ID while there is none.
func Named(id string, name Lookup) text.Safe {
	if id == "" {
		return none
	}
	if name != nil {
		if n, ok := name(id); ok && n != "" {
			return n
		}
	}
	return Tail(id)
}

// Tail is the end of an ID, which is where IDs differ.
func Tail(id string) text.Safe { return text.CutLeft(text.Clean(id), idTail) }

// Target is what the task looks at: "project support-bot", "dataset golden-qa"
// (contract section 6: a task has one source).
func Target(task api.Task, name Lookup) text.Safe {
	switch {
	case task.ProjectID != "":
		return text.Concat("project ", Named(task.ProjectID, name))
	case task.DatasetID != "":
		return text.Concat("dataset ", Named(task.DatasetID, name))
	}
	return none
}

// Mode says when the task runs and on how much: "continuous, sampling 25 %",
// "on demand", "2 experiments"; "–" while only the ID is known. Sampling and continuous belong to projects
// only (contract section 6).
func Mode(task api.Task) text.Safe {
	switch {
	case !known(task):
		return none
	case task.Type == api.RunExperiment:
		return "on demand, each run an experiment"
	case task.DatasetID != "":
		return text.Clean(text.Plural(len(task.ExperimentIDs), "experiment"))
	}
	mode := text.Safe("on demand")
	if task.Continuous {
		mode = "continuous"
	}
	if task.SamplingRate == nil {
		return mode
	}
	return text.Concat(mode, ", sampling ", percent(*task.SamplingRate))
}

// percent writes a share of 0..1 without trailing noise: 0.29 is "29 %".
func percent(share float64) text.Safe {
	return text.Clean(strconv.FormatFloat(share*100, 'g', 6, 64) + " %")
}

// EvaluatorNames lists the evaluators on one line: "Relevance, Toxicity";
// "–" when the task has none.
func EvaluatorNames(task api.Task) text.Safe {
	if len(task.Evaluators) == 0 {
		return none
	}
	out := evaluatorName(task.Evaluators[0])
	for _, evaluator := range task.Evaluators[1:] {
		out = text.Concat(out, ", ", evaluatorName(evaluator))
	}
	return out
}

func evaluatorName(evaluator api.TaskEvaluator) text.Safe {
	if n := text.CleanN(evaluator.Name, 120); n != "" {
		return n
	}
	return Named(evaluator.EvaluatorID, nil)
}

// FilterWords is the task's filter on one line; empty when it has none. Named
// filters stand as "A: …, B: …, together A AND B" (contract section 6).
func FilterWords(task api.Task) text.Safe {
	queryFilters := task.QueryFilters
	if queryFilters == nil {
		if task.QueryFilter == nil {
			return ""
		}
		return text.CleanN(*task.QueryFilter, 400)
	}
	var out text.Safe
	for i, namedFilter := range queryFilters.Filters {
		if i > 0 {
			out += ", "
		}
		out = text.Concat(out, text.CleanN(namedFilter.ID, 8), ": ", text.CleanN(namedFilter.Filter, 200))
	}
	if len(queryFilters.Filters) > 1 {
		out = text.Concat(out, ", together ", text.CleanN(queryFilters.Expression, 100))
	}
	return out
}

// ShortType is the type in one word for narrow columns: "template", "code",
// "experiment"; a word that is not known comes lower-case. It is not cleaned.
func ShortType(taskType api.TaskType) string {
	switch taskType {
	case api.TemplateEvaluation:
		return "template"
	case api.CodeEvaluation:
		return "code"
	case api.RunExperiment:
		return "experiment"
	}
	return taskType.Words()
}
