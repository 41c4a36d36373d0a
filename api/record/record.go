// Package record writes tasks and runs for scripts and files: as JSON, as one
// JSON object per line, or as CSV. Line mode, the export box and the copy menu
// share it, so that their output is the same.
//
// It guarantees that a record repeats what the server sent: the field names and enum
// words, the members that this program does not know, and null for what is absent or
// null; that every record has every known field; that times are RFC 3339 in UTC, at
// least to the millisecond, if they can be read; that a list in JSON keeps its envelope
// and pagination; that no output contains a raw control or bidi character; and that a
// file is complete or absent.
//
// Only With adds to what the server sent, such as what a run achieved.
//
// It imports api and outcome for their types and the standard library only; never the
// network or the terminal.
package record

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
)

// Item is a task or a run to write: its fields in the order of the wire.
type Item []member

// id returns the ID of the object.
func (i Item) id() string {
	id, _ := i[0].value.(string)
	return id
}

type member struct {
	name  string
	value any // nil is null
}

// Task converts a task to a record.
func Task(task api.Task) Item { return Of(task) }

// Run converts a run to a record, with what it achieved as "outcome".
func Run(run *api.Run, achieved outcome.ID) Item { return Of(*run).With("outcome", string(achieved)) }

// Of converts an object that the API lists, or what a pointer to one leads to, to a record.
func Of(object api.Listed) Item {
	value := reflect.ValueOf(object)
	if value.Kind() == reflect.Pointer { // copied once: of what can be changed, reflect copies every field
		value = reflect.ValueOf(value.Elem().Interface())
	}
	return members(value)
}

// With returns the record with a text that the server did not send as part of it, null
// if it is empty. A member that the server did send stays as it is.
func (i Item) With(name, text string) Item {
	if slices.ContainsFunc(i, func(sent member) bool { return sent.name == name }) {
		return i
	}
	out := append(slices.Clip(i), member{name: name})
	if text != "" {
		out[len(i)].value = text
	}
	return out
}

// members returns the fields of a type of package api by their json names, as they were
// sent, and then the members that have no field. Empty fields that the tag omits are
// null here, except query_mappings, which the span shape does not have.
func members(object reflect.Value) Item {
	out := make(Item, 0, object.NumField())
	var sent []api.Member
	for i := range object.NumField() {
		field := object.Field(i)
		if field.Type() == reflect.TypeFor[api.Sent]() {
			own, _ := field.Interface().(api.Sent)
			sent = own.AsSent()
			continue
		}
		name, rule, _ := strings.Cut(object.Type().Field(i).Tag.Get("json"), ",")
		switch empty := field.IsZero(); {
		case empty && name == "query_mappings":
		case empty && (rule != "" || field.Kind() != reflect.String && field.Kind() != reflect.Bool && field.Kind() != reflect.Int):
			out = append(out, member{name: name})
		default:
			out = append(out, member{name: name, value: formatted(field.Interface())})
		}
	}
	for _, raw := range sent {
		at := slices.IndexFunc(out, func(field member) bool { return field.name == raw.Name })
		if at < 0 {
			at, out = len(out), append(out, member{name: raw.Name})
		}
		out[at].value = decoded(raw.Value)
	}
	return out
}

// decoded returns a member as it was sent: text as such, any other value as JSON.
func decoded(raw json.RawMessage) any {
	var text *string
	switch err := json.Unmarshal(raw, &text); {
	case err != nil:
		return raw
	case text == nil:
		return nil
	}
	return *text
}

// formatted returns the value to encode for a field. A raw configuration that is
// not JSON is null.
func formatted(value any) any {
	switch value := value.(type) {
	case api.Count:
		if !value.Known() {
			return nil
		}
	case time.Time:
		if value.Nanosecond()%int(time.Millisecond) != 0 {
			return value.UTC().Format(time.RFC3339Nano)
		}
		return value.UTC().Format("2006-01-02T15:04:05.000Z07:00")
	case *string:
		return *value
	case *time.Time:
		return formatted(*value)
	case json.RawMessage:
		if !json.Valid(value) {
			return nil
		}
	}
	field := reflect.ValueOf(value)
	if field.Kind() == reflect.Pointer {
		field = field.Elem()
	}
	switch {
	case field.Kind() == reflect.Struct && keepsSent(field.Type()):
		return members(field)
	case field.Kind() == reflect.String:
		return field.String()
	case field.Kind() == reflect.Slice && keepsSent(field.Type().Elem()):
		out := make([]Item, field.Len())
		for i := range out {
			out[i] = members(field.Index(i))
		}
		return out
	}
	return value
}

// keepsSent reports whether a type embeds api.Sent.
func keepsSent(typ reflect.Type) bool {
	return typ.Implements(reflect.TypeFor[interface{ AsSent() []api.Member }]())
}

// MarshalJSON writes an object.
func (i Item) MarshalJSON() ([]byte, error) { return i.appendTo(nil, "", ""), nil }

// appendTo writes an object as appendValue does.
func (i Item) appendTo(out []byte, prefix, indent string) []byte {
	inner, colon := prefix+indent, ": "
	if indent == "" {
		colon = ":"
	}
	for position, member := range i {
		out = startLine(append(out, "{,"[min(position, 1)]), inner, indent)
		out = append(appendText(out, member.name), colon...)
		out = appendValue(out, member.value, inner, indent)
	}
	return append(startLine(out, prefix, indent), '}')
}

// appendValue writes JSON with prefix before each line but the first; an empty indent
// keeps it on one line. Records, texts, mappings and truths, which most values are, are
// written directly: to encode, to check and to indent them takes three times as long.
func appendValue(out []byte, value any, prefix, indent string) []byte {
	switch value := value.(type) {
	case nil:
		return append(out, "null"...)
	case string:
		return appendText(out, value)
	case bool:
		return strconv.AppendBool(out, value)
	case map[string]string:
		if len(value) == 0 {
			break
		}
		item := make(Item, 0, len(value))
		for _, name := range slices.Sorted(maps.Keys(value)) {
			item = append(item, member{name: name, value: value[name]})
		}
		return item.appendTo(out, prefix, indent)
	case Item:
		return value.appendTo(out, prefix, indent)
	case []Item:
		if len(value) == 0 {
			return append(out, "[]"...)
		}
		inner := prefix + indent
		for position, item := range value {
			out = item.appendTo(startLine(append(out, "[,"[min(position, 1)]), inner, indent), inner, indent)
		}
		return append(startLine(out, prefix, indent), ']')
	}
	text, _ := api.Body(value) // the values of an Item always encode
	if indent == "" {
		return append(out, text...)
	}
	buffer := bytes.NewBuffer(out)
	_ = json.Indent(buffer, text, prefix, indent)
	return buffer.Bytes()
}

// appendText writes a string, directly if no character of it needs an escape.
func appendText(out []byte, text string) []byte {
	for i := range len(text) {
		if char := text[i]; char < ' ' || char > '~' || char == '"' || char == '\\' {
			encoded, _ := api.Body(text) // text always encodes
			return append(out, encoded...)
		}
	}
	return append(append(append(out, '"'), text...), '"')
}

// startLine begins a line, unless everything is on one line.
func startLine(out []byte, prefix, indent string) []byte {
	if indent == "" {
		return out
	}
	return append(append(out, '\n'), prefix...)
}
