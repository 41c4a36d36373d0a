package newtask_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
)

func TestNearPathsAreAppliedByKey(t *testing.T) {
	for _, key := range []string{"1", "enter"} {
		bench := open(t, options{})
		fillProjectTask(bench)
		bench.Keys("esc", "esc")
		bench.Keys("down", "down", "down", "down", "end", "left", "left", "backspace", "backspace")
		bench.rest()
		bench.rest()
		bench.wantText(`"attributes.input.val"`, "input 0")
		bench.Keys("f2")
		bench.wantText("missing 50 of 50", "1 attributes.input.value")
		bench.Keys("9")
		if !strings.Contains(bench.noticeTexts(), "no near path with that number") {
			t.Errorf("notices %q", bench.noticeTexts())
		}
		bench.Keys(key)
		bench.rest()
		bench.wantText("✓ found 50 of 50")
		bench.Keys("ctrl+z")
		bench.rest()
		bench.rest()
		bench.wantText("missing 50 of 50", "1 attributes.input.value")
		bench.Keys("ctrl+y")
		bench.rest()
		bench.rest()
		bench.wantText("✓ found 50 of 50")
		bench.Keys("ctrl+y")
		if !strings.Contains(bench.noticeTexts(), "There is nothing to undo, or to do again.") {
			t.Errorf("notices %q", bench.noticeTexts())
		}
		bench.Keys("esc")
		bench.wantText(`"input": "attributes.input.value"`, "Found in 50 spans: input 50")
	}
}

func TestTraceShape(t *testing.T) {
	bench := open(t, options{})
	goToJSON(bench)
	bench.Keys("esc")
	bench.pick("Trace Goal Reached")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("5 of 7", "query_mappings")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("6 of 7", "Filter A", "one to five filters")
	bench.Keys("ctrl+s")
	bench.wantText("6 of 7", "! write a filter")
	bench.Type("span_kind = 'AGENT'")
	bench.wantText("Filter B")
	bench.Keys("tab")
	bench.Type("latency_ms > 2000")
	bench.wantText("Expression")
	bench.Keys("tab", "tab")
	bench.Type("A and D")
	bench.Keys("ctrl+s")
	bench.wantText("! names D, but there is no filter D")
	bench.Keys("backspace")
	bench.Type("B")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("7 of 7")
	bench.Keys("ctrl+s")
	sent := bench.client.sent()
	if len(sent) != 1 || len(bench.Moves) != 1 {
		t.Fatalf("sent %+v; the screen is\n%s", sent, bench.Plain())
	}
	if queryFilters := sent[0].QueryFilters; queryFilters == nil || len(queryFilters.Filters) != 2 || queryFilters.Expression != "A and B" || sent[0].QueryFilter != "" {
		t.Errorf("sent %+v", queryFilters)
	}
}

func TestPinnedVersionIsInTheText(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("esc", "esc", "esc")
	bench.wantText("4 of 7")
	bench.Keys("tab")
	bench.rest()
	bench.Keys("down", "enter")
	bench.rest()
	bench.wantText("5 of 7", `"evaluator_version_id": "`)
	bench.Keys("ctrl+s", "ctrl+s")
	bench.rest()
	bench.Keys("ctrl+s")
	if sent := bench.client.sent(); len(sent) != 1 || sent[0].Evaluators[0].VersionID == "" || sent[0].Evaluators[0].QueryFilter == "" {
		t.Fatalf("sent %+v; the screen is\n%s", sent, bench.Plain())
	}
}

func TestReviewCopies(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	// Nothing can copy here, so the copied text is shown: the setting for the
	// clipboard applies in the review, too.
	bench.Keys("y")
	bench.wantText("Cannot copy the command from here", "ax tasks create")
	bench.Keys("esc", "Y")
	bench.wantText("Cannot copy the request body from here", `"sampling_rate"`)
	bench.Keys("esc", "v")
	bench.wantText("--project-id")
	bench.Keys("v")
	bench.wantText("curl -sS ")
	bench.Keys("v")
	bench.wantText("--project ")
	if bench.Screen.Typing() || !bench.Screen.Can(keymap.CopyCommand) {
		t.Error("the review takes text")
	}
}

