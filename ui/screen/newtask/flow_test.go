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

// project walks from the first step to the review of a task over spans.
func project(b *bench) {
	b.T.Helper()
	b.Type("Parcel relevance")
	b.Keys("ctrl+s")
	b.want("2 of 7")
	b.pick("Search Quality")
	b.Keys("tab")
	b.pick("support-bot")
	b.want("3 of 7", "sampling")
	b.Keys("tab")
	b.Type("10 %")
	b.Keys("ctrl+s")
	b.pick("Relevance")
	b.want("Relevance: template", "variables input, output")
	b.Keys("ctrl+s")
	b.rest()
	b.want("5 of 7", `"input": "attributes.input.value"`)
	b.Keys("ctrl+s")
	b.rest()
	b.want("6 of 7")
	b.Keys("tab")
	b.Type("span_kind = 'LLM'")
	b.Keys("ctrl+s")
	b.rest()
	b.want("7 of 7", "Equal command")
}

func TestProjectTask(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Keys("ctrl+s")
	sent := b.c.sent()
	if len(sent) != 1 {
		t.Fatalf("%d creates, want one; the screen is\n%s", len(sent), b.Plain())
	}
	r := sent[0]
	if r.Name != "Parcel relevance" || r.SamplingRate == nil || *r.SamplingRate != 0.1 || r.Continuous == nil || *r.Continuous {
		t.Errorf("sent %+v", r)
	}
	if len(r.Evaluators) != 1 || r.Evaluators[0].QueryFilter != "span_kind = 'LLM'" || r.Evaluators[0].Mappings["input"] != "attributes.input.value" {
		t.Errorf("sent evaluators %+v", r.Evaluators)
	}
	if len(b.Moves) != 1 || b.Moves[0].To != host.PlaceTask || b.Moves[0].Replace != b.Screen.Addr() || b.Moves[0].Task.Name != "Parcel relevance" {
		t.Fatalf("moves %+v", b.Moves)
	}
	b.want("Run it now?", "100 spans")
	b.Keys("y")
	if len(b.Moves) != 2 || b.Moves[1].To != host.PlaceTrigger || b.Moves[1].Task.ID != b.Moves[0].Task.ID {
		t.Fatalf("moves %+v", b.Moves)
	}
	if b.Screen.Info().Unsaved {
		t.Error("a created task counts as unsaved")
	}
}

func TestDatasetTask(t *testing.T) {
	b := open(t, options{})
	b.Type("Golden check")
	b.Keys("ctrl+s")
	b.pick("Search Quality")
	b.Keys("down", "tab")
	b.pick("golden-qa")
	b.want("3 of 7", "experiments")
	b.Keys("enter", "down", "enter")
	b.Keys("ctrl+s")
	b.pick("QA Correctness")
	b.Keys("ctrl+s")
	b.rest()
	b.want("5 of 7", `"output"`)
	b.Keys("ctrl+s", "ctrl+s")
	b.rest()
	b.want("7 of 7")
	b.Keys("ctrl+s")
	sent := b.c.sent()
	if len(sent) != 1 || len(b.Moves) != 1 {
		t.Fatalf("sent %+v, moves %v; the screen is\n%s", sent, b.Moves, b.Plain())
	}
	if r := sent[0]; len(r.ExperimentIDs) != 2 || r.DatasetID == "" || r.ProjectID != "" || r.Continuous != nil || r.SamplingRate != nil {
		t.Errorf("sent %+v", r)
	}
}

func TestExperimentTask(t *testing.T) {
	b := open(t, options{})
	b.Type("Nightly outputs")
	b.Keys("tab", "down", "down", "ctrl+s")
	b.want("2 of 5", "dataset")
	b.pick("Search Quality")
	b.pick("golden-qa")
	b.want("3 of 5", "run configuration", "Variant")
	b.Keys("tab")
	b.rest()
	b.Keys("enter")
	b.rest()
	b.Type("gpt-4o-mini")
	b.Keys("tab")
	b.Type("Answer: {{input}}")
	b.Keys("enter")
	b.Type("Be brief.")
	b.Keys("ctrl+s")
	b.rest()
	b.want("4 of 5", `"experiment_type": "LLM_GENERATION"`, `"content": "Answer: {{input}}\nBe brief."`)
	b.Keys("ctrl+s")
	b.rest()
	b.want("5 of 5")
	b.Keys("ctrl+s")
	sent := b.c.sent()
	if len(sent) != 1 || len(b.Moves) != 1 {
		t.Fatalf("sent %d, moves %v; the screen is\n%s", len(sent), b.Moves, b.Plain())
	}
	if r := sent[0]; r.Type != api.RunExperiment || len(r.RunConfig) == 0 || r.Evaluators != nil || r.ProjectID != "" {
		t.Errorf("sent %+v", r)
	}
}

