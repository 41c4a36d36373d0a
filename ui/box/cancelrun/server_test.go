package cancelrun_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/ui/box/cancelrun"
	"ax-tui/ui/test/boxhost"
	"ax-tui/ui/test/driver"
)

func TestAgainstAServer(t *testing.T) {
	for fault, want := range map[string]string{
		"":                "is cancelled",
		"POST drop-after": "the answer was lost, but the run is cancelled",
		"POST status=429": "not cancelled",
	} {
		t.Run(fault, func(t *testing.T) {
			c := driver.NewClock()
			w := world.New(world.Options{Seed: 7, Now: c.Now})
			server := fake.New(fake.Options{World: w})
			srv := httptest.NewServer(server)
			defer srv.Close()
			client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test", Retries: -1})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			first := active(t, client)
			faults, err := fake.ParseFaults(strings.FieldsFunc(fault, func(r rune) bool { return r == ';' }))
			if err != nil {
				t.Fatal(err)
			}
			server.SetFaults(faults)
			env := boxhost.Env(c)
			h := boxhost.New(t, c, env, nil, cancelrun.New(env, client, "", first), 80, 20)
			h.Settle()
			h.Keys("y")
			if !strings.Contains(said(h), want) {
				t.Fatalf("notices %q, want %q; the screen is\n%s", said(h), want, h.Plain())
			}
		})
	}
}

// active finds a run that can be cancelled.
func active(t *testing.T, client *api.Client) api.Run {
	t.Helper()
	tasks, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks.Items {
		runs, err := client.ListRuns(t.Context(), api.RunQuery{TaskID: task.ID, Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runs.Items {
			if r.Status.Active() {
				return r
			}
		}
	}
	t.Fatal("no run is active in this world")
	return api.Run{}
}
