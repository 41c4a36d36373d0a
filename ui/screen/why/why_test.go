package why_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake/world"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens the screen for the newest run of a task.
func open(t *testing.T, task string, width, height int) *demo.Bench {
	t.Helper()
	return openOf(t, demo.Options{W: width, H: height, Open: task + "@latest"})
}

func openOf(t *testing.T, options demo.Options) *demo.Bench {
	t.Helper()
	bench := demo.Ready(t, options)
	bench.Settle()
	bench.Keys("W")
	bench.Settle()
	return bench
}

func TestFrames(t *testing.T) {
	for name, task := range map[string]string{"filter": "Session Frustration", "labels": "Weekly Relabel", "mapping": "Context Sufficiency on Retrieval", "other-words": "JSON Shape"} {
		for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 36}, {160, 50}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				bench := open(t, task, size[0], size[1])
				driver.CheckFrame(t, bench.View(), size[0], size[1])
				golden.RequireEqual(t, bench.Plain())
			})
		}
	}
}

// Nothing is sent: enter opens the form, already changed, and says so.
func TestCureOpensTheForm(t *testing.T) {
	for task, want := range map[string][]string{
		"Weekly Relabel":                   {"Run again", "‹ yes, score again ›", "Changed: override no → yes, since everything in the window already has labels."},
		"Session Frustration":              {"Change Session Frustration", `"query_filter": null`, "Changed: filter span_kind = 'LLM' → none"},
		"Context Sufficiency on Retrieval": {"Change Context Sufficiency", "attributes.retrieval.documents.contents", "Changed: mapping of context attributes.custom.context → "},
		"Refund Amount Backfill":           {"Change Refund Amount Backfill", `"input": "attributes.input.value"`, "Changed: mapping of input none → attributes.input.value, since a variable"},
		"Chain Output Audit":               {"Change Chain Output Audit", `"output": "attributes.output.value"`, "Changed: mapping of output"},
		"Docs Freshness":                   {"Change Docs Freshness", "> attributes.metadata.section", "Nothing is changed here: change the filter to what the spans of the window have (likely: the filter matches"},
		"丁寧さチェック":                          {"Run again", "> -2h6m", "> -2h", "2h6m ago (-2h6m), end"},
		"Late Arrivals":                    {"Run again", "the window of the repeated run", "Nothing is changed here: run it again over the same window, as there is data by now"},
		"Never Set Window":                 {"Run again", "> -26h", "> -2h", "start 1970-01-01 00:00 UTC → 26h ago (-26h), end 1970-01-01 00:00 UTC → 2h ago (-2h), since the window"},
	} {
		t.Run(task, func(t *testing.T) {
			bench := openOf(t, demo.Options{Tasks: world.OwnTasks, W: 120, H: 36, Open: task + "@latest"})
			bench.Keys("enter")
			bench.Settle()
			bench.Want(want...)
			for _, request := range bench.Requests("") {
				if !strings.HasPrefix(request, "GET ") && !strings.HasPrefix(request, "POST /v2/spans") {
					t.Errorf("%s was sent", request)
				}
			}
		})
	}
}

// The limit of a run whose calls were too many is lowered.
func TestCureOfLimits(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, Open: "Empathy Score", Limit: 30})
	for range 18 {
		bench.Keys("j")
	}
	bench.Settle()
	bench.Keys("W")
	bench.Settle()
	bench.Want("cause: calls took too long", "max spans  10 000 → 100")
	bench.Keys("enter")
	bench.Settle()
	bench.Want("Run again: Empathy Score", "> 100", "Changed: max spans 10 000 → 100, since calls took too long.")
}

// R after a diagnosis carries its cure.
func TestRunAgainIsCured(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, Open: "Weekly Relabel@latest"})
	bench.Settle()
	bench.Keys("R")
	bench.Settle()
	bench.Want("‹ yes, score again ›", "Changed: override no → yes, since everything in the window already has labels.")
}

// A cause that was not checked is passed on as a guess.
func TestRunAgainSaysThatItGuesses(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Tasks: world.OwnTasks, W: 160, H: 36, Open: "Late Arrivals@latest"})
	bench.Settle()
	bench.Keys("R")
	bench.Settle()
	bench.Want("Changed: start", "-7d", "because likely: there is no data in the window.")
	bench.WantNot("since there is no data")
}

// A change that belongs to the task is not made by running again: the form says so.
func TestRunAgainNamesTheTask(t *testing.T) {
	after := open(t, "Context Sufficiency on Retrieval", 120, 36)
	after.Keys("esc", "R") // the panel knows what Why has found
	after.Settle()
	after.Want("change the task first, with W on the run: mapping of context")
	after.Keys("esc", "W")
	after.Settle()
	after.Keys("enter", "ctrl+g", "ctrl+s") // the change is sent
	after.Settle()
	after.Keys("esc", "R")
	after.Settle()
	after.Want("Run again: Context Sufficiency")
	after.WantNot("change the task first")

	bench := demo.Ready(t, demo.Options{W: 120, H: 36, Open: "Docs Freshness@latest"})
	bench.Settle()
	bench.Keys("R")
	bench.Settle()
	bench.Want("Running it again alone may not help; change the task first, with W on the run: filter attributes.metadata.section", "→ none, because likely: the filter uses")
}

