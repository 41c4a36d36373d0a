package record

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/outcome"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func sample() api.Task {
	rate, filter := 0.25, "span_kind = 'LLM'"
	return api.Task{
		ID: "VDox", Name: "One, \"two\"", Type: api.TemplateEvaluation, ProjectID: "UDox", SamplingRate: &rate, QueryFilter: &filter,
		Evaluators: []api.TaskEvaluator{{EvaluatorID: "RTox", Name: "R", Mappings: map[string]string{"b": "2", "a": "1"}}},
		CreatedAt:  time.Date(2026, 3, 1, 10, 0, 0, 5e6, time.FixedZone("", 3600)),
	}
}

// list returns items encoded in a format.
func list(t *testing.T, format Format, kind, next string, items ...Item) string {
	t.Helper()
	var buffer bytes.Buffer
	encoder := NewEncoder(&buffer, format, kind, Cells{})
	for _, item := range items {
		if err := encoder.Add(item); err != nil {
			t.Fatal(err)
		}
	}
	if err := encoder.End(next, next != ""); err != nil {
		t.Fatal(err)
	}
	return buffer.String()
}

func TestJSONKeepsTheEnvelope(t *testing.T) {
	var got struct {
		Tasks      []map[string]any
		Pagination map[string]any
	}
	for count := range 3 {
		var items []Item
		for range count {
			items = append(items, Task(sample()))
		}
		if err := json.Unmarshal([]byte(list(t, JSON, Tasks, "c", items...)), &got); err != nil || len(got.Tasks) != count {
			t.Fatalf("%d tasks: %v, %d", count, err, len(got.Tasks))
		}
		if got.Pagination["next_cursor"] != "c" || got.Pagination["has_more"] != true {
			t.Errorf("%v", got.Pagination)
		}
	}
	one := got.Tasks[0]
	for field, want := range map[string]any{
		"type": "TEMPLATE_EVALUATION", "created_at": "2026-03-01T09:00:00.005Z", "dataset_id": nil, "last_run_at": nil, "sampling_rate": 0.25, "is_continuous": false,
	} {
		if got, ok := one[field]; !ok || got != want {
			t.Errorf("%s is %v (present: %v), want %v", field, got, ok, want)
		}
	}
	if text := list(t, JSON, Runs, ""); !strings.Contains(text, `"task_runs": []`) || !strings.Contains(text, `"next_cursor": null`) {
		t.Error(text)
	}
}

func TestJSONLAndCSV(t *testing.T) {
	if text := list(t, JSONL, Tasks, "c", Task(sample()), Task(sample())); strings.Count(text, "\n") != 2 || !json.Valid([]byte(strings.SplitN(text, "\n", 2)[0])) {
		t.Error(text)
	}
	rows, err := csv.NewReader(strings.NewReader(list(t, CSV, Tasks, "", Task(sample())))).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[0]) != len(rows[1]) {
		t.Fatalf("%v %v", rows, err)
	}
	for i, name := range rows[0] {
		switch name {
		case "name":
			if rows[1][i] != "One, \"two\"" {
				t.Errorf("name %q", rows[1][i])
			}
		case "type", "query_filter", "sampling_rate", "dataset_id", "last_run_at":
			want := map[string]string{"type": "TEMPLATE_EVALUATION", "query_filter": "span_kind = 'LLM'", "sampling_rate": "0.25"}[name]
			if rows[1][i] != want {
				t.Errorf("%s is %q, want %q", name, rows[1][i], want)
			}
		case "evaluators":
			if !json.Valid([]byte(rows[1][i])) {
				t.Errorf("evaluators %q", rows[1][i])
			}
		}
	}
	if text := list(t, CSV, Runs, ""); !strings.HasPrefix(text, "id,task_id,") || strings.Count(text, "\n") != 1 {
		t.Errorf("an empty list needs its header line: %q", text)
	}
}

