package write

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is an embedded server with its client.
type site struct {
	t      *testing.T
	server *fake.Server
	client *api.Client
	now    time.Time
	writes atomic.Int32 // requests that may change something, counted as they come
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, now: sentAt()}
	w := world.New(world.Options{Seed: 7, Tasks: 60, Now: func() time.Time { return s.now }})
	s.server = fake.New(fake.Options{World: w, Key: "ak-test"})
	h := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodGet {
			s.writes.Add(1)
		}
		s.server.ServeHTTP(rw, req)
	}))
	t.Cleanup(h.Close)
	client, err := api.New(api.Options{BaseURL: h.URL, Key: "ak-test", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	s.client = client
	return s
}

// fails sets the faults of the server.
func (s *site) fails(faults ...string) {
	s.t.Helper()
	f, err := fake.ParseFaults(faults)
	if err != nil {
		s.t.Fatal(err)
	}
	s.server.SetFaults(f)
}

// onProject gives a task on a project.
func (s *site) onProject() api.Task {
	s.t.Helper()
	p, err := s.client.ListTasks(s.t.Context(), api.TaskQuery{Type: api.TemplateEvaluation, Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, t := range p.Items {
		if t.ProjectID != "" && t.QueryFilters == nil {
			return t
		}
	}
	s.t.Fatal("no task on a project")
	return api.Task{}
}

// like makes a request for a task such as another one.
func like(t api.Task, name string) api.CreateTask {
	return api.CreateTask{Name: name, Type: t.Type, ProjectID: t.ProjectID, Evaluators: t.Inputs()}
}

func (s *site) wants(what string, got, want Outcome, err error) {
	s.t.Helper()
	if sent := int(s.writes.Swap(0)); got != want || sent != 1 {
		s.t.Errorf("%s: %d after %d writes (%v), want %d after 1", what, got, sent, err, want)
	}
}

func TestCreateOnAServer(t *testing.T) {
	s := newSite(t)
	req := like(s.onProject(), "Made here")
	before, err := ReadSameName(t.Context(), s.client, req, "", s.now)
	if err != nil || !before.Complete || len(before.Tasks) > 0 {
		t.Fatalf("%+v %v", before, err)
	}
	s.fails("POST drop")
	r := Create(t.Context(), s.client, req, before, s.now)
	s.wants("nothing was done", r.Outcome, Absent, r.LookErr)
	s.fails("POST drop-after", "GET error=100%")
	r = Create(t.Context(), s.client, req, before, s.now)
	s.wants("the list fails", r.Outcome, LookUpFailed, r.LookErr)
	req.Name = "Made there"
	s.fails("POST drop-after")
	r = Create(t.Context(), s.client, req, before, s.now)
	s.wants("the answer is lost", r.Outcome, Confirmed, r.LookErr)
	if r.Value.Name != "Made there" {
		t.Errorf("found %+v", r.Value)
	}
}

// TestATaskOfSomebodyElseIsNotOurs: a colleague makes one of the same name for
// the same project a minute ago, the look at the names has not come or is old,
// and the answer to our request is lost.
func TestATaskOfSomebodyElseIsNotOurs(t *testing.T) {
	s := newSite(t)
	req := like(s.onProject(), "Relevance again")
	old, err := ReadSameName(t.Context(), s.client, req, "", s.now)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := s.client.CreateTask(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(time.Minute)
	s.writes.Store(0)
	s.fails("POST drop")
	for what, known := range map[string]SameName{"nothing known": {}, "known a minute ago": old} {
		r := Create(t.Context(), s.client, req, known, s.now)
		s.wants(what, r.Outcome, Uncertain, r.LookErr)
		if r.Value.ID != theirs.ID || r.Succeeded() {
			t.Errorf("%s: %+v", what, r)
		}
	}
	now, err := ReadSameName(t.Context(), s.client, req, "", s.now)
	if err != nil {
		t.Fatal(err)
	}
	r := Create(t.Context(), s.client, req, now, s.now)
	s.wants("theirs is known", r.Outcome, Absent, r.LookErr)
}

func TestTheOtherWritesOnAServer(t *testing.T) {
	s := newSite(t)
	task := s.onProject()
	rate, pause := 0.25, false
	start, end := s.now.Add(-24*time.Hour), s.now.Add(-3*time.Hour)
	window := api.Trigger{DataStart: &start, DataEnd: &end}

	s.fails("PATCH drop-after")
	u := Update(t.Context(), s.client, task.ID, api.UpdateTask{SamplingRate: &rate, Continuous: &pause, QueryFilter: api.Null[string](), Evaluators: task.Inputs()})
	s.wants("update", u.Outcome, Confirmed, u.LookErr)
	s.fails("PATCH drop")
	name := "Other"
	u = Update(t.Context(), s.client, task.ID, api.UpdateTask{Name: &name})
	s.wants("update that was not done", u.Outcome, Absent, u.LookErr)

	s.fails("POST drop-after")
	r := Trigger(t.Context(), s.client, task.ID, window, RunsBefore{LastRunAt: task.LastRunAt}, s.now)
	s.wants("trigger", r.Outcome, Confirmed, r.LookErr)
	run := r.Value.ID
	s.fails("POST drop")
	r = Cancel(t.Context(), s.client, run)
	s.wants("cancel that was not done", r.Outcome, Absent, r.LookErr)
	s.fails("POST drop-after")
	r = Cancel(t.Context(), s.client, run)
	s.wants("cancel", r.Outcome, Confirmed, r.LookErr)
	s.fails()
	r = Cancel(t.Context(), s.client, run)
	s.wants("cancel of what has ended", r.Outcome, AlreadyEnded, r.LookErr)

	s.fails("DELETE drop")
	u = Delete(t.Context(), s.client, task.ID)
	s.wants("delete that was not done", u.Outcome, Absent, u.LookErr)
	s.fails("DELETE drop-after", "GET error=100%")
	u = Delete(t.Context(), s.client, task.ID)
	s.wants("delete, unreadable", u.Outcome, LookUpFailed, u.LookErr)
	s.fails()
	u = Delete(t.Context(), s.client, task.ID)
	s.wants("delete of what is gone", u.Outcome, AlreadyEnded, u.LookErr)
}
