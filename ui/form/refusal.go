package form

import (
	"errors"
	"strings"

	"ax-tui/api"
)

// Named are the words by which a refusal may speak of these fields: their wire
// names, and those with spaces.
func Named(fields ...string) map[string]string {
	out := map[string]string{}
	for _, f := range fields {
		out[f], out[strings.ReplaceAll(f, "_", " ")] = f, f
	}
	return out
}

// Refused finds the fields that a refusal is about: those that the server names,
// else the one whose word is the longest in what it says. Words has the field
// for each word. Nil: it is about no field.
func Refused(err error, words map[string]string) []api.FieldFault {
	var e *api.Error
	if !errors.As(err, &e) {
		return nil
	}
	if len(e.Faults) > 0 {
		return e.Faults
	}
	switch e.Kind {
	case api.Invalid, api.Conflict, api.Unprocessable, api.NotFound:
	default:
		return nil
	}
	said := strings.ToLower(e.Message())
	best, field := "", ""
	for word, f := range words {
		if strings.Contains(said, word) && (len(word) > len(best) || len(word) == len(best) && word < best) {
			best, field = word, f
		}
	}
	if field == "" {
		return nil
	}
	return []api.FieldFault{{Field: field, Message: e.Message()}}
}
