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

// account returns a real client of a loopback server with a small world.
func account(t *testing.T, faults ...string) (*api.Client, *atomic.Int32, *driver.Clock) {
	t.Helper()
	clock := driver.NewClock()
	parsed, err := fake.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	var triggers atomic.Int32
	srv := httptest.NewServer(fake.New(fake.Options{
		World: world.New(world.Options{Seed: 7, Now: clock.Now}), Faults: parsed,
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

// taskOf returns a matching task of the world that has no active run.
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
				bench := harness.New(t, clock)
				task := taskOf(t, client, fits)
				bench.Show(trigger.New(bench.Env, client, nil, &host.Move{Task: api.Task{ID: task.ID}}), 80, 20)
				bench.UntilText("Will send: ")
				bench.Settle()
				bench.Keys("ctrl+s")
				if count := triggers.Load(); count != 1 {
					t.Fatalf("%d triggers reached the server, want one", count)
				}
				lost := faults != nil
				if got := strings.Contains(noticeTexts(bench), "the answer was lost"); got != lost {
					t.Errorf("notices %q", noticeTexts(bench))
				}
				if lost && kind != "project" { // without a window the new run cannot be identified
					if len(bench.Moves) != 0 || !strings.Contains(noticeTexts(bench), "may be yours") {
						t.Fatalf("moves %+v, notices %q", bench.Moves, noticeTexts(bench))
					}
					bench.Keys("ctrl+o")
				}
				if len(bench.Moves) != 1 || bench.Moves[0].Run.TaskID != task.ID || bench.Moves[0].Run.Status != api.Pending {
					t.Fatalf("moves %+v, notices %q; the screen is\n%s", bench.Moves, noticeTexts(bench), bench.Plain())
				}
			})
		}
	}
}

// With a real client, examples and a follow-up task are picked and sent.
func TestPicksAgainstAServer(t *testing.T) {
	client, triggers, clock := account(t)
	task := taskOf(t, client, func(task api.Task) bool { return task.Type == api.RunExperiment })
	bench := harness.New(t, clock)
	bench.Show(trigger.New(bench.Env, client, nil, &host.Move{Task: task}), 100, 24)
	bench.UntilText("Will send: ")
	bench.Settle()
	pressTab(bench, 1)
	if got := bench.Plain(); !strings.Contains(got, "chosen by the server") {
		t.Fatalf("the screen is\n%s", got)
	}
	pressTab(bench, 2)
	bench.Keys(" ", "down", " ")
	pressTab(bench, 3)
	bench.Keys(" ")
	if got := oneLine(bench.Plain()); !strings.Contains(got, "over 2 examples") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	bench.Keys("ctrl+s")
	if triggers.Load() != 1 || len(bench.Moves) != 1 {
		t.Fatalf("%d triggers, moves %+v, notices %q; the screen is\n%s", triggers.Load(), bench.Moves, noticeTexts(bench), bench.Plain())
	}
}
