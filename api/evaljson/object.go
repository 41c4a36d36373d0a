package evaljson

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Member is a key of a JSON object with its raw value.
type Member struct {
	Key   string
	Value json.RawMessage
}

// Object is a JSON object that keeps the order of its keys.
type Object []Member

// ReadObject parses a JSON object. It returns nil for invalid JSON and for any
// other value.
func ReadObject(raw []byte) Object {
	root, broken := parseTree(raw, newIndex(raw))
	if broken != nil || root.kind != '{' {
		return nil
	}
	out := make(Object, len(root.children))
	for i, child := range root.children {
		out[i] = Member{Key: child.key, Value: raw[child.off:child.end:child.end]}
	}
	return out
}

// Get returns the raw value of a key, or nil.
func (o Object) Get(key string) json.RawMessage {
	for _, member := range o {
		if member.Key == key {
			return member.Value
		}
	}
	return nil
}

// Text returns the string value of a key, "" for other types and missing keys.
func (o Object) Text(key string) string {
	var text string
	_ = json.Unmarshal(o.Get(key), &text) // missing or not a string: empty
	return text
}

// Only returns a text in which everything but the value of a key is blank, so that
// positions stay; the text itself when it has no such key.
func Only(text []byte, key string) []byte {
	root, broken := parseTree(text, newIndex(text))
	value := root.given(key)
	if broken != nil || value == nil {
		return text
	}
	blank := func(char rune) rune {
		if char == '\n' {
			return char
		}
		return ' '
	}
	before, after := bytes.Map(blank, text[:value.off]), bytes.Map(blank, text[value.end:])
	return slices.Concat(before, text[value.off:value.end], after)
}
