package preflight_test

import (
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/preflight"
)

// Where evaluators differ in granularity no shape fits, so only that is said, whichever of
// them is the first.
func TestMixedGranularityIsTheOneReason(t *testing.T) {
	facts := []preflight.EvaluatorFacts{
		{ID: "s", Name: "Spans", Type: api.TemplateEvaluator, Granularity: api.SpanGranularity},
		{ID: "t", Name: "Traces", Type: api.TemplateEvaluator, Granularity: api.TraceGranularity},
	}
	wide := []api.QueryMapping{{VariableName: "a", AttributePath: "b"}}
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		var inputs []api.EvaluatorInput
		for _, at := range order {
			inputs = append(inputs, api.EvaluatorInput{EvaluatorID: facts[at].ID, QueryMappings: wide})
		}
		var faults []string
		for _, finding := range preflight.Check(&preflight.Input{Create: api.CreateTask{Type: api.TemplateEvaluation, ProjectID: "P", Evaluators: inputs}, Evaluators: facts}) {
			if finding.Severity == preflight.Fault && strings.HasSuffix(finding.Field, "evaluator_id") {
				faults = append(faults, finding.Message)
			}
		}
		if len(faults) != 1 || !strings.Contains(faults[0], "all evaluators of a task must have the same granularity") {
			t.Errorf("%v: %q", order, faults)
		}
	}
}
