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

// encoder writes values of package world by their tags, in one dialect.
type encoder struct {
	dialect  dialect
	out      bytes.Buffer
	untagged *json.Encoder // writes values without tags to out
	err      error         // the first error
}

// page is one page of a list: {"KEY": [...], "pagination": {...}}; without a key
// its list is missing, as a fault.
type page struct {
	key        string
	rows       any
	pagination pagination
}

// encode returns a value as JSON with a line break.
func (d dialect) encode(value any) ([]byte, error) {
	encoding := &encoder{dialect: d}
	encoding.untagged = json.NewEncoder(&encoding.out)
	encoding.untagged.SetEscapeHTML(false)
	encoding.value(reflect.ValueOf(value))
	encoding.out.WriteByte('\n')
	return encoding.out.Bytes(), encoding.err
}

// writeUntagged writes a value without tags.
func (e *encoder) writeUntagged(value any) {
	if err := e.untagged.Encode(value); err != nil && e.err == nil {
		e.err = err
	}
	e.out.Truncate(max(e.out.Len()-1, 0)) // the line break
}

func (e *encoder) value(value reflect.Value) {
	switch typed := value.Interface().(type) {
	case time.Time:
		e.writeUntagged(formatTime(typed))
		return
	case world.RunConfig:
		if e.dialect.legacy && typed != nil {
			e.writeUntagged(e.dialect.config(map[string]any(typed)))
			return
		}
	case page:
		e.out.WriteByte('{')
		if typed.key != "" {
			e.out.WriteString(`"` + typed.key + `":`)
			e.value(reflect.ValueOf(typed.rows))
			e.out.WriteByte(',')
		}
		e.out.WriteString(`"pagination":`)
		e.value(reflect.ValueOf(typed.pagination))
		e.out.WriteByte('}')
		return
	}
	switch {
	case (value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface) && !value.IsNil():
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
		e.writeUntagged(value.Interface())
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
		if !tagged || empty && is("omit") || e.dialect.legacy && is("recent") {
			continue
		}
		name := rules[0]
		if _, old, renamed := strings.Cut(tag, ",old="); renamed && e.dialect.legacy {
			name = old
		}
		e.out.WriteByte(before)
		before = ','
		e.out.WriteString(`"` + name + `":`)
		switch {
		case empty && is("null"):
			e.out.WriteString("null")
		case is("word"):
			e.writeUntagged(e.dialect.word(field.String()))
		default:
			e.value(field)
		}
	}
	e.out.WriteByte('}')
}

// formatTime formats a time as in the contract's examples: UTC with milliseconds.
func formatTime(moment time.Time) string { return moment.UTC().Format("2006-01-02T15:04:05.000Z") }

// textOrNull returns nil for "".
func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
