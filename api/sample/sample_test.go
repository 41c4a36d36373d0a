package sample_test

import (
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/api/mapping"
	"ax-tui/api/sample"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Every task has a source, and one that evaluates something has rows.
func TestEveryTaskHasASample(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	handler := contracttest.Wrap(t, fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Now: func() time.Time { return now }}), Key: "ak-test"}))
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	page, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	found := map[mapping.Kind]int{}
	for _, task := range page.Items {
		source := sample.Of(&task)
		set, err := sample.Read(t.Context(), client, source, now)
		if err != nil {
			t.Errorf("%s: %v", task.Name, err)
		}
		if found[set.Kind] = max(found[set.Kind], len(set.Samples)); len(set.Samples) > 50 || set.Filter != source.Filter {
			t.Errorf("%s: %d rows, filter %q", task.Name, len(set.Samples), set.Filter)
		}
		if wantDataset := task.ProjectID == ""; wantDataset != (set.Kind != mapping.Spans) || set.Kind == mapping.Spans && !set.End.Equal(now) {
			t.Errorf("%s: rows are %s", task.Name, set.Kind.Noun())
		}
	}
	if found[mapping.Spans] != 50 || found[mapping.ExperimentRuns] == 0 || found[mapping.Examples] == 0 {
		t.Errorf("rows: %v", found)
	}
}

func TestOf(t *testing.T) {
	filter, own, empty := " span_kind = 'LLM' ", "status_code = 'OK' ", " "
	used := func(filters ...*string) (out []api.TaskEvaluator) {
		for _, filter := range filters {
			out = append(out, api.TaskEvaluator{QueryFilter: filter})
		}
		return out
	}
	for _, tt := range []struct {
		task api.Task
		want sample.Source
	}{
		{api.Task{}, sample.Source{}},
		{api.Task{ProjectID: "p"}, sample.Source{Project: "p"}},
		{api.Task{ProjectID: "p", QueryFilter: &filter}, sample.Source{Project: "p", Filter: "span_kind = 'LLM'"}},
		{api.Task{ProjectID: "p", Evaluators: used(&own, &own)}, sample.Source{Project: "p", Filter: "status_code = 'OK'"}},
		{api.Task{ProjectID: "p", QueryFilter: &empty, Evaluators: used(&own, &filter)}, sample.Source{Project: "p", Filter: "(status_code = 'OK') OR (span_kind = 'LLM')"}},
		{api.Task{ProjectID: "p", QueryFilter: &filter, Evaluators: used(&own)}, sample.Source{Project: "p", Filter: "(span_kind = 'LLM') AND (status_code = 'OK')"}},
		{api.Task{ProjectID: "p", QueryFilter: &filter, Evaluators: used(&own, &filter)}, sample.Source{Project: "p", Filter: "(span_kind = 'LLM') AND ((status_code = 'OK') OR (span_kind = 'LLM'))"}},
		{api.Task{ProjectID: "p", QueryFilter: &filter, Evaluators: used(&own, nil)}, sample.Source{Project: "p", Filter: "span_kind = 'LLM'"}},
		{api.Task{ProjectID: "p", QueryFilter: &filter, Evaluators: used(&own, &empty)}, sample.Source{Project: "p", Filter: "span_kind = 'LLM'"}},
		{api.Task{ProjectID: "p", QueryFilters: &api.QueryFilters{Filters: slices.Repeat([]api.NamedFilter{{ID: "A", Filter: "a = 1"}}, 2)}}, sample.Source{Project: "p", Filter: "a = 1"}},
		{api.Task{DatasetID: "d", ExperimentIDs: []string{"x", "y"}}, sample.Source{Dataset: "d", Experiment: "x"}},
		{api.Task{DatasetID: "d", ExperimentIDs: []string{"x"}, Type: api.RunExperiment}, sample.Source{Dataset: "d"}},
	} {
		if got := sample.Of(&tt.task); got != tt.want {
			t.Errorf("%+v: %+v, want %+v", tt.task, got, tt.want)
		}
	}
}
