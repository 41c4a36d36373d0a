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

// book is a server with some names.
type book struct {
	listed   map[string]string // in the first listing
	single   map[string]string // only to be had one by one
	err      error
	asked    []string
	spaceIDs []string
}

func (b *book) note(s string) { b.asked = append(b.asked, s) }

func (b *book) ListProjects(_ context.Context, projectQuery api.ProjectQuery) (api.Page[api.Project], error) {
	b.note("list projects")
	b.spaceIDs = append(b.spaceIDs, projectQuery.SpaceID)
	var page api.Page[api.Project]
	for id, n := range b.listed {
		page.Items = append(page.Items, api.Project{ID: id, Name: n})
	}
	return page, b.err
}

func (b *book) ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error) {
	b.note("list datasets")
	return api.Page[api.Dataset]{}, b.err
}

func (b *book) GetExperiment(context.Context, string) (api.Experiment, error) {
	return api.Experiment{}, nil
}

func (b *book) ListExperiments(_ context.Context, experimentQuery api.ExperimentQuery) (api.Page[api.Experiment], error) {
	b.note("list experiments of " + experimentQuery.DatasetID)
	var page api.Page[api.Experiment]
	for id, n := range b.listed {
		page.Items = append(page.Items, api.Experiment{ID: id, Name: n})
	}
	return page, b.err
}

func (b *book) GetProject(_ context.Context, id string) (api.Project, error) {
	b.note("project " + id)
	if n, ok := b.single[id]; ok {
		return api.Project{ID: id, Name: n}, b.err
	}
	return api.Project{}, &api.Error{Kind: api.NotFound, Status: 404}
}

func (b *book) GetDataset(_ context.Context, id string) (api.Dataset, error) {
	b.note("dataset " + id)
	return api.Dataset{ID: id, Name: b.single[id]}, b.err
}

// round carries out the jobs for the refs once and gives their keys.
func round(t *testing.T, directory *names.Directory, refs ...names.Ref) (keys []string, out []api.Outcome) {
	t.Helper()
	for _, job := range directory.Jobs(t.Context(), 7, "sp", refs) {
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

func TestListingsFirstThenOneByOneAndNothingTwice(t *testing.T) {
	b := &book{listed: map[string]string{"p1": "support-bot"}, single: map[string]string{"p9": "old\x1b[2Jbot"}}
	directory := names.New(b)
	round(t, directory, project("p1"), project("p9"), project("gone"))
	if n, ok := directory.Name("p1"); !ok || n != "support-bot" {
		t.Errorf("p1 is %q, %v", n, ok)
	}
	round(t, directory, project("p1"), project("p9"), project("gone"), project(""))
	round(t, directory, project("p1"), project("p9"), project("gone"))
	want := []string{"list projects", "project p9", "project gone"}
	if !slices.Equal(b.asked, want) || b.spaceIDs[0] != "sp" {
		t.Errorf("asked %v in %v, want %v", b.asked, b.spaceIDs, want)
	}
	if n, _ := directory.Name("p9"); n == "" || slices.Contains([]rune(n), 0x1b) {
		t.Errorf("p9 is %q", n)
	}
}

func TestWhatMayComeLaterIsAskedAgain(t *testing.T) {
	b := &book{listed: map[string]string{"p1": "x"}, err: &api.Error{Kind: api.Server, Status: 503}}
	directory := names.New(b)
	_, out := round(t, directory, project("p1"))
	if out[0].Err == nil {
		t.Error("the scheduler must hear of a failure that may pass")
	}
	b.err = nil
	round(t, directory, project("p1"))
	if n, _ := directory.Name("p1"); n != "x" {
		t.Errorf("p1 is %q", n)
	}
}

func TestARefusedListingFallsBackOnSingleNames(t *testing.T) {
	b := &book{err: &api.Error{Kind: api.Forbidden, Status: 403}}
	directory := names.New(b)
	_, out := round(t, directory, project("p1"))
	if out[0].Err != nil {
		t.Error("a listing that is refused is answered: it is not asked for again")
	}
	keys, _ := round(t, directory, project("p1"))
	if len(keys) != 1 || b.asked[1] != "project p1" {
		t.Errorf("asked %v", b.asked)
	}
}

func TestLearnedNamesAreNotAskedFor(t *testing.T) {
	b := &book{}
	directory := names.New(b)
	directory.SetName("p1", "bot")
	if keys, _ := round(t, directory, project("p1")); keys != nil {
		t.Errorf("asked %v", keys)
	}
}

// The scheduler paces the askings: the client may neither try again nor wait
// inside, and what the server asked for must come out.
func TestTheSchedulerHearsOfABusyServerAtOnce(t *testing.T) {
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
	_, out := round(t, names.New(client), project("p1"), names.Ref{Kind: names.Dataset, ID: "d1"})
	if asked.Load() != 2 || len(out) != 2 {
		t.Fatalf("%d requests for %d jobs", asked.Load(), len(out))
	}
	for _, outcome := range out {
		var apiErr *api.Error
		if !errors.As(outcome.Err, &apiErr) || apiErr.RetryAfter != 42*time.Second {
			t.Errorf("the scheduler hears %v", outcome.Err)
		}
	}
}

// One listing tells the experiments of a dataset; it is read again for one that
// is new, and an ID that is not in it is not sought twice.
func TestExperimentsOfADataset(t *testing.T) {
	b := &book{listed: map[string]string{"e1": "prompt v2"}}
	directory := names.New(b)
	read := func(ids ...string) bool {
		job, ok := directory.Experiments(t.Context(), 7, "d1", ids)
		if ok {
			directory.AddLoaded(job.Ask()().(names.Loaded))
		}
		return ok
	}
	if !read("e1", "gone", "") || read("e1", "gone") {
		t.Errorf("asked %v", b.asked)
	}
	b.listed["e2"] = "prompt v3"
	if !read("e1", "e2") || len(b.asked) != 2 || b.asked[0] != "list experiments of d1" {
		t.Errorf("a new experiment: asked %v", b.asked)
	}
	for id, want := range map[string]string{"e1": "prompt v2", "e2": "prompt v3", "gone": "gone"} {
		if n, _ := directory.Name(id); string(n) != want {
			t.Errorf("%s is called %q, want %q", id, n, want)
		}
	}
}
