package trigger

import (
	"bytes"
	"encoding/json"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// longestLabel is how much of an example is kept to tell it by.
const longestLabel = 80

// exampleLabel is the first text among the columns of an example, in their
// order, else its first other column; "" when it has no column of its own.
func exampleLabel(x api.Example) text.Safe {
	d := json.NewDecoder(bytes.NewReader(x.Fields))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return ""
	}
	other := ""
	for d.More() {
		key, err := d.Token()
		if err != nil {
			break
		}
		var raw json.RawMessage
		if d.Decode(&raw) != nil {
			break
		}
		if key == "id" || key == "created_at" || key == "updated_at" {
			continue
		}
		var s string
		if json.Unmarshal(raw, &s) == nil && len(raw) > 0 && raw[0] == '"' && s != "" {
			return text.CleanN(s, longestLabel)
		}
		if other == "" && !bytes.Equal(raw, []byte("null")) {
			name, _ := key.(string)
			other = name + " " + string(raw[:min(len(raw), 4*longestLabel)])
		}
	}
	return text.CleanN(other, longestLabel)
}
