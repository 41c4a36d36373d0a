package newtask_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/test/driver"
)

// fillProjectTask fills the steps of a task over spans up to the review.
func fillProjectTask(bench *bench) {
	bench.T.Helper()
	bench.Type("Parcel relevance")
	bench.Keys("ctrl+s")
	bench.wantText("2 of 7")
	bench.pick("Search Quality")
	bench.Keys("tab")
	bench.pick("support-bot")
	bench.wantText("3 of 7", "sampling")
	bench.Keys("tab")
	bench.Type("10 %")
	bench.Keys("ctrl+s")
	bench.pick("Relevance")
	bench.wantText("Relevance: template", "variables input, output")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("5 of 7", `"input": "attributes.input.value"`)
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("6 of 7")
	bench.Keys("tab")
	bench.Type("span_kind = 'LLM'")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("7 of 7", "Equivalent command")
}

func TestProjectTask(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("ctrl+s")
	sent := bench.client.sent()
	if len(sent) != 1 {
		t.Fatalf("%d creates, want one; the screen is\n%s", len(sent), bench.Plain())
	}
	input := sent[0]
	if input.Name != "Parcel relevance" || input.SamplingRate == nil || *input.SamplingRate != 0.1 || input.Continuous == nil || *input.Continuous {
		t.Errorf("sent %+v", input)
	}
	if len(input.Evaluators) != 1 || input.Evaluators[0].QueryFilter != "span_kind = 'LLM'" || input.Evaluators[0].Mappings["input"] != "attributes.input.value" {
		t.Errorf("sent evaluators %+v", input.Evaluators)
	}
	if len(bench.Moves) != 1 || bench.Moves[0].To != host.PlaceTask || bench.Moves[0].Replace != bench.Screen.Addr() || bench.Moves[0].Task.Name != "Parcel relevance" {
		t.Fatalf("moves %+v", bench.Moves)
	}
	bench.wantText("Run it now?", "100 spans")
	bench.Keys("y")
	if len(bench.Moves) != 2 || bench.Moves[1].To != host.PlaceTrigger || bench.Moves[1].Task.ID != bench.Moves[0].Task.ID {
		t.Fatalf("moves %+v", bench.Moves)
	}
	if bench.Screen.Info().Unsaved {
		t.Error("a created task counts as unsaved")
	}
}

func TestDatasetTask(t *testing.T) {
	bench := open(t, options{})
	bench.Type("Golden check")
	bench.Keys("ctrl+s")
	bench.pick("Search Quality")
	bench.Keys("down", "tab")
	bench.pick("golden-qa")
	bench.wantText("3 of 7", "experiments")
	bench.Keys("enter", "down", "enter")
	bench.Keys("ctrl+s")
	bench.pick("QA Correctness")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("5 of 7", `"output"`)
	bench.Keys("ctrl+s", "ctrl+s")
	bench.rest()
	bench.wantText("7 of 7")
	bench.Keys("ctrl+s")
	sent := bench.client.sent()
	if len(sent) != 1 || len(bench.Moves) != 1 {
		t.Fatalf("sent %+v, moves %v; the screen is\n%s", sent, bench.Moves, bench.Plain())
	}
	if input := sent[0]; len(input.ExperimentIDs) != 2 || input.DatasetID == "" || input.ProjectID != "" || input.Continuous != nil || input.SamplingRate != nil {
		t.Errorf("sent %+v", input)
	}
}

func TestExperimentTask(t *testing.T) {
	bench := open(t, options{})
	bench.Type("Nightly outputs")
	bench.Keys("tab", "down", "down", "ctrl+s")
	bench.wantText("2 of 5", "dataset")
	bench.pick("Search Quality")
	bench.pick("golden-qa")
	bench.wantText("3 of 5", "run configuration", "Variant")
	bench.Keys("tab")
	bench.rest()
	bench.Keys("enter")
	bench.rest()
	bench.Type("gpt-4o-mini")
	bench.Keys("tab")
	bench.Type("Answer: {{input}}")
	bench.Keys("enter")
	bench.Type("Be brief.")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("4 of 5", `"experiment_type": "LLM_GENERATION"`, `"content": "Answer: {{input}}\nBe brief."`)
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("5 of 5")
	bench.Keys("ctrl+s")
	sent := bench.client.sent()
	if len(sent) != 1 || len(bench.Moves) != 1 {
		t.Fatalf("sent %d, moves %v; the screen is\n%s", len(sent), bench.Moves, bench.Plain())
	}
	if input := sent[0]; input.Type != api.RunExperiment || len(input.RunConfig) == 0 || input.Evaluators != nil || input.ProjectID != "" {
		t.Errorf("sent %+v", input)
	}
}

