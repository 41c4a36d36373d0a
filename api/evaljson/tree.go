package evaljson

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// node is a value with its place. For a member of an object the key has its own.
type node struct {
	kind           jsontext.Kind // { [ " 0 t f n
	off, end       int
	key            string
	keyOff, keyEnd int
	str            string // unquoted, for strings
	kids           []node
}

// child gives the first member of that name, nil for none.
func (n *node) child(key string) *node {
	if n == nil || n.kind != '{' {
		return nil
	}
	for i := range n.kids {
		if n.kids[i].key == key {
			return &n.kids[i]
		}
	}
	return nil
}

// text gives the string of a value, ok false for another kind or no value.
func (n *node) text() (string, bool) {
	if n == nil || n.kind != '"' {
		return "", false
	}
	return n.str, true
}

type reader struct {
	dec  *jsontext.Decoder
	open []*node // the objects and arrays around the place of reading
}

// read builds the tree. With a syntax fault the tree holds what stands before it.
func read(text []byte, x *index) (*node, *Fault) {
	root := &node{}
	if off := firstInvalid(text); off >= 0 {
		return root, &Fault{
			Pos: x.at(off), Length: 1, Rule: InvalidUTF8,
			Message: "this byte is not UTF-8; write the text anew here, or save the file as UTF-8",
		}
	}
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		return root, &Fault{
			Pos: x.at(0), Length: 3, Rule: Syntax,
			Message: "an invisible byte order mark stands at the start; erase it",
		}
	}
	// Twice-named keys are told by us, with both places, and do not end the reading.
	r := &reader{dec: jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true))}
	if err := r.value(root); err != nil {
		return root, explain(text, x, r.open, err)
	}
	if _, err := r.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return root, trailing(text, x, root.end)
	}
	return root, nil
}

// firstInvalid is the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i, r := range string(text) {
		if r == utf8.RuneError && !bytes.HasPrefix(text[i:], []byte("\uFFFD")) {
			return i
		}
	}
	return -1
}

func (r *reader) offset() int { return int(r.dec.InputOffset()) }

func (r *reader) value(n *node) error {
	n.kind = r.dec.PeekKind()
	if n.kind != '{' && n.kind != '[' {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		n.end = r.offset()
		n.off = n.end - len(raw)
		if n.kind == '"' {
			n.str = unquote(raw)
		}
		return nil
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	n.end = r.offset()
	n.off = n.end - 1
	r.open = append(r.open, n)
	closing := n.kind + 2 // } and ] stand two behind { and [
	for r.dec.PeekKind() != closing {
		n.kids = append(n.kids, node{})
		if err := r.member(n.kind == '{', &n.kids[len(n.kids)-1]); err != nil {
			return err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	n.end = r.offset()
	r.open = r.open[:len(r.open)-1]
	return nil
}

func (r *reader) member(named bool, n *node) error {
	if named {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		n.keyEnd = r.offset()
		n.keyOff = n.keyEnd - len(raw)
		n.key = unquote(raw)
	}
	return r.value(n)
}

func unquote(raw []byte) string {
	if len(raw) >= 2 && bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	out, _ := jsontext.AppendUnquote(nil, raw) // cannot fail: the decoder has read it
	return string(out)
}
