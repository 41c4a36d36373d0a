package action_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	runID  = "VGFza1J1bjoxMjM0OTpxUndY"
	taskID = "T25saW5lVGFzazo3OnF3ZXJ0"
)

// server returns preset responses and records the requests.
type server struct {
	mu     sync.Mutex
	run    api.Run // result of GetRun
	task   api.Task
	getErr error
	gets   int
	answer api.Run // result of CancelRun
	err    error   // error of requests that change something
	stuck  bool    // accepts changes of a task without applying them
	sent   []string
	gate   chan struct{} // requests wait for it, if not nil
	slow   chan struct{} // the next GetRun waits for it, if not nil
	began  chan struct{} // closed when a slow GetRun has started
}

func (s *server) GetRun(_ context.Context, id string) (api.Run, error) {
	s.mu.Lock()
	slow, before := s.slow, s.run
	s.slow = nil
	s.mu.Unlock()
	if slow != nil {
		close(s.began)
		<-slow
		return before, nil
	}
	return read(s, &s.run, id, runID)
}

func (s *server) GetTask(_ context.Context, id string) (api.Task, error) {
	return read(s, &s.task, id, taskID)
}

// read returns the value if the ID is the wanted one.
func read[T any](srv *server, from *T, id, want string) (T, error) {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.gets++
	if id != want {
		var none T
		return none, errors.New("another ID was requested: " + id)
	}
	return *from, srv.getErr
}

// request handles a request that changes something.
func (s *server) request(ctx context.Context, what string) error {
	if s.gate != nil {
		<-s.gate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return &api.Error{Kind: api.Canceled, Lost: true}
	}
	s.sent = append(s.sent, what)
	return s.err
}

func (s *server) CancelRun(ctx context.Context, id string) (api.Run, error) {
	err := s.request(ctx, "cancel "+id)
	return s.answer, err
}

func (s *server) UpdateTask(ctx context.Context, id string, change api.UpdateTask) (api.Task, error) {
	body, err := json.Marshal(change)
	if err != nil {
		return api.Task{}, err
	}
	err = s.request(ctx, "update "+id+" "+string(body))
	if !s.stuck {
		s.task.Continuous = *change.Continuous
	}
	return s.task, err
}

func (s *server) DeleteTask(ctx context.Context, id string) error {
	return s.request(ctx, "delete "+id)
}

// open opens a box with a theme; nil: the dark one.
func open(t testing.TB, width, height int, look *theme.Options, make func(*host.Env) box.Box) *harness.Harness {
	t.Helper()
	bench := harness.New(t, driver.NewClock())
	if look != nil {
		bench.Env.Styles = theme.New(*look)
	}
	bench.Open(make(bench.Env), width, height)
	bench.Settle()
	return bench
}

// closeWhileSending confirms several times and closes the box before the response
// arrives.
func closeWhileSending(t *testing.T, bench *harness.Harness, srv *server, yes, doing string) {
	t.Helper()
	bench.Press(yes)
	bench.UntilText(doing)
	bench.Press(yes, yes, "esc")
	if len(bench.Boxes) != 0 {
		t.Fatal("esc does not close the box")
	}
	close(srv.gate)
	bench.Settle()
}

// words joins the lines of a box, to find wrapped texts.
func words(screen string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(screen, "│", " ")), " ")
}

// account is a client of the embedded server and a function that sets its fault.
func account(t *testing.T) (*api.Client, func(fault string)) {
	t.Helper()
	clock := driver.NewClock()
	embedded := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Now: clock.Now})})
	srv := httptest.NewServer(embedded)
	t.Cleanup(srv.Close)
	client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client, func(fault string) {
		faults, err := fake.ParseFaults(strings.Fields(fault))
		if fault != "" {
			faults, err = fake.ParseFaults([]string{fault})
		}
		if err != nil {
			t.Fatal(err)
		}
		embedded.SetFaults(faults)
	}
}

// TestAgainstAServer: the outcome of every action, with and without its response.
func TestAgainstAServer(t *testing.T) {
	pick := func(client *api.Client, good func(api.Task) bool) api.Task {
		tasks, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks.Items {
			if good(task) {
				return task
			}
		}
		t.Fatal("the world has no such task")
		return api.Task{}
	}
	for _, tc := range []struct{ action, fault, want string }{
		{"cancel", "", "is cancelled"},
		{"cancel", "POST drop-after", "the answer was lost, but the run is cancelled"},
		{"cancel", "POST status=429", "not cancelled"},
		{"pause", "", "paused;"},
		{"pause", "PATCH drop-after", "the answer was lost, but it is paused"},
		{"pause", "PATCH status=503", "nothing has changed so far"},
		{"delete", "", "is deleted, with its runs"},
		{"delete", "DELETE drop-after", "the answer was lost, but the task is deleted"},
		{"delete", "DELETE status=503", "the task still exists"},
	} {
		t.Run(tc.action+" "+tc.fault, func(t *testing.T) {
			client, fault := account(t)
			var bench *harness.Harness
			switch tc.action {
			case "cancel":
				run := active(t, client)
				fault(tc.fault)
				bench = open(t, 80, 20, nil, func(env *host.Env) box.Box { return action.CancelRun(env, client, "", run) })
				bench.Keys("y")
			case "pause":
				task := pick(client, func(task api.Task) bool { return task.Continuous })
				fault(tc.fault)
				bench = open(t, 80, 20, nil, func(env *host.Env) box.Box { return action.PauseTask(env, client, task) })
				bench.Keys("y")
			case "delete":
				task := pick(client, func(api.Task) bool { return true })
				fault(tc.fault)
				bench = open(t, 80, 20, nil, func(env *host.Env) box.Box { return action.DeleteTask(env, client, task) })
				bench.Type(task.Name)
				bench.Keys("enter")
			}
			if !strings.Contains(bench.NoticeText(), tc.want) {
				t.Fatalf("notices %q, want %q; the box is\n%s", bench.NoticeText(), tc.want, bench.Plain())
			}
		})
	}
}

// active returns a run that can be cancelled.
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
		for _, run := range runs.Items {
			if run.Status.Active() {
				return run
			}
		}
	}
	t.Fatal("no run is active in this world")
	return api.Run{}
}