// taskWhere returns a matching task of the world.
func taskWhere(bench *bench, fits func(api.Task) bool) api.Task {
	bench.T.Helper()
	page, err := bench.client.ListTasks(bench.T.Context(), api.TaskQuery{Limit: 100})
	if err != nil {
		bench.T.Fatal(err)
	}
	i := slices.IndexFunc(page.Items, fits)
	if i < 0 {
		bench.T.Fatal("the world has no such task")
	}
	return page.Items[i]
}

func TestCopyKeepsEverything(t *testing.T) {
	kinds := map[string]func(api.Task) bool{
		"project": func(task api.Task) bool {
			return task.ProjectID != "" && task.QueryFilters == nil && slices.ContainsFunc(task.Evaluators, func(evaluator api.TaskEvaluator) bool { return evaluator.VersionID != "" })
		},
		"wide":       func(task api.Task) bool { return task.QueryFilters != nil },
		"dataset":    func(task api.Task) bool { return task.DatasetID != "" && task.Type.Evaluation() },
		"experiment": func(task api.Task) bool { return task.Type == api.RunExperiment },
	}
	for kind, fits := range kinds {
		t.Run(kind, func(t *testing.T) {
			first := open(t, options{})
			task := taskWhere(first, fits)
			bench := openWith(t, first.client, first.world, first.Clock, options{width: 80, height: 21, move: host.Move{Task: api.Task{ID: task.ID}}})
			bench.wantText("Copy of", task.Name+" copy")
			if bench.Screen.Info().Unsaved {
				t.Error("an untouched copy counts as unsaved")
			}
			for range 8 {
				bench.Keys("ctrl+s")
				bench.rest()
			}
			sent := bench.client.sent()
			if len(sent) != 1 || len(bench.Moves) != 1 {
				t.Fatalf("sent %d, moves %v; the screen is\n%s", len(sent), bench.Moves, bench.Plain())
			}
			wantSameTask(t, task, bench.Moves[0].Task)
		})
	}
}

// wantSameTask compares a copy with its task, ignoring name and times.
func wantSameTask(t *testing.T, left, right api.Task) {
	t.Helper()
	left.ID, left.Name, left.LastRunAt, left.CreatedAt, left.UpdatedAt, left.CreatedBy = right.ID, right.Name, right.LastRunAt, right.CreatedAt, right.UpdatedAt, right.CreatedBy
	want, _ := api.Body(left)
	got, _ := api.Body(right)
	if string(want) != string(got) {
		t.Errorf("the copy is\n%s\nof\n%s", got, want)
	}
}

func TestEmptyFormNamesWhatIsMissing(t *testing.T) {
	bench := open(t, options{})
	bench.Keys("ctrl+s")
	bench.wantText("1 of 7", "! enter a name")
	bench.Keys("ctrl+s")
	bench.wantText("2 of 7")
	for range 10 {
		bench.Keys("ctrl+s")
		bench.rest()
		if strings.Contains(bench.Plain(), "7 of 7") {
			break
		}
	}
	bench.wantText("7 of 7", "Name: enter a name")
	bench.Keys("ctrl+s")
	bench.wantText("1 of 7", "! enter a name")
	if len(bench.client.sent()) != 0 {
		t.Fatal("sent despite faults")
	}
}

func TestRefusalGoesToTheField(t *testing.T) {
	cases := map[string]struct {
		detail, step, text string
	}{
		"name":      {"name: a task of this name exists in the space", "1 of 7", "! name: a task of this name"},
		"evaluator": {"evaluators[0].evaluator_version_id does not belong to the evaluator", "5 of 7", "does not belong"},
		"filter":    {"query_filter cannot be read near 'LLM'", "6 of 7", "! query_filter cannot be read"},
		"sampling":  {"sampling_rate too high for this plan", "3 of 7", "! sampling_rate too high"},
		"nothing":   {"the moon is in the wrong phase", "7 of 7", "Not created: the moon"},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			bench := open(t, options{})
			fillProjectTask(bench)
			bench.client.refuse = &api.Error{Kind: api.Unprocessable, Status: 422, Detail: test.detail}
			bench.Keys("ctrl+s")
			bench.rest()
			bench.wantText(test.step, test.text)
			if len(bench.Moves) != 0 || !bench.Screen.Info().Unsaved {
				t.Error("after a refusal the form is closed or counts as saved")
			}
			bench.client.refuse = nil
			for range 9 {
				bench.Keys("ctrl+s")
				bench.rest()
			}
			if sent := bench.client.sent(); len(sent) != 2 || len(bench.Moves) != 1 || sent[1].Name != "Parcel relevance" {
				t.Fatalf("sent %d, moves %v; the screen is\n%s", len(sent), bench.Moves, bench.Plain())
			}
		})
	}
}

