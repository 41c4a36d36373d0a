package evaljson

import (
	"bytes"
	"encoding/json"
	"slices"

	"ax-tui/api"
)

// Member is a key of a JSON object with its value as written.
type Member struct {
	Key   string
	Value json.RawMessage
}

// Object is a JSON object in the order of its keys.
type Object []Member

// ReadObject gives nil for what is no object.
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
		member.Key, _ = key.(string) // a decoder gives keys as text
		out = append(out, member)
	}
	if _, err := decoder.Token(); err != nil {
		return nil
	}
	return out
}

// Get is the value of a key as written, nil when it is not there.
func (o Object) Get(key string) json.RawMessage {
	for _, member := range o {
		if member.Key == key {
			return member.Value
		}
	}
	return nil
}

// Text is the value of a key that holds text; "" when it holds none.
func (o Object) Text(key string) string {
	var s string
	_ = json.Unmarshal(o.Get(key), &s) // absent or no text: empty
	return s
}

// With changes a member in its place, or puts it before the first of those that
// come after it in an order of keys; a nil value takes it out.
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
