package evaljson

import (
	"slices"
	"sort"

	"ax-tui/api"
)

// Doc is a parsed list of evaluators, with the positions of its parts.
type Doc struct {
	Evaluators []Evaluator
	Complete   bool // the text is valid JSON; false: only what comes before the syntax fault
}

// Evaluator is one entry of the list. A part that is missing or of the wrong
// type is zero.
type Evaluator struct {
	Input    api.EvaluatorInput
	Name     string // evaluator_name, which is never sent
	Pos             // of its opening brace
	IDPos    Pos    // of the value of evaluator_id, with its quotes
	Mappings []Mapping
}

// Mapping is one variable of an evaluator in either shape, in the order of the text.
type Mapping struct {
	Variable    string
	Path        string
	QueryIDs    []string // nil in the span shape
	Pos                  // of the variable's name
	Value       Pos      // of the path, with its quotes; zero when it is missing
	ValueLength int      // bytes
}

// Inputs returns the evaluators in the form that a request needs.
func (d Doc) Inputs() []api.EvaluatorInput {
	out := make([]api.EvaluatorInput, len(d.Evaluators))
	for i, evaluator := range d.Evaluators {
		out[i] = evaluator.Input
	}
	return out
}

// EvaluatorRef is an evaluator in a text.
type EvaluatorRef struct{ ID, VersionID string } // VersionID empty: always the latest

// Picks lists the evaluators of the text, each once, so that a list of picks
// can be synchronized with it. Entries without an ID are left out. If the Doc is
// not Complete, the list may be too short.
func (d Doc) Picks() []EvaluatorRef {
	var out []EvaluatorRef
	seen := map[string]bool{"": true}
	for _, evaluator := range d.Evaluators {
		if id := evaluator.Input.EvaluatorID; !seen[id] {
			seen[id] = true
			out = append(out, EvaluatorRef{ID: id, VersionID: evaluator.Input.VersionID})
		}
	}
	return out
}

// collect reads what it can from a tree, which may be incomplete or wrong.
func collect(root *node, places *index) Doc {
	var doc Doc
	if root.kind != '[' {
		return doc
	}
	for i := range root.children {
		node := &root.children[i]
		if node.kind != '{' {
			continue
		}
		doc.Evaluators = append(doc.Evaluators, evaluator(node, places))
	}
	return doc
}

func evaluator(entry *node, places *index) Evaluator {
	evaluator := Evaluator{Pos: places.at(entry.off)}
	if id := entry.child(kID); id != nil && id.kind == '"' {
		evaluator.Input.EvaluatorID, evaluator.IDPos = id.str, places.at(id.off)
	}
	evaluator.Name, _ = entry.child(kName).text()
	evaluator.Input.VersionID, _ = entry.child(kVersion).text()
	evaluator.Input.QueryFilter, _ = entry.child(kFilter).text()
	for _, mapped := range mappedVariables(entry) {
		out := Mapping{Variable: mapped.name, Pos: places.at(mapped.off)}
		if mapped.value != nil {
			out.Path, out.Value, out.ValueLength = mapped.value.str, places.at(mapped.value.off), mapped.value.end-mapped.value.off
		}
		if mapped.query == nil {
			if mapped.value == nil {
				continue
			}
			if evaluator.Input.Mappings == nil {
				evaluator.Input.Mappings = map[string]string{}
			}
			evaluator.Input.Mappings[mapped.name] = out.Path
		} else {
			out.QueryIDs = lettersOf(mapped.query)
			evaluator.Input.QueryMappings = append(evaluator.Input.QueryMappings, api.QueryMapping{
				VariableName: out.Variable, QueryIDs: slices.Clone(out.QueryIDs), AttributePath: out.Path,
			})
		}
		evaluator.Mappings = append(evaluator.Mappings, out)
	}
	return evaluator
}

func lettersOf(query *node) []string {
	out := []string{}
	list := query.child(kLetters)
	if list == nil || list.kind != '[' {
		return out
	}
	for i := range list.children {
		if letter, ok := list.children[i].text(); ok {
			out = append(out, letter)
		}
	}
	return out
}

// mappedVariable is a variable of an evaluator in the tree.
type mappedVariable struct {
	name     string
	off, end int   // of the name
	value    *node // the path, nil when it is missing or not a string
	query    *node // the whole entry, in the trace or session shape
}

// mappedVariables lists the variables of an evaluator in the order of the text.
func mappedVariables(entry *node) []mappedVariable {
	var out []mappedVariable
	if columns := entry.child(kColumns); columns != nil && columns.kind == '{' {
		for i := range columns.children {
			node := &columns.children[i]
			item := mappedVariable{name: node.key, off: node.keyOff, end: node.keyEnd}
			if node.kind == '"' {
				item.value = node
			}
			out = append(out, item)
		}
	}
	queries := entry.child(kQueries)
	if queries == nil || queries.kind != '[' {
		return out
	}
	for i := range queries.children {
		node := &queries.children[i]
		name := node.child(kVariable)
		if name == nil || name.kind != '"' {
			continue
		}
		item := mappedVariable{name: name.str, off: name.off, end: name.end, query: node}
		if path := node.child(kPath); path != nil && path.kind == '"' {
			item.value = path
		}
		out = append(out, item)
	}
	return out
}

// sortFaults sorts faults by their position in the text.
func sortFaults(list []Fault) {
	sort.SliceStable(list, func(i, j int) bool { return list[i].Offset < list[j].Offset })
}
