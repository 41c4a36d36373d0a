package settingsfile

import (
	"testing"

	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"
)

// What is written is read as the same text, whatever it holds.
func TestWrittenTextIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "\x7f", "a.b", "\"\"\"\n\"", "\\", "\u202e\r\n"}))
		name, value, list := text.Draw(t, "name"), text.Draw(t, "value"), rapid.SliceOf(text).Draw(t, "list")
		file := "[" + Key("a", name) + "]\nline = " + Quote(value) + "\nlines = " + QuoteLines(value) + "\nlist = " + QuoteList(list) + "\n"
		var read struct {
			A map[string]struct {
				Line, Lines string
				List        []string
			}
		}
		if err := toml.Unmarshal([]byte(file), &read); err != nil {
			t.Fatalf("%v in\n%s", err, file)
		}
		table, ok := read.A[name]
		if !ok || table.Line != value || table.Lines != value || len(table.List) != len(list) {
			t.Fatalf("%+v from\n%s", read, file)
		}
		for i := range list {
			if table.List[i] != list[i] {
				t.Fatalf("%q and not %q from\n%s", table.List[i], list[i], file)
			}
		}
	})
}
