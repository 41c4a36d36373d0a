package newtask

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"ax-tui/api"
	"ax-tui/ui/form"
)

// parsed is what the two JSON texts hold, as far as they can be read. Faults
// carry line, column and rule in their message.
type parsed struct {
	evaluators   []api.EvaluatorInput
	evalFaults   []string
	configFaults []string
}

// wide reports the trace or session shape (contract section 6).
func (p parsed) wide() bool {
	return slices.ContainsFunc(p.evaluators, func(input api.EvaluatorInput) bool { return len(input.QueryMappings) > 0 })
}

// body makes the request out of what was typed, and every fault in it, in the
// order of the steps. What does not fit the type and the target is left out.
func body(v values, p parsed) (api.CreateTask, []api.FieldFault) {
	b := builder{v: v, p: p}
	b.out.Name, b.out.Type = strings.TrimSpace(v.Name), v.kind()
	switch {
	case v.experiment():
		b.experiment()
	case v.onSpans():
		b.project()
		b.evaluation()
	default:
		b.dataset()
		b.evaluation()
	}
	return b.out, b.check()
}

type builder struct {
	v      values
	p      parsed
	out    api.CreateTask
	faults []api.FieldFault
}

func (b *builder) fault(field, msg string) {
	b.faults = append(b.faults, api.FieldFault{Field: field, Message: msg})
}

func (b *builder) experiment() {
	b.out.DatasetID = b.v.Dataset.ID
	for _, f := range b.p.configFaults {
		b.fault(fConfig, f)
	}
	if raw := []byte(strings.TrimSpace(b.v.Config)); json.Valid(raw) {
		b.out.RunConfig = raw
	}
}

func (b *builder) project() {
	b.out.ProjectID = b.v.Project.ID
	x, err := rate(b.v.Sampling)
	if err != nil {
		b.fault(fSampling, err.Error())
	}
	b.out.SamplingRate = x
	on := b.v.Continuous
	b.out.Continuous = &on
}

func (b *builder) dataset() {
	b.out.DatasetID = b.v.Dataset.ID
	for _, ref := range b.v.Experiments {
		b.out.ExperimentIDs = append(b.out.ExperimentIDs, ref.ID)
	}
}

func (b *builder) evaluation() {
	for _, f := range b.p.evalFaults {
		b.fault(fPicks, f)
	}
	b.out.Evaluators = b.p.evaluators
	if b.p.wide() {
		b.out.QueryFilters = b.filters()
		return
	}
	b.out.QueryFilter = strings.TrimSpace(b.v.Filter)
}

// filters are the written ones of A to E, each under its own letter.
func (b *builder) filters() *api.QueryFilters {
	var queryFilters api.QueryFilters
	for i, f := range b.v.Wide {
		if f = strings.TrimSpace(f); f != "" {
			queryFilters.Filters = append(queryFilters.Filters, api.NamedFilter{ID: letters[i : i+1], Filter: f})
		}
	}
	if len(queryFilters.Filters) == 0 {
		b.fault(fFilters, "write a filter; the trace or session shape of these evaluators needs one to five")
		return nil
	}
	if len(queryFilters.Filters) > 1 {
		queryFilters.Expression = strings.TrimSpace(b.v.Expression)
		b.expression(queryFilters)
	}
	return &queryFilters
}

// expression may name only filters that are there.
func (b *builder) expression(queryFilters api.QueryFilters) {
	words := strings.FieldsFunc(queryFilters.Expression, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, w := range words {
		declared := slices.ContainsFunc(queryFilters.Filters, func(namedFilter api.NamedFilter) bool { return namedFilter.ID == w })
		if len(w) == 1 && strings.Contains(letters, w) && !declared {
			b.fault(fExpression, "names "+w+", but there is no filter "+w)
		}
	}
}

// check adds the rules between fields. A field whose text cannot be read is
// named once, and so is a target that is missing.
func (b *builder) check() []api.FieldFault {
	named := map[string]bool{}
	for _, fault := range b.faults {
		named[form.BaseField(fault.Field)] = true
	}
	for _, fault := range b.out.Check() {
		base := form.BaseField(fault.Field)
		if base == fProject && b.v.Kind == onDataset {
			fault = api.FieldFault{Field: fDataset, Message: "choose a dataset"}
		}
		if !named[base] {
			b.faults = append(b.faults, fault)
		}
	}
	path := b.v.path()
	slices.SortStableFunc(b.faults, func(fault, y api.FieldFault) int {
		return slices.Index(path, b.v.stepFor(fault.Field)) - slices.Index(path, b.v.stepFor(y.Field))
	})
	return b.faults
}
