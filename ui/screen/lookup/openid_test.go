package lookup_test

import (
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api/fake/world"
	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ids finds a task of the seeded world and one of its runs.
func ids(t *testing.T) (task, run string) {
	t.Helper()
	w := demo.Ready(t, demo.Options{}).World
	items, _, _ := w.Tasks(world.TaskQuery{Name: "JSON Shape"}, world.Position{}, 1)
	runs, _, _, _ := w.Runs(items[0].ID, "", world.Position{}, 1)
	return items[0].ID, runs[0].ID
}

func TestAnIDOpensItsTaskOrRun(t *testing.T) {
	task, run := ids(t)
	for _, tt := range []struct{ id, want string }{
		{task, "ax-tui ▸ Tasks ▸ JSON Shape"},
		{run, "ax-tui ▸ Tasks ▸ Run …"},
	} {
		bench := demo.Ready(t, demo.Options{Open: tt.id})
		bench.Want(tt.want)
		bench.WantNot("Looking for")
		if got := bench.Requests("GET /v2/tasks?"); got != nil {
			t.Errorf("%s: the list below is hidden, yet asked %v", tt.want, got)
		}
		bench.Keys("esc")
		bench.Want("30 loaded, more") // the list is read when it is seen
	}
}

func TestLookingSaysSo(t *testing.T) {
	bench := demo.New(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g="})
	bench.Want("Looking for VGFzazoxOk5vIHN1Y2g=…")
	bench.Settle()
}

func TestNothingHasThisID(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g="})
	bench.Want("There is no task and no run with this ID to be seen.", "r looks again", "r look again")
	bench.Requests("")
	bench.Keys("r")
	if got := bench.Requests(""); len(got) != 2 {
		t.Errorf("looked again with %v", got)
	}
	bench.Keys("esc")
	bench.Want("30 loaded, more")
}

// The help names the keys that do something here, not those of the list below.
func TestHelpOfALookUp(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g=", H: 40})
	bench.Keys("?")
	bench.Want("look the ID up again")
	bench.WantNot("filter on the server", "load the next page", "create a task")
}

// When nobody could tell, it does not claim that there is nothing.
func TestNobodyCouldTell(t *testing.T) {
	task, _ := ids(t)
	bench := demo.Ready(t, demo.Options{Open: task, Faults: []string{"status=503"}})
	bench.Want("The ID could not be looked up.", "r looks again")
	bench.WantNot("There is no task")
	bench.Fault()
	bench.Keys("r")
	bench.Want("ax-tui ▸ Tasks ▸ JSON Shape")
}

func TestLeavingWhileItLooks(t *testing.T) {
	task, _ := ids(t)
	bench := demo.New(t, demo.Options{Open: task})
	bench.Press("esc")
	bench.Settle()
	bench.Want("ax-tui ▸ Tasks  ", "30 loaded, more")
}
