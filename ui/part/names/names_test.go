package names_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/ui/part/names"
	"ax-tui/ui/poll"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeAPI has a few names and records requests.
type fakeAPI struct {
	listed   map[string]string // names in the list, by ID
	single   map[string]string // names available only by ID
	err      error
	asked    []string
	spaceIDs []string
}

func (f *fakeAPI) record(request string) { f.asked = append(f.asked, request) }

func (f *fakeAPI) ListProjects(_ context.Context, projectQuery api.ProjectQuery) (api.Page[api.Project], error) {
	f.record("list projects")
	f.spaceIDs = append(f.spaceIDs, projectQuery.SpaceID)
	var page api.Page[api.Project]
	for id, name := range f.listed {
		page.Items = append(page.Items, api.Project{ID: id, Name: name})
	}
	return page, f.err
}

func (f *fakeAPI) ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error) {
	f.record("list datasets")
	return api.Page[api.Dataset]{}, f.err
}

func (f *fakeAPI) GetExperiment(context.Context, string) (api.Experiment, error) {
	return api.Experiment{}, nil
}

func (f *fakeAPI) ListExperiments(_ context.Context, experimentQuery api.ExperimentQuery) (api.Page[api.Experiment], error) {
	f.record("list experiments of " + experimentQuery.DatasetID)
	var page api.Page[api.Experiment]
	for id, name := range f.listed {
		page.Items = append(page.Items, api.Experiment{ID: id, Name: name})
	}
	return page, f.err
}

func (f *fakeAPI) GetProject(_ context.Context, id string) (api.Project, error) {
	f.record("project " + id)
	if name, ok := f.single[id]; ok {
		return api.Project{ID: id, Name: name}, f.err
	}
	return api.Project{}, &api.Error{Kind: api.NotFound, Status: 404}
}

func (f *fakeAPI) GetDataset(_ context.Context, id string) (api.Dataset, error) {
	f.record("dataset " + id)
	return api.Dataset{ID: id, Name: f.single[id]}, f.err
}

// runJobs runs the jobs for refs once and returns their keys and outcomes.
func runJobs(t *testing.T, directory *names.Directory, refs ...names.Ref) (keys []string, out []api.Outcome) {
	t.Helper()
	for _, job := range directory.Jobs(api.NoRetry(t.Context()), 7, "sp", refs) {
		loaded := job.Ask()().(names.Loaded)
		if loaded.Addr() != 7 || loaded.PollKey() != job.Key {
			t.Errorf("the answer to %s is for %d, %s", job.Key, loaded.Addr(), loaded.PollKey())
		}
		var _ poll.Result = loaded
		directory.AddLoaded(loaded)
		keys, out = append(keys, job.Key), append(out, loaded.Outcome())
	}
	return keys, out
}

func project(id string) names.Ref { return names.Ref{Kind: names.Project, ID: id} }

func TestListFirstThenSingleIDsAndNothingTwice(t *testing.T) {
	server := &fakeAPI{listed: map[string]string{"p1": "support-bot"}, single: map[string]string{"p9": "old\x1b[2Jbot"}}
	directory := names.New(server)
	runJobs(t, directory, project("p1"), project("p9"), project("gone"))
	if name, ok := directory.Name("p1"); !ok || name != "support-bot" {
		t.Errorf("p1 is %q, %v", name, ok)
	}
	runJobs(t, directory, project("p1"), project("p9"), project("gone"), project(""))
	runJobs(t, directory, project("p1"), project("p9"), project("gone"))
	want := []string{"list projects", "project p9", "project gone"}
	if !slices.Equal(server.asked, want) || server.spaceIDs[0] != "sp" {
		t.Errorf("asked %v in %v, want %v", server.asked, server.spaceIDs, want)
	}
	if name, _ := directory.Name("p9"); name == "" || slices.Contains([]rune(name), 0x1b) {
		t.Errorf("p9 is %q", name)
	}
}

func TestTemporaryFailuresAreRetried(t *testing.T) {
	server := &fakeAPI{listed: map[string]string{"p1": "x"}, err: &api.Error{Kind: api.Server, Status: 503}}
	directory := names.New(server)
	_, out := runJobs(t, directory, project("p1"))
	if out[0].Err == nil {
		t.Error("a temporary failure must reach the scheduler")
	}
	server.err = nil
	runJobs(t, directory, project("p1"))
	if name, _ := directory.Name("p1"); name != "x" {
		t.Errorf("p1 is %q", name)
	}
}

func TestRefusedListFallsBackToSingleIDs(t *testing.T) {
	server := &fakeAPI{err: &api.Error{Kind: api.Forbidden, Status: 403}}
	directory := names.New(server)
	_, out := runJobs(t, directory, project("p1"))
	if out[0].Err != nil {
		t.Error("a refused list must not be retried")
	}
	keys, _ := runJobs(t, directory, project("p1"))
	if len(keys) != 1 || server.asked[1] != "project p1" {
		t.Errorf("asked %v", server.asked)
	}
}

func TestKnownNamesAreNotRequested(t *testing.T) {
	server := &fakeAPI{}
	directory := names.New(server)
	directory.SetName("p1", "bot")
	if keys, _ := runJobs(t, directory, project("p1")); keys != nil {
		t.Errorf("asked %v", keys)
	}
}

// With the context of an owner the client neither retries nor waits, and
// Retry-After must reach the scheduler.
func TestBusyServerReachesTheScheduler(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		writer.Header().Set("Retry-After", "42")
		writer.WriteHeader(http.StatusTooManyRequests)
	}))
	defer server.Close()
	client, err := api.New(api.Options{
		BaseURL: server.URL, Key: "ak-test",
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, out := runJobs(t, names.New(client), project("p1"), names.Ref{Kind: names.Dataset, ID: "d1"})
	if asked.Load() != 2 || len(out) != 2 {
		t.Fatalf("%d requests for %d jobs", asked.Load(), len(out))
	}
	for _, outcome := range out {
		var apiErr *api.Error
		if !errors.As(outcome.Err, &apiErr) || apiErr.RetryAfter != 42*time.Second {
			t.Errorf("the scheduler gets %v", outcome.Err)
		}
	}
}

// One list has the names of all experiments of a dataset. It is loaded again for a
// new experiment, but not for an ID that it does not contain.
func TestExperimentsOfADataset(t *testing.T) {
	server := &fakeAPI{listed: map[string]string{"e1": "prompt v2"}}
	directory := names.New(server)
	load := func(ids ...string) bool {
		job, ok := directory.Experiments(t.Context(), 7, "d1", ids)
		if ok {
			directory.AddLoaded(job.Ask()().(names.Loaded))
		}
		return ok
	}
	if !load("e1", "gone", "") || load("e1", "gone") {
		t.Errorf("asked %v", server.asked)
	}
	server.listed["e2"] = "prompt v3"
	if !load("e1", "e2") || len(server.asked) != 2 || server.asked[0] != "list experiments of d1" {
		t.Errorf("a new experiment: asked %v", server.asked)
	}
	for id, want := range map[string]string{"e1": "prompt v2", "e2": "prompt v3", "gone": "gone"} {
		if name, _ := directory.Name(id); string(name) != want {
			t.Errorf("%s is named %q, want %q", id, name, want)
		}
	}
}
