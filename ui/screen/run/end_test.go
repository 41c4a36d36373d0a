package run_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
)

// The end of a run is announced once, whichever screen saw it first.
func TestEndSeenElsewhereIsAnnouncedOnce(t *testing.T) {
	end := host.RunUpdated{Run: ended(api.Cancelled, 500, 0, 0)}
	announced := host.RunUpdated{Run: end.Run, Announced: true}
	other := host.RunUpdated{Run: api.Run{ID: "another", Status: api.Cancelled}, Announced: true}
	cases := []struct {
		name string
		msgs []tea.Msg
		want int
	}{
		{"seen by a list", []tea.Msg{end}, 1},
		{"seen twice", []tea.Msg{end, end}, 1},
		{"announced, then seen", []tea.Msg{announced, end}, 0},
		{"seen, then announced", []tea.Msg{end, announced}, 0},
		{"another run was announced", []tea.Msg{other, end}, 1},
	}
	for _, tc := range cases {
		for _, paused := range []bool{false, true} {
			stage := open(t, newServer(is(running(500, 0, 0)), is(end.Run)), idOnly(), 80, 20)
			if paused {
				stage.Keys("space")
			}
			for _, msg := range tc.msgs {
				stage.Send(msg)
			}
			stage.Settle()
			stage.has("⊘ cancelled")
			stage.Advance(time.Minute)
			stage.Keys("r")
			if len(stage.Notices) != tc.want {
				t.Errorf("%s, paused %v: notices %+v, want %d", tc.name, paused, stage.Notices, tc.want)
			}
		}
	}
}

// A run counts as live only while it is active and the data is fresh.
func TestLiveOnlyWhileFresh(t *testing.T) {
	unknown := running(1, 0, 0)
	unknown.Status = "PAUSED_BY_QUOTA"
	cases := []struct {
		name  string
		first answer
		then  answer
		keys  []string
		after time.Duration
		want  int
	}{
		{"watched", is(running(1, 0, 0)), is(running(2, 0, 0)), nil, 5 * time.Second, 1},
		{"pending", is(pending()), is(pending()), nil, 5 * time.Second, 1},
		{"paused", is(running(1, 0, 0)), is(running(2, 0, 0)), []string{"space"}, 0, 0},
		{"timed out", is(running(1, 0, 0)), is(running(2, 0, 0)), nil, time.Hour, 0},
		{"refused", is(running(1, 0, 0)), fails(api.Forbidden, 403), nil, 5 * time.Second, 0},
		{"gone", is(running(1, 0, 0)), fails(api.NotFound, 404), nil, 5 * time.Second, 0},
		{"failing", is(running(1, 0, 0)), fails(api.Network, 0), nil, 6 * time.Second, 0},
		{"never loaded", fails(api.Network, 0), fails(api.Network, 0), nil, 0, 0},
		{"unknown status", is(unknown), is(unknown), nil, 5 * time.Second, 0},
		{"ended", is(running(1, 0, 0)), is(ended(api.Completed, 9, 0, 0)), nil, 5 * time.Second, 0},
	}
	for _, tc := range cases {
		stage := open(t, newServer(tc.first, tc.then), host.Move{Task: relevance(), Run: running(1, 0, 0)}, 80, 20)
		stage.Keys(tc.keys...)
		stage.Advance(tc.after)
		if info := stage.Screen.Info(); info.Live != tc.want {
			t.Errorf("%s: %d live, want %d", tc.name, info.Live, tc.want)
		}
	}
}

// Moves and boxes are posted, so that a key typed ahead does not act on this screen.
func TestMovesAndBoxesArePosted(t *testing.T) {
	stage := open(t, newServer(is(running(1, 0, 0))), idOnly(), 80, 20)
	posted := 0
	stage.Env.Post = func(tea.Msg) { posted++ }
	for i, action := range []keymap.Action{keymap.RunAgain, keymap.CancelRun} {
		if cmd := stage.Screen.Do(action); cmd != nil || posted != i+1 {
			t.Errorf("%s returns a command instead of posting", action)
		}
	}
}

