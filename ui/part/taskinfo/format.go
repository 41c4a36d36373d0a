package taskinfo

import (
	"strconv"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// none is shown for a missing value.
const none text.Safe = "–"

// Type formats a task type: "template_evaluation". An unknown type is shown as the
// server sent it (contract section 5).
func Type(taskType api.TaskType) text.Safe {
	if taskType == "" {
		return none
	}
	return text.CleanN(taskType.Words(), 40)
}

// Named returns the name of an ID, or the end of the ID while its name is unknown.
func Named(id string, name Lookup) text.Safe {
	if id == "" {
		return none
	}
	if name != nil {
		if found, ok := name(id); ok && found != "" {
			return found
		}
	}
	return text.ShortID(id)
}

// Target formats the source of a task: "project support-bot", "dataset golden-qa"
// (contract section 6: a task has one source).
func Target(task *api.Task, name Lookup) text.Safe {
	switch {
	case task.ProjectID != "":
		return text.Concat("project ", Named(task.ProjectID, name))
	case task.DatasetID != "":
		return text.Concat("dataset ", Named(task.DatasetID, name))
	}
	return none
}

// Mode formats when a task runs and on what: "continuous, sampling 25 %",
// "on demand", "2 experiments"; "–" while only the ID is known. Only tasks on
// projects have a sampling rate or are continuous (contract section 6).
func Mode(task *api.Task) text.Safe {
	switch {
	case !known(task):
		return none
	case task.Type == api.RunExperiment:
		return "on demand, each run an experiment"
	case task.DatasetID != "":
		return text.Clean(text.Plural(len(task.ExperimentIDs), "experiment"))
	}
	mode := text.Safe("on demand")
	switch {
	case task.Unknown("is_continuous"):
		mode = "mode unknown"
	case task.Continuous:
		mode = "continuous"
	}
	if task.SamplingRate == nil {
		return mode
	}
	return text.Concat(mode, ", sampling ", percent(*task.SamplingRate))
}

// percent formats a share of 0..1 with up to six digits: 0.29 is "29 %". Any other
// number is "–".
func percent(share float64) text.Safe {
	if !(share >= 0 && share <= 1) {
		return none
	}
	return text.Clean(strconv.FormatFloat(share*100, 'g', 6, 64) + " %")
}

// EvaluatorNames formats the evaluators on one line: "Relevance, Toxicity";
// "–" when the task has none.
func EvaluatorNames(task *api.Task) text.Safe {
	if len(task.Evaluators) == 0 {
		return none
	}
	out := evaluatorName(&task.Evaluators[0])
	for _, evaluator := range task.Evaluators[1:] {
		out = text.Concat(out, ", ", evaluatorName(&evaluator))
	}
	return out
}

func evaluatorName(evaluator *api.TaskEvaluator) text.Safe {
	if name := text.CleanN(evaluator.Name, 120); name != "" {
		return name
	}
	return Named(evaluator.EvaluatorID, nil)
}

// FilterText formats the filter of a task on one line, "" when it has none. Named
// filters are "A: …, B: …, combined as A AND B" (contract section 6).
func FilterText(task *api.Task) text.Safe {
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
		out = text.Concat(out, ", combined as ", text.CleanN(queryFilters.Expression, 100))
	}
	return out
}
