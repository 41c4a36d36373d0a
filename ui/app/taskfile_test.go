package app_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ax-tui/api/fake/world"
	"ax-tui/api/taskfile"
	"ax-tui/api/taskfile/names"
	"ax-tui/ui/test/demo"
)

// writeTaskFile writes the file of a task of the demo world to the current folder, changed
// by old and new pairs.
func writeTaskFile(t *testing.T, bench *demo.Bench, task, path string, changes ...string) {
	t.Helper()
	found, _, _ := bench.World.Tasks(world.TaskQuery{Name: task}, world.Position{}, 1)
	loaded, err := bench.Client.GetTask(t.Context(), found[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	file, err := names.Read(t.Context(), bench.Client, &loaded)
	if err != nil {
		t.Fatal(err)
	}
	content, err := taskfile.Encode(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.NewReplacer(changes...).Replace(string(content))), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOpenFile: a task file fills the form, which creates the task that the file says.
func TestOpenFile(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	t.Chdir(t.TempDir())
	writeTaskFile(t, bench, "Relevance Monitor", "tasks/relevance-monitor.toml", `name = "Relevance Monitor"`, `name = "From a file"`, "0.75", "0.5")
	for path, content := range map[string]string{"other.toml": "theme = \"dark\"\n", "tasks/no.toml": ""} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bench.Keys(":")
	bench.Type("open ")
	bench.Settle()
	bench.Want(": open", "tasks/relevance-monitor.toml", "1 task file")
	bench.WantNot("other.toml", "no.toml")
	bench.Keys("enter")
	bench.Settle()
	bench.Want("New task from relevance-monitor.toml", "From a file")
	bench.Requests("POST")
	bench.Keys("ctrl+g")
	bench.Settle()
	bench.Want("on project support-bot in Search Quality", "ctrl+s creates the task", `"sampling_rate": 0.5`, `"is_continuous": true`)
	bench.Keys("ctrl+s")
	bench.Settle()
	if sent := bench.Requests("POST /v2/tasks"); len(sent) != 1 {
		t.Fatalf("%q\n%s", sent, bench.View())
	}
	made, _, _ := bench.World.Tasks(world.TaskQuery{Name: "From a file"}, world.Position{}, 1)
	like, _, _ := bench.World.Tasks(world.TaskQuery{Name: "Relevance Monitor"}, world.Position{}, 1)
	if len(made) != 1 || !reflect.DeepEqual(made[0].Evaluators, like[0].Evaluators) || made[0].SamplingRate == nil || *made[0].SamplingRate != 0.5 {
		t.Errorf("%+v", made)
	}
}

// TestOpenFileWithFaults: what is wrong with a file is shown, and what cannot be found is
// left open in the form.
func TestOpenFileWithFaults(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	t.Chdir(t.TempDir())
	writeTaskFile(t, bench, "JSON Shape", "broken.toml", "dataset =", "datset =")
	writeTaskFile(t, bench, "JSON Shape", "elsewhere.toml", `dataset = "golden-qa"`, `dataset = "golden"`, `"JSON Parses"`, `"JSON Parse"`)
	open := func(path string) {
		bench.Keys(":")
		bench.Type("open " + path)
		bench.Settle()
		bench.Keys("enter")
		bench.Settle()
	}
	open("nowhere/x.toml")
	bench.Want("nowhere/x.toml could not be read: no such file or directory", "tries again")
	bench.Keys("esc")
	open("broken.toml")
	shown := strings.Join(strings.Fields(bench.Plain()), " ")
	if !strings.Contains(shown, `broken.toml could not be read: line 7: unknown key "datset"; did you mean dataset?`) {
		t.Error(shown)
	}
	bench.Keys("esc")
	open("elsewhere.toml")
	bench.Want("New task from elsewhere.toml", `There is no dataset called "golden" that this key can see; did you mean "golden-qa"`)
	bench.Keys("ctrl+g")
	bench.Settle()
	bench.Want("dataset")
}

// TestOpenIsTheTask: the word alone is the action on the selected row, as before there
// were files.
func TestOpenIsTheTask(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys(":")
	bench.Type("open")
	bench.Keys("enter")
	bench.Want("ax-tui ▸ Tasks ▸ Citation Check Draft")
}

// TestCompletePaths: tab writes a path out, through folders and from the home folder, and a
// file that cannot be read stands last with the reason.
func TestCompletePaths(t *testing.T) {
	home := t.TempDir()
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, Environ: map[string]string{"HOME": home}})
	t.Chdir(t.TempDir())
	for _, path := range []string{"tasks/json-shape.toml", "tasks/more/json-shape-2.toml", filepath.Join(home, "mine.toml")} {
		writeTaskFile(t, bench, "JSON Shape", path)
	}
	writeTaskFile(t, bench, "JSON Shape", "tasks/a.toml", "dataset =", "datset =")
	for path, content := range map[string]string{"tasks/other.toml": "theme = 1\n", "tasks/notes.txt": "", ".hidden.toml": ""} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bench.Keys(":")
	tab := func(typed, want string, texts ...string) {
		t.Helper()
		bench.Type(typed)
		bench.Settle()
		bench.Keys("tab")
		bench.Settle()
		if line := bench.Line(": open"); !strings.Contains(line, "│ "+want+"  ") {
			t.Errorf("%q becomes %q, want %q", typed, line, want)
		}
		bench.Want(texts...)
		bench.WantNot("other.toml", "notes.txt", ".hidden.toml")
	}
	tab("open t", ": open tasks/", "▸ tasks/json-shape.toml", `tasks/a.toml`, `unknown key "datset"`)
	tab("m", ": open tasks/more/", "▸ tasks/more/json-shape-2.toml")
	tab("j", ": open tasks/more/json-shape-2.toml")
	bench.Keys("ctrl+u")
	tab("~", ": open ~/", "▸ ~/mine.toml")
	bench.Keys("enter")
	bench.Settle()
	bench.Want("New task from mine.toml")
}

// TestOneDraftForEachFile: the draft of a file is found whatever its path was typed like.
func TestOneDraftForEachFile(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, State: t.TempDir()})
	t.Chdir(t.TempDir())
	writeTaskFile(t, bench, "JSON Shape", "tasks/json-shape.toml")
	open := func(path string) {
		bench.Keys(":")
		bench.Type("open " + path)
		bench.Settle()
		bench.Keys("enter")
		bench.Settle()
	}
	open("tasks/json-shape.toml")
	bench.Type(" of mine")
	bench.Advance(time.Second)
	bench.Keys("esc")
	bench.Advance(time.Second)
	bench.Keys("y")
	bench.Settle()
	open("tasks/../tasks//json-shape.toml")
	bench.Want("Continue the draft of", "JSON Shape of mine")
}
