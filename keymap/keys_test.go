package keymap

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the key tables of KEYS.md")

// keysFile holds the key tables below a heading and a first paragraph.
const keysFile = "KEYS.md"

// TestGoldenKeys keeps KEYS.md equal to the table that dispatches keys.
func TestGoldenKeys(t *testing.T) {
	paper, err := os.ReadFile(keysFile)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(paper), "\n**")
	if !ok {
		t.Fatal("KEYS.md has no tables")
	}
	want := head + tables()
	if want == string(paper) {
		return
	}
	if *update {
		if err := os.WriteFile(keysFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error("the key tables of KEYS.md differ from the key map; run make golden and read the diff")
}

// titles lists the scopes shown in KEYS.md, in order.
var titles = []struct {
	scope Scope
	title string
}{
	{Global, "Everywhere"},
	{Move, "Moving"},
	{Tasks, "Tasks"},
	{Task, "One task and its runs"},
	{Run, "One run"},
	{Trigger, "Starting a run"},
	{Form, "Creating a task"},
	{Changing, "Changing a task, otherwise as creating one"},
	{Editor, "The JSON editor"},
	{PickField, "Picking by name"},
	{Filter, "Filter"},
	{Export, "Writing a list to a file"},
	{Welcome, "Welcome, when there is no key"},
	{Confirm, "Yes or no"},
}

func tables() string {
	var out strings.Builder
	for _, title := range titles {
		out.WriteString("\n**" + title.title + "**\n\n| key | what it does |\n|---|---|\n")
		for _, entry := range table() {
			if entry.Scope != title.scope {
				continue
			}
			out.WriteString("| ")
			for i, name := range entry.Keys {
				if i > 0 {
					out.WriteString(" ")
				}
				out.WriteString("`" + Name(name) + "`")
			}
			out.WriteString(" | " + entry.Help + " |\n")
		}
	}
	return out.String()
}
