package fake

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"ax-tui/api/fake/world"
)

// encoder writes values of package world as their tags say, in one dialect.
type encoder struct {
	d    dialect
	out  bytes.Buffer
	free *json.Encoder // writes to out what has no tags
	err  error         // the first
}

// page is one page of a list: {"KEY": [...], "pagination": {...}}.
type page struct {
	key        string
	rows       any
	pagination pagination
}

// encode writes a value as JSON with a line end.
func (d dialect) encode(v any) ([]byte, error) {
	e := &encoder{d: d}
	e.free = json.NewEncoder(&e.out)
	e.free.SetEscapeHTML(false)
	e.value(reflect.ValueOf(v))
	e.out.WriteByte('\n')
	return e.out.Bytes(), e.err
}

// plain writes what has no tags.
func (e *encoder) plain(v any) {
	if err := e.free.Encode(v); err != nil && e.err == nil {
		e.err = err
	}
	e.out.Truncate(max(e.out.Len()-1, 0)) // the line end
}

func (e *encoder) value(value reflect.Value) {
	switch x := value.Interface().(type) {
	case time.Time:
		e.plain(stamp(x))
		return
	case world.RunConfig:
		if e.d.legacy && x != nil {
			e.plain(e.d.config(map[string]any(x)))
			return
		}
	case page:
		e.out.WriteString(`{"` + x.key + `":`)
		e.value(reflect.ValueOf(x.rows))
		e.out.WriteString(`,"pagination":`)
		e.value(reflect.ValueOf(x.pagination))
		e.out.WriteByte('}')
		return
	}
	switch {
	case value.Kind() == reflect.Pointer && !value.IsNil():
		e.value(value.Elem())
	case value.Kind() == reflect.Struct:
		e.object(value)
	case value.Kind() == reflect.Slice:
		e.out.WriteByte('[')
		for i := range value.Len() {
			if i > 0 {
				e.out.WriteByte(',')
			}
			e.value(value.Index(i))
		}
		e.out.WriteByte(']')
	default:
		e.plain(value.Interface())
	}
}

// object writes the fields of a struct that have a tag.
func (e *encoder) object(value reflect.Value) {
	before := byte('{')
	for i := range value.NumField() {
		tag, tagged := value.Type().Field(i).Tag.Lookup("wire")
		rules := strings.Split(tag, ",")
		is := func(rule string) bool { return slices.Contains(rules[1:], rule) }
		field := value.Field(i)
		empty := field.IsZero() || (field.Kind() == reflect.Slice || field.Kind() == reflect.Map) && field.Len() == 0
		if !tagged || empty && is("omit") || e.d.legacy && is("young") {
			continue
		}
		name := rules[0]
		if _, old, renamed := strings.Cut(tag, ",old="); renamed && e.d.legacy {
			name = old
		}
		e.out.WriteByte(before)
		before = ','
		e.out.WriteString(`"` + name + `":`)
		switch {
		case empty && is("null"):
			e.out.WriteString("null")
		case is("word"):
			e.plain(e.d.out(field.String()))
		default:
			e.value(field)
		}
	}
	e.out.WriteByte('}')
}

// stamp writes a time as the contract's examples do: UTC with milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// textOrNull makes "" null.
func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