// That no cause is known is not counted as a cause, and what is excluded has no cure.
func TestNoCauseKnown(t *testing.T) {
	bench := openOf(t, demo.Options{Tasks: world.OwnTasks, W: 80, H: 24, Open: "Late Arrivals@latest"})
	bench.Want("no cause known, 1 excluded", "run it again over the same window", "because everything that would fit is excluded")
	bench.Keys("j")
	bench.Want("nothing: what was found speaks against this cause")
	bench.WantNot("run it again over")
}

// A reason that does not fit is cut with a mark, of a traceback the error is shown, and z
// shows all of it. One in unknown words is the server's, however long it is.
func TestLongReasons(t *testing.T) {
	bench := open(t, "JSON Shape", 80, 24)
	bench.Want("the server says: KeyError: 'score' … z shows all")
	bench.Keys("z")
	bench.Want("failure reason", "Traceback (most recent call last):", "The error was raised for 100 %", "checked: the run says so itself")
	bench.Keys("esc")
	bench.Want("1 cause, 0 excluded")

	const words = "labels of a model that does a key or integration not exist and expired "
	for _, size := range []int{20, 1 << 17} {
		bench = openOf(t, demo.Options{Tasks: world.OwnTasks, W: 80, H: 24, Open: "Reply Coherence@latest"})
		tasks, _, _ := bench.World.Tasks(world.TaskQuery{Name: "Reply Coherence"}, world.Position{}, 1)
		page, err := bench.Client.ListRuns(t.Context(), api.RunQuery{TaskID: tasks[0].ID, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		run := page.Items[0]
		run.FailureReason = "Beginning: " + strings.Repeat(words, size) + "the very end"
		bench.Send(host.RunUpdated{Run: run})
		bench.Settle()
		bench.Want("the server says: Beginning: labels", " … z shows all", "unknown: the server's reason is in words that no rule knows", "no cause known, 0 excluded")
		bench.WantNot("the very end", "cause:", "likely:")
		driver.CheckFrame(t, bench.View(), 80, 24)
		bench.Keys("z")
		bench.Want("failure reason", "Beginning: labels")
		if bench.Keys("pgdown"); size < 1000 {
			bench.Want("the very end")
		}
	}
}

func TestKeys(t *testing.T) {
	bench := open(t, "Session Frustration", 120, 36)
	bench.Want("▸ ✓ cause: a trace or session evaluator", "filter  span_kind = 'LLM' → none", "~ likely: the run was cancelled by a user", "not checked: the API does not say who cancelled a run")
	bench.WantNot("excluded:", "✗")
	bench.Keys("j")
	bench.Want("▸ ~ likely: the AI integration's key", "renew the key")
	bench.Requests("") // forgets them
	bench.Keys("r")
	bench.Settle()
	if asked := bench.Requests(""); len(asked) != 2 || !strings.Contains(asked[0], "/versions") { // and the integration: no span shows such a cause
		t.Errorf("asked again: %q", asked)
	}
	bench.Keys("y")
	bench.Want("why: report in Markdown")
	bench.Keys("esc", "esc")
	bench.WantNot("▸ Why")
}

// What cannot be read is said, and esc leaves while the server does not respond.
func TestFailures(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, Open: "Metadata Tier Filter@latest", Unchecked: true})
	bench.Settle()
	bench.Fault("POST /v2/spans error=100%", "GET /v2/evaluators/... error=100%")
	bench.Keys("W")
	bench.Settle()
	bench.Want("the spans could not be read")
	bench.Fault()
	bench.Keys("r")
	bench.Settle()
	bench.WantNot("could not be read")
}

// W opens Why for the newest run of the selected task, with the whole task behind it.
func TestWhyFromTheTasks(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	bench.Keys("/")
	bench.Type("Session Frustration")
	bench.Keys("enter", "W")
	bench.Settle()
	bench.Want("▸ ✓ cause: a trace or session evaluator", "filter  span_kind = 'LLM' → none")
	bench.Keys("esc", "esc", "g", "W")
	bench.Want("the selected task has never run")
}

// Changes stand in columns: in one line each, where it is too narrow one below the other.
func TestChangesInColumns(t *testing.T) {
	bench := openOf(t, demo.Options{Tasks: world.OwnTasks, W: 120, H: 36, Open: "Never Set Window@latest"})
	bench.Want("start  1970-01-01 00:00 UTC → 26h ago (-26h)", "end    1970-01-01 00:00 UTC → 2h ago (-2h)")
	bench = open(t, "Context Sufficiency on Retrieval", 160, 50)
	bench.Want("mapping of context  attributes.custom.context", "                    → attributes.retrieval", "mapping of input    attributes.custom.input", "                    → attributes.input.value")
}
