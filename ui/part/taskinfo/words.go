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
func Type(t api.TaskType) text.Safe {
	if t == "" {
		return none
	}
	return text.CleanN(t.Words(), 40)
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
func Target(t api.Task, name Lookup) text.Safe {
	switch {
	case t.ProjectID != "":
		return text.Concat("project ", Named(t.ProjectID, name))
	case t.DatasetID != "":
		return text.Concat("dataset ", Named(t.DatasetID, name))
	}
	return none
}

// Mode says when the task runs and on how much: "continuous, sampling 25 %",
// "on demand", "2 experiments"; "–" while only the ID is known. Sampling and continuous belong to projects
// only (contract section 6).
func Mode(t api.Task) text.Safe {
	switch {
	case !known(t):
		return none
	case t.Type == api.RunExperiment:
		return "on demand, each run an experiment"
	case t.DatasetID != "":
		return text.Clean(text.Plural(len(t.ExperimentIDs), "experiment"))
	}
	mode := text.Safe("on demand")
	if t.Continuous {
		mode = "continuous"
	}
	if t.SamplingRate == nil {
		return mode
	}
	return text.Concat(mode, ", sampling ", percent(*t.SamplingRate))
}

// percent writes a share of 0..1 without trailing noise: 0.29 is "29 %".
func percent(share float64) text.Safe {
	return text.Clean(strconv.FormatFloat(share*100, 'g', 6, 64) + " %")
}

// EvaluatorNames lists the evaluators on one line: "Relevance, Toxicity";
// "–" when the task has none.
func EvaluatorNames(t api.Task) text.Safe {
	if len(t.Evaluators) == 0 {
		return none
	}
	out := evaluatorName(t.Evaluators[0])
	for _, e := range t.Evaluators[1:] {
		out = text.Concat(out, ", ", evaluatorName(e))
	}
	return out
}

func evaluatorName(e api.TaskEvaluator) text.Safe {
	if n := text.CleanN(e.Name, 120); n != "" {
		return n
	}
	return Named(e.EvaluatorID, nil)
}

// FilterWords is the task's filter on one line; empty when it has none. Named
// filters stand as "A: …, B: …, together A AND B" (contract section 6).
func FilterWords(t api.Task) text.Safe {
	q := t.QueryFilters
	if q == nil {
		if t.QueryFilter == nil {
			return ""
		}
		return text.CleanN(*t.QueryFilter, 400)
	}
	var out text.Safe
	for i, f := range q.Filters {
		if i > 0 {
			out += ", "
		}
		out = text.Concat(out, text.CleanN(f.ID, 8), ": ", text.CleanN(f.Filter, 200))
	}
	if len(q.Filters) > 1 {
		out = text.Concat(out, ", together ", text.CleanN(q.Expression, 100))
	}
	return out
}

// ShortType is the type in one word for narrow columns: "template", "code",
// "experiment"; a word that is not known comes lower-case. It is not cleaned.
func ShortType(t api.TaskType) string {
	switch t {
	case api.TemplateEvaluation:
		return "template"
	case api.CodeEvaluation:
		return "code"
	case api.RunExperiment:
		return "experiment"
	}
	return t.Words()
}
