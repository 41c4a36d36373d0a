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
		b := demo.Ready(t, demo.Options{Open: tt.id})
		b.Want(tt.want)
		b.WantNot("Looking for")
		if got := b.Requests("GET /v2/tasks?"); got != nil {
			t.Errorf("%s: the list below is hidden, yet asked %v", tt.want, got)
		}
		b.Keys("esc")
		b.Want("30 loaded, more") // the list is read when it is seen
	}
}

func TestLookingSaysSo(t *testing.T) {
	b := demo.New(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g="})
	b.Want("Looking for VGFzazoxOk5vIHN1Y2g=…")
	b.Settle()
}

func TestNothingHasThisID(t *testing.T) {
	b := demo.Ready(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g="})
	b.Want("There is no task and no run with this ID to be seen.", "r looks again", "r look again")
	b.Requests("")
	b.Keys("r")
	if got := b.Requests(""); len(got) != 2 {
		t.Errorf("looked again with %v", got)
	}
	b.Keys("esc")
	b.Want("30 loaded, more")
}

// The help names the keys that do something here, not those of the list below.
func TestHelpOfALookUp(t *testing.T) {
	b := demo.Ready(t, demo.Options{Open: "VGFzazoxOk5vIHN1Y2g=", H: 40})
	b.Keys("?")
	b.Want("look the ID up again")
	b.WantNot("filter on the server", "load the next page", "create a task")
}

// When nobody could tell, it does not claim that there is nothing.
func TestNobodyCouldTell(t *testing.T) {
	task, _ := ids(t)
	b := demo.Ready(t, demo.Options{Open: task, Faults: []string{"status=503"}})
	b.Want("The ID could not be looked up.", "r looks again")
	b.WantNot("There is no task")
	b.Fault()
	b.Keys("r")
	b.Want("ax-tui ▸ Tasks ▸ JSON Shape")
}

func TestLeavingWhileItLooks(t *testing.T) {
	task, _ := ids(t)
	b := demo.New(t, demo.Options{Open: task})
	b.Press("esc")
	b.Settle()
	b.Want("ax-tui ▸ Tasks  ", "30 loaded, more")
}
