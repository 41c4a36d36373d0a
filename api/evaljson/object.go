package evaljson

import "encoding/json"

// Member is a key of a JSON object with its value as written.
type Member struct {
	Key   string
	Value json.RawMessage
}

// Object is a JSON object in the order of its keys.
type Object []Member

// ReadObject gives nil for what is no object.
func ReadObject(raw []byte) Object {
	root, broken := read(raw, newIndex(raw))
	if broken != nil || root.kind != '{' {
		return nil
	}
	out := make(Object, len(root.kids))
	for i, kid := range root.kids {
		out[i] = Member{Key: kid.key, Value: raw[kid.off:kid.end:kid.end]}
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
