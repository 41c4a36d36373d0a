package run_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
)

// demo is the demo world behind a real connection, on the test's clock.
func demo(t *testing.T, hostile bool) (*api.Client, *driver.Clock) {
	t.Helper()
	clock := driver.NewClock()
	w := world.New(world.Options{Seed: 7, Now: clock.Now, Hostile: hostile})
	srv := httptest.NewServer(fake.New(fake.Options{World: w}))
	t.Cleanup(srv.Close)
	c, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test", Now: clock.Now, Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	return c, clock
}

func openOn(t *testing.T, c *api.Client, clock *driver.Clock, m host.Move) *stage {
	t.Helper()
	s := &stage{Harness: beginOn(t, c, clock, m, 100, 30, theme.Options{Dark: true})}
	s.Settle()
	return s
}

// TestEveryEndingOfTheDemoWorld opens the newest runs of every task from
// nothing but their IDs.
func TestEveryEndingOfTheDemoWorld(t *testing.T) {
	for _, hostile := range []bool{false, true} {
		c, clock := demo(t, hostile)
		page, err := c.ListTasks(context.Background(), api.TaskQuery{Limit: 40})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[api.Status]int{}
		for _, task := range page.Items {
			runs, err := c.ListRuns(context.Background(), api.RunQuery{TaskID: task.ID, Limit: 3})
			if err != nil {
				t.Fatal(err)
			}
			for _, run := range runs.Items {
				seen[run.Status]++
				s := openOn(t, c, clock, host.Move{Run: api.Run{ID: run.ID}})
				driver.CheckFrame(t, s.View(), 100, 30)
				s.has(run.Status.Words())
				bad := run.Status == api.Failed || run.Status == api.Cancelled
				if bad && run.FailureReason == "" && !strings.Contains(s.Plain(), "likely") && !strings.Contains(s.Plain(), "cause") {
					t.Errorf("%s without a likely cause:\n%s", run.Status, s.Plain())
				}
				s.Screen.Close()
			}
		}
		for _, st := range api.Statuses() {
			if seen[st] == 0 && st != api.Pending {
				t.Errorf("no %s run was opened: %v", st, seen)
			}
		}
	}
}

// TestWatchesARunToItsEnd starts a run and looks on.
func TestWatchesARunToItsEnd(t *testing.T) {
	c, clock := demo(t, false)
	page, err := c.ListTasks(context.Background(), api.TaskQuery{Type: api.TemplateEvaluation, Limit: 40})
	if err != nil {
		t.Fatal(err)
	}
	from, to := clock.Now().Add(-50*time.Hour), clock.Now().Add(-2*time.Hour)
	for _, task := range page.Items {
		if task.ProjectID == "" {
			continue
		}
		run, err := c.Trigger(context.Background(), task.ID, api.Trigger{DataStart: &from, DataEnd: &to})
		if err != nil {
			continue // a run may be active already
		}
		s := openOn(t, c, clock, host.Move{Task: task, Run: run})
		s.has("pending", task.Name)
		for range 40 {
			if len(s.Notices) > 0 {
				break
			}
			s.Keys("w")
			s.Advance(9 * time.Minute)
		}
		if len(s.Notices) == 0 || !strings.Contains(s.Plain(), "finished 2026-03-01") {
			t.Errorf("the run did not end:\n%s", s.Plain())
		}
		return
	}
	t.Fatal("no task could be triggered")
}
