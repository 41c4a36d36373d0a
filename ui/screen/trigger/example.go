package trigger

import (
	"bytes"
	"encoding/json"

	"ax-tui/api"
	"ax-tui/api/evaljson"
	"ax-tui/ui/text"
)

// maxLabel is the maximum width of the label of an example, in cells.
const maxLabel = 80

// exampleLabel returns the first text column of an example, else its first other
// column; "" if it has only ID and times.
func exampleLabel(example *api.Example) text.Safe {
	other := ""
	for _, column := range evaljson.ReadObject(example.Fields) {
		if column.Key == "id" || column.Key == "created_at" || column.Key == "updated_at" {
			continue
		}
		var value string
		if json.Unmarshal(column.Value, &value) == nil && value != "" {
			return text.CleanN(value, maxLabel)
		}
		if other == "" && !bytes.Equal(column.Value, []byte("null")) {
			other = column.Key + " " + string(column.Value[:min(len(column.Value), 4*maxLabel)])
		}
	}
	return text.CleanN(other, maxLabel)
}
