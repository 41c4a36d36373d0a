package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ax-tui/ui/cli/tasks"
)

// schema is what a program reads of a schema.
type schema struct {
	Command, List string
	Members       []string
	Flags         []struct{ Name, Type, Help string }
	Commands      []schema
}

// TestSchemaMembers: the members that schema names are those that the commands print.
func TestSchemaMembers(t *testing.T) {
	for _, line := range []string{
		"spaces list", "projects list", "datasets list", "experiments list", "evaluators list", "tasks list", "tasks get|JSON Shape",
		"tasks list-runs|JSON Shape", "tasks get-run|JSON Shape@latest", "tasks wait-for-run|JSON Shape@latest", "tasks trigger-run|JSON Shape",
		"tasks update|JSON Shape|--name|Renamed",
	} {
		words := strings.Split(line, "|")
		command := strings.Fields(words[0])
		code, out, errs := run(t, nil, append([]string{"schema"}, command...)...)
		var want schema
		if err := json.Unmarshal([]byte(out), &want); err != nil || code != tasks.OK {
			t.Fatalf("%s: %v, exit %d: %s", line, err, code, errs)
		}
		_, out, errs = run(t, nil, append(append(command, words[1:]...), "--demo", "--output", "json")...)
		var printed map[string]json.RawMessage
		if err := json.Unmarshal([]byte(out), &printed); err != nil {
			t.Fatalf("%s: %v: %s", line, err, errs)
		}
		if want.List != "" {
			var objects []map[string]json.RawMessage
			if err := json.Unmarshal(printed[want.List], &objects); err != nil || len(objects) == 0 {
				t.Errorf("%s: no list %s in %s", line, want.List, out)
				continue
			}
			printed = objects[0]
		}
		var got []string
		for name := range printed {
			got = append(got, name)
		}
		slices.Sort(got)
		if command[0] != "tasks" { // the server may send more of them
			got = slices.DeleteFunc(got, func(name string) bool { return !slices.Contains(want.Members, name) })
		}
		if slices.Sort(want.Members); !slices.Equal(got, want.Members) {
			t.Errorf("%s prints %q, and its schema names %q", line, got, want.Members)
		}
	}
}

// TestSchemaIsComplete: every command and flag of the tree has its words.
func TestSchemaIsComplete(t *testing.T) {
	_, out, _ := run(t, nil, "schema")
	var all schema
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatal(err)
	}
	var count int
	var check func(schema)
	check = func(command schema) {
		count++
		for _, flag := range command.Flags {
			if flag.Type == "" || flag.Help == "" || strings.Contains(flag.Help, "`") {
				t.Errorf("%s: %+v", command.Command, flag)
			}
		}
		for _, sub := range command.Commands {
			check(sub)
		}
	}
	if check(all); count < 30 {
		t.Errorf("only %d commands", count)
	}
}
