package evaljson

import (
	"bytes"
	"slices"
)

// ChangeKind is the kind of a Change.
type ChangeKind uint8

// The kinds of changes.
const (
	Added          ChangeKind = iota // the evaluator was added
	Removed                          // the evaluator was removed; Text is its JSON
	VariableAdded                    // a variable of its template was added to its mappings
	VersionChanged                   // its pin was set to the pick's or removed; Text is the old pin
)

// Change is one thing that Merge did, for a message to the user.
type Change struct {
	Kind        ChangeKind
	EvaluatorID string
	Variable    string // VariableAdded only
	Text        string // the old text, for Removed and VersionChanged
}

// Merge applies picks to a text that may have been edited by hand. New picks are
// added at the end; evaluators that are not picked are removed; the others get
// missing variables and the version of the pick and otherwise keep their bytes.
// Entries without an evaluator_id are kept. An empty text becomes Prefill. A
// text that is not a list is returned unchanged, with the fault. The changes
// list what was done.
func Merge(text []byte, picks []Pick) ([]byte, []Change, *Fault) {
	if len(bytes.TrimSpace(text)) == 0 {
		return Prefill(picks), additions(picks), nil
	}
	index := newIndex(text)
	root, broken := parseTree(text, index)
	if broken != nil {
		return text, nil, broken
	}
	if root.kind != '[' {
		return text, nil, &Fault{Pos: index.at(root.off), Length: 1, Rule: WrongType, Message: "the evaluators must be a list in [ ]; fix this before picking"}
	}
	merging := &merger{editor: editor{text: text}, root: root}
	merging.run(picks)
	return merging.apply(), merging.changes, nil
}

func additions(picks []Pick) []Change {
	var out []Change
	for _, pick := range picks {
		out = append(out, Change{Kind: Added, EvaluatorID: pick.ID})
	}
	return out
}

type merger struct {
	editor
	root    *node
	changes []Change
}

func (m *merger) record(kind ChangeKind, id, variable, text string) {
	m.changes = append(m.changes, Change{Kind: kind, EvaluatorID: id, Variable: variable, Text: text})
}

func (m *merger) run(picks []Pick) {
	byID := make(map[string]int, len(picks))
	for i, pick := range picks {
		if _, duplicate := byID[pick.ID]; !duplicate {
			byID[pick.ID] = i
		}
	}
	have := map[string]bool{}
	keep := make([]bool, len(m.root.children))
	for i := range m.root.children {
		node := &m.root.children[i]
		id, ok := node.child(kID).text()
		pick, picked := byID[id]
		keep[i] = !ok || id == "" || picked
		switch {
		case !keep[i]:
			m.record(Removed, id, "", string(m.text[node.off:node.end]))
		case ok && picked:
			have[id] = true
			m.updateEntry(node, &picks[pick])
		}
	}
	var added []Pick
	for i, pick := range picks {
		if !have[pick.ID] && byID[pick.ID] == i {
			added = append(added, pick)
			m.record(Added, pick.ID, "", "")
		}
	}
	m.list(keep, added)
}

// list removes the entries that are not kept and adds new ones after the last.
func (m *merger) list(keep []bool, added []Pick) {
	children := m.root.children
	if !slices.Contains(keep, true) {
		if len(children) == 0 && len(added) == 0 {
			return
		}
		m.edits = nil
		m.put(m.root.off, m.root.end, Prefill(added))
		return
	}
	m.keep(m.root, func(i int) bool { return keep[i] })
	last := children[len(children)-1].end
	indent := m.indentOf(&children[0], "  ")
	for _, pick := range added {
		m.put(last, last, append([]byte(",\n"+indent), pick.write(indent)...))
	}
}

// updateEntry sets the version and the missing variables of an evaluator that
// is kept.
func (m *merger) updateEntry(entry *node, pick *Pick) {
	m.version(entry, pick)
	wide := entry.given(kQueries) != nil
	have := map[string]bool{}
	for _, mapped := range mappedVariables(entry) {
		have[mapped.name] = true
	}
	var missing []string
	for _, variable := range pick.unique() {
		if !have[variable] {
			missing = append(missing, variable)
		}
	}
	if len(missing) > 0 {
		m.variables(entry, pick, missing, wide)
	}
}

func (m *merger) variables(entry *node, pick *Pick, missing []string, wide bool) {
	mappings, kind := entry.child(kColumns), byte('{')
	if wide {
		mappings, kind = entry.child(kQueries), '['
	}
	switch {
	case mappings == nil:
		indent := m.indentOf(&entry.children[0], "    ")
		m.insert(entry, pick.mappings(missing, indent))
	case mappings.kind == 'n':
		m.put(mappings.keyOff, mappings.end, pick.mappings(missing, m.indentOf(mappings, "    ")))
	case byte(mappings.kind) != kind:
		return // wrong type: the checker reports it
	default:
		indent := m.childIndent(mappings)
		parts := make([][]byte, len(missing))
		for i, variable := range missing {
			parts[i] = pick.mapping(variable, wide, indent)
		}
		m.insert(mappings, parts...)
	}
	for _, variable := range missing {
		m.record(VariableAdded, pick.ID, variable, "")
	}
}

func (m *merger) version(entry *node, pick *Pick) {
	old := entry.child(kVersion)
	oldVersion, _ := old.text()
	if oldVersion == pick.VersionID {
		return
	}
	id := entry.child(kID)
	switch {
	case old == nil:
		with := append([]byte(","+m.gap(entry)), member(kVersion, quote(pick.VersionID))...)
		m.put(id.end, id.end, with)
	case pick.VersionID != "":
		m.put(old.off, old.end, quote(pick.VersionID))
	default:
		m.remove(entry, slices.IndexFunc(entry.children, func(child node) bool { return child.keyOff == old.keyOff }))
	}
	m.record(VersionChanged, pick.ID, "", oldVersion)
}
