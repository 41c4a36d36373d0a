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
func body(vals values, texts parsed) (api.CreateTask, []api.FieldFault) {
	request := builder{vals: vals, texts: texts}
	request.out.Name, request.out.Type = strings.TrimSpace(vals.Name), vals.kind()
	switch {
	case vals.experiment():
		request.experiment()
	case vals.onSpans():
		request.project()
		request.evaluation()
	default:
		request.dataset()
		request.evaluation()
	}
	return request.out, request.check()
}

type builder struct {
	vals   values
	texts  parsed
	out    api.CreateTask
	faults []api.FieldFault
}

func (b *builder) fault(field, msg string) {
	b.faults = append(b.faults, api.FieldFault{Field: field, Message: msg})
}

func (b *builder) experiment() {
	b.out.DatasetID = b.vals.Dataset.ID
	for _, message := range b.texts.configFaults {
		b.fault(fConfig, message)
	}
	if raw := []byte(strings.TrimSpace(b.vals.Config)); json.Valid(raw) {
		b.out.RunConfig = raw
	}
}

func (b *builder) project() {
	b.out.ProjectID = b.vals.Project.ID
	samplingRate, err := parseRate(b.vals.Sampling)
	if err != nil {
		b.fault(fSampling, err.Error())
	}
	b.out.SamplingRate = samplingRate
	on := b.vals.Continuous
	b.out.Continuous = &on
}

func (b *builder) dataset() {
	b.out.DatasetID = b.vals.Dataset.ID
	for _, ref := range b.vals.Experiments {
		b.out.ExperimentIDs = append(b.out.ExperimentIDs, ref.ID)
	}
}

func (b *builder) evaluation() {
	for _, message := range b.texts.evalFaults {
		b.fault(fPicks, message)
	}
	b.out.Evaluators = b.texts.evaluators
	if b.texts.wide() {
		b.out.QueryFilters = b.filters()
		return
	}
	b.out.QueryFilter = strings.TrimSpace(b.vals.Filter)
}

// filters are the written ones of A to E, each under its own letter.
func (b *builder) filters() *api.QueryFilters {
	var queryFilters api.QueryFilters
	for i, filter := range b.vals.Wide {
		if filter = strings.TrimSpace(filter); filter != "" {
			queryFilters.Filters = append(queryFilters.Filters, api.NamedFilter{ID: letters[i : i+1], Filter: filter})
		}
	}
	if len(queryFilters.Filters) == 0 {
		b.fault(fFilters, "write a filter; the trace or session shape of these evaluators needs one to five")
		return nil
	}
	if len(queryFilters.Filters) > 1 {
		queryFilters.Expression = strings.TrimSpace(b.vals.Expression)
		b.expression(queryFilters)
	}
	return &queryFilters
}

// expression may name only filters that are there.
func (b *builder) expression(queryFilters api.QueryFilters) {
	words := strings.FieldsFunc(queryFilters.Expression, func(char rune) bool { return !unicode.IsLetter(char) })
	for _, word := range words {
		declared := slices.ContainsFunc(queryFilters.Filters, func(namedFilter api.NamedFilter) bool { return namedFilter.ID == word })
		if len(word) == 1 && strings.Contains(letters, word) && !declared {
			b.fault(fExpression, "names "+word+", but there is no filter "+word)
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
		if base == fProject && b.vals.Kind == onDataset {
			fault = api.FieldFault{Field: fDataset, Message: "choose a dataset"}
		}
		if !named[base] {
			b.faults = append(b.faults, fault)
		}
	}
	path := b.vals.path()
	slices.SortStableFunc(b.faults, func(fault, other api.FieldFault) int {
		return slices.Index(path, b.vals.stepFor(fault.Field)) - slices.Index(path, b.vals.stepFor(other.Field))
	})
	return b.faults
}
