// Package record writes tasks and runs for scripts and files: as JSON, as one
// JSON object per line, or as CSV. Line mode, the export box and the copy menu
// share it, so that their output is the same.
//
// It guarantees that the field names are those of the wire and that every record
// has every field, null where the server sent none; that enum words are lower
// case in both dialects; that times are RFC 3339 in UTC with milliseconds; that a
// list in JSON keeps its envelope and pagination; that JSON contains no raw control
// or bidi character; and that a file is complete or absent.
//
// It imports api for its types and the standard library only; never the network
// or the terminal.
package record

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"ax-tui/api"
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

// Run converts a run to a record.
func Run(run api.Run) Item { return Of(run) }

// Of converts an object that the API lists to a record.
func Of(object api.Listed) Item { return members(reflect.ValueOf(object)) }

// members returns the fields of a type of package api by their json names. Empty
// fields that the tag omits are null here, except query_mappings, which the span
// shape does not have.
func members(value reflect.Value) Item {
	out := make(Item, 0, value.NumField())
	for i := range value.NumField() {
		if value.Type().Field(i).Anonymous { // api.Sent, which has no name on the wire
			continue
		}
		name, rule, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		field := value.Field(i)
		switch empty := field.IsZero(); {
		case empty && name == "query_mappings":
		case empty && (rule != "" || field.Kind() == reflect.Pointer):
			out = append(out, member{name: name})
		case empty && field.Kind() == reflect.Slice:
			out = append(out, member{name: name, value: []any{}})
		default:
			out = append(out, member{name: name, value: formatted(field.Interface())})
		}
	}
	return out
}

// formatted returns the value to encode for a field. A raw configuration that is
// not JSON is null.
func formatted(value any) any {
	switch value := value.(type) {
	case api.TaskType:
		return value.Words()
	case api.Status:
		return value.Words()
	case api.Count:
		if !value.Known() {
			return nil
		}
	case time.Time:
		return value.UTC().Format("2006-01-02T15:04:05.000Z07:00")
	case *string:
		return *value
	case *time.Time:
		if value.IsZero() {
			return nil
		}
		return formatted(*value)
	case json.RawMessage:
		if !json.Valid(value) {
			return nil
		}
	case []api.TaskEvaluator:
		out := make([]Item, len(value))
		for i, evaluator := range value {
			out[i] = members(reflect.ValueOf(evaluator))
		}
		return out
	}
	return value
}

// MarshalJSON writes an object.
func (i Item) MarshalJSON() ([]byte, error) {
	var buffer bytes.Buffer
	buffer.WriteByte('{')
	for position, member := range i {
		if position > 0 {
			buffer.WriteByte(',')
		}
		value, err := api.Body(member.value)
		if err != nil {
			return nil, err
		}
		buffer.WriteString(`"` + member.name + `":`)
		buffer.Write(value)
	}
	buffer.WriteByte('}')
	return buffer.Bytes(), nil
}
