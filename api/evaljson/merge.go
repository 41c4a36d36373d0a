package evaljson

import (
	"bytes"
	"slices"
)

// ChangeKind says what Merge did.
type ChangeKind uint8

// The kinds of changes.
const (
	Added          ChangeKind = iota // the evaluator was added
	Removed                          // the evaluator was taken away; Text is what stood there
	VariableAdded                    // a variable of its template was added to its mappings
	VersionChanged                   // its pin was set to the pick's, or taken away; Text is the pin that stood there
)

// Change is one thing that Merge did, so that it can be told.
type Change struct {
	Kind        ChangeKind
	EvaluatorID string
	Variable    string // VariableAdded only
	Text        string // what stood there before, for Removed and VersionChanged
}

// Merge brings picks into a text that may have been edited by hand. Picks that
// the text lacks are added at the end; evaluators that are not picked are taken
// away and told; of those that stay, missing variables and the version of the
// pick are set and everything else keeps its place and its spelling, byte by
// byte. Entries without an evaluator_id stay too. Empty text becomes Prefill.
// Text that is no list cannot be merged: it comes back as it was, with the fault.
func Merge(text []byte, picks []Pick) ([]byte, []Change, *Fault) {
	if len(bytes.TrimSpace(text)) == 0 {
		return Prefill(picks), additions(picks), nil
	}
	index := newIndex(text)
	root, broken := read(text, index)
	if broken != nil {
		return text, nil, broken
	}
	if root.kind != '[' {
		return text, nil, &Fault{Pos: index.at(root.off), Length: 1, Rule: WrongType, Message: "the evaluators must be a list in [ ]; mend this before picking"}
	}
	m := &merger{editor: editor{text: text}, root: root}
	m.run(picks)
	return m.apply(), m.changes, nil
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

func (m *merger) did(kind ChangeKind, id, variable, text string) {
	m.changes = append(m.changes, Change{Kind: kind, EvaluatorID: id, Variable: variable, Text: text})
}

func (m *merger) run(picks []Pick) {
	byID := make(map[string]int, len(picks))
	for i, pick := range picks {
		if _, twice := byID[pick.ID]; !twice {
			byID[pick.ID] = i
		}
	}
	have := map[string]bool{}
	keep := make([]bool, len(m.root.kids))
	for i := range m.root.kids {
		node := &m.root.kids[i]
		id, ok := node.child(kID).text()
		pick, picked := byID[id]
		keep[i] = !ok || id == "" || picked
		switch {
		case !keep[i]:
			m.did(Removed, id, "", string(m.text[node.off:node.end]))
		case ok && picked:
			have[id] = true
			m.bring(node, picks[pick])
		}
	}
	var fresh []Pick
	for i, pick := range picks {
		if !have[pick.ID] && byID[pick.ID] == i {
			fresh = append(fresh, pick)
			m.did(Added, pick.ID, "", "")
		}
	}
	m.list(keep, fresh)
}

// list takes entries away and adds new ones behind the last.
func (m *merger) list(keep []bool, fresh []Pick) {
	kids := m.root.kids
	if !slices.Contains(keep, true) {
		if len(kids) == 0 && len(fresh) == 0 {
			return
		}
		m.edits = nil
		m.put(m.root.off, m.root.end, Prefill(fresh))
		return
	}
	for i := 0; i < len(kids); i++ {
		if keep[i] {
			continue
		}
		if next := i + 1; next < len(kids) && slices.Contains(keep[next:], true) {
			m.put(kids[i].off, kids[next].off, nil)
			continue
		}
		m.put(kids[i-1].end, kids[len(kids)-1].end, nil) // the rest goes, with the comma before it
		break
	}
	last := kids[len(kids)-1].end
	indent := m.indentOf(&kids[0], "  ")
	for _, pick := range fresh {
		m.put(last, last, append([]byte(",\n"+indent), pick.write(indent)...))
	}
}

// bring sets what the pick says on an evaluator that stays.
func (m *merger) bring(n *node, pick Pick) {
	m.version(n, pick)
	wide := n.child(kQueries) != nil
	have := map[string]bool{}
	for _, found := range mapped(n) {
		have[found.name] = true
	}
	var lacking []string
	for _, v := range pick.unique() {
		if !have[v] {
			lacking = append(lacking, v)
		}
	}
	if len(lacking) > 0 {
		m.variables(n, pick, lacking, wide)
	}
}

func (m *merger) variables(n *node, pick Pick, lacking []string, wide bool) {
	box, kind := n.child(kColumns), byte('{')
	if wide {
		box, kind = n.child(kQueries), '['
	}
	switch {
	case box == nil:
		indent := m.indentOf(&n.kids[0], "    ")
		m.insert(n, pick.mappings(lacking, indent))
	case byte(box.kind) != kind:
		return // wrong by hand: a fault says so
	default:
		indent := m.inside(box)
		parts := make([][]byte, len(lacking))
		for i, v := range lacking {
			parts[i] = pick.mapping(v, wide, indent)
		}
		m.insert(box, parts...)
	}
	for _, v := range lacking {
		m.did(VariableAdded, pick.ID, v, "")
	}
}

func (m *merger) version(n *node, pick Pick) {
	old := n.child(kVersion)
	held, _ := old.text()
	if held == pick.VersionID {
		return
	}
	id := n.child(kID)
	switch {
	case old == nil:
		with := append([]byte(","+m.gap(n)), member(kVersion, quote(pick.VersionID))...)
		m.put(id.end, id.end, with)
	case pick.VersionID != "":
		m.put(old.off, old.end, quote(pick.VersionID))
	default:
		m.remove(n, slices.IndexFunc(n.kids, func(k node) bool { return k.keyOff == old.keyOff }))
	}
	m.did(VersionChanged, pick.ID, "", held)
}