func TestLostAnswerIsLookedUp(t *testing.T) {
	for fault, there := range map[string]bool{"/v2/tasks drop-after=100%": true, "POST drop=100%": false} {
		t.Run(fault, func(t *testing.T) {
			first := open(t, options{})
			fillProjectTask(first)
			lost := fault
			bench := first
			bench.server.SetFaults(parse(t, "POST "+strings.TrimPrefix(lost, "POST ")))
			bench.Keys("ctrl+s")
			bench.server.SetFaults(parse(t))
			if count := len(bench.client.sent()); count != 1 {
				t.Fatalf("%d creates, want one", count)
			}
			if there {
				if len(bench.Moves) != 1 || bench.Moves[0].Task.Name != "Parcel relevance" || !strings.Contains(bench.noticeTexts(), "The answer was lost, but the task is there") {
					t.Fatalf("moves %+v, notices %q; the screen is\n%s", bench.Moves, bench.noticeTexts(), bench.Plain())
				}
				return
			}
			bench.wantText("The answer was lost, and there is no task of this name so far. Nothing is sent again by itself. ctrl+s sends it again.")
			bench.Advance(time.Minute)
			if len(bench.client.sent()) != 1 || len(bench.Moves) != 0 {
				t.Fatal("something was sent again automatically")
			}
			bench.Keys("ctrl+s")
			if len(bench.client.sent()) != 2 || len(bench.Moves) != 1 {
				t.Fatalf("sent %d, moves %v", len(bench.client.sent()), bench.Moves)
			}
		})
	}
}

func TestOneSubmitAtATime(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Press("ctrl+s", "ctrl+s")
	bench.Settle()
	if count := len(bench.client.sent()); count != 1 {
		t.Fatalf("%d creates, want one", count)
	}
}

func TestReadOnlySendsNothing(t *testing.T) {
	bench := open(t, options{env: func(env *host.Env) { env.ReadOnly = true }})
	fillProjectTask(bench)
	bench.Keys("ctrl+s")
	if len(bench.client.sent()) != 0 || !strings.Contains(bench.noticeTexts(), "Read-only") {
		t.Fatalf("sent %d, notices %q", len(bench.client.sent()), bench.noticeTexts())
	}
}

func TestTypeAndTargetChangesNameWhatIsSetAside(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	for range 6 {
		bench.Keys("esc")
	}
	bench.wantText("1 of 7")
	bench.Keys("tab", "down", "down")
	bench.wantText("1 of 5", "Set aside, since a run_experiment task has only a dataset and a run configuration: project support-bot, 1 evaluator")
	bench.Keys("up", "up", "ctrl+s")
	bench.Keys("tab")
	bench.wantText("2 of 7", "support-bot")
	bench.Keys("down")
	bench.wantText("Set aside, since a dataset is evaluated as a whole", "the sampling rate")
	bench.Keys("up", "ctrl+s")
	bench.wantText("3 of 7", "> 10 %")
	for range 4 {
		bench.Keys("ctrl+s")
		bench.rest()
	}
	bench.Keys("ctrl+s")
	if sent := bench.client.sent(); len(sent) != 1 || sent[0].SamplingRate == nil {
		t.Fatalf("sent %+v; the screen is\n%s", sent, bench.Plain())
	}
}

func TestUnpickingChangesTheText(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("esc", "esc", "esc")
	bench.wantText("4 of 7")
	bench.Keys("ctrl+x")
	bench.wantText("Removed from the JSON with its mappings: Relevance")
	bench.Keys("ctrl+s", "ctrl+s")
	bench.rest()
	bench.wantText("5 of 7")
	if strings.Contains(bench.Plain(), "evaluator_id") {
		t.Fatalf("the evaluator is still in the text:\n%s", bench.Plain())
	}
}