// Without a finish time the run time of an ended run is not shown.
func TestEndWithoutFinishTime(t *testing.T) {
	run := ended(api.Failed, 1, 2, 3)
	run.FinishedAt = nil
	stage := open(t, newServer(is(run)), idOnly(), 80, 20)
	stage.has("✗ failed", "started 10:29:46")
	stage.hasNot("never started", "ran ", "average")
}

// demo returns a client of the demo server and the clock of both.
func demo(t *testing.T, hostile bool) (*api.Client, *driver.Clock) {
	t.Helper()
	clock := driver.NewClock()
	demoWorld := world.New(world.Options{Seed: 7, Now: clock.Now, Hostile: hostile})
	srv := httptest.NewServer(fake.New(fake.Options{World: demoWorld}))
	t.Cleanup(srv.Close)
	client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test", Now: clock.Now, Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	return client, clock
}

func openOn(t *testing.T, client *api.Client, clock *driver.Clock, move host.Move) *stage {
	t.Helper()
	bench := &stage{Harness: startOn(t, client, clock, move, 100, 30, theme.Options{Dark: true})}
	bench.Settle()
	return bench
}

// TestRunsOfTheDemoWorld opens the newest runs of every task by ID.
func TestRunsOfTheDemoWorld(t *testing.T) {
	for _, hostile := range []bool{false, true} {
		client, clock := demo(t, hostile)
		page, err := client.ListTasks(context.Background(), api.TaskQuery{Limit: 40})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[api.Status]int{}
		for _, task := range page.Items {
			runs, err := client.ListRuns(context.Background(), api.RunQuery{TaskID: task.ID, Limit: 3})
			if err != nil {
				t.Fatal(err)
			}
			for _, run := range runs.Items {
				seen[run.Status]++
				stage := openOn(t, client, clock, host.Move{Run: api.Run{ID: run.ID}})
				driver.CheckFrame(t, stage.View(), 100, 30)
				stage.has(run.Status.Words())
				bad := run.Status == api.Failed || run.Status == api.Cancelled
				if bad && run.FailureReason == "" && !strings.Contains(stage.Plain(), "likely") && !strings.Contains(stage.Plain(), "cause") {
					t.Errorf("%s run without a likely cause:\n%s", run.Status, stage.Plain())
				}
				stage.Screen.Close()
			}
		}
		for _, st := range api.Statuses() {
			if seen[st] == 0 && st != api.Pending {
				t.Errorf("no %s run in the demo world: %v", st, seen)
			}
		}
	}
}

// TestWatchesARunToItsEnd starts a run and watches it until it ends.
func TestWatchesARunToItsEnd(t *testing.T) {
	client, clock := demo(t, false)
	page, err := client.ListTasks(context.Background(), api.TaskQuery{Type: api.TemplateEvaluation, Limit: 40})
	if err != nil {
		t.Fatal(err)
	}
	from, to := clock.Now().Add(-50*time.Hour), clock.Now().Add(-2*time.Hour)
	for _, task := range page.Items {
		if task.ProjectID == "" {
			continue
		}
		run, err := client.Trigger(context.Background(), task.ID, api.Trigger{DataStart: &from, DataEnd: &to, MaxSpans: 2000})
		if err != nil {
			continue // a run may be active already
		}
		stage := openOn(t, client, clock, host.Move{Task: task, Run: run})
		stage.has("pending", task.Name)
		for range 40 {
			if len(stage.Notices) > 0 {
				break
			}
			stage.Keys("w")
			stage.Advance(9 * time.Minute)
		}
		if len(stage.Notices) == 0 || !strings.Contains(stage.Plain(), "finished 2026-03-01") {
			t.Errorf("the run did not end:\n%s", stage.Plain())
		}
		return
	}
	t.Fatal("no task could be triggered")
}
