package lookup_test

import (
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake/world"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ids returns a task of the seeded world and one of its runs.
func ids(t *testing.T) (task, run string) {
	t.Helper()
	demoWorld := demo.Ready(t, demo.Options{}).World
	items, _, _ := demoWorld.Tasks(world.TaskQuery{Name: "JSON Shape"}, world.Position{}, 1)
	runs, _, _, _ := demoWorld.Runs(items[0].ID, "", world.Position{}, 1)
	return items[0].ID, runs[0].ID
}

func TestAnIDOpensItsTaskOrRun(t *testing.T) {
	task, run := ids(t)
	for _, tt := range []struct{ id, want string }{
		{task, "ax-tui ▸ Tasks ▸ JSON Shape"},
		{run, "ax-tui ▸ Tasks ▸ JSON Shape ▸ Run …"},
	} {
		bench := demo.Ready(t, demo.Options{Open: tt.id})
		bench.Want(tt.want)
		bench.WantNot("Looking for")
		if got := bench.Requests("GET /v2/tasks?"); got != nil {
			t.Errorf("%s: the hidden list below requested %v", tt.want, got)
		}
		bench.Keys("esc")
		bench.Want("30 loaded, more") // the list is loaded when it is shown
	}
}

func TestLookupShowsProgress(t *testing.T) {
	bench := demo.New(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g="})
	bench.Want("Looking for VGFzazoxOk5vIHN1Y2g=…")
	bench.Settle()
}

func TestUnknownID(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g="})
	bench.Want("No task or run has this ID, or this key cannot see it.", "r tries again", "r try again")
	bench.Requests("")
	bench.Keys("r")
	if got := bench.Requests(""); len(got) != 2+5 { // as a task and a run, then for the kind
		t.Errorf("the retry requested %v", got)
	}
	bench.Keys("esc")
	bench.Want("30 loaded, more")
}

func TestANameOpensItsTask(t *testing.T) {
	for ref, want := range map[string]string{
		"JSON Shape":        "ax-tui ▸ Tasks ▸ JSON Shape",
		"JSON Shape@latest": "ax-tui ▸ Tasks ▸ JSON Shape ▸ Run …",
	} {
		bench := demo.Ready(t, demo.Options{Open: ref, Filter: filter.Filter{Space: api.Ref{Name: "Search Quality"}}})
		bench.Want(want)
		bench.WantNot("Looking for")
	}
}

func TestPastedIDOpensItsTask(t *testing.T) {
	task, _ := ids(t)
	for _, pasted := range []string{" " + task + " ", task + "\r\n", strings.TrimRight(task, "="), `"` + task + `"`} {
		demo.Ready(t, demo.Options{Open: pasted}).Want("ax-tui ▸ Tasks ▸ JSON Shape")
	}
}

func TestUnknownNameShowsNearOnes(t *testing.T) {
	demo.Ready(t, demo.Options{W: 120, H: 30, Open: "JSON Shpe"}).Want("No task is called JSON Shpe. Similar names:", "▸ JSON Shape")
	demo.Ready(t, demo.Options{W: 120, H: 30, Open: "JSON Shape", Filter: filter.Filter{Space: api.Ref{Name: "Nope"}}}).Want("No space has this name")
	demo.Ready(t, demo.Options{W: 120, H: 30, Open: "JSON Shape@latest-broken"}).Want(`there is no status "broken"`)
}

func TestTheWrongKindOfIDIsNamed(t *testing.T) {
	demoWorld := demo.Ready(t, demo.Options{}).World
	items, _, _ := demoWorld.Tasks(world.TaskQuery{Name: "JSON Shape"}, world.Position{}, 1)
	demo.Ready(t, demo.Options{W: 120, H: 30, Open: items[0].Evaluators[0].EvaluatorID}).Want("It is the ID of an evaluator, \"", "opens tasks, runs and the results of experiments")
}

// A part of a name offers the names that have it; the selected one opens.
func TestSimilarNamesOpen(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Open: "Tone"})
	bench.Want("No task is called Tone. Similar names:", "▸ Tone of Voice", "enter open")
	bench.Keys("enter")
	bench.Want("ax-tui ▸ Tasks ▸ Tone of Voice")
	bench.WantNot("Looking for")
}

// The ID of a dataset or a project, and the address of its page in the web app, list its
// tasks.
func TestOtherObjectsListTheirTasks(t *testing.T) {
	demoWorld := demo.Ready(t, demo.Options{}).World
	items, _, _ := demoWorld.Tasks(world.TaskQuery{Name: "JSON Shape"}, world.Position{}, 1)
	dataset := items[0].DatasetID
	items, _, _ = demoWorld.Tasks(world.TaskQuery{Name: "Tone of Voice"}, world.Position{}, 1)
	page := "https://app.eu-west-1a.arize.com/organizations/T3JnOjE6YQ==/spaces/" + url.PathEscape(items[0].SpaceID)
	for ref, want := range map[string]string{
		dataset: "dataset: golden-qa",
		page + "/projects/" + url.PathEscape(items[0].ProjectID) + "/traces?selectedTraceId=1": "project: support-bot",
		page:                          "api.arize.com · Search Quality",
		page + "/evaluators/RTox":     "This is the address of an evaluator.",
		page + "/datasets/RGF0YToxOg": "What this address shows does not exist",
	} {
		bench := demo.Ready(t, demo.Options{W: 120, H: 30, Open: ref})
		bench.Want(want)
	}
}

// The help lists the keys of this screen, not those of the list below.
func TestHelp(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g=", H: 40})
	bench.Keys("?")
	bench.Want("look up the ID again")
	bench.WantNot("filter on the server", "load the next page", "create a task")
}

// A failed lookup does not claim that the ID is unknown.
func TestFailedLookup(t *testing.T) {
	task, _ := ids(t)
	bench := demo.Ready(t, demo.Options{Open: task, Faults: []string{"status=503"}})
	bench.Want("The ID or name could not be looked up.", "r tries again")
	bench.WantNot("No task or run")
	bench.Fault()
	bench.Keys("r")
	bench.Want("ax-tui ▸ Tasks ▸ JSON Shape")
}

func TestBackDuringTheLookup(t *testing.T) {
	task, _ := ids(t)
	bench := demo.New(t, demo.Options{Open: task})
	bench.Press("esc")
	bench.Settle()
	bench.Want("ax-tui ▸ Tasks  ", "30 loaded, more")
}
