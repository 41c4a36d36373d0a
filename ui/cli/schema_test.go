package cli_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ax-tui/ui/cli/tasks"
)

// schema is what a program reads of a schema.
type schema struct {
	Command, List string
	Members       []string
	Passed        []string `json:"members_if_sent"`
	Flags         []struct{ Name, Type, Help string }
	Commands      []schema
}

// printing returns how each command that prints objects is called. The arguments of a line are parted by "|".
func printing(t *testing.T) map[string]string {
	folder := t.TempDir()
	if code, _, errs := run(t, nil, "tasks", "export", "Relevance Monitor", "--dir", folder, "--demo"); code != tasks.OK {
		t.Fatal(errs)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.toml"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	create := "|--name|New|--project|support-bot|--evaluators|" + `[{"evaluator_name":"Relevance"}]` + "|--space|Search Quality"
	return map[string]string{
		"spaces list": "", "projects list": "", "datasets list": "", "experiments list": "", "evaluators list": "", "tasks list": "",
		"tasks get": "JSON Shape", "tasks list-runs": "JSON Shape", "tasks get-run": "JSON Shape@latest", "tasks wait-for-run": "JSON Shape@latest",
		"tasks cancel-run": "Relevance Monitor@latest|--force", "tasks trigger-run": "JSON Shape", "tasks update": "JSON Shape|--name|Renamed",
		"tasks create": "--task-type|template_evaluation" + create, "tasks create-evaluation": "--task-type|template_evaluation" + create,
		"tasks results": "Relevance Monitor", "tasks explain-run": "JSON Shape@latest", "tasks judge": "Relevance Monitor",
		"tasks check-mapping": "Relevance Monitor", "tasks diff": files[0],
	}
}

// TestSchemaMembers: the members that schema names are those that the commands print, and
// every command with objects is called here.
func TestSchemaMembers(t *testing.T) {
	_, out, _ := run(t, nil, "schema")
	var all schema
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatal(err)
	}
	calls := printing(t)
	var check func(schema)
	check = func(command schema) {
		name := strings.TrimPrefix(command.Command, "ax-tui ")
		arguments, called := calls[name]
		switch delete(calls, name); {
		case called:
			checkMembers(t, command, arguments)
		case command.Members != nil && name != "tasks watch" && name != "tasks create-run-experiment": // events differ; the others are as those of create
			t.Errorf("%s prints objects and is not called here", name)
		}
		for _, sub := range command.Commands {
			check(sub)
		}
	}
	check(all)
	for name := range calls {
		t.Errorf("there is no command %s", name)
	}
}

func checkMembers(t *testing.T, command schema, arguments string) {
	t.Helper()
	words := append(strings.Fields(command.Command)[1:], "--demo", "--output", "json")
	if arguments != "" {
		words = append(words, strings.Split(arguments, "|")...)
	}
	_, out, errs := run(t, nil, words...)
	var printed map[string]json.RawMessage
	if err := json.Unmarshal([]byte(out), &printed); err != nil {
		t.Errorf("%s: %v: %s", command.Command, err, errs)
		return
	}
	objects := []map[string]json.RawMessage{printed}
	if command.List != "" {
		objects = nil
		if err := json.Unmarshal(printed[command.List], &objects); err != nil || len(objects) == 0 {
			t.Errorf("%s: no list %s in %s", command.Command, command.List, out)
			return
		}
	}
	sent := map[string]bool{}
	for _, object := range objects {
		for name := range object {
			sent[name] = true
			if !slices.Contains(command.Members, name) && !slices.Contains(command.Passed, name) {
				t.Errorf("%s prints %s, which its schema does not name", command.Command, name)
			}
		}
		for _, name := range command.Members {
			if _, ok := object[name]; !ok {
				t.Errorf("%s does not print %s, which its schema names", command.Command, name)
			}
		}
	}
	for _, name := range command.Passed {
		if !sent[name] {
			t.Errorf("%s: no object has %s", command.Command, name)
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
