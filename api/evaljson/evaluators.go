package evaljson

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/near"
)

// The keys that hold IDs: of an evaluator, and of the integration of a run
// configuration, a model or an agent.
const (
	EvaluatorID = "evaluator_id"
	ModelID     = "ai_integration_id"
	AgentID     = "integration_id"
)

// Keys of an evaluator on the wire.
const (
	kID       = EvaluatorID
	kName     = "evaluator_name" // in answers only
	kVersion  = "evaluator_version_id"
	kFilter   = "query_filter"
	kColumns  = "column_mappings"
	kQueries  = "query_mappings"
	kVariable = "variable_name"
	kLetters  = "query_ids"
	kPath     = "attribute_path"
)

// evaluatorForm is TaskEvaluatorInput with the keys of both shapes; rules checks
// that they are not mixed. The sizes are those of contract section 6. The name that
// a response has in addition to the ID is accepted, so that a response can be sent back.
func evaluatorForm() *form {
	mapping := object(map[string]*form{
		kVariable: upTo(256, nonEmpty()), kLetters: upTo(5, listOf(str())), kPath: upTo(1024, nonEmpty()),
	}, kVariable, kLetters, kPath)
	mapping.hints = map[string]string{
		"variable": "did you mean variable_name?", "path": "did you mean attribute_path?", "letters": "did you mean query_ids?",
	}
	queries := upTo(50, listOf(mapping))
	queries.nonEmpty = true
	path := str()
	path.nullHint = "null is not allowed here; write the path to read, or leave the key out"
	entry := object(map[string]*form{
		kID: nonEmpty(), kName: str(), kVersion: orNull(str()), kFilter: str(), kColumns: mapOf(path), kQueries: queries,
	}, kID)
	entry.response = kName
	entry.hints = map[string]string{
		"id":           "did you mean evaluator_id?",
		"name":         "did you mean evaluator_id?",
		"version":      "did you mean evaluator_version_id?",
		"versionid":    "did you mean evaluator_version_id?",
		"mappings":     "did you mean column_mappings?",
		"columns":      "did you mean column_mappings?",
		"queryfilters": "query_filters belongs to the task, not to an evaluator",
	}
	return entry
}

// Options tell Parse about the task. The zero value checks what is true for any
// task.
type Options struct {
	// Filters are the task's query_filters: if set, the trace or session shape is
	// required and every letter must be declared. nil: unknown, A to E are accepted.
	Filters *api.QueryFilters
	// TaskFilter reports that the task has a query_filter, which belongs to the span shape.
	TaskFilter bool
	// Variables returns the variables of an evaluator's template; ok is false for
	// an unknown evaluator. nil: all are unknown.
	Variables func(evaluatorID string) (list []string, ok bool)
	// Name returns the evaluator's name for messages, "" if unknown. nil: all are unknown.
	Name func(evaluatorID string) string
	// Named accepts names in place of the IDs under EvaluatorID, ModelID and AgentID, and
	// an evaluator_name without an evaluator_id. It gets each value and returns what is
	// wrong with it, "" for nothing. nil: there must be IDs, which are not checked.
	Named func(key, value string) string
	// Response says that the evaluators are from a response of the server: keys that are
	// not known, and not misspelt, are left out with a warning, as in a run configuration.
	Response bool
}

// Parse parses the list of evaluators of a create or update request and lists
// the faults in the order of the text: only the first one of invalid JSON, all
// broken rules otherwise, at most 1000. It accepts any bytes. After a syntax
// fault the Doc holds what comes before the fault.
func (o Options) Parse(text []byte) (Doc, []Fault) {
	index := newIndex(text)
	root, broken := parseTree(text, index)
	doc := collect(root, index)
	if broken != nil {
		return doc, []Fault{*broken}
	}
	doc.Complete = true
	report := &checker{places: index, response: o.Response}
	entry := evaluatorForm()
	list := listOf(entry)
	list.nonEmpty = true
	if o.Named != nil {
		entry.required = nil
	}
	if root.kind == '{' {
		message := "this must be a list; put the evaluator in [ ]"
		if root.child("evaluators") != nil {
			message = "give only the list under evaluators"
		}
		report.on(root, WrongType, "%s", message)
		return doc, report.faults
	}
	report.check(root, list)
	if root.kind == '[' {
		o.rules(report, root)
	}
	sortFaults(report.faults)
	return doc, report.faults
}

// rules checks what a schema cannot express (contract section 6).
func (o Options) rules(report *checker, root *node) {
	wide := o.wide(root)
	seen := make(map[string]int, len(root.children))
	for i := range root.children {
		node := &root.children[i]
		if node.kind != '{' {
			continue
		}
		name, _ := node.child(kName).text()
		o.named(report, node)
		if id, ok := node.child(kID).text(); ok && strings.TrimSpace(id) != "" {
			if known := o.name(id); known != "" && name != "" && name != known {
				report.on(node.child(kName), OtherName, "the evaluator of this ID is called %q; the ID counts", known).Severity = Warning
			}
			if first, duplicate := seen[id]; duplicate {
				o.duplicate(report, node.child(kID), root.children[first].child(kID), first)
			} else {
				seen[id] = i
			}
			o.variables(report, node, id)
		}
		o.shape(report, node, wide)
		emptyValues(report, node)
	}
}

