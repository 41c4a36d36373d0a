package export_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/ui/term"
	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// list is a JSON export as a script reads it.
type list struct {
	Tasks      []map[string]any `json:"tasks"`
	Pagination struct {
		HasMore bool `json:"has_more"`
	} `json:"pagination"`
}

func read(t *testing.T, path string) list {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var l list
	if err := json.Unmarshal(b, &l); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return l
}

// name types a file name over the one that is offered.
func name(b *demo.Bench, path string) {
	b.Keys("tab", "tab", "ctrl+u")
	b.Type(path)
}

func TestLoadedRowsAndEveryPage(t *testing.T) {
	b := demo.Ready(t, demo.Options{W: 100, H: 30})
	dir := t.TempDir()
	b.Keys("E")
	b.Want("Export tasks", "‹ 30 loaded rows ›", "‹ JSON ›", "tasks-2026")
	name(b, filepath.Join(dir, "some.json"))
	b.Keys("enter")
	b.Want("Wrote 30 tasks to ")
	if l := read(t, filepath.Join(dir, "some.json")); len(l.Tasks) != 30 || !l.Pagination.HasMore {
		t.Errorf("%d tasks, more: %v", len(l.Tasks), l.Pagination.HasMore)
	}
	b.Keys("E", "right")
	b.Want("‹ every page of this list ›")
	name(b, filepath.Join(dir, "all.json"))
	b.Keys("ctrl+s")
	b.Want("Wrote 60 tasks to ")
	if l := read(t, filepath.Join(dir, "all.json")); len(l.Tasks) != 60 || l.Pagination.HasMore {
		t.Errorf("%d tasks, more: %v", len(l.Tasks), l.Pagination.HasMore)
	}
}

func TestAFileIsReplacedOnlyByItsKey(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Keys("E")
	name(b, path)
	b.Want("‹ CSV ›") // the ending chooses the format
	b.Keys("enter")
	b.Want("The file is there already.", "ctrl+r replaces it")
	if got, _ := os.ReadFile(path); string(got) != "mine" {
		t.Fatalf("the file holds %q", got)
	}
	b.Keys("ctrl+r")
	b.Want("Wrote 30 tasks")
	if got, _ := os.ReadFile(path); !strings.HasPrefix(string(got), "id,name,") {
		t.Errorf("the file holds %.40q", got)
	}
}

func TestAPageThatDoesNotComeIsAskedForAgain(t *testing.T) {
	b := demo.Ready(t, demo.Options{Tasks: 250, Unchecked: true})
	path := filepath.Join(t.TempDir(), "all.jsonl")
	b.Keys("E", "right")
	name(b, path)
	b.Fault("GET /v2/tasks status=403")
	b.Keys("enter")
	b.Want("The next page did not come", "enter goes on from there")
	if _, err := os.Stat(path); err == nil {
		t.Fatal("a file that is not whole")
	}
	b.Fault()
	b.Keys("enter")
	b.Want("Wrote 250 tasks")
	got, err := os.ReadFile(path)
	if err != nil || strings.Count(string(got), "\n") != 250 {
		t.Errorf("%d lines, %v", strings.Count(string(got), "\n"), err)
	}
}

func TestLeavingStopsAndLeavesNothing(t *testing.T) {
	b := demo.Ready(t, demo.Options{Unchecked: true})
	dir := t.TempDir()
	b.Keys("E")
	name(b, filepath.Join(dir, "x.json"))
	b.Fault("GET /v2/tasks status=403")
	b.Keys("enter", "esc")
	b.Want("Stopped; no file was written")
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
	b.Keys("E", "tab", "tab", "ctrl+u", "enter")
	b.Want("Give the file a name.")
	b.Type(filepath.Join(dir, "nowhere", "x.json"))
	b.Keys("enter")
	b.Want("The file cannot be written", "there is no folder")
}

func TestRunsOfATask(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Keys("j", "enter", "E")
	b.Want("Export runs")
	path := filepath.Join(t.TempDir(), "runs.jsonl")
	name(b, path)
	b.Keys("enter")
	b.Want("Wrote 30 runs")
	if got, _ := os.ReadFile(path); !strings.Contains(string(got), `"task_id":"`) {
		t.Errorf("%.60q", got)
	}
}

// TestFrames: the box at the sizes that people have.
func TestFrames(t *testing.T) {
	demo.Frames(t, demo.Options{}, "E", "tab")
}

// A command that broke off never answers: the box stops waiting, and the file
// can be written after all.
func TestAFaultInTheProgramEndsTheWriting(t *testing.T) {
	b := demo.Ready(t, demo.Options{W: 100, H: 30})
	path := filepath.Join(t.TempDir(), "some.json")
	b.Keys("E")
	name(b, path)
	b.Fault("GET /v2/tasks latency=500ms") // the page is on its way when the program stumbles
	b.Press("enter")
	b.Want("Writing")
	b.Send(term.PanicMsg{Err: errors.New("oops")})
	b.Settle()
	b.Fault()
	b.Want("The writing broke off; no file was written.")
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is there")
	}
	b.Keys("enter")
	b.Want("Wrote 30 tasks to ")
}
