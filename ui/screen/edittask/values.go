package edittask

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// The wire names of the fields; faults and refusals name them.
const (
	fName       = "name"
	fSampling   = "sampling_rate"
	fContinuous = "is_continuous"
	fFilter     = "query_filter"
	fFilters    = "query_filters"
	fEvaluators = "evaluators"
	fConfig     = "run_configuration"
)

// values is everything that may change, as typed (contract section 6, Update).
// It outlives the form and can be compared.
type values struct {
	name       string
	sampling   string // "" for none
	continuous bool
	filter     string // of the span shape; "" clears it
	filters    string // query_filters as JSON on one line; "" clears them
	evaluators string // the whole list as JSON
	config     string // run_configuration as JSON
}

// fieldsOf are the fields of a task that may change, in the order of the form.
func fieldsOf(t api.Task) []string {
	if t.Type == api.RunExperiment {
		return []string{fName, fConfig}
	}
	out := []string{fName}
	if t.ProjectID != "" {
		out = append(out, fContinuous, fSampling)
	}
	if wide(t) {
		return append(out, fFilters, fEvaluators)
	}
	return append(out, fFilter, fEvaluators)
}

// wide reports the trace or session shape (contract section 6, Create).
func wide(t api.Task) bool {
	return t.QueryFilters != nil || slices.ContainsFunc(t.Evaluators, func(e api.TaskEvaluator) bool { return len(e.QueryMappings) > 0 })
}

// valuesOf is the task as the form shows it.
func valuesOf(t api.Task) values {
	v := values{name: t.Name, continuous: t.Continuous, sampling: rate(t.SamplingRate), filter: deref(t.QueryFilter)}
	if t.QueryFilters != nil {
		v.filters = canonical(t.QueryFilters)
	}
	if t.Type.Evaluation() {
		v.evaluators = string(evaljson.Write(inputs(t)))
	}
	if len(t.RunConfig) > 0 {
		v.config = pretty(t.RunConfig)
	}
	return v
}

// inputs are the task's evaluators as an update wants them, pins and mappings kept.
func inputs(t api.Task) []api.EvaluatorInput {
	out := make([]api.EvaluatorInput, len(t.Evaluators))
	for i, e := range t.Evaluators {
		out[i] = e.Input()
	}
	return out
}

func rate(r *float64) string {
	if r == nil {
		return ""
	}
	return strconv.FormatFloat(*r, 'g', -1, 64)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// pretty is a value as indented JSON in the wire's spelling.
func pretty(v any) string {
	raw, ok := v.(json.RawMessage)
	if !ok {
		var err error
		if raw, err = api.Body(v); err != nil {
			return ""
		}
	}
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return string(raw)
	}
	return b.String()
}

// rebase takes over from fresh what the person has not changed: what they have
// changed stays, and what somebody else has changed meanwhile is not undone.
func (v values) rebase(first, fresh values) values {
	take := func(mine *string, was, now string) {
		if *mine == was {
			*mine = now
		}
	}
	take(&v.name, first.name, fresh.name)
	take(&v.sampling, first.sampling, fresh.sampling)
	take(&v.filter, first.filter, fresh.filter)
	take(&v.filters, first.filters, fresh.filters)
	take(&v.evaluators, first.evaluators, fresh.evaluators)
	take(&v.config, first.config, fresh.config)
	if v.continuous == first.continuous {
		v.continuous = fresh.continuous
	}
	return v
}