// taskWhere finds a task of the world.
func taskWhere(b *bench, fits func(api.Task) bool) api.Task {
	b.T.Helper()
	p, err := b.c.ListTasks(b.T.Context(), api.TaskQuery{Limit: 100})
	if err != nil {
		b.T.Fatal(err)
	}
	i := slices.IndexFunc(p.Items, fits)
	if i < 0 {
		b.T.Fatal("the world has no such task")
	}
	return p.Items[i]
}

func TestCopyKeepsEverything(t *testing.T) {
	kinds := map[string]func(api.Task) bool{
		"project": func(k api.Task) bool {
			return k.ProjectID != "" && k.QueryFilters == nil && slices.ContainsFunc(k.Evaluators, func(e api.TaskEvaluator) bool { return e.VersionID != "" })
		},
		"wide":       func(k api.Task) bool { return k.QueryFilters != nil },
		"dataset":    func(k api.Task) bool { return k.DatasetID != "" && k.Type.Evaluation() },
		"experiment": func(k api.Task) bool { return k.Type == api.RunExperiment },
	}
	for kind, fits := range kinds {
		t.Run(kind, func(t *testing.T) {
			first := open(t, options{})
			task := taskWhere(first, fits)
			b := openWith(t, first.c, first.w, first.Clock, options{w: 80, h: 21, move: host.Move{Task: api.Task{ID: task.ID}}})
			b.want("Copy of", task.Name+" copy")
			if b.Screen.Info().Unsaved {
				t.Error("an untouched copy counts as unsaved")
			}
			for range 8 {
				b.Keys("ctrl+s")
				b.rest()
			}
			sent := b.c.sent()
			if len(sent) != 1 || len(b.Moves) != 1 {
				t.Fatalf("sent %d, moves %v; the screen is\n%s", len(sent), b.Moves, b.Plain())
			}
			same(t, task, b.Moves[0].Task)
		})
	}
}

// same compares a copy with its task in all but name and times.
func same(t *testing.T, a, b api.Task) {
	t.Helper()
	a.ID, a.Name, a.LastRunAt, a.CreatedAt, a.UpdatedAt, a.CreatedBy = b.ID, b.Name, b.LastRunAt, b.CreatedAt, b.UpdatedAt, b.CreatedBy
	x, _ := api.Body(a)
	y, _ := api.Body(b)
	if string(x) != string(y) {
		t.Errorf("the copy is\n%s\nof\n%s", y, x)
	}
}

func TestEmptyFormNamesWhatIsMissing(t *testing.T) {
	b := open(t, options{})
	b.Keys("ctrl+s")
	b.want("1 of 7", "! give the task a name")
	b.Keys("ctrl+s")
	b.want("2 of 7")
	for range 10 {
		b.Keys("ctrl+s")
		b.rest()
		if strings.Contains(b.Plain(), "7 of 7") {
			break
		}
	}
	b.want("7 of 7", "Name: give the task a name")
	b.Keys("ctrl+s")
	b.want("1 of 7", "! give the task a name")
	if len(b.c.sent()) != 0 {
		t.Fatal("sent in spite of faults")
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
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := open(t, options{})
			project(b)
			b.c.refuse = &api.Error{Kind: api.Unprocessable, Status: 422, Detail: c.detail}
			b.Keys("ctrl+s")
			b.rest()
			b.want(c.step, c.text)
			if len(b.Moves) != 0 || !b.Screen.Info().Unsaved {
				t.Error("a refused form has moved on or counts as saved")
			}
			b.c.refuse = nil
			for range 9 {
				b.Keys("ctrl+s")
				b.rest()
			}
			if sent := b.c.sent(); len(sent) != 2 || len(b.Moves) != 1 || sent[1].Name != "Parcel relevance" {
				t.Fatalf("sent %d, moves %v; the screen is\n%s", len(sent), b.Moves, b.Plain())
			}
		})
	}
}

