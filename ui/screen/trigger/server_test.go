package trigger_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/trigger"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

// account is a real client on a loopback server over a small world.
func account(t *testing.T, faults ...string) (*api.Client, *atomic.Int32, *driver.Clock) {
	t.Helper()
	clock := driver.NewClock()
	f, err := fake.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	var triggers atomic.Int32
	srv := httptest.NewServer(fake.New(fake.Options{
		World: world.New(world.Options{Seed: 7, Now: clock.Now}), Faults: f,
		OnRequest: func(requestInfo fake.RequestInfo) {
			if requestInfo.Method == http.MethodPost && strings.HasSuffix(requestInfo.Path, "/trigger") {
				triggers.Add(1)
			}
		},
	}))
	t.Cleanup(srv.Close)
	client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client, &triggers, clock
}

// taskOf finds a task of the world that fits and has no run under way.
func taskOf(t *testing.T, client *api.Client, fits func(api.Task) bool) api.Task {
	t.Helper()
	page, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range page.Items {
		runs, err := client.ListRuns(t.Context(), api.RunQuery{TaskID: task.ID, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if fits(task) && (len(runs.Items) == 0 || runs.Items[0].Status.Terminal()) {
			return task
		}
	}
	t.Fatal("the world has no such task")
	return api.Task{}
}

func TestAgainstAServer(t *testing.T) {
	kinds := map[string]func(api.Task) bool{
		"project":    func(task api.Task) bool { return task.ProjectID != "" && task.Type.Evaluation() },
		"dataset":    func(task api.Task) bool { return task.DatasetID != "" && task.Type.Evaluation() },
		"experiment": func(task api.Task) bool { return task.Type == api.RunExperiment },
	}
	for kind, fits := range kinds {
		for _, faults := range [][]string{nil, {"POST drop-after"}} {
			t.Run(kind+" "+strings.Join(faults, " "), func(t *testing.T) {
				client, triggers, clock := account(t, faults...)
				h := harness.New(t, clock)
				task := taskOf(t, client, fits)
				h.Show(trigger.New(h.Env, client, nil, host.Move{Task: api.Task{ID: task.ID}}), 80, 20)
				h.UntilText("Will send: ")
				h.Settle()
				h.Keys("ctrl+s")
				if n := triggers.Load(); n != 1 {
					t.Fatalf("%d triggers reached the server, want one", n)
				}
				lost := faults != nil
				if got := strings.Contains(said(h), "the answer was lost"); got != lost {
					t.Errorf("notices %q", said(h))
				}
				if lost && kind != "project" { // without a window nothing proves whose the new run is
					if len(h.Moves) != 0 || !strings.Contains(said(h), "may be yours") {
						t.Fatalf("moves %+v, notices %q", h.Moves, said(h))
					}
					h.Keys("ctrl+o")
				}
				if len(h.Moves) != 1 || h.Moves[0].Run.TaskID != task.ID || h.Moves[0].Run.Status != api.Pending {
					t.Fatalf("moves %+v, notices %q; the screen is\n%s", h.Moves, said(h), h.Plain())
				}
			})
		}
	}
}

// The lists of a real client: an example and a follow-up task are picked and sent.
func TestPicksAgainstAServer(t *testing.T) {
	client, triggers, clock := account(t)
	task := taskOf(t, client, func(task api.Task) bool { return task.Type == api.RunExperiment })
	h := harness.New(t, clock)
	h.Show(trigger.New(h.Env, client, nil, host.Move{Task: task}), 100, 24)
	h.UntilText("Will send: ")
	h.Settle()
	tabs(h, 1)
	if got := h.Plain(); !strings.Contains(got, "left to the server") {
		t.Fatalf("the screen is\n%s", got)
	}
	tabs(h, 2)
	h.Keys(" ", "down", " ")
	tabs(h, 3)
	h.Keys(" ")
	if got := words(h.Plain()); !strings.Contains(got, "over 2 examples") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	h.Keys("ctrl+s")
	if triggers.Load() != 1 || len(h.Moves) != 1 {
		t.Fatalf("%d triggers, moves %+v, notices %q; the screen is\n%s", triggers.Load(), h.Moves, said(h), h.Plain())
	}
}
