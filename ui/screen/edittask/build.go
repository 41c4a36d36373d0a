package edittask

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// build makes the request out of what was typed: only the fields that differ
// from the task are in it. It gives every fault as well, none twice.
func build(t api.Task, v values) (api.UpdateTask, []api.FieldFault) {
	b := builder{task: t, v: v, named: map[string]bool{}}
	fields := fieldsOf(t)
	for _, f := range fields {
		b.field(f)
	}
	if b.empty() {
		return b.out, b.faults
	}
	for _, f := range b.out.Check() {
		if base := baseField(f.Field); slices.Contains(fields, base) && !b.named[base] {
			b.faults = append(b.faults, f)
		}
	}
	return b.out, b.faults
}

type builder struct {
	task   api.Task
	v      values
	out    api.UpdateTask
	faults []api.FieldFault
	named  map[string]bool
}

func (b *builder) fault(field, format string, args ...any) {
	b.named[field] = true
	b.faults = append(b.faults, api.FieldFault{Field: field, Message: fmt.Sprintf(format, args...)})
}

// empty reports whether nothing is to change.
func (b *builder) empty() bool { return nothing(b.out) }

func nothing(u api.UpdateTask) bool {
	return u.Name == nil && u.SamplingRate == nil && u.Continuous == nil && u.QueryFilter.IsZero() &&
		u.QueryFilters.IsZero() && u.Evaluators == nil && len(u.RunConfig) == 0
}

func (b *builder) field(f string) {
	t, v := b.task, b.v
	switch f {
	case fName:
		if v.name != t.Name {
			name := strings.TrimSpace(v.name)
			b.out.Name = &name
		}
	case fContinuous:
		if v.continuous != t.Continuous {
			b.out.Continuous = &v.continuous
		}
	case fSampling:
		b.sampling()
	case fFilter:
		if s := strings.TrimSpace(v.filter); s != deref(t.QueryFilter) {
			b.out.QueryFilter = api.Set(s)
			if s == "" {
				b.out.QueryFilter = api.Null[string]()
			}
		}
	case fFilters:
		b.filters()
	case fEvaluators:
		b.evaluators()
	case fConfig:
		b.config()
	}
}

// sampling reads a share as 0.1 or as 10 %.
func (b *builder) sampling() {
	s := strings.TrimSpace(b.v.sampling)
	if s == rate(b.task.SamplingRate) {
		return
	}
	if s == "" {
		b.fault(fSampling, "a rate cannot be taken away; write 1 for every span")
		return
	}
	number, percent := strings.CutSuffix(s, "%")
	r, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil {
		b.fault(fSampling, "write a number between 0 and 1, or a percentage such as 10 %%")
		return
	}
	if percent {
		r /= 100
	}
	if b.task.SamplingRate == nil || r != *b.task.SamplingRate {
		b.out.SamplingRate = &r
	}
}

func (b *builder) filters() {
	if strings.TrimSpace(b.v.filters) == "" {
		if b.task.QueryFilters != nil {
			b.out.QueryFilters = api.Null[api.QueryFilters]()
		}
		return
	}
	var q api.QueryFilters
	if err := decode(b.v.filters, &q); err != nil {
		b.fault(fFilters, "%v", err)
		return
	}
	if b.task.QueryFilters == nil || !same(q, *b.task.QueryFilters) {
		b.out.QueryFilters = api.Set(q)
	}
}

// evaluators are sent whole or not at all: an update replaces the list.
func (b *builder) evaluators() {
	before := inputs(b.task)
	if b.v.evaluators == string(evaljson.Write(before)) {
		return
	}
	doc, faults := b.options().Parse([]byte(b.v.evaluators))
	if b.text(fEvaluators, faults) {
		return
	}
	if list := doc.Inputs(); !same(list, before) {
		b.out.Evaluators = list
	}
}

// options tell what the text has to go with: the filters as they are typed now.
func (b *builder) options() evaljson.Options { return options(b.task, b.v) }

func options(t api.Task, v values) evaljson.Options {
	o := evaljson.Options{TaskFilter: strings.TrimSpace(v.filter) != ""}
	var q api.QueryFilters
	if strings.TrimSpace(v.filters) != "" && decode(v.filters, &q) == nil {
		o.Filters = &q
	}
	o.Name = func(id string) string {
		for _, e := range t.Evaluators {
			if e.EvaluatorID == id {
				return e.Name
			}
		}
		return ""
	}
	return o
}

// text names the first thing that must be mended and reports whether there is one.
func (b *builder) text(field string, faults []evaljson.Fault) bool {
	for _, f := range faults {
		if f.Severity == evaljson.Error {
			b.fault(field, "%s", f.String())
			return true
		}
	}
	return false
}

func (b *builder) config() {
	if same(json.RawMessage(b.v.config), b.task.RunConfig) {
		return
	}
	cfg, faults := evaljson.ParseRunConfig([]byte(b.v.config))
	if b.text(fConfig, faults) {
		return
	}
	var tight bytes.Buffer
	if err := json.Compact(&tight, cfg.Raw); err != nil {
		b.fault(fConfig, "%v", err)
		return
	}
	b.out.RunConfig = tight.Bytes()
}

// decode reads JSON strictly: nothing unknown, nothing behind it.
func decode(s string, into any) error {
	d := json.NewDecoder(strings.NewReader(s))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("character %d: %s", d.InputOffset()+1, strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("character %d: something stands behind the end; take it away", d.InputOffset()+1)
	}
	return nil
}

// same compares two values by what they put on the wire; the order of keys and
// the spelling of white space do not count.
func same(a, b any) bool { return canonical(a) == canonical(b) }

func canonical(v any) string {
	raw, err := api.Body(v)
	if err != nil {
		return fmt.Sprintf("%v", v)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var x any
	if d.Decode(&x) != nil {
		return string(raw)
	}
	out, _ := json.Marshal(x)
	return string(out)
}

// baseField takes the index off a field: "evaluators[1].evaluator_id" is "evaluators".
func baseField(f string) string {
	return f[:len(f)-len(strings.TrimLeft(f, "abcdefghijklmnopqrstuvwxyz_"))]
}

// carriedOut reports whether the task shows what the request asked for, as far
// as the request goes.
func carriedOut(u api.UpdateTask, t api.Task) bool {
	filter, setFilter := u.QueryFilter.Get()
	filters, setFilters := u.QueryFilters.Get()
	switch {
	case u.Name != nil && *u.Name != t.Name,
		u.Continuous != nil && *u.Continuous != t.Continuous,
		u.SamplingRate != nil && (t.SamplingRate == nil || *t.SamplingRate != *u.SamplingRate),
		setFilter && filter != deref(t.QueryFilter),
		!setFilter && !u.QueryFilter.IsZero() && deref(t.QueryFilter) != "",
		setFilters && (t.QueryFilters == nil || !same(filters, *t.QueryFilters)),
		!setFilters && !u.QueryFilters.IsZero() && t.QueryFilters != nil,
		u.Evaluators != nil && !same(u.Evaluators, inputs(t)),
		len(u.RunConfig) > 0 && !same(u.RunConfig, t.RunConfig):
		return false
	}
	return true
}
