package evaljson

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"ax-tui/api"
)

// Canonical writes a JSON text in the one form of what it says: members in the
// order of their names, no white space, numbers in their shortest spelling.
func Canonical(raw []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(shortNumbers(value))
}

// Equal reports whether two values say the same as JSON, whatever the order of
// their members, white space and spelling. Values that cannot be written as
// JSON, or are raw JSON that cannot be read, equal nothing.
func Equal(left, right any) bool {
	x, err := canonical(left)
	if err != nil {
		return false
	}
	y, err := canonical(right)
	return err == nil && bytes.Equal(x, y)
}

func canonical(v any) ([]byte, error) {
	raw, err := api.Body(v)
	if err != nil {
		return nil, err
	}
	return Canonical(raw)
}

// shortNumbers spells 0.50 and 5e-1 alike. Whole numbers stay digit by digit,
// for a float could not hold long ones.
func shortNumbers(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = shortNumbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = shortNumbers(v[k])
		}
	case json.Number:
		if f, err := v.Float64(); err == nil && strings.ContainsAny(string(v), ".eE") {
			return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
		}
	}
	return value
}