func TestLostAnswerIsLookedUp(t *testing.T) {
	for fault, there := range map[string]bool{"/v2/tasks drop-after=100%": true, "POST drop=100%": false} {
		t.Run(fault, func(t *testing.T) {
			first := open(t, options{})
			project(first)
			lost := fault
			b := first
			b.server.SetFaults(parse(t, "POST "+strings.TrimPrefix(lost, "POST ")))
			b.Keys("ctrl+s")
			b.server.SetFaults(parse(t))
			if n := len(b.c.sent()); n != 1 {
				t.Fatalf("%d creates, want one", n)
			}
			if there {
				if len(b.Moves) != 1 || b.Moves[0].Task.Name != "Parcel relevance" || !strings.Contains(b.said(), "The answer was lost, but the task is there") {
					t.Fatalf("moves %+v, notices %q; the screen is\n%s", b.Moves, b.said(), b.Plain())
				}
				return
			}
			b.want("The answer was lost, and no task of this name is there so far. Nothing is sent again by itself. ctrl+s sends it again.")
			b.Advance(time.Minute)
			if len(b.c.sent()) != 1 || len(b.Moves) != 0 {
				t.Fatal("something was sent again by itself")
			}
			b.Keys("ctrl+s")
			if len(b.c.sent()) != 2 || len(b.Moves) != 1 {
				t.Fatalf("sent %d, moves %v", len(b.c.sent()), b.Moves)
			}
		})
	}
}

func TestOneSubmitAtATime(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Press("ctrl+s", "ctrl+s")
	b.Settle()
	if n := len(b.c.sent()); n != 1 {
		t.Fatalf("%d creates, want one", n)
	}
}

func TestReadOnlySendsNothing(t *testing.T) {
	b := open(t, options{env: func(e *host.Env) { e.ReadOnly = true }})
	project(b)
	b.Keys("ctrl+s")
	if len(b.c.sent()) != 0 || !strings.Contains(b.said(), "Read-only") {
		t.Fatalf("sent %d, notices %q", len(b.c.sent()), b.said())
	}
}

func TestChangesOfTypeAndTargetSayWhatIsSetAside(t *testing.T) {
	b := open(t, options{})
	project(b)
	for range 6 {
		b.Keys("esc")
	}
	b.want("1 of 7")
	b.Keys("tab", "down", "down")
	b.want("1 of 5", "Set aside, since a run_experiment task has a dataset and a run configuration only: project support-bot, 1 evaluator")
	b.Keys("up", "up", "ctrl+s")
	b.Keys("tab")
	b.want("2 of 7", "support-bot")
	b.Keys("down")
	b.want("Set aside, since a dataset is judged whole", "the sampling rate")
	b.Keys("up", "ctrl+s")
	b.want("3 of 7", "> 10 %")
	for range 4 {
		b.Keys("ctrl+s")
		b.rest()
	}
	b.Keys("ctrl+s")
	if sent := b.c.sent(); len(sent) != 1 || sent[0].SamplingRate == nil {
		t.Fatalf("sent %+v; the screen is\n%s", sent, b.Plain())
	}
}

func TestUnpickingChangesTheTextAndSaysSo(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Keys("esc", "esc", "esc")
	b.want("4 of 7")
	b.Keys("ctrl+x")
	b.want("Taken out of the JSON with its mappings: Relevance")
	b.Keys("ctrl+s", "ctrl+s")
	b.rest()
	b.want("5 of 7")
	if strings.Contains(b.Plain(), "evaluator_id") {
		t.Fatalf("the evaluator is still in the text:\n%s", b.Plain())
	}
}

func TestDraftsOutliveTheForm(t *testing.T) {
	d := &drafts{at: time.Date(2026, 3, 1, 9, 12, 0, 0, time.UTC)}
	b := open(t, options{deps: newtask.Deps{Drafts: d}})
	b.rest()
	if len(d.kept) != 0 {
		t.Fatal("an untouched form is kept")
	}
	project(b)
	b.rest()
	if d.kept["task.create"] == nil {
		t.Fatal("nothing was kept")
	}
	if strings.Contains(string(d.kept["task.create"]), "ak-test") {
		t.Fatal("the key is in the draft")
	}

	again := openWith(t, b.c, b.w, b.Clock, options{w: 80, h: 21, deps: newtask.Deps{Drafts: d}})
	again.want("Continue the draft of 2026-03-01 09:12 UTC?", "Parcel relevance, support-bot", "Continue the draft")
	again.Keys("enter")
	again.want("1 of 7", "> Parcel relevance", "draft of 09:12")
	for range 6 {
		again.Keys("ctrl+s")
		again.rest()
	}
	again.want("7 of 7")
	again.Keys("ctrl+s")
	if len(again.c.sent()) != 1 {
		t.Fatalf("the draft cannot be sent:\n%s", again.Plain())
	}
	again.rest()
	if d.kept["task.create"] != nil {
		t.Error("the draft is still there after the task was created")
	}
}

