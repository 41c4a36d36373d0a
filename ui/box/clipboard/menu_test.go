package clipboard_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
)

func find(t *testing.T, items []clipboard.Item, label string) string {
	t.Helper()
	for _, item := range items {
		if string(item.Label) == label {
			return item.Text()
		}
	}
	t.Fatalf("no %q among %d", label, len(items))
	return ""
}

func TestItemsOfATask(t *testing.T) {
	rate := 0.5
	task := api.Task{
		ID: "VDox", Name: `it's "one"`, Type: api.TemplateEvaluation, ProjectID: "TTox", SamplingRate: &rate, Continuous: true,
		Evaluators: []api.TaskEvaluator{{EvaluatorID: "RTox", Mappings: map[string]string{"input": "attributes.input.value"}}},
	}
	items := clipboard.TaskItems(task, "https://api.eu-west-1a.arize.com", func(id string) string { return "the name of " + id })
	for label, want := range map[string]string{
		"task: ID": "VDox", "task: name": `it's "one"`, "task: ax-tui command": "ax-tui tasks get VDox", "task: ax command": "ax tasks get VDox",
	} {
		if got := find(t, items, label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	for label, parts := range map[string][]string{
		"task: curl command":           {"https://api.eu-west-1a.arize.com/v2/tasks/VDox", "$ARIZE_API_KEY"},
		"task: file":                   {`name = "it's \"one\""`, `project = "the name of TTox"`, `"the name of TTox" = "TTox"`, `task = "VDox"`},
		"task: JSON":                   {`"sampling_rate": 0.5`, `"type": "TEMPLATE_EVALUATION"`},
		"task: ax create command":      {"ax tasks create", "--project TTox", "TEMPLATE_EVALUATION", "--is-continuous"},
		"task: ax create, older flags": {"--project-id TTox", "template_evaluation"},
	} {
		got := find(t, items, label)
		for _, part := range parts {
			if !strings.Contains(got, part) {
				t.Errorf("%s lacks %q: %s", label, part, got)
			}
		}
	}
	if count := len(clipboard.TaskItems(api.Task{ID: "VDox"}, "", func(string) string { return "" })); count != 5 {
		t.Errorf("a task with only an ID has %d items", count)
	}
}

func TestItemsOfARun(t *testing.T) {
	at := func(hour int) *time.Time { moment := time.Date(2026, 3, 1, hour, 0, 0, 0, time.UTC); return &moment }
	run := api.Run{
		ID: "UjoxOmE=", TaskID: "VDox", Status: api.Cancelled, StartedAt: at(10), FinishedAt: at(11), DataStart: at(1), DataEnd: at(2),
		FailureReason: "a `reason` | of\nlines",
	}
	env := &host.Env{Now: func() time.Time { return *at(12) }}
	items := clipboard.RunItems(env, diagnose.Input{Run: run, Task: api.Task{ID: "VDox", Name: "One"}, Now: *at(12)})
	if got := find(t, items, "run: trigger, same window"); got !=
		"ax-tui tasks trigger-run VDox --data-start-time 2026-03-01T01:00:00Z --data-end-time 2026-03-01T02:00:00Z" {
		t.Error(got)
	}
	if got := find(t, items, "run: wait command"); !strings.HasPrefix(got, "ax-tui tasks wait-for-run ") {
		t.Error(got)
	}
	report := find(t, items, "run: report in Markdown")
	for _, part := range []string{"## Run `UjoxOmE=`: cancelled", "| task | `One` |", "| duration | 1 h |", "Reason: `a 'reason' ¦ of lines`"} {
		if !strings.Contains(report, part) {
			t.Errorf("the report lacks %q:\n%s", part, report)
		}
	}
	if count := len(clipboard.RunItems(env, diagnose.Input{})); count != 0 {
		t.Errorf("a run without an ID has %d items", count)
	}
}

// pick copies the item that the text finds.
func pick(bench *demo.Bench, words, notice string) {
	bench.T.Helper()
	bench.Type(words)
	bench.Keys("enter")
	bench.Want(notice)
}

// TestOnEveryScreen: y opens the menu, typing finds, enter copies with a notice.
func TestOnEveryScreen(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 100, H: 30})
	bench.Keys("j", "y")
	bench.Want("Copy", "task: ID", "run: ID", "ax tasks get")
	pick(bench, "task name", "Sent the task's name to the terminal's clipboard; copy again to see the text.")
	bench.Keys("enter", "y")
	bench.Want("run: ID", "task: ID")
	bench.Keys("esc")
	bench.WantNot("task: ID")
	bench.Keys("enter", "y")
	pick(bench, "markdown", "Sent the report to the terminal's clipboard; copy again to see the text.")
}

// TestFrames: the box at common sizes.
func TestFrames(t *testing.T) {
	demo.Frames(t, demo.Options{}, "j", "y")
}
