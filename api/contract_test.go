package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
)

const key = "ak-contract-test"

// newFakeClient returns a client of a fake server whose traffic the contract checker validates.
func newFakeClient(t *testing.T, legacy bool) (*api.Client, func() map[string]int) {
	t.Helper()
	var handler http.Handler = fake.New(fake.Options{World: world.New(world.Options{Seed: 7}), Key: key, Legacy: legacy})
	seen := func() map[string]int { return nil }
	if !legacy { // the OpenAPI document has the upper-case words only
		checker := contracttest.Wrap(t, handler)
		handler, seen = checker, checker.Seen
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{BaseURL: server.URL, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client, seen
}

// all loads a list to its end.
func all[T any](t *testing.T, fetch func(cursor string) (api.Page[T], error)) []T {
	t.Helper()
	var items []T
	for cursor, pages := "", 0; ; pages++ {
		page, err := fetch(cursor)
		if err != nil || pages > 200 {
			t.Fatalf("page %d: %v", pages, err)
		}
		items = append(items, page.Items...)
		if cursor = page.Next; cursor == "" {
			return items
		}
	}
}

// Every operation on a server that shares no code with the client, with every
// request and response checked against the OpenAPI document.
func TestEveryOperationKeepsTheContract(t *testing.T) {
	client, seen := newFakeClient(t, false)
	ctx := t.Context()
	tasks := all(t, func(cur string) (api.Page[api.Task], error) {
		return client.ListTasks(ctx, api.TaskQuery{Limit: 25, Cursor: cur})
	})
	if len(tasks) != world.OwnTasks {
		t.Errorf("%d tasks, want %d", len(tasks), world.OwnTasks)
	}
	readEverything(t, client, tasks)
	project := first(t, tasks, func(task api.Task) bool { return task.ProjectID != "" && task.Type == api.TemplateEvaluation })
	writeAnEvaluation(t, client, project)
	writeAnExperiment(t, client, first(t, tasks, func(task api.Task) bool { return task.Type == api.RunExperiment }))
	for _, operation := range []string{
		"list_tasks 200", "create_task 201", "get_task 200", "update_task 200", "delete_task 204", "trigger_task_run 201",
		"list_task_runs 200", "get_task_run 200", "cancel_task_run 200", "list_spaces 200", "list_projects 200", "get_project 200",
		"list_datasets 200", "get_dataset 200", "list_dataset_examples 200", "list_experiments 200", "get_experiment 200", "list_experiment_runs 200",
		"list_evaluators 200", "get_evaluator 200", "list_evaluator_versions 200", "get_evaluator_version 200", "list_spans 200",
		"list_integrations 200", "get_integration 200", "search_experiment_runs 200",
	} {
		if seen()[operation] == 0 {
			t.Errorf("%s never happened", operation)
		}
	}
}

func first[T any](t *testing.T, items []T, fits func(T) bool) T {
	t.Helper()
	for _, item := range items {
		if fits(item) {
			return item
		}
	}
	t.Fatal("the demo world lacks what this test needs")
	panic("unreachable")
}

// checkID fails the test on an error or a wrong ID.
func checkID(t *testing.T, what, want, id string, err error) {
	t.Helper()
	if err != nil || id != want || want == "" {
		t.Errorf("%s: got %q, want %q, %v", what, id, want, err)
	}
}

func readEverything(t *testing.T, client *api.Client, tasks []api.Task) {
	ctx := t.Context()
	task, err := client.GetTask(ctx, tasks[0].ID)
	checkID(t, "task", tasks[0].ID, task.ID, err)
	if spaces, err := client.ListSpaces(ctx, api.SpaceQuery{}); err != nil || len(spaces.Items) == 0 {
		t.Errorf("spaces: %+v %v", spaces, err)
	}
	projects := all(t, func(cur string) (api.Page[api.Project], error) {
		return client.ListProjects(ctx, api.ProjectQuery{Cursor: cur})
	})
	project, err := client.GetProject(ctx, projects[0].ID)
	checkID(t, "project", projects[0].ID, project.ID, err)
	datasets := all(t, func(cur string) (api.Page[api.Dataset], error) {
		return client.ListDatasets(ctx, api.DatasetQuery{Cursor: cur})
	})
	dataset, err := client.GetDataset(ctx, datasets[0].ID)
	checkID(t, "dataset", datasets[0].ID, dataset.ID, err)
	examples, err := client.ListExamples(ctx, api.ExampleQuery{DatasetID: dataset.ID, Limit: 5})
	if err != nil || len(examples.Items) == 0 || !json.Valid(examples.Items[0].Fields) {
		t.Errorf("examples: %+v %v", examples, err)
	}
	experiments := all(t, func(cur string) (api.Page[api.Experiment], error) {
		return client.ListExperiments(ctx, api.ExperimentQuery{SpaceID: dataset.SpaceID, Cursor: cur})
	})
	experiment, err := client.GetExperiment(ctx, experiments[0].ID)
	checkID(t, "experiment", experiments[0].ID, experiment.ID, err)
	if outputs, err := client.ListExperimentRuns(ctx, experiment.ID, 500); err != nil || len(outputs.Items) == 0 {
		t.Errorf("experiment runs: %d, %v", len(outputs.Items), err)
	}
	if outputs, err := client.SearchExperimentRuns(ctx, api.ExperimentRunQuery{ExperimentID: experiment.ID, Limit: 500}); err != nil || len(outputs.Items[0].Evaluations()) == 0 {
		t.Errorf("search of experiment runs: %d, %v", len(outputs.Items), err)
	}
	models := all(t, func(cur string) (api.Page[api.Integration], error) {
		return client.ListIntegrations(ctx, api.IntegrationQuery{Cursor: cur})
	})
	model, err := client.GetIntegration(ctx, models[0].ID)
	checkID(t, "integration", models[0].ID, model.ID, err)
	readEvaluators(t, client)
	readSpans(t, client, first(t, tasks, func(task api.Task) bool { return task.ProjectID != "" }).ProjectID)
}

func readEvaluators(t *testing.T, client *api.Client) {
	ctx := t.Context()
	list := all(t, func(cur string) (api.Page[api.Evaluator], error) {
		return client.ListEvaluators(ctx, api.EvaluatorQuery{Cursor: cur})
	})
	for _, evaluator := range list {
		full, err := client.GetEvaluator(ctx, evaluator.ID, "")
		checkID(t, "evaluator", evaluator.ID, full.ID, err)
		if full.Version == nil || full.Version.Type != full.Type ||
			full.Type == api.TemplateEvaluator && full.Version.Template == nil || full.Type == api.CodeEvaluator && full.Version.Code == nil {
			t.Errorf("evaluator %s of type %s has the version %+v", evaluator.Name, evaluator.Type, full.Version)
		}
	}
	versions := all(t, func(cur string) (api.Page[api.EvaluatorVersion], error) {
		return client.ListEvaluatorVersions(ctx, api.VersionQuery{EvaluatorID: list[0].ID, Limit: 1, Cursor: cur})
	})
	version, err := client.GetEvaluatorVersion(ctx, versions[0].ID)
	checkID(t, "version", versions[0].ID, version.ID, err)
	old := versions[len(versions)-1]
	pinned, err := client.GetEvaluator(ctx, list[0].ID, old.ID)
	checkID(t, "pinned evaluator", list[0].ID, pinned.ID, err)
	if pinned.Version == nil || pinned.Version.ID != old.ID {
		t.Errorf("asked for version %s, got %+v", old.ID, pinned.Version)
	}
}

func readSpans(t *testing.T, client *api.Client, project string) {
	end := time.Now()
	start := end.Add(-7 * 24 * time.Hour)
	page, err := client.ListSpans(t.Context(), api.SpanQuery{ProjectID: project, Start: &start, End: &end, Limit: 20})
	if err != nil || len(page.Items) == 0 || page.Items[0].SpanID == "" || !json.Valid(page.Items[0].Attributes) {
		t.Errorf("spans: %+v %v", page, err)
	}
	_, err = client.ListSpans(t.Context(), api.SpanQuery{ProjectID: project, Filter: "span_kind = 'LLM'", Limit: 5})
	if err != nil {
		t.Errorf("filtered spans: %v", err)
	}
	end = end.Add(-4 * time.Hour) // judged by now
	page, err = client.ListSpans(t.Context(), api.SpanQuery{ProjectID: project, Start: &start, End: &end, Limit: 500})
	judged := first(t, page.Items, func(span api.Span) bool { return len(span.Evaluations) > 0 })
	columns := api.EvaluationColumns(judged.Evaluations[0].Name)
	filter, _ := api.OneSpan(judged.SpanID)
	bare, bareErr := client.ListSpans(t.Context(), api.SpanQuery{ProjectID: project, Start: &start, End: &end, Filter: filter, Columns: columns, Truncate: 20})
	if err != nil || bareErr != nil || len(bare.Items) != 1 || len(bare.Items[0].Attributes) > len("{}") || !reflect.DeepEqual(bare.Items[0].Evaluations, judged.Evaluations[:1]) {
		t.Errorf("the columns %q of a span: %+v, want %+v; %v, %v", columns, bare.Items, judged.Evaluations[:1], err, bareErr)
	}
}

func writeAnEvaluation(t *testing.T, client *api.Client, like api.Task) {
	ctx := t.Context()
	rate, no, now := 0.5, false, time.Now()
	create := api.CreateTask{Name: "Contract test", Type: like.Type, ProjectID: like.ProjectID, SamplingRate: &rate, Continuous: &no, QueryFilter: "span_kind = 'LLM'"}
	for _, evaluator := range like.Evaluators {
		create.Evaluators = append(create.Evaluators, evaluator.Input())
	}
	if like.QueryFilters != nil {
		create.QueryFilter, create.QueryFilters = "", like.QueryFilters
	}
	task, err := client.CreateTask(ctx, create)
	if err != nil {
		t.Fatal(err)
	}
	name := "Contract test, renamed"
	task, err = client.UpdateTask(ctx, task.ID, api.UpdateTask{Name: &name, QueryFilter: api.Null[string]()})
	if err != nil || task.Name != name || task.QueryFilter != nil {
		t.Errorf("update: %+v %v", task, err)
	}
	start := now.Add(-48 * time.Hour)
	run, err := client.Trigger(ctx, task.ID, api.Trigger{DataStart: &start, DataEnd: &now, MaxSpans: 100, Override: &no})
	if err != nil || run.Status != api.Pending || run.TaskID != task.ID {
		t.Fatalf("trigger: %+v %v", run, err)
	}
	again, err := client.GetRun(ctx, run.ID)
	checkID(t, "run", run.ID, again.ID, err)
	if cancelled, err := client.CancelRun(ctx, run.ID); err != nil || cancelled.ID != run.ID {
		t.Errorf("cancel: %+v %v", cancelled, err)
	}
	if ended, err := client.PollRun(ctx, run.ID, time.Minute); err != nil || ended.Status != api.Cancelled {
		t.Errorf("poll: %+v %v", ended, err)
	}
	runs, err := client.ListRuns(ctx, api.RunQuery{TaskID: task.ID, Status: api.Cancelled})
	if err != nil || len(runs.Items) != 1 || runs.Items[0].ID != run.ID {
		t.Errorf("runs: %+v %v", runs, err)
	}
	if err := client.DeleteTask(ctx, task.ID); err != nil {
		t.Error(err)
	}
	_, err = client.GetTask(ctx, task.ID)
	if apiErr := (*api.Error)(nil); !errors.As(err, &apiErr) || apiErr.Kind != api.NotFound || apiErr.Detail == "" {
		t.Errorf("after the deletion: %v", err)
	}
}

func writeAnExperiment(t *testing.T, client *api.Client, like api.Task) {
	ctx := t.Context()
	config := bytes.ReplaceAll(like.RunConfig, []byte(`"LLM_GENERATION"`), []byte(`"llm_generation"`)) // any case goes in
	task, err := client.CreateTask(ctx, api.CreateTask{Name: "Contract experiment", Type: "run_experiment", DatasetID: like.DatasetID, RunConfig: config})
	if err != nil {
		t.Fatal(err)
	}
	run, err := client.Trigger(ctx, task.ID, api.Trigger{ExperimentName: "contract-1", MaxExamples: 3, TracingMetadata: map[string]string{}})
	if err != nil || run.Status != api.Pending {
		t.Errorf("trigger: %+v %v", run, err)
	}
}

// The client on a server from before July 2026 detects the dialect.
func TestAnOlderServerIsUnderstood(t *testing.T) {
	client, _ := newFakeClient(t, true)
	ctx := context.WithoutCancel(t.Context())
	page, err := client.ListTasks(ctx, api.TaskQuery{Limit: 100})
	if err != nil || !client.Legacy() {
		t.Fatalf("legacy %t, %v", client.Legacy(), err)
	}
	task := first(t, page.Items, func(task api.Task) bool { return task.Type == api.CodeEvaluation })
	only, err := client.ListTasks(ctx, api.TaskQuery{Type: api.CodeEvaluation, Limit: 100})
	if err != nil || len(only.Items) == 0 || len(only.Items) == len(page.Items) {
		t.Errorf("%d of %d tasks, %v", len(only.Items), len(page.Items), err)
	}
	if _, err := client.ListRuns(ctx, api.RunQuery{TaskID: task.ID, Status: api.Failed}); err != nil {
		t.Error(err)
	}
	writeAnExperiment(t, client, first(t, page.Items, func(task api.Task) bool { return task.Type == api.RunExperiment }))
}
