package evaljson

import (
	"bytes"
	"encoding/json"
	"slices"

	"ax-tui/api"
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
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil
	}
	out := Object{}
	for decoder.More() {
		key, err := decoder.Token()
		var member Member
		if err != nil || decoder.Decode(&member.Value) != nil {
			return nil
		}
		member.Key, _ = key.(string) // a decoder returns keys as strings
		out = append(out, member)
	}
	if _, err := decoder.Token(); err != nil {
		return nil
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

// With replaces the value of a member. A new member is inserted before the
// first member that comes after it in order; a nil value removes the member.
func (o Object) With(key string, value json.RawMessage, order []string) Object {
	at := slices.IndexFunc(o, func(member Member) bool { return member.Key == key })
	switch {
	case value == nil && at >= 0:
		return slices.Delete(o, at, at+1)
	case value == nil:
		return o
	case at >= 0:
		o[at].Value = value
		return o
	}
	after := order[slices.Index(order, key)+1:]
	if at = slices.IndexFunc(o, func(member Member) bool { return slices.Contains(after, member.Key) }); at < 0 {
		at = len(o)
	}
	return slices.Insert(o, at, Member{Key: key, Value: value})
}

// MarshalJSON writes the members in their order.
func (o Object) MarshalJSON() ([]byte, error) {
	parts := make([][]byte, len(o))
	for i, member := range o {
		key, err := api.Body(member.Key)
		if err != nil {
			return nil, err
		}
		parts[i] = slices.Concat(key, []byte(":"), member.Value)
	}
	return slices.Concat([]byte("{"), bytes.Join(parts, []byte(",")), []byte("}")), nil
}
