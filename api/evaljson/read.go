package evaljson

import (
	"slices"

	"ax-tui/api"
)

// Doc is what a text holds, with the places of its parts.
type Doc struct {
	Evaluators []Evaluator
	Complete   bool // the text is whole JSON; false: only what stands before the syntax fault
}

// Evaluator is one entry of the list. A part that is missing or of the wrong
// type is zero.
type Evaluator struct {
	Input    api.EvaluatorInput
	Pos          // of its opening brace
	IDPos    Pos // of the value of evaluator_id, with its quotes
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

// Inputs gives the evaluators as a request wants them.
func (d Doc) Inputs() []api.EvaluatorInput {
	out := make([]api.EvaluatorInput, len(d.Evaluators))
	for i, evaluator := range d.Evaluators {
		out[i] = evaluator.Input
	}
	return out
}

// EvaluatorRef is an evaluator that a text holds.
type EvaluatorRef struct{ ID, VersionID string } // VersionID empty: always the latest

// Picks tells which evaluators the text holds, each once, so that a list of
// picks can be made to agree with it. Entries without an ID are left out. When
// the Doc is not Complete the rest of the text is not known.
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

// collect takes what it can from a tree, which may be cut short or wrong.
func collect(root *node, x *index) Doc {
	var doc Doc
	if root.kind != '[' {
		return doc
	}
	for i := range root.kids {
		node := &root.kids[i]
		if node.kind != '{' {
			continue
		}
		doc.Evaluators = append(doc.Evaluators, evaluator(node, x))
	}
	return doc
}

func evaluator(n *node, x *index) Evaluator {
	evaluator := Evaluator{Pos: x.at(n.off)}
	if id := n.child(kID); id != nil && id.kind == '"' {
		evaluator.Input.EvaluatorID, evaluator.IDPos = id.str, x.at(id.off)
	}
	evaluator.Input.VersionID, _ = n.child(kVersion).text()
	evaluator.Input.QueryFilter, _ = n.child(kFilter).text()
	for _, found := range mapped(n) {
		out := Mapping{Variable: found.name, Pos: x.at(found.off)}
		if found.value != nil {
			out.Path, out.Value, out.ValueLength = found.value.str, x.at(found.value.off), found.value.end-found.value.off
		}
		if found.query == nil {
			if found.value == nil {
				continue
			}
			if evaluator.Input.Mappings == nil {
				evaluator.Input.Mappings = map[string]string{}
			}
			evaluator.Input.Mappings[found.name] = out.Path
		} else {
			out.QueryIDs = lettersOf(found.query)
			evaluator.Input.QueryMappings = append(evaluator.Input.QueryMappings, api.QueryMapping{
				VariableName: out.Variable, QueryIDs: slices.Clone(out.QueryIDs), AttributePath: out.Path,
			})
		}
		evaluator.Mappings = append(evaluator.Mappings, out)
	}
	return evaluator
}

func lettersOf(n *node) []string {
	out := []string{}
	list := n.child(kLetters)
	if list == nil || list.kind != '[' {
		return out
	}
	for i := range list.kids {
		if s, ok := list.kids[i].text(); ok {
			out = append(out, s)
		}
	}
	return out
}

// found is a variable of an evaluator as it stands in the tree.
type found struct {
	name     string
	off, end int   // of the name
	value    *node // the path, nil when missing or no text
	query    *node // the whole entry, in the trace or session shape
}

// mapped lists the variables of an evaluator in the order of the text.
func mapped(n *node) []found {
	var out []found
	if columns := n.child(kColumns); columns != nil && columns.kind == '{' {
		for i := range columns.kids {
			node := &columns.kids[i]
			f := found{name: node.key, off: node.keyOff, end: node.keyEnd}
			if node.kind == '"' {
				f.value = node
			}
			out = append(out, f)
		}
	}
	queries := n.child(kQueries)
	if queries == nil || queries.kind != '[' {
		return out
	}
	for i := range queries.kids {
		node := &queries.kids[i]
		name := node.child(kVariable)
		if name == nil || name.kind != '"' {
			continue
		}
		f := found{name: name.str, off: name.off, end: name.end, query: node}
		if v := node.child(kPath); v != nil && v.kind == '"' {
			f.value = v
		}
		out = append(out, f)
	}
	return out
}

// sortFaults puts faults into the order of the text.
func sortFaults(list []Fault) {
	slices.SortStableFunc(list, func(left, right Fault) int { return left.Offset - right.Offset })
}
