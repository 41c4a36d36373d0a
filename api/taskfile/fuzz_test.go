package taskfile_test

import (
	"testing"

	"ax-tui/api/evaljson"
	"ax-tui/api/taskfile"
)

// FuzzParse: no text makes Parse fail in another way than with Faults, and what it reads
// is written and read again without a difference.
func FuzzParse(f *testing.F) {
	for _, task := range tasks() {
		content, _ := taskfile.Encode(taskfile.Of(task, "c3BhY2U6MQ==", named))
		f.Add(content)
	}
	f.Add([]byte(head + "query_filter = '''\na\\''''\n"))
	f.Add([]byte(head + "experiments = [\"\", \"a\"]\n[[evaluators]]\nevaluator_id = \"a\"\n[ids]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := taskfile.Parse(content)
		if err != nil {
			if _, ok := err.(taskfile.Faults); !ok { //nolint:errorlint // the type is documented
				t.Fatal(err)
			}
			return
		}
		written, err := taskfile.Encode(file)
		if err != nil {
			return // larger than what was read, by its escapes
		}
		again, err := taskfile.Parse(written)
		if err != nil || !evaljson.Equal(file.Request, again.Request) || file.Space != again.Space || file.Task != again.Task {
			t.Fatalf("%v\n%s\nof\n%s", err, written, content)
		}
	})
}
