package trigger

import (
	"bytes"
	"encoding/json"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/ui/text"
)

// longestLabel is how much of an example is kept to tell it by.
const longestLabel = 80

// exampleLabel is the first text among the columns of an example, in their
// order, else its first other column; "" when it has no column of its own.
func exampleLabel(example api.Example) text.Safe {
	other := ""
	for _, column := range evaljson.ReadObject(example.Fields) {
		if column.Key == "id" || column.Key == "created_at" || column.Key == "updated_at" {
			continue
		}
		var s string
		if json.Unmarshal(column.Value, &s) == nil && s != "" {
			return text.CleanN(s, longestLabel)
		}
		if other == "" && !bytes.Equal(column.Value, []byte("null")) {
			other = column.Key + " " + string(column.Value[:min(len(column.Value), 4*longestLabel)])
		}
	}
	return text.CleanN(other, longestLabel)
}
