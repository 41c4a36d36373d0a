package newtask

import (
	"encoding/json"
	"slices"
	"sort"
	"strings"
	"unicode"

	"ax-tui/api"
	"ax-tui/ui/form"
)

// parsed is the content of the two JSON texts, as far as they can be parsed. The
// messages of faults contain line, column and rule.
type parsed struct {
	evaluators   []api.EvaluatorInput
	evalFaults   []string
	config       json.RawMessage // the run configuration without what is not sent; nil while it has errors
	configFaults []string
}

// wide reports whether an evaluator has the trace or session shape (contract
// section 6).
func (p *parsed) wide() bool {
	return slices.ContainsFunc(p.evaluators, func(input api.EvaluatorInput) bool { return len(input.QueryMappings) > 0 })
}

// body returns the request for the typed values, and all faults in them in the
// order of the steps. Values that do not fit the type or target are left out.
func body(vals *values, texts *parsed) (*api.CreateTask, []api.FieldFault) {
	request := &builder{vals: vals, texts: texts}
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
	return &request.out, request.check()
}

type builder struct {
	vals   *values
	texts  *parsed
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
	if b.out.RunConfig = b.texts.config; b.out.RunConfig != nil {
		return
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

// filters returns the non-empty filters of A to E, each with its letter.
func (b *builder) filters() *api.QueryFilters {
	var queryFilters api.QueryFilters
	for i, filter := range b.vals.Wide {
		if filter = strings.TrimSpace(filter); filter != "" {
			queryFilters.Filters = append(queryFilters.Filters, api.NamedFilter{ID: letters[i : i+1], Filter: filter})
		}
	}
	if len(queryFilters.Filters) == 0 {
		b.fault(fFilters, "write a filter; these trace or session evaluators need one to five")
		return nil
	}
	if len(queryFilters.Filters) > 1 {
		queryFilters.Expression = strings.TrimSpace(b.vals.Expression)
		b.expression(queryFilters)
	}
	return &queryFilters
}

// expression checks that the expression names only existing filters.
func (b *builder) expression(queryFilters api.QueryFilters) {
	words := strings.FieldsFunc(queryFilters.Expression, func(char rune) bool { return !unicode.IsLetter(char) })
	for _, word := range words {
		declared := slices.ContainsFunc(queryFilters.Filters, func(namedFilter api.NamedFilter) bool { return namedFilter.ID == word })
		if len(word) == 1 && strings.Contains(letters, word) && !declared {
			b.fault(fExpression, "names "+word+", but there is no filter "+word)
		}
	}
}

// check adds the rules between fields, with at most one fault per field that cannot
// be parsed and one for a missing target.
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
	sort.SliceStable(b.faults, func(i, j int) bool {
		return slices.Index(path, b.vals.stepFor(b.faults[i].Field)) < slices.Index(path, b.vals.stepFor(b.faults[j].Field))
	})
	return b.faults
}
