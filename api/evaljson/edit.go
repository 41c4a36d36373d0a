package evaljson

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"ax-tui/api"
)

// Set writes a value as JSON to a path and leaves every other byte as it is.
// What the path lacks is made: a key behind the last one of its object, an
// entry with the number behind the last one of its list, in the manner in which
// the others are written. A blank text counts as an object or a list that is
// empty. The error says why the path leads nowhere.
func Set(text []byte, value any, path ...any) ([]byte, error) {
	with, err := api.Body(value)
	if err != nil {
		return text, err
	}
	if len(bytes.TrimSpace(text)) == 0 && len(path) > 0 {
		text = []byte("{}")
		if _, number := path[0].(int); number {
			text = []byte("[]")
		}
	}
	node, broken := read(text, newIndex(text))
	if broken != nil {
		return text, errors.New(broken.String())
	}
	e := &editor{text: text}
	for i, step := range path {
		at, err := node.place(step)
		if err != nil {
			return text, err
		}
		if at < 0 {
			e.insert(node, nested(path[i:], with))
			return e.apply(), nil
		}
		node = &node.kids[at]
	}
	e.put(node.off, node.end, with)
	return e.apply(), nil
}

// SetBefore is Set for a key of an object whose keys have an order: a new one
// stands before the first of those that come later in it.
func SetBefore(text []byte, value any, key string, later []string) ([]byte, error) {
	with, err := api.Body(value)
	n, broken := read(text, newIndex(text))
	if err == nil && broken == nil && n.child(key) == nil {
		if i := slices.IndexFunc(n.kids, func(kid node) bool { return slices.Contains(later, kid.key) }); i >= 0 {
			e, at := &editor{text: text}, start(&n.kids[i])
			e.put(at, at, slices.Concat(member(key, with), []byte(","+e.gap(n))))
			return e.apply(), nil
		}
	}
	return Set(text, value, key)
}

// Delete takes the value at a path out, with its key and the comma that goes
// with it, and leaves every other byte as it is. A path that leads nowhere
// changes nothing.
func Delete(text []byte, path ...any) []byte {
	node, broken := read(text, newIndex(text))
	if broken != nil {
		return text
	}
	for i, step := range path {
		at, err := node.place(step)
		if err != nil || at < 0 {
			return text
		}
		if i == len(path)-1 {
			e := &editor{text: text}
			e.remove(node, at)
			return e.apply()
		}
		node = &node.kids[at]
	}
	return text
}

// place gives the number of the child that a step of a path leads to; -1 for
// one that may be added.
func (n *node) place(step any) (int, error) {
	switch step := step.(type) {
	case string:
		if n.kind == '{' {
			return slices.IndexFunc(n.kids, func(kid node) bool { return kid.key == step }), nil
		}
	case int:
		switch {
		case n.kind != '[' || step < 0 || step > len(n.kids):
		case step == len(n.kids):
			return -1, nil
		default:
			return step, nil
		}
	}
	return -1, fmt.Errorf("the path leads nowhere at %v: there is %s", step, named(n.kind))
}

// nested writes a value as the child that the first step names, inside what the
// further steps ask for.
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

// editor gathers edits of a text, which never overlap.
type editor struct {
	text  []byte
	edits []edit
}

func (e *editor) put(off, end int, with []byte) {
	e.edits = append(e.edits, edit{off: off, end: end, with: with})
}

// remove takes a child out, with the comma that goes with it.
func (e *editor) remove(n *node, i int) {
	switch {
	case i > 0:
		e.put(n.kids[i-1].end, n.kids[i].end, nil)
	case len(n.kids) > 1:
		e.put(start(&n.kids[0]), start(&n.kids[1]), nil)
	default:
		e.put(n.off+1, n.end-1, nil)
	}
}

// insert adds parts behind the last child of an object or list, in its manner:
// on lines of their own, or on its one line.
func (e *editor) insert(n *node, parts ...[]byte) {
	if len(n.kids) == 0 {
		open := byte(n.kind)
		e.put(n.off, n.end, bracket(string(open), string(open+2), e.indentAt(n.off), parts))
		return
	}
	gap := e.gap(n)
	var buffer bytes.Buffer
	for _, p := range parts {
		buffer.WriteString("," + gap)
		buffer.Write(p)
	}
	last := n.kids[len(n.kids)-1].end
	e.put(last, last, buffer.Bytes())
}

// gap is what stands between two children: a line break and their indentation,
// or a blank when all stand on one line.
func (e *editor) gap(n *node) string {
	first := start(&n.kids[0])
	if !bytes.ContainsRune(e.text[n.off:first], '\n') {
		return " "
	}
	return "\n" + e.indentAt(first)
}

// inside is the indentation of the children of a box, also of an empty one.
func (e *editor) inside(n *node) string {
	if len(n.kids) == 0 {
		return e.indentAt(n.off) + "  "
	}
	return e.indentAt(start(&n.kids[0]))
}

// indentOf is the indentation of a child, or other when it stands behind something.
func (e *editor) indentOf(n *node, other string) string {
	at := start(n)
	line := bytes.LastIndexByte(e.text[:at], '\n') + 1
	if len(bytes.TrimLeft(e.text[line:at], " \t")) > 0 {
		return other
	}
	return string(e.text[line:at])
}

// indentAt is the white space at the start of the line of an offset.
func (e *editor) indentAt(off int) string {
	line := e.text[bytes.LastIndexByte(e.text[:off], '\n')+1 : off]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// start is where a child begins: at its key, or at its value in a list.
func start(n *node) int {
	if n.keyEnd > 0 {
		return n.keyOff
	}
	return n.off
}

// apply makes the new text. Of edits at one place the earlier asked comes first.
func (e *editor) apply() []byte {
	if len(e.edits) == 0 {
		return e.text
	}
	slices.SortStableFunc(e.edits, func(left, right edit) int { return left.off - right.off })
	out := make([]byte, 0, len(e.text)+1024)
	at := 0
	for _, change := range e.edits {
		out = append(out, e.text[at:change.off]...)
		out = append(out, change.with...)
		at = change.end
	}
	return append(out, e.text[at:]...)
}
