package api

import (
	"bytes"
	"encoding/json"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Sent holds what a response says about an object and its fields do not repeat:
// members that this program does not know, enum words in another spelling, and
// members that are absent or have a value that the field cannot hold. Machine output
// prints these in place of the fields. The zero Sent is that of an object made here.
type Sent struct{ members *[]Member }

// Member is one member of an object as it was sent. Value is JSON; it is null when
// the response does not have the member.
type Member struct {
	Name    string
	Value   json.RawMessage
	unknown bool // the field of that name has no value of the server
}

// AsSent returns the members to print in place of the fields of the same names, in
// the order of the response, and those that have no field.
func (s Sent) AsSent() []Member {
	if s.members == nil {
		return nil
	}
	return *s.members
}

// Unknown reports whether the response gave a field, by its wire name, no value that
// makes sense: the zero value of the field says nothing then.
func (s Sent) Unknown(name string) bool {
	return slices.ContainsFunc(s.AsSent(), func(member Member) bool { return member.Name == name && member.unknown })
}

// Equal compares the members.
func (s Sent) Equal(other Sent) bool { return reflect.DeepEqual(s.AsSent(), other.AsSent()) }

func (s *Sent) keep(members []Member) {
	if s.members = nil; len(members) > 0 {
		s.members = &members
	}
}

// layout describes the fields of a type that embeds Sent, as the last; nil for other types.
type layout []layoutField

type layoutField struct {
	name     string
	index    int
	optional bool   // prints as null when it is empty
	known    bool   // null says something, so that absent is unknown: the tag absent:"unknown"
	inner    layout // of the field, its elements, or what a pointer leads to, if they embed Sent
}

func layoutOf(typ reflect.Type) layout {
	if typ.Kind() != reflect.Struct || typ.NumField() == 0 || typ.Field(typ.NumField()-1).Type != reflect.TypeFor[Sent]() {
		return nil
	}
	var out layout
	for i := range typ.NumField() - 1 {
		field := typ.Field(i)
		name, rule, _ := strings.Cut(field.Tag.Get("json"), ",")
		one := layoutField{name: name, index: i, optional: rule != "", known: field.Tag.Get("absent") == "unknown"}
		switch field.Type.Kind() { //nolint:exhaustive // all others have a zero value that means absent
		case reflect.Slice, reflect.Pointer:
			one.inner, one.optional = layoutOf(field.Type.Elem()), true
		case reflect.Struct:
			one.inner, one.optional = layoutOf(field.Type), true
		case reflect.Bool, reflect.Int, reflect.String:
		default:
			one.optional = true
		}
		out = append(out, one)
	}
	return out
}

// maxMembers is the largest number of members without a field that an object keeps.
const maxMembers = 1000

// keep stores in an object what the fields do not repeat of the valid JSON it was
// decoded from.
func (l layout) keep(object []byte, into reflect.Value) {
	if l == nil || len(object) == 0 || object[0] != '{' {
		return
	}
	var kept []Member
	var seen uint64 // a bit for each field
	for name, raw := range members(object) {
		at := slices.IndexFunc(l, func(field layoutField) bool { return field.name == string(name) })
		if at < 0 {
			if len(kept) < maxMembers {
				kept = append(kept, Member{Name: string(name), Value: bytes.Clone(raw)})
			}
			continue
		}
		seen |= 1 << at
		value := into.Field(l[at].index)
		if same, known := l[at].compare(value, raw); !same {
			kept = append(kept, Member{Name: string(name), Value: bytes.Clone(raw), unknown: !known})
		}
		l[at].inner.keepInner(raw, value)
	}
	for i, field := range l {
		if seen&(1<<i) == 0 && (field.known || !field.optional) {
			kept = append(kept, Member{Name: field.name, Value: json.RawMessage("null"), unknown: true})
		}
	}
	into.Field(into.NumField() - 1).Addr().Interface().(*Sent).keep(kept) // layoutOf has checked it
}

// keepInner is keep for an object in a field, for the elements of a list, or for what a
// pointer leads to.
func (l layout) keepInner(raw []byte, value reflect.Value) {
	switch {
	case l == nil:
	case value.Kind() == reflect.Struct:
		l.keep(raw, value)
	case value.IsNil():
	case value.Kind() == reflect.Pointer:
		l.keep(raw, value.Elem())
	default:
		i := 0
		for _, element := range elements(raw) {
			if i < value.Len() {
				l.keep(element, value.Index(i))
			}
			i++
		}
	}
}

// compare reports whether a field repeats the JSON it was decoded from, and if it
// does not, whether its value is known all the same.
func (f *layoutField) compare(value reflect.Value, raw []byte) (same, known bool) {
	if string(raw) == "null" {
		return f.optional, false
	}
	switch value.Kind() { //nolint:exhaustive // all others have a zero value that means absent
	case reflect.Bool:
		return string(raw) == strconv.FormatBool(value.Bool()), false
	case reflect.Int:
		return value.Int() >= 0 && string(raw) == strconv.FormatInt(value.Int(), 10), value.Int() >= 0
	case reflect.String:
		if text := value.String(); len(raw) == len(text)+2 && string(raw[1:len(raw)-1]) == text {
			return true, true // without escapes
		}
		var sent string
		known = json.Unmarshal(raw, &sent) == nil
		return known && sent == value.String(), known
	}
	return !value.IsZero() || strings.Contains(`""{}[]`, string(raw)), false
}

// members yields the names and values of a JSON object, without copying the values.
// Of an object that is not valid JSON it yields some parts.
func members(object []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		for at := next(object, 1); at < len(object) && object[at] == '"'; at = next(object, at) {
			end := valueEnd(object, at)
			name := object[at+1 : max(at+1, end-1)]
			if bytes.IndexByte(name, '\\') >= 0 {
				var text string
				_ = json.Unmarshal(object[at:end], &text) // a name that does not decode is none that anybody looks for
				name = []byte(text)
			}
			at = next(object, end)
			end = valueEnd(object, at)
			if !yield(name, object[at:end]) {
				return
			}
			at = end
		}
	}
}