func TestDraftsSurviveTheForm(t *testing.T) {
	stored := &drafts{at: time.Date(2026, 3, 1, 9, 12, 0, 0, time.UTC)}
	bench := open(t, options{deps: newtask.Deps{Drafts: stored}})
	bench.rest()
	if len(stored.kept) != 0 {
		t.Fatal("an untouched form is kept")
	}
	fillProjectTask(bench)
	bench.rest()
	if stored.kept["task.create"] == nil {
		t.Fatal("nothing was kept")
	}
	if strings.Contains(string(stored.kept["task.create"]), "ak-test") {
		t.Fatal("the key is in the draft")
	}

	again := openWith(t, bench.client, bench.world, bench.Clock, options{width: 80, height: 21, deps: newtask.Deps{Drafts: stored}})
	again.wantText("Continue the draft of 2026-03-01 09:12 UTC?", "Parcel relevance, support-bot", "Continue the draft")
	again.Keys("enter")
	again.wantText("7 of 7", "Parcel relevance", "draft saved") // where it was left
	again.rest()
	again.Keys("ctrl+s")
	if len(again.client.sent()) != 1 {
		t.Fatalf("the draft cannot be sent:\n%s", again.Plain())
	}
	again.rest()
	if stored.kept["task.create"] != nil {
		t.Error("the draft is still there after the task was created")
	}
}

func TestANewFormKeepsTheDraft(t *testing.T) {
	stored := &drafts{}
	bench := open(t, options{deps: newtask.Deps{Drafts: stored}})
	bench.Type("First")
	bench.rest()
	again := openWith(t, bench.client, bench.world, bench.Clock, options{width: 80, height: 21, deps: newtask.Deps{Drafts: stored}})
	again.Keys("n")
	again.rest()
	if strings.Contains(again.Plain(), "First") || !strings.Contains(string(stored.kept["task.create"]), "First") {
		t.Fatalf("kept %s; the screen is\n%s", stored.kept["task.create"], again.Plain())
	}
	again.Type("Second")
	again.rest()
	if !strings.Contains(string(stored.kept["task.create"]), "First") || !strings.Contains(string(stored.kept["task.create#2"]), "Second") {
		t.Fatalf("kept %s", stored.kept)
	}
}

func TestLeaving(t *testing.T) {
	stored := &drafts{}
	bench := open(t, options{deps: newtask.Deps{Drafts: stored}})
	bench.Keys("x", "backspace", "esc")
	if bench.Pops != 1 || len(bench.Boxes) != 0 {
		t.Fatalf("an untouched form: %d pops, %d boxes", bench.Pops, len(bench.Boxes))
	}
	bench = openWith(t, bench.client, bench.world, bench.Clock, options{width: 80, height: 21, deps: newtask.Deps{Drafts: stored}})
	bench.Type("Abc")
	bench.Keys("esc", "enter")
	if bench.Pops != 0 || len(bench.Boxes) != 0 {
		t.Fatal("enter alone leaves the form")
	}
	bench.Keys("esc", "tab", "enter")
	if bench.Pops != 1 || !strings.Contains(string(stored.kept["task.create"]), "Abc") || !strings.Contains(bench.noticeTexts(), "The draft is kept") {
		t.Fatalf("keeping: %d pops, kept %q, notices %q", bench.Pops, stored.kept["task.create"], bench.noticeTexts())
	}

	bench = openWith(t, bench.client, bench.world, bench.Clock, options{width: 80, height: 21, deps: newtask.Deps{Drafts: stored}})
	bench.Keys("enter", "esc", "tab", "tab", "enter")
	if bench.Pops != 1 || stored.kept["task.create"] != nil {
		t.Fatalf("throwing away: %d pops, kept %q", bench.Pops, stored.kept["task.create"])
	}
}

func TestUnsavableDraftKeepsTheFormOpen(t *testing.T) {
	stored := &drafts{fail: errors.New("the disk is full")}
	bench := open(t, options{deps: newtask.Deps{Drafts: stored}})
	bench.Type("Abc")
	bench.rest()
	bench.wantText("draft not saved")
	bench.Keys("esc", "y")
	if bench.Pops != 0 || !strings.Contains(bench.noticeTexts(), "the disk is full") {
		t.Fatalf("%d pops, notices %q", bench.Pops, bench.noticeTexts())
	}
}

func TestEveryPrintableKeyIsText(t *testing.T) {
	bench := open(t, options{})
	bench.Type("q?:xyn hjkl R1")
	bench.wantText("> q?:xyn hjkl R1")
}

// The last keys are saved even if the program ends before typing pauses.
func TestQuittingKeepsTheLastKeys(t *testing.T) {
	stored := &drafts{at: driver.NewClock().Now()}
	deps := newtask.Deps{Drafts: stored}
	bench := open(t, options{deps: deps})
	if bench.Screen.Keep() != nil {
		t.Fatal("an untouched form has something to keep")
	}
	bench.Type("Nightly")
	if len(stored.kept) != 0 {
		t.Fatal("saved while typing")
	}
	bench.Screen.Keep()()
	again := open(t, options{deps: deps})
	if len(again.Boxes) == 0 {
		t.Fatalf("no draft is offered: %v", stored.kept)
	}
	again.Keys("enter")
	again.wantText("Nightly")
}