// named checks the ID of an evaluator, or its name.
func (o Options) named(report *checker, entry *node) {
	if o.Named == nil {
		return
	}
	at := cmp.Or(entry.given(kID), entry.given(kName))
	value, ok := at.text()
	switch {
	case strings.TrimSpace(value) != "":
		o.checkNamed(report, kID, at)
	case at == nil || ok && at.key == kName:
		report.on(entry, MissingKey, "the key %q is missing; add it, or evaluator_name", kID)
	}
}

// checkNamed checks the value under a key that holds an ID or a name.
func (o Options) checkNamed(report *checker, key string, at *node) {
	value, ok := at.text()
	if o.Named == nil || !ok || strings.TrimSpace(value) == "" {
		return
	}
	if message := o.Named(key, value); message != "" {
		report.on(at, UnknownName, "%s", message)
	}
}

// wide reports whether the task uses the trace or session shape.
func (o Options) wide(root *node) bool {
	if o.Filters != nil {
		return true
	}
	for i := range root.children {
		if root.children[i].given(kQueries) != nil {
			return true
		}
	}
	return false
}

func (o Options) duplicate(report *checker, second *node, first *node, number int) {
	who := "this evaluator"
	if name := o.name(second.str); name != "" {
		who = strconv.Quote(name)
	}
	report.on(second, DuplicateEvaluator, "%s (%s) is listed twice, first as entry %d on line %d; keep one of them",
		who, second.str, number+1, report.places.at(first.off).Line)
}

func (o Options) name(id string) string {
	if o.Name == nil {
		return ""
	}
	return o.Name(id)
}

// shape checks that the two shapes are not mixed.
func (o Options) shape(report *checker, entry *node, wide bool) {
	queries := entry.given(kQueries)
	if !wide {
		return
	}
	if queries != nil && o.TaskFilter && o.Filters == nil {
		report.onKey(queries, MixedShapes, "query_mappings cannot be combined with the task's query_filter; use column_mappings, or give the task query_filters")
	}
	for _, key := range []string{kFilter, kColumns} {
		if child := entry.given(key); child != nil {
			use := "use query_mappings"
			if key == kFilter {
				use = "use the task's query_filters"
			}
			report.onKey(child, MixedShapes, "%s belongs to the span shape, but this task uses the trace or session shape; %s", key, use)
		}
	}
	if queries == nil {
		report.on(entry, MissingKey, "the key \"query_mappings\" is missing; the task uses the trace or session shape")
		return
	}
	for i := range queries.children {
		o.letters(report, queries.children[i].child(kLetters))
	}
}

func (o Options) letters(report *checker, list *node) {
	if list == nil || list.kind != '[' {
		return
	}
	for i := range list.children {
		letter, ok := list.children[i].text()
		if !ok {
			continue
		}
		switch {
		case len(letter) != 1 || letter[0] < 'A' || letter[0] > 'E':
			report.on(&list.children[i], UnknownLetter, "%q is not a letter from A to E; the letters name the task's query_filters", letter)
		case o.Filters != nil && !declared(o.Filters, letter):
			report.on(&list.children[i], UnknownLetter, "the letter %s is not declared in the task's query_filters; declare it or remove it", letter)
		}
	}
}

func declared(queryFilters *api.QueryFilters, letter string) bool {
	for _, namedFilter := range queryFilters.Filters {
		if namedFilter.ID == letter {
			return true
		}
	}
	return false
}

// emptyValues finds empty values, which the server accepts but which are
// probably a mistake.
func emptyValues(report *checker, entry *node) {
	if node := entry.child(kVersion); node != nil && node.kind == '"' && strings.TrimSpace(node.str) == "" {
		report.on(node, EmptyValue, "the version is empty; leave the key out to use the latest")
	}
	if node := entry.child(kFilter); node != nil && node.kind == '"' && strings.TrimSpace(node.str) == "" {
		report.on(node, EmptyValue, "the filter is empty; leave the key out for no filter").Severity = Warning
	}
	columns := entry.child(kColumns)
	if columns == nil || columns.kind != '{' {
		return
	}
	for i := range columns.children {
		node := &columns.children[i]
		if node.kind == '"' && strings.TrimSpace(node.str) == "" {
			report.on(node, EmptyValue, "%q is not mapped yet; write the path to read, such as attributes.input.value", node.key).Severity = Warning
		}
	}
}

// variables compares the mappings with the variables of the template.
func (o Options) variables(report *checker, entry *node, id string) {
	if o.Variables == nil {
		return
	}
	want, ok := o.Variables(id)
	if !ok {
		return
	}
	have := map[string]bool{}
	for _, mapped := range mappedVariables(entry) {
		have[mapped.name] = true
		if !slices.Contains(want, mapped.name) {
			suggestion := near.Key(mapped.name, want)
			message := "the evaluator has no variable " + strconv.Quote(mapped.name)
			if suggestion != "" {
				message += "; did you mean " + suggestion + "?"
			} else {
				message += "; remove it"
			}
			report.at(mapped.off, mapped.end, UnknownVariable, "%s", message).Severity = Warning
		}
	}
	for _, variable := range want {
		if !have[variable] {
			report.on(entry, MissingVariable, "the variable %q of the evaluator has no mapping; add it", variable).Severity = Warning
		}
	}
}