// elements yields the elements of a JSON array with their places, and nothing for other
// JSON. Of an array that is not valid JSON it yields some parts.
func elements(array []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		if len(array) == 0 || array[0] != '[' {
			return
		}
		for at := next(array, 1); at < len(array) && array[at] != ']'; {
			end := valueEnd(array, at)
			if !yield(at, array[at:end]) {
				return
			}
			at = next(array, end)
		}
	}
}

// next returns the place of the next value, name or closing bracket.
func next(data []byte, at int) int {
	for at < len(data) && strings.IndexByte(" \t\r\n,:", data[at]) >= 0 {
		at++
	}
	return at
}

// valueEnd returns the end of the value that begins at a place of JSON, at most the
// end of data.
func valueEnd(data []byte, at int) int {
	depth := 0
	for ; at < len(data); at++ {
		switch data[at] {
		case '"':
			at = stringEnd(data, at)
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			if depth > 0 || strings.IndexByte(" \t\r\n,}]", data[min(at+1, len(data)-1)]) < 0 {
				continue
			}
		}
		if depth == 0 {
			return at + 1
		}
	}
	return len(data)
}

// stringEnd returns the place of the quote that ends the string that begins at a
// place, or the last place when there is none.
func stringEnd(data []byte, at int) int {
	for from := at + 1; ; {
		length := bytes.IndexByte(data[from:], '"')
		if length < 0 {
			return len(data) - 1
		}
		quote, escape := from+length, from+length
		for escape > at+1 && data[escape-1] == '\\' {
			escape--
		}
		if from = quote + 1; (quote-escape)%2 == 0 {
			return quote
		}
	}
}
