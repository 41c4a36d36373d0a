package evaljson

import (
	"slices"
	"strconv"
	"strings"

	"ax-tui/api"
	"ax-tui/api/near"
)

// Keys of an evaluator on the wire.
const (
	kID       = "evaluator_id"
	kVersion  = "evaluator_version_id"
	kFilter   = "query_filter"
	kColumns  = "column_mappings"
	kQueries  = "query_mappings"
	kVariable = "variable_name"
	kLetters  = "query_ids"
	kPath     = "attribute_path"
)

// evaluatorForm is TaskEvaluatorInput with the keys of both shapes; which of
// them go together is checked afterwards.
func evaluatorForm() *form {
	mapping := object(map[string]*form{
		kVariable: filled(), kLetters: listOf(str()), kPath: filled(),
	}, kVariable, kLetters, kPath)
	mapping.hints = map[string]string{
		"variable": "did you mean variable_name?", "path": "did you mean attribute_path?", "letters": "did you mean query_ids?",
	}
	queries := listOf(mapping)
	queries.filled = true
	path := str()
	path.nullHint = "null cannot stand here; write the path to read, or leave the key out"
	f := object(map[string]*form{
		kID: filled(), kVersion: orNull(str()), kFilter: str(), kColumns: mapOf(path), kQueries: queries,
	}, kID)
	f.hints = map[string]string{
		"id":            "did you mean evaluator_id?",
		"name":          "an evaluator stands here by its evaluator_id, not by its name",
		"evaluatorname": "an evaluator stands here by its evaluator_id, not by its name",
		"version":       "did you mean evaluator_version_id?",
		"versionid":     "did you mean evaluator_version_id?",
		"mappings":      "did you mean column_mappings?",
		"columns":       "did you mean column_mappings?",
		"queryfilters":  "query_filters belongs to the task, not to an evaluator",
	}
	return f
}

// Options tell Parse what the text alone cannot say. The zero value checks what
// holds in any task.
type Options struct {
	// Filters are the task's query_filters: with them the trace or session shape
	// is asked for and every letter must be declared. nil: not known, A to E pass.
	Filters *api.QueryFilters
	// TaskFilter says that the task has a query_filter, which belongs to the span shape.
	TaskFilter bool
	// Variables gives what an evaluator's template wants mapped; ok false when
	// not known. nil: nothing is known.
	Variables func(evaluatorID string) (list []string, ok bool)
	// Name gives the evaluator's name for messages, "" when not known. nil: none is.
	Name func(evaluatorID string) string
}

// Parse reads the list of evaluators of a create or update request and tells
// every fault in the order of the text: of broken JSON the first one only, of
// broken rules all, a thousand at most. Any bytes are taken. With a syntax
// fault the Doc holds what stands before it.
func (o Options) Parse(text []byte) (Doc, []Fault) {
	index := newIndex(text)
	root, broken := read(text, index)
	doc := collect(root, index)
	if broken != nil {
		return doc, []Fault{*broken}
	}
	doc.Complete = true
	c := &checker{x: index}
	list := listOf(evaluatorForm())
	list.filled = true
	if root.kind == '{' {
		message := "this must be a list; put the evaluator into [ ]"
		if root.child("evaluators") != nil {
			message = "give only the list that stands under evaluators"
		}
		c.on(root, WrongType, "%s", message)
		return doc, c.faults
	}
	c.check(root, list)
	if root.kind == '[' {
		o.rules(c, root)
	}
	sortFaults(c.faults)
	return doc, c.faults
}

// rules checks what no schema says (contract section 6).
func (o Options) rules(c *checker, root *node) {
	wide := o.wide(root)
	seen := make(map[string]int, len(root.kids))
	for i := range root.kids {
		node := &root.kids[i]
		if node.kind != '{' {
			continue
		}
		if id, ok := node.child(kID).text(); ok && strings.TrimSpace(id) != "" {
			if first, twice := seen[id]; twice {
				o.duplicate(c, node.child(kID), root.kids[first].child(kID), first)
			} else {
				seen[id] = i
			}
			o.variables(c, node, id)
		}
		o.shape(c, node, wide)
		empties(c, node)
	}
}

