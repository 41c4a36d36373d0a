package export_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/ui/term"
	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// list is a JSON export, as a script would parse it.
type list struct {
	Tasks      []map[string]any `json:"tasks"`
	Pagination struct {
		HasMore bool `json:"has_more"`
	} `json:"pagination"`
}

func read(t *testing.T, path string) list {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var tasks list
	if err := json.Unmarshal(raw, &tasks); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return tasks
}

// name replaces the suggested file name.
func name(bench *demo.Bench, path string) {
	bench.Keys("tab", "tab", "ctrl+u")
	bench.Type(path)
}

func TestLoadedRowsAndEveryPage(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 100, H: 30})
	dir := t.TempDir()
	bench.Keys("E")
	bench.Want("Export tasks", "‹ 30 loaded rows ›", "‹ JSON ›", "tasks-2026")
	name(bench, filepath.Join(dir, "some.json"))
	bench.Keys("enter")
	bench.Want("Wrote 30 tasks to ")
	if list := read(t, filepath.Join(dir, "some.json")); len(list.Tasks) != 30 || !list.Pagination.HasMore {
		t.Errorf("%d tasks, more: %v", len(list.Tasks), list.Pagination.HasMore)
	}
	bench.Keys("E", "right")
	bench.Want("‹ every page of this list ›")
	name(bench, filepath.Join(dir, "all.json"))
	bench.Keys("ctrl+s")
	bench.Want("Wrote 60 tasks to ")
	if list := read(t, filepath.Join(dir, "all.json")); len(list.Tasks) != 60 || list.Pagination.HasMore {
		t.Errorf("%d tasks, more: %v", len(list.Tasks), list.Pagination.HasMore)
	}
}

func TestAFileIsReplacedOnlyByItsKey(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	bench.Keys("E")
	name(bench, path)
	bench.Want("‹ CSV ›") // the extension selects the format
	bench.Keys("enter")
	bench.Want("The file exists.", "ctrl+r replaces it")
	if got, _ := os.ReadFile(path); string(got) != "mine" {
		t.Fatalf("the file holds %q", got)
	}
	bench.Keys("ctrl+r")
	bench.Want("Wrote 30 tasks")
	if got, _ := os.ReadFile(path); !strings.HasPrefix(string(got), "id,name,") {
		t.Errorf("the file holds %.40q", got)
	}
}

func TestAFailedPageIsRetried(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Tasks: 250, Unchecked: true})
	path := filepath.Join(t.TempDir(), "all.jsonl")
	bench.Keys("E", "right")
	name(bench, path)
	bench.Fault("GET /v2/tasks status=403")
	bench.Keys("enter")
	bench.Want("The next page could not be read", "enter continues from there")
	if _, err := os.Stat(path); err == nil {
		t.Fatal("an incomplete file was written")
	}
	bench.Fault()
	bench.Keys("enter")
	bench.Advance(time.Second)
	bench.Want("Wrote 250 tasks")
	got, err := os.ReadFile(path)
	if err != nil || strings.Count(string(got), "\n") != 250 {
		t.Errorf("%d lines, %v", strings.Count(string(got), "\n"), err)
	}
}

func TestARepeatedPageIsWrittenOnce(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Tasks: 250, Unchecked: true, W: 200, H: 30})
	path := filepath.Join(t.TempDir(), "all.json")
	bench.Keys("E", "right")
	name(bench, path)
	bench.Fault("GET /v2/tasks repeat-cursor")
	bench.Keys("enter")
	bench.Advance(time.Second)
	bench.Want("there may be more")
	ids := map[any]bool{}
	got := read(t, path)
	for _, task := range got.Tasks {
		ids[task["id"]] = true
	}
	if len(ids) == 0 || len(ids) != len(got.Tasks) || !got.Pagination.HasMore {
		t.Errorf("%d tasks, %d of them different, more: %v", len(got.Tasks), len(ids), got.Pagination.HasMore)
	}
}

// Pages without a new row are read at a pace and not for long.
func TestPagesWithoutRowsEndTheExport(t *testing.T) {
	for _, fault := range []string{"endless-pages", "same-row"} {
		bench := demo.Ready(t, demo.Options{Tasks: 250, Unchecked: true, W: 200, H: 30})
		bench.Keys("E", "right")
		name(bench, filepath.Join(t.TempDir(), "all.json"))
		bench.Fault("GET /v2/tasks " + fault)
		bench.Requests("")
		bench.Keys("enter")
		if got := bench.Requests("GET /v2/tasks?"); len(got) > 4 {
			t.Errorf("%s: %d pages at once", fault, len(got))
		}
		bench.Advance(time.Minute)
		if got := bench.Requests("GET /v2/tasks?"); len(got) < 20 || len(got) > 60 {
			t.Errorf("%s: %d pages in a minute", fault, len(got))
		}
	}
}

func TestClosingCancelsTheExport(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Unchecked: true})
	dir := t.TempDir()
	bench.Keys("E")
	name(bench, filepath.Join(dir, "x.json"))
	bench.Fault("GET /v2/tasks status=403")
	bench.Keys("enter", "esc")
	bench.Want("Export cancelled; no file was written")
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("files are left: %v", entries)
	}
	bench.Keys("E", "tab", "tab", "ctrl+u", "enter")
	bench.Want("Give the file a name.")
	bench.Type(filepath.Join(dir, "nowhere", "x.json"))
	bench.Keys("enter")
	bench.Want("Cannot write the file", "there is no folder")
}

func TestRunsOfATask(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "enter", "E")
	bench.Want("Export runs")
	path := filepath.Join(t.TempDir(), "runs.jsonl")
	name(bench, path)
	bench.Keys("enter")
	bench.Want("Wrote 30 runs")
	if got, _ := os.ReadFile(path); !strings.Contains(string(got), `"task_id":"`) {
		t.Errorf("%.60q", got)
	}
}

// TestFrames: the box at common sizes.
func TestFrames(t *testing.T) {
	demo.Frames(t, demo.Options{}, "E", "tab")
}

// A command that panicked returns no result: the box stops waiting, and the file
// can be written in a second attempt.
func TestAnInternalErrorEndsTheExport(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 100, H: 30})
	path := filepath.Join(t.TempDir(), "some.json")
	bench.Keys("E")
	name(bench, path)
	release := bench.Hold("GET /v2/tasks") // the page is in flight when the panic is reported
	bench.Press("enter")
	bench.Want("Reading…")
	bench.Send(term.PanicMsg{Err: errors.New("oops")})
	release()
	bench.Settle()
	bench.Want("The export failed; no file was written.")
	if _, err := os.Stat(path); err == nil {
		t.Error("the file exists")
	}
	bench.Keys("enter")
	bench.Want("Wrote 30 tasks to ")
}
