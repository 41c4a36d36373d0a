package write

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is an embedded server and its client.
type site struct {
	t      *testing.T
	server *fake.Server
	client *api.Client
	now    time.Time
	ahead  time.Duration // of the server's clock
	writes atomic.Int32  // requests that may change something
}

func newSite(t *testing.T) *site {
	t.Helper()
	started := &site{t: t, now: sentAt()}
	demo := world.New(world.Options{Seed: 7, Tasks: 60, Now: func() time.Time { return started.now.Add(started.ahead) }})
	started.server = fake.New(fake.Options{World: demo, Key: "ak-test"})
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodGet {
			started.writes.Add(1)
		}
		started.server.ServeHTTP(rw, req)
	}))
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test", Retries: -1, Now: func() time.Time { return started.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	started.client = client
	return started
}

// setFaults replaces the faults of the server.
func (s *site) setFaults(faults ...string) {
	s.t.Helper()
	parsed, err := fake.ParseFaults(faults)
	if err != nil {
		s.t.Fatal(err)
	}
	s.server.SetFaults(parsed)
}

// projectTask returns a task on a project.
func (s *site) projectTask() api.Task {
	s.t.Helper()
	page, err := s.client.ListTasks(s.t.Context(), api.TaskQuery{Type: api.TemplateEvaluation, Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, task := range page.Items {
		if task.ProjectID != "" && task.QueryFilters == nil {
			return task
		}
	}
	s.t.Fatal("no task on a project")
	return api.Task{}
}

// requestLike returns a request to create a task like another one.
func requestLike(task api.Task, name string) api.CreateTask {
	return api.CreateTask{Name: name, Type: task.Type, ProjectID: task.ProjectID, Evaluators: task.Inputs()}
}

func (s *site) want(what string, got, want Outcome, err error) {
	s.t.Helper()
	if sent := int(s.writes.Swap(0)); got != want || sent != 1 {
		s.t.Errorf("%s: %d after %d writes (%v), want %d after 1", what, got, sent, err, want)
	}
}

func TestCreateOnAServer(t *testing.T) {
	site := newSite(t)
	req := requestLike(site.projectTask(), "Made here")
	before, err := ReadSameName(t.Context(), site.client, req, "", site.now)
	if err != nil || !before.Complete || len(before.Tasks) > 0 {
		t.Fatalf("%+v %v", before, err)
	}
	site.setFaults("POST drop")
	created := Create(t.Context(), site.client, req, before, site.now)
	site.want("nothing was done", created.Outcome, Absent, created.LookErr)
	site.setFaults("POST drop-after", "GET error=100%")
	created = Create(t.Context(), site.client, req, before, site.now)
	site.want("the list fails", created.Outcome, LookUpFailed, created.LookErr)
	req.Name = "Made there"
	site.setFaults("POST drop-after")
	created = Create(t.Context(), site.client, req, before, site.now)
	site.want("the answer is lost", created.Outcome, Confirmed, created.LookErr)
	if created.Value.Name != "Made there" {
		t.Errorf("found %+v", created.Value)
	}
}

// Another client created a task with the same name for the same project a minute
// ago, the names are unknown or stale, and the response to our request is lost.
func TestATaskOfAnotherClientIsNotOurs(t *testing.T) {
	site := newSite(t)
	req := requestLike(site.projectTask(), "Relevance again")
	old, err := ReadSameName(t.Context(), site.client, req, "", site.now)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := site.client.CreateTask(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	site.now = site.now.Add(time.Minute)
	site.writes.Store(0)
	site.setFaults("POST drop")
	for what, known := range map[string]SameName{"nothing known": {}, "known a minute ago": old} {
		created := Create(t.Context(), site.client, req, known, site.now)
		site.want(what, created.Outcome, Uncertain, created.LookErr)
		if created.Value.ID != theirs.ID || created.Succeeded() {
			t.Errorf("%s: %+v", what, created)
		}
	}
	now, err := ReadSameName(t.Context(), site.client, req, "", site.now)
	if err != nil {
		t.Fatal(err)
	}
	created := Create(t.Context(), site.client, req, now, site.now)
	site.want("theirs is known", created.Outcome, Absent, created.LookErr)
}

func TestTheOtherWritesOnAServer(t *testing.T) {
	site := newSite(t)
	task := site.projectTask()
	rate, pause := 0.25, false
	start, end := site.now.Add(-24*time.Hour), site.now.Add(-3*time.Hour)
	window := api.Trigger{DataStart: &start, DataEnd: &end}

	site.setFaults("PATCH drop-after")
	result := Update(t.Context(), site.client, task.ID, &api.UpdateTask{SamplingRate: &rate, Continuous: &pause, QueryFilter: api.Null[string](), Evaluators: task.Inputs()})
	site.want("update", result.Outcome, Confirmed, result.LookErr)
	site.setFaults("PATCH drop")
	name := "Other"
	result = Update(t.Context(), site.client, task.ID, &api.UpdateTask{Name: &name})
	site.want("update that was not done", result.Outcome, Absent, result.LookErr)

	site.setFaults("POST drop-after")
	ended := Trigger(t.Context(), site.client, task.ID, window, RunsBefore{LastRunAt: task.LastRunAt}, site.now)
	site.want("trigger", ended.Outcome, Confirmed, ended.LookErr)
	run := ended.Value.ID
	site.setFaults("POST drop")
	ended = Cancel(t.Context(), site.client, run)
	site.want("cancel that was not done", ended.Outcome, Absent, ended.LookErr)
	site.setFaults("POST drop-after")
	ended = Cancel(t.Context(), site.client, run)
	site.want("cancel", ended.Outcome, Confirmed, ended.LookErr)
	site.setFaults()
	ended = Cancel(t.Context(), site.client, run)
	site.want("cancel of what has ended", ended.Outcome, AlreadyEnded, ended.LookErr)

	site.setFaults("DELETE drop")
	result = Delete(t.Context(), site.client, task.ID)
	site.want("delete that was not done", result.Outcome, Absent, result.LookErr)
	site.setFaults("DELETE drop-after", "GET error=100%")
	result = Delete(t.Context(), site.client, task.ID)
	site.want("delete, unreadable", result.Outcome, LookUpFailed, result.LookErr)
	site.setFaults()
	result = Delete(t.Context(), site.client, task.ID)
	site.want("delete of what is gone", result.Outcome, AlreadyEnded, result.LookErr)
}

// A response that is neither the documented success nor a refusal proves nothing.
func TestBareAnswersAreLookedUp(t *testing.T) {
	site := newSite(t)
	task := site.projectTask()
	start, end := site.now.Add(-24*time.Hour), site.now.Add(-3*time.Hour)
	window := api.Trigger{DataStart: &start, DataEnd: &end}
	for _, status := range []string{"200", "202", "206"} {
		site.setFaults("DELETE bare=" + status + ":1:undone")
		deleted := Delete(t.Context(), site.client, task.ID)
		site.want(status+", delete that was not done", deleted.Outcome, Absent, deleted.LookErr)
		site.setFaults("POST bare=" + status + ":1:undone")
		created := Create(t.Context(), site.client, requestLike(task, "Of "+status), SameName{}, site.now)
		site.want(status+", create that was not done", created.Outcome, Absent, created.LookErr)
		started := Trigger(t.Context(), site.client, task.ID, window, RunsBefore{LastRunAt: task.LastRunAt}, site.now)
		site.want(status+", trigger that was not done", started.Outcome, Absent, started.LookErr)
		site.setFaults("POST bare=" + status)
		created = Create(t.Context(), site.client, requestLike(task, "Of "+status), SameName{}, site.now)
		site.want(status+", create", created.Outcome, Confirmed, created.LookErr)
		site.setFaults("DELETE bare=" + status)
		deleted = Delete(t.Context(), site.client, created.Value.ID)
		site.want(status+", delete", deleted.Outcome, Confirmed, deleted.LookErr)
	}
}

// The time of a request is compared with times of the server by the server's clock.
func TestClocksThatDiffer(t *testing.T) {
	for _, ahead := range []time.Duration{time.Hour, -time.Hour} {
		site := newSite(t)
		site.ahead = ahead
		task := site.projectTask()
		site.setFaults("POST drop-after")
		created := Create(t.Context(), site.client, requestLike(task, "By another clock"), SameName{}, site.now)
		site.want(ahead.String()+", create", created.Outcome, Confirmed, created.LookErr)
		start, end := site.now.Add(ahead-24*time.Hour), site.now.Add(ahead-3*time.Hour)
		started := Trigger(t.Context(), site.client, task.ID, api.Trigger{DataStart: &start, DataEnd: &end}, RunsBefore{LastRunAt: task.LastRunAt}, site.now)
		site.want(ahead.String()+", trigger", started.Outcome, Confirmed, started.LookErr)
	}
}

// A lookup ends with its context: at once when that ends meanwhile, and with the
// second context when the first one ended before.
func TestALookUpEndsWithItsContext(t *testing.T) {
	for what, endsFirst := range map[string]bool{"ended meanwhile": false, "ended before": true} {
		ctx, cancel := context.WithCancel(t.Context())
		until, stop := context.WithCancel(t.Context())
		server := &endless{stub: stub{writeErr: lostAnswer()}, from: 3, then: cancel}
		if endsFirst {
			cancel()
			server.then = stop
		}
		created := Create(LookUpsUntil(ctx, until), server, wantedTask(), SameName{}, sentAt())
		if created.Outcome != LookUpFailed || !api.Is(created.LookErr, api.Canceled) || server.pages != 3 {
			t.Errorf("%s: %d after %d pages, %v", what, created.Outcome, server.pages, created.LookErr)
		}
		cancel()
		stop()
	}
}

// endless has one page after another without a task.
type endless struct {
	stub
	pages, from int
	then        func() // called with page number from
}

func (e *endless) ListTasks(ctx context.Context, _ api.TaskQuery) (api.Page[api.Task], error) {
	if e.pages++; e.pages == e.from {
		e.then()
		<-ctx.Done()
	}
	return api.Page[api.Task]{Next: strconv.Itoa(e.pages)}, ctx.Err()
}
