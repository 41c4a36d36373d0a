package evaljson

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// node is a value with its offsets, and for a member of an object its key.
type node struct {
	kind           jsontext.Kind // { [ " 0 t f n
	off, end       int
	key            string
	keyOff, keyEnd int
	str            string // unquoted, for strings
	children       []node
	absent         bool // a null that means no value, by check
}

// child returns the first member with the given key, or nil.
func (n *node) child(key string) *node {
	if n == nil || n.kind != '{' {
		return nil
	}
	for i := range n.children {
		if n.children[i].key == key {
			return &n.children[i]
		}
	}
	return nil
}

// given is child, but a null counts as absent.
func (n *node) given(key string) *node {
	if child := n.child(key); child != nil && child.kind != 'n' {
		return child
	}
	return nil
}

// text returns the value of a string; ok is false for other kinds and nil.
func (n *node) text() (text string, ok bool) {
	if n == nil || n.kind != '"' {
		return "", false
	}
	return n.str, true
}

type reader struct {
	dec  *jsontext.Decoder
	open []*node // the objects and arrays that are not closed yet
}

// parseTree builds the tree. After a syntax fault it holds what comes before the fault.
func parseTree(text []byte, places *index) (*node, *Fault) {
	root := &node{}
	if off := firstInvalid(text); off >= 0 {
		return root, &Fault{
			Pos: places.at(off), Length: 1, Rule: InvalidUTF8,
			Message: "this byte is not UTF-8; retype the text here, or save the file as UTF-8",
		}
	}
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		return root, &Fault{
			Pos: places.at(0), Length: 3, Rule: Syntax,
			Message: "there is an invisible byte order mark at the start; remove it",
		}
	}
	// The checker reports duplicate keys, with both positions; they do not stop the decoder.
	values := &reader{dec: jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true))}
	if err := values.value(root); err != nil {
		return root, syntaxFault(text, places, values.open, err)
	}
	if _, err := values.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return root, trailingFault(text, places, root.end)
	}
	return root, nil
}

// firstInvalid returns the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i, char := range string(text) {
		if char == utf8.RuneError && !bytes.HasPrefix(text[i:], []byte("\uFFFD")) {
			return i
		}
	}
	return -1
}

func (r *reader) offset() int { return int(r.dec.InputOffset()) }

func (r *reader) value(target *node) error {
	kind := r.dec.PeekKind()
	if kind != '{' && kind != '[' {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return err // a value that is cut short has no kind: it is as one of another type
		}
		target.kind, target.end = kind, r.offset()
		target.off = target.end - len(raw)
		if target.kind == '"' {
			target.str = unquote(raw)
		}
		return nil
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	target.kind, target.end = kind, r.offset()
	target.off = target.end - 1
	r.open = append(r.open, target)
	closing := target.kind + 2 // in ASCII, } and ] are two after { and [
	for r.dec.PeekKind() != closing {
		target.children = append(target.children, node{})
		if err := r.member(target.kind == '{', &target.children[len(target.children)-1]); err != nil {
			return err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	target.end = r.offset()
	r.open = r.open[:len(r.open)-1]
	return nil
}

func (r *reader) member(named bool, target *node) error {
	if named {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		target.keyEnd = r.offset()
		target.keyOff = target.keyEnd - len(raw)
		target.key = unquote(raw)
	}
	return r.value(target)
}

func unquote(raw []byte) string {
	if len(raw) >= 2 && bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	out, _ := jsontext.AppendUnquote(nil, raw) // cannot fail: the decoder accepted it
	return string(out)
}
