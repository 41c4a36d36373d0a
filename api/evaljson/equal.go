package evaljson

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"ax-tui/api"
)

// Canonical rewrites a JSON text in a canonical form: members sorted by name, no
// white space, numbers in their shortest spelling. The error is for invalid JSON.
func Canonical(raw []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return api.Body(shortNumbers(value))
}

// Equal reports whether two values are the same as JSON, apart from the order
// of members, white space and spelling. Values that cannot be encoded and
// invalid raw JSON are not equal to anything.
func Equal(left, right any) bool {
	leftForm, err := canonical(left)
	if err != nil {
		return false
	}
	rightForm, err := canonical(right)
	return err == nil && bytes.Equal(leftForm, rightForm)
}

func canonical(value any) ([]byte, error) {
	raw, err := api.Body(value)
	if err != nil {
		return nil, err
	}
	return Canonical(raw)
}

// shortNumbers spells 0.50 and 5e-1 alike. Integers keep their digits, since a
// float cannot hold long ones.
func shortNumbers(value any) any {
	switch item := value.(type) {
	case []any:
		for i := range item {
			item[i] = shortNumbers(item[i])
		}
	case map[string]any:
		for key := range item {
			item[key] = shortNumbers(item[key])
		}
	case json.Number:
		if number, err := item.Float64(); err == nil && strings.ContainsAny(string(item), ".eE") {
			return json.Number(strconv.FormatFloat(number, 'f', -1, 64))
		}
	}
	return value
}
