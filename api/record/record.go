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
func Task(t api.Task) Item { return members(reflect.ValueOf(t)) }

// Run makes a run a record.
func Run(r api.Run) Item { return members(reflect.ValueOf(r)) }

// members reads the fields off a type of package api by its json names. What
// its tag lets out when it is empty is null here, but for query_mappings, which
// the span shape does not have.
func members(v reflect.Value) Item {
	out := make(Item, 0, v.NumField())
	for i := range v.NumField() {
		name, rule, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		field := v.Field(i)
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
func written(v any) any {
	switch v := v.(type) {
	case api.TaskType:
		return v.Words()
	case api.Status:
		return v.Words()
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z07:00")
	case *string:
		return *v
	case *time.Time:
		if v.IsZero() {
			return nil
		}
		return written(*v)
	case json.RawMessage:
		if !json.Valid(v) {
			return nil
		}
	case []api.TaskEvaluator:
		out := make([]Item, len(v))
		for i, e := range v {
			out[i] = members(reflect.ValueOf(e))
		}
		return out
	}
	return v
}

// MarshalJSON writes an object.
func (i Item) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for n, m := range i {
		if n > 0 {
			b.WriteByte(',')
		}
		value, err := api.Body(m.value)
		if err != nil {
			return nil, err
		}
		b.WriteString(`"` + m.name + `":`)
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
