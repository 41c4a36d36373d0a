package task_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/keymap"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/test/driver"
)

// demoClient is a client of the embedded server over a loopback connection.
func demoClient(t *testing.T, clock *driver.Clock) *api.Client {
	t.Helper()
	srv := httptest.NewServer(fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Now: clock.Now}), Key: "k"}))
	t.Cleanup(srv.Close)
	client, err := api.New(api.Options{BaseURL: srv.URL, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Every task of the demo world opens, shows the name of its target and all its runs,
// and fits its frame.
func TestEveryTaskOfTheWorld(t *testing.T) {
	clock := driver.NewClock()
	client := demoClient(t, clock)
	page, err := client.ListTasks(context.Background(), api.TaskQuery{Limit: 100})
	if err != nil || len(page.Items) == 0 {
		t.Fatalf("%d tasks: %v", len(page.Items), err)
	}
	kinds, rows := map[api.TaskType]bool{}, 0
	for _, task := range page.Items {
		if kinds[task.Type] && len(kinds) < 3 && task.Type == api.TemplateEvaluation {
			continue // one per type is enough until all types were seen
		}
		kinds[task.Type] = true
		bench, _, model := startWith(t, client, clock, task, 120, 37, noColour)
		bench.Settle()
		bench.Keys("L")
		bench.Advance(time.Second)
		rows += model.List().Len()
		driver.CheckFrame(t, bench.View(), 120, 37)
		if !model.List().HasPage() || model.List().More() || model.Info().Stale != "" {
			t.Fatalf("%s: %s\n%s", task.Name, model.Info().Stale, bench.Plain())
		}
		want := "project " // a name follows, not the end of an ID
		if task.DatasetID != "" {
			want = "dataset "
		}
		if first, _, _ := strings.Cut(bench.Plain(), "\n"); !strings.Contains(first, want) || strings.Contains(first, want+"…") {
			t.Errorf("%s: the head is %q", task.Name, first)
		}
		bench.Keys("d")
		driver.CheckFrame(t, bench.View(), 120, 37)
		model.Close()
	}
	if len(kinds) < 3 || rows == 0 {
		t.Fatalf("only %d kinds of tasks and %d runs were seen", len(kinds), rows)
	}
}

// Runs of the demo world progress while the screen is open.
func TestRunsOfTheWorldProgress(t *testing.T) {
	clock := driver.NewClock()
	client := demoClient(t, clock)
	page, err := client.ListTasks(context.Background(), api.TaskQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range page.Items {
		bench, _, model := startWith(t, client, clock, task, 80, 21, noColour)
		if bench.Settle(); model.LiveRuns() == 0 {
			model.Close()
			continue
		}
		before := *model.List().At(0)
		bench.Advance(30 * time.Minute)
		if now, ok := model.List().Get(before.ID); !ok || taskinfo.SameRun(now, &before) {
			t.Fatalf("half an hour later the active run of %s is still %+v", task.Name, before)
		}
		return
	}
	t.Fatal("no task of the demo world has an active run")
}

// Every action of the screen's scope does something.
func TestEveryActionIsHandled(t *testing.T) {
	for _, entry := range keymap.Default().Entries() {
		if entry.Scope != keymap.Task {
			continue
		}
		server := support(60)
		bench, rig, model := open(t, server, 80, 21, noColour)
		if entry.Action == keymap.Clear {
			bench.Keys("f", "r", "u", "n", "n", "enter")
		}
		if !model.Can(entry.Action) {
			t.Errorf("%s is not available although a live run is selected and there are more pages", entry.Action)
			continue
		}
		view, info, asked := bench.Plain(), model.Info(), server.count()
		bench.Keys(entry.Keys[0])
		if bench.Plain() == view && model.Info() == info && server.count() == asked && len(rig.Moves)+len(rig.Notices)+len(rig.Boxes) == 0 {
			t.Errorf("%s (%s) does nothing", entry.Action, entry.Keys[0])
		}
	}
}
