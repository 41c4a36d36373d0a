// Package record writes tasks and runs for scripts and files: as JSON, as one
// JSON object a line, or as CSV. Line mode, the export box and the copy menu
// all write through it, so that they can never differ.
//
// It promises: the field names are those of the wire and every field is there
// in every record, null where the server told nothing; enum words are written
// lower-case whatever dialect the server speaks;
// times are RFC 3339 in UTC with milliseconds; a list in JSON keeps its
// envelope and pagination; JSON never holds a raw control or bidi character; a
// file is whole or not there.
//
// It imports api for its plain types and the standard library only; never the
// network or the terminal.
package record

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"ax-tui/api"
)

// Item is a task or a run as it is written: its fields in the order of the wire.
type Item []member

type member struct {
	name  string
	value any // nil is null
}

// Task makes a task a record.
func Task(task api.Task) Item { return members(reflect.ValueOf(task)) }

// Run makes a run a record.
func Run(run api.Run) Item { return members(reflect.ValueOf(run)) }

// members reads the fields off a type of package api by its json names. What
// its tag lets out when it is empty is null here, but for query_mappings, which
// the span shape does not have.
func members(value reflect.Value) Item {
	out := make(Item, 0, value.NumField())
	for i := range value.NumField() {
		name, rule, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		field := value.Field(i)
		switch empty := field.IsZero(); {
		case empty && name == "query_mappings":
		case empty && (rule != "" || field.Kind() == reflect.Pointer):
			out = append(out, member{name: name})
		case empty && field.Kind() == reflect.Slice:
			out = append(out, member{name: name, value: []any{}})
		default:
			out = append(out, member{name: name, value: written(field.Interface())})
		}
	}
	return out
}

// written gives a value in the form in which it is written. A raw configuration
// that is no JSON is null.
func written(value any) any {
	switch value := value.(type) {
	case api.TaskType:
		return value.Words()
	case api.Status:
		return value.Words()
	case time.Time:
		return value.UTC().Format("2006-01-02T15:04:05.000Z07:00")
	case *string:
		return *value
	case *time.Time:
		if value.IsZero() {
			return nil
		}
		return written(*value)
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
	for at, member := range i {
		if at > 0 {
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
