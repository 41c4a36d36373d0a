package evaljson

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sort"

	"ax-tui/api"
)

// Set writes a value as JSON to a path and keeps all other bytes. Missing parts
// of the path, and null where the path continues, are created: a key after the last one of its object, or an entry
// whose index is the length of its list, laid out like its siblings. A blank
// text counts as an empty object or list. The error says why the path cannot
// exist.
func Set(text []byte, value any, path ...any) ([]byte, error) {
	encoded, err := api.Body(value)
	if err != nil {
		return text, err
	}
	if len(bytes.TrimSpace(text)) == 0 && len(path) > 0 {
		text = []byte("{}")
		if _, number := path[0].(int); number {
			text = []byte("[]")
		}
	}
	node, broken := parseTree(text, newIndex(text))
	if broken != nil {
		return text, errors.New(broken.String())
	}
	changes := &editor{text: text}
	for i, step := range path {
		at, err := node.childIndex(step)
		if err != nil {
			return text, err
		}
		if at < 0 {
			changes.insert(node, nested(path[i:], encoded))
			return changes.apply(), nil
		}
		node = &node.children[at]
		if node.kind == 'n' && i < len(path)-1 {
			changes.put(start(node), node.end, nested(path[i:], encoded))
			return changes.apply(), nil
		}
	}
	changes.put(node.off, node.end, encoded)
	return changes.apply(), nil
}

// SetBefore is Set for a key of an object whose keys have an order: a new one
// is put before the first of those that come later in it.
func SetBefore(text []byte, value any, key string, later []string) ([]byte, error) {
	encoded, err := api.Body(value)
	root, broken := parseTree(text, newIndex(text))
	if err == nil && broken == nil && root.child(key) == nil {
		if i := slices.IndexFunc(root.children, func(child node) bool { return slices.Contains(later, child.key) }); i >= 0 {
			changes, at := &editor{text: text}, start(&root.children[i])
			changes.put(at, at, slices.Concat(member(key, encoded), []byte(","+changes.gap(root))))
			return changes.apply(), nil
		}
	}
	return Set(text, value, key)
}

// Delete removes the value at a path, with its key and its comma, and keeps all
// other bytes. A path that does not exist changes nothing.
func Delete(text []byte, path ...any) []byte {
	node, broken := parseTree(text, newIndex(text))
	if broken != nil {
		return text
	}
	for i, step := range path {
		at, err := node.childIndex(step)
		if err != nil || at < 0 {
			return text
		}
		if i == len(path)-1 {
			changes := &editor{text: text}
			changes.remove(node, at)
			return changes.apply()
		}
		node = &node.children[at]
	}
	return text
}

// childIndex returns the index of the child that a step of a path names, -1 for
// one that may be added.
func (n *node) childIndex(step any) (int, error) {
	switch step := step.(type) {
	case string:
		if n.kind == '{' {
			return slices.IndexFunc(n.children, func(child node) bool { return child.key == step }), nil
		}
	case int:
		switch {
		case n.kind != '[' || step < 0 || step > len(n.children):
		case step == len(n.children):
			return -1, nil
		default:
			return step, nil
		}
	}
	return -1, fmt.Errorf("the path does not exist: at %v there is %s", step, kindName(n.kind))
}

// nested writes a value as the child that the first step names, wrapped in the
// objects and lists of the other steps.
func nested(path []any, value []byte) []byte {
	for i := len(path) - 1; i >= 0; i-- {
		key, isKey := path[i].(string)
		if isKey {
			value = member(key, value)
		}
		switch {
		case i == 0:
		case isKey:
			value = slices.Concat([]byte("{"), value, []byte("}"))
		default:
			value = slices.Concat([]byte("["), value, []byte("]"))
		}
	}
	return value
}

// edit replaces a range of a text.
type edit struct {
	off, end int
	with     []byte
}

// editor collects edits of a text, which never overlap.
type editor struct {
	text  []byte
	edits []edit
}

func (e *editor) put(off, end int, with []byte) {
	e.edits = append(e.edits, edit{off: off, end: end, with: with})
}

// remove deletes a child with its comma.
func (e *editor) remove(parent *node, i int) {
	switch {
	case i > 0:
		e.put(parent.children[i-1].end, parent.children[i].end, nil)
	case len(parent.children) > 1:
		e.put(start(&parent.children[0]), start(&parent.children[1]), nil)
	default:
		e.put(parent.off+1, parent.end-1, nil)
	}
}

// keep removes all children but those that are kept, with their commas.
func (e *editor) keep(parent *node, kept func(i int) bool) {
	children, last := parent.children, len(parent.children)-1
	for last >= 0 && !kept(last) {
		last--
	}
	for i := 0; i < last; i++ {
		if !kept(i) {
			e.put(start(&children[i]), start(&children[i+1]), nil)
		}
	}
	switch {
	case last < 0 && len(children) > 0:
		e.put(parent.off+1, parent.end-1, nil)
	case last < len(children)-1:
		e.put(children[last].end, children[len(children)-1].end, nil)
	}
}

// insert adds parts after the last child of an object or list, laid out like
// it: each on its own line, or all on one line.
func (e *editor) insert(parent *node, parts ...[]byte) {
	if len(parent.children) == 0 {
		open := byte(parent.kind)
		e.put(parent.off, parent.end, bracket(string(open), string(open+2), e.indentAt(parent.off), parts))
		return
	}
	gap := e.gap(parent)
	var buffer bytes.Buffer
	for _, part := range parts {
		buffer.WriteString("," + gap)
		buffer.Write(part)
	}
	last := parent.children[len(parent.children)-1].end
	e.put(last, last, buffer.Bytes())
}

// gap returns the white space between two children: a line break and their
// indentation, or a blank when all are on one line.
func (e *editor) gap(parent *node) string {
	first := start(&parent.children[0])
	if !bytes.ContainsRune(e.text[parent.off:first], '\n') {
		return " "
	}
	return "\n" + e.indentAt(first)
}

// childIndent returns the indentation of the children of an object or list,
// also of an empty one.
func (e *editor) childIndent(parent *node) string {
	if len(parent.children) == 0 {
		return e.indentAt(parent.off) + "  "
	}
	return e.indentAt(start(&parent.children[0]))
}

// indentOf returns the indentation of a child, or fallback when it is not the
// first on its line.
func (e *editor) indentOf(child *node, fallback string) string {
	at := start(child)
	line := bytes.LastIndexByte(e.text[:at], '\n') + 1
	if len(bytes.TrimLeft(e.text[line:at], " \t")) > 0 {
		return fallback
	}
	return string(e.text[line:at])
}

// indentAt returns the white space at the start of the line of an offset.
func (e *editor) indentAt(off int) string {
	line := e.text[bytes.LastIndexByte(e.text[:off], '\n')+1 : off]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// start returns the offset of a child: of its key, or of its value in a list.
func start(child *node) int {
	if child.keyEnd > 0 {
		return child.keyOff
	}
	return child.off
}

// apply makes the new text. Edits at the same offset keep their order.
func (e *editor) apply() []byte {
	if len(e.edits) == 0 {
		return e.text
	}
	sort.SliceStable(e.edits, func(i, j int) bool { return e.edits[i].off < e.edits[j].off })
	out := make([]byte, 0, len(e.text)+1024)
	at := 0
	for _, change := range e.edits {
		out = append(out, e.text[at:change.off]...)
		out = append(out, change.with...)
		at = change.end
	}
	return append(out, e.text[at:]...)
}