func TestStartAnewKeepsTheDraftUntilSomethingIsTyped(t *testing.T) {
	d := &drafts{}
	b := open(t, options{deps: newtask.Deps{Drafts: d}})
	b.Type("First")
	b.rest()
	again := openWith(t, b.c, b.w, b.Clock, options{w: 80, h: 21, deps: newtask.Deps{Drafts: d}})
	again.Keys("y")
	again.rest()
	if strings.Contains(again.Plain(), "First") || !strings.Contains(string(d.kept["task.create"]), "First") {
		t.Fatalf("kept %s; the screen is\n%s", d.kept["task.create"], again.Plain())
	}
	again.Type("Second")
	again.rest()
	if !strings.Contains(string(d.kept["task.create"]), "Second") {
		t.Fatalf("kept %s", d.kept["task.create"])
	}
}

func TestLeaving(t *testing.T) {
	d := &drafts{}
	b := open(t, options{deps: newtask.Deps{Drafts: d}})
	b.Keys("x", "backspace", "esc")
	if b.Pops != 1 || len(b.Boxes) != 0 {
		t.Fatalf("an untouched form: %d pops, %d boxes", b.Pops, len(b.Boxes))
	}
	b = openWith(t, b.c, b.w, b.Clock, options{w: 80, h: 21, deps: newtask.Deps{Drafts: d}})
	b.Type("Abc")
	b.Keys("esc", "enter")
	if b.Pops != 0 || len(b.Boxes) != 0 {
		t.Fatal("enter alone leaves the form")
	}
	b.Keys("esc", "tab", "enter")
	if b.Pops != 1 || !strings.Contains(string(d.kept["task.create"]), "Abc") || !strings.Contains(b.said(), "The draft is kept") {
		t.Fatalf("keeping: %d pops, kept %q, notices %q", b.Pops, d.kept["task.create"], b.said())
	}

	b = openWith(t, b.c, b.w, b.Clock, options{w: 80, h: 21, deps: newtask.Deps{Drafts: d}})
	b.Keys("enter", "esc", "tab", "tab", "enter")
	if b.Pops != 1 || d.kept["task.create"] != nil {
		t.Fatalf("throwing away: %d pops, kept %q", b.Pops, d.kept["task.create"])
	}
}

func TestADraftThatCannotBeKeptKeepsTheFormOpen(t *testing.T) {
	d := &drafts{fail: errors.New("the disk is full")}
	b := open(t, options{deps: newtask.Deps{Drafts: d}})
	b.Type("Abc")
	b.rest()
	b.want("draft not saved")
	b.Keys("esc", "y")
	if b.Pops != 0 || !strings.Contains(b.said(), "the disk is full") {
		t.Fatalf("%d pops, notices %q", b.Pops, b.said())
	}
}

func TestEveryPrintableKeyIsText(t *testing.T) {
	b := open(t, options{})
	b.Type("q?:xyn hjkl R1")
	b.want("> q?:xyn hjkl R1")
}

// The program may end before typing rests: what was typed last is kept all the same.
func TestAnEndOfTheProgramKeepsWhatWasTypedLast(t *testing.T) {
	d := &drafts{at: driver.NewClock().Now()}
	deps := newtask.Deps{Drafts: d}
	b := open(t, options{deps: deps})
	if b.Screen.Keep() != nil {
		t.Fatal("an untouched form has something to keep")
	}
	b.Type("Nightly")
	if len(d.kept) != 0 {
		t.Fatal("saved while typing")
	}
	b.Screen.Keep()()
	again := open(t, options{deps: deps})
	if len(again.Boxes) == 0 {
		t.Fatalf("no draft is offered: %v", d.kept)
	}
	again.Keys("enter")
	again.want("Nightly")
}
