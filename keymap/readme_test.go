package keymap

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the key tables of the README anew")

const (
	readme = "../README.md"
	begin  = "<!-- keys: made by make golden -->\n"
	end    = "<!-- end of keys -->"
)

// TestGoldenReadme keeps the key tables of the README equal to the table that
// dispatches keys.
func TestGoldenReadme(t *testing.T) {
	b, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the README has lost the marks around its key tables")
	}
	want := head + begin + tables() + end + tail
	if want == string(b) {
		return
	}
	if *update {
		if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error("the key tables of the README differ from the key map; run make golden and read the diff")
}

// titles of the scopes that the README shows, in its order.
var titles = []struct {
	scope Scope
	title string
}{
	{Global, "Everywhere"}, {Move, "Moving"}, {Tasks, "Tasks"}, {Task, "One task and its runs"}, {Run, "One run"},
	{Trigger, "Starting a run"}, {Form, "Creating and changing a task"}, {Editor, "The JSON editor"}, {PickField, "Picking by name"},
	{Filter, "Filter"}, {Export, "Writing a list to a file"}, {Welcome, "Welcome, when there is no key"}, {Confirm, "Yes or no"},
}

func tables() string {
	var b strings.Builder
	for _, s := range titles {
		b.WriteString("\n**" + s.title + "**\n\n| key | what it does |\n|---|---|\n")
		for _, e := range table() {
			if e.Scope != s.scope {
				continue
			}
			b.WriteString("| ")
			for i, k := range e.Keys {
				if i > 0 {
					b.WriteString(" ")
				}
				b.WriteString("`" + Name(k) + "`")
			}
			b.WriteString(" | " + e.Help + " |\n")
		}
	}
	b.WriteString("\n")
	return b.String()
}