// CSV and JSON have the same fields in the same order.
func TestEveryFieldHasAColumn(t *testing.T) {
	for want, item := range map[string]Item{
		"id name type project_id dataset_id sampling_rate is_continuous query_filter query_filters " +
			"evaluators experiment_ids run_configuration last_run_at created_at updated_at created_by_user_id": Task(api.Task{}),
		"id task_id experiment_id status run_started_at run_finished_at data_start_time data_end_time " +
			"num_successes num_errors num_skipped failure_reason created_at created_by_user_id outcome": Run(&api.Run{}, outcome.Done),
	} {
		names, row := new(Encoder).row(item)
		if got := strings.Join(names, " "); got != want || len(row) != len(names) {
			t.Errorf("%d cells of\n%s, want\n%s", len(row), got, want)
		}
	}
}

// Any name decodes unchanged, and no raw byte acts on a terminal.
func TestJSONIsSafeForTerminals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := sample()
		task.Name = rapid.StringOf(rapid.RuneFrom([]rune{'a', '"', '\\', 0x1b, 0x7f, 0x9b, 0x202e, 0x2066, 0x200f, '語', '\n', '<'})).Draw(t, "name")
		var buffer bytes.Buffer
		if err := One(&buffer, JSONL, Task(task), Cells{}); err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsFunc(buffer.Bytes()[:buffer.Len()-1], func(char rune) bool { return char < ' ' || actsOnTerminal(char) }) {
			t.Fatalf("raw: %q", buffer.String())
		}
		var got struct{ Name string }
		if err := json.Unmarshal(buffer.Bytes(), &got); err != nil || got.Name != task.Name {
			t.Fatalf("%q decodes as %q, %v", task.Name, got.Name, err)
		}
	})
}

// Indented output is that of encoding/json, whatever is written directly.
func TestIndentedJSONIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := sample()
		task.Name = rapid.StringOf(rapid.RuneFrom([]rune{'a', '"', '\\', '{', '語', '\n', '<'})).Draw(t, "name")
		task.Evaluators = task.Evaluators[:rapid.IntRange(0, 1).Draw(t, "evaluators")]
		var want bytes.Buffer
		if err := json.Indent(&want, encode(Task(task), "", ""), "\t", "  "); err != nil {
			t.Fatal(err)
		}
		if got := encode(Task(task), "\t", "  "); string(got) != want.String() {
			t.Fatalf("%s\nwant\n%s", got, want.String())
		}
	})
}

func TestAnInvalidRunConfigurationIsNull(t *testing.T) {
	task := sample()
	task.RunConfig = json.RawMessage("{broken")
	if text := list(t, JSONL, Tasks, "", Task(task)); !strings.Contains(text, `"run_configuration":null`) {
		t.Error(text)
	}
}

func TestFilesAreCompleteOrAbsent(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.json")
	file, err := Create(path, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("one"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file exists before it is complete")
	}
	// Another process creates the file in the meantime: it is not overwritten.
	if err := os.WriteFile(path, []byte("theirs"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := file.Commit(); !errors.Is(err, ErrExists) {
		t.Errorf("Commit overwrote it: %v", err)
	}
	if _, err := Create(path, false); !errors.Is(err, ErrExists) {
		t.Errorf("Create accepted it: %v", err)
	}
	if file, err = Create(path, true); err != nil {
		t.Fatal(err)
	}
	_, _ = file.WriteString("mine")
	if err := file.Commit(); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "mine" {
		t.Errorf("holds %q", got)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", info.Mode())
	}
	if file, err = Create(filepath.Join(dir, "y"), false); err != nil {
		t.Fatal(err)
	}
	file.Discard()
	if _, err := Create(filepath.Join(dir, "no", "y"), false); err == nil || !strings.Contains(err.Error(), "there is no folder") {
		t.Error(err)
	}
	if _, err := Create(dir, true); err == nil {
		t.Error("a folder is not a file")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestParseUmask(t *testing.T) {
	if mode, ok := parseUmask([]byte("Name:\tx\nUmask:\t0027\nState:\tR\n")); !ok || mode != 0o027 {
		t.Errorf("%o %v", mode, ok)
	}
	if _, ok := parseUmask([]byte("Name:\tx\n")); ok {
		t.Error("a missing mask is not 0")
	}
}