func TestMissingEditorLosesNothing(t *testing.T) {
	bench := open(t, options{deps: newtask.Deps{Getenv: func(name string) string {
		if name == "VISUAL" {
			return "no-such-editor-here"
		}
		return ""
	}}})
	fillProjectTask(bench)
	bench.Keys("esc", "esc", "ctrl+e")
	bench.rest()
	bench.wantText("no-such-editor-here", "5 of 7", `"input": "attributes.input.value"`)
}

func TestConfigurationStaysInSync(t *testing.T) {
	bench := open(t, options{})
	bench.Type("Nightly")
	bench.Keys("tab", "down", "down", "ctrl+s")
	bench.pick("Search Quality")
	bench.pick("golden-qa")
	bench.Keys("tab")
	bench.rest()
	bench.Keys("enter", "tab")
	bench.Type("Say {{input}}")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("4 of 5", `"content": "Say {{input}}"`, "f2 shows the mapping")
	bench.Keys("f2")
	bench.wantText("input", "found")
	bench.Keys("esc", "ctrl+end", "up", "end")
	bench.Type(`, "provider_parameters": {"k": 1}`)
	bench.rest()
	bench.Keys("esc")
	bench.wantText("3 of 5", "Say {{input}}")
	bench.Keys("tab", "tab")
	bench.Type("gpt")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText(`"model_name": "gpt"`)
	bench.Keys("ctrl+s")
	bench.rest()
	bench.Keys("ctrl+s")
	sent := bench.client.sent()
	if len(sent) != 1 || !strings.Contains(string(sent[0].RunConfig), "provider_parameters") {
		t.Fatalf("sent %+v; the screen is\n%s", sent, bench.Plain())
	}
}

func TestKnownNamesAreShownAtOnce(t *testing.T) {
	first := open(t, options{})
	task := taskWhere(first, func(task api.Task) bool { return task.ProjectID != "" })
	bench := openWith(t, first.client, first.world, first.Clock, options{width: 80, height: 21, move: host.Move{Task: task}, deps: newtask.Deps{}})
	bench.Keys("ctrl+s")
	bench.wantText("2 of 7")
	for _, project := range bench.world.Projects() {
		if project.ID == task.ProjectID {
			bench.Keys("tab")
			bench.wantText(project.Name)
		}
	}
}

// However long a name is, the heading has the state of each step.
func TestTheStepsAreAlwaysInTheHeading(t *testing.T) {
	for _, name := range []string{"", "Relevance Monitor of the support bot, second try"} {
		bench := open(t, options{width: 80, height: 21, move: host.Move{Task: api.Task{Name: name}}})
		if name != "" {
			task := projectTask()
			task.Name = name
			harness, _ := openEdit(t, &server{task: task}, task.ID, 80, 21)
			bench.Harness = harness
		}
		for _, width := range []int{60, 80} {
			bench.Screen.SetSize(width, 16)
			for number := '1'; number <= '7'; number++ {
				bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{number}, Alt: true})
				heading, _, _ := strings.Cut(bench.Plain(), "\n")
				if !strings.Contains(heading, "▸") || !strings.Contains(heading, " of ") {
					t.Errorf("%d cells: %s", width, heading)
				}
			}
		}
	}
}

// A server that fails says so itself: its status, its words and the ID for support are shown,
// and that the task was looked up.
func TestAServerThatFailsIsQuoted(t *testing.T) {
	bench := open(t, options{width: 80, height: 21, faults: []string{"POST /v2/tasks error=100%"}})
	fillProjectTask(bench)
	bench.Keys("ctrl+g", "ctrl+s")
	bench.rest()
	for _, shown := range []string{oneLine(bench.Plain()), bench.noticeTexts()} {
		for _, want := range []string{"he server answered 500, and there is no task of this name so far.", "It said: This failure was injected by a fault", " (request ID "} {
			if !strings.Contains(shown, want) {
				t.Errorf("%q does not say %q", shown, want)
			}
		}
		if strings.Contains(shown, "was lost") {
			t.Errorf("an answer was lost that was not: %q", shown)
		}
	}
}