// wide reports whether the task uses the trace or session shape.
func (o Options) wide(root *node) bool {
	if o.Filters != nil {
		return true
	}
	for i := range root.kids {
		if root.kids[i].child(kQueries) != nil {
			return true
		}
	}
	return false
}

func (o Options) duplicate(c *checker, n *node, first *node, number int) {
	who := "this evaluator"
	if name := o.name(n.str); name != "" {
		who = strconv.Quote(name)
	}
	c.on(n, DuplicateEvaluator, "%s (%s) stands twice, first as number %d on line %d; keep one of them",
		who, n.str, number+1, c.x.at(first.off).Line)
}

func (o Options) name(id string) string {
	if o.Name == nil {
		return ""
	}
	return o.Name(id)
}

// shape keeps the two shapes apart.
func (o Options) shape(c *checker, n *node, wide bool) {
	queries := n.child(kQueries)
	if !wide {
		return
	}
	if queries != nil && o.TaskFilter && o.Filters == nil {
		c.onKey(queries, MixedShapes, "query_mappings cannot stand beside the task's query_filter; use column_mappings, or give the task query_filters")
	}
	for _, key := range []string{kFilter, kColumns} {
		if kid := n.child(key); kid != nil {
			use := "use query_mappings"
			if key == kFilter {
				use = "use the task's query_filters"
			}
			c.onKey(kid, MixedShapes, "%s belongs to the span shape, but this task uses the trace or session shape; %s", key, use)
		}
	}
	if queries == nil {
		c.on(n, MissingKey, "the key \"query_mappings\" is missing; the task uses the trace or session shape")
		return
	}
	for i := range queries.kids {
		o.letters(c, queries.kids[i].child(kLetters))
	}
}

func (o Options) letters(c *checker, list *node) {
	if list == nil || list.kind != '[' {
		return
	}
	for i := range list.kids {
		letter, ok := list.kids[i].text()
		if !ok {
			continue
		}
		switch {
		case len(letter) != 1 || letter[0] < 'A' || letter[0] > 'E':
			c.on(&list.kids[i], UnknownLetter, "%q is not a letter from A to E; the letters name the task's query_filters", letter)
		case o.Filters != nil && !declared(o.Filters, letter):
			c.on(&list.kids[i], UnknownLetter, "the letter %s is not declared in the task's query_filters; declare it or take it away", letter)
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

// empties finds what the server takes but nobody means.
func empties(c *checker, n *node) {
	if node := n.child(kVersion); node != nil && node.kind == '"' && strings.TrimSpace(node.str) == "" {
		c.on(node, EmptyValue, "the version is empty; leave the key out for always the latest")
	}
	if node := n.child(kFilter); node != nil && node.kind == '"' && strings.TrimSpace(node.str) == "" {
		c.on(node, EmptyValue, "the filter is empty; leave the key out for no filter").Severity = Warning
	}
	columns := n.child(kColumns)
	if columns == nil || columns.kind != '{' {
		return
	}
	for i := range columns.kids {
		node := &columns.kids[i]
		if node.kind == '"' && strings.TrimSpace(node.str) == "" {
			c.on(node, EmptyValue, "%q is not mapped yet; write the path to read, such as attributes.input.value", node.key).Severity = Warning
		}
	}
}

// variables compares the mappings with what the template wants.
func (o Options) variables(c *checker, n *node, id string) {
	if o.Variables == nil {
		return
	}
	want, ok := o.Variables(id)
	if !ok {
		return
	}
	have := map[string]bool{}
	for _, found := range mapped(n) {
		have[found.name] = true
		if !slices.Contains(want, found.name) {
			meant := near.Key(found.name, want)
			message := "the evaluator has no variable " + strconv.Quote(found.name)
			if meant != "" {
				message += "; did you mean " + meant + "?"
			} else {
				message += "; erase it"
			}
			c.at(found.off, found.end, UnknownVariable, "%s", message).Severity = Warning
		}
	}
	for _, v := range want {
		if !have[v] {
			c.on(n, MissingVariable, "the variable %q of the evaluator has no mapping; add it", v).Severity = Warning
		}
	}
}
