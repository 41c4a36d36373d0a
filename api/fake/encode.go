package fake

import (
	"bytes"
	"encoding/json"
	"reflect"
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

func (e *encoder) value(v reflect.Value) {
	switch x := v.Interface().(type) {
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
	case v.Kind() == reflect.Pointer && !v.IsNil():
		e.value(v.Elem())
	case v.Kind() == reflect.Struct:
		e.object(v)
	case v.Kind() == reflect.Slice:
		e.out.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				e.out.WriteByte(',')
			}
			e.value(v.Index(i))
		}
		e.out.WriteByte(']')
	default:
		e.plain(v.Interface())
	}
}

// object writes the fields of a struct that have a tag.
func (e *encoder) object(v reflect.Value) {
	before := byte('{')
	for i := range v.NumField() {
		tag, tagged := v.Type().Field(i).Tag.Lookup("wire")
		if !tagged {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		field, rule := v.Field(i), readOptions(options)
		empty := field.IsZero() || (field.Kind() == reflect.Slice || field.Kind() == reflect.Map) && field.Len() == 0
		if empty && rule.omit || e.d.legacy && rule.young {
			continue
		}
		if e.d.legacy && rule.old != "" {
			name = rule.old
		}
		e.out.WriteByte(before)
		before = ','
		e.out.WriteString(`"` + name + `":`)
		switch {
		case empty && rule.null:
			e.out.WriteString("null")
		case rule.word:
			e.plain(e.d.out(field.String()))
		default:
			e.value(field)
		}
	}
	e.out.WriteByte('}')
}

// fieldRule is a tag of package world, read.
type fieldRule struct {
	null, omit, word, young bool
	old                     string // the name in the old dialect, "" for the same
}

func readOptions(text string) (rule fieldRule) {
	for option := range strings.SplitSeq(text, ",") {
		switch option {
		case "null":
			rule.null = true
		case "omit":
			rule.omit = true
		case "word":
			rule.word = true
		case "young":
			rule.young = true
		default:
			rule.old = strings.TrimPrefix(option, "old=")
		}
	}
	return rule
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
