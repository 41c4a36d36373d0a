package api

import (
	"context"
	"net/http"
	"testing"
	"time"
)

// The request of every operation on the wire.
func TestOperationsOnTheWire(t *testing.T) {
	const id = "QmFzZTY0/+PT0="
	const esc = "QmFzZTY0%2F+PT0="
	const same = `{"id":"` + id + `"}`
	at := time.Date(2026, 3, 1, 2, 0, 0, 0, time.FixedZone("CET", 3600))
	type operation struct {
		name, answer              string
		call                      func(*Client) error
		method, path, query, body string
	}
	cases := []operation{
		{
			name: "list tasks", answer: `{"tasks":[],"pagination":{"has_more":false}}`,
			call: func(client *Client) error {
				_, err := client.ListTasks(t.Context(), TaskQuery{
					SpaceID: id, ProjectID: "p", DatasetID: "d",
					Type: CodeEvaluation, Name: "a b", Limit: 15, Cursor: "c=",
				})
				return err
			},
			method: "GET", path: "/v2/tasks",
			query: "cursor=c%3D&dataset_id=d&limit=15&name=a+b&project_id=p&space_id=QmFzZTY0%2F%2BPT0%3D&type=CODE_EVALUATION",
		},
		{
			name: "list tasks bare", answer: `{"tasks":[]}`,
			call:   func(client *Client) error { _, err := client.ListTasks(t.Context(), TaskQuery{}); return err },
			method: "GET", path: "/v2/tasks",
		},
		{
			name: "create task", answer: `{"id":"x"}`,
			call: func(client *Client) error {
				_, err := client.CreateTask(t.Context(), CreateTask{
					Name: "n", Type: "template evaluation", ProjectID: "p",
					SamplingRate: ptr(0.0), Continuous: ptr(false), QueryFilter: "latency_ms > 5",
					Evaluators: []EvaluatorInput{{EvaluatorID: "e", Mappings: map[string]string{"input": "a.b"}}},
				})
				return err
			},
			method: "POST", path: "/v2/tasks",
			body: `{"name":"n","type":"TEMPLATE_EVALUATION","project_id":"p","sampling_rate":0,"is_continuous":false,` +
				`"query_filter":"latency_ms > 5","evaluators":[{"evaluator_id":"e","column_mappings":{"input":"a.b"}}]}`,
		},
		{
			name: "update task", answer: same,
			call: func(client *Client) error {
				_, err := client.UpdateTask(t.Context(), id, UpdateTask{Continuous: ptr(false), QueryFilter: Null[string]()})
				return err
			},
			method: "PATCH", path: "/v2/tasks/" + esc, body: `{"is_continuous":false,"query_filter":null}`,
		},
		{
			name: "delete task", answer: ``,
			call:   func(client *Client) error { return client.DeleteTask(t.Context(), id) },
			method: "DELETE", path: "/v2/tasks/" + esc,
		},
		{
			name: "trigger", answer: `{"id":"x"}`,
			call: func(client *Client) error {
				_, err := client.Trigger(t.Context(), id, Trigger{DataStart: &at, DataEnd: ptr(at.Add(1500 * time.Millisecond)), MaxSpans: 7, Override: ptr(false)})
				return err
			},
			method: "POST", path: "/v2/tasks/" + esc + "/trigger",
			body: `{"data_start_time":"2026-03-01T01:00:00Z","data_end_time":"2026-03-01T01:00:01.5Z","max_spans":7,"override_evaluations":false}`,
		},
		{
			name: "trigger experiment", answer: `{"id":"x"}`,
			call: func(client *Client) error {
				_, err := client.Trigger(t.Context(), id, Trigger{
					ExperimentName: "e1", DatasetVersionID: "v", ExampleIDs: []string{"x"},
					QueryFilter: "a = 'b'", TracingMetadata: map[string]string{}, EvaluationTaskIDs: []string{"t"},
				})
				return err
			},
			method: "POST", path: "/v2/tasks/" + esc + "/trigger",
			body: `{"experiment_name":"e1","dataset_version_id":"v","example_ids":["x"],"query_filter":"a = 'b'","tracing_metadata":{},"evaluation_task_ids":["t"]}`,
		},
		{
			name: "list runs", answer: `{"task_runs":[]}`,
			call: func(client *Client) error {
				_, err := client.ListRuns(t.Context(), RunQuery{TaskID: id, Status: Running, Limit: 1, Cursor: "z"})
				return err
			},
			method: "GET", path: "/v2/tasks/" + esc + "/runs", query: "cursor=z&limit=1&status=RUNNING",
		},
		{
			name: "cancel run", answer: same,
			call:   func(client *Client) error { _, err := client.CancelRun(t.Context(), id); return err },
			method: "POST", path: "/v2/task-runs/" + esc + "/cancel",
		},
		{
			name: "list spaces", answer: `{"spaces":[]}`,
			call: func(client *Client) error {
				_, err := client.ListSpaces(t.Context(), SpaceQuery{Name: "n"})
				return err
			},
			method: "GET", path: "/v2/spaces", query: "name=n",
		},
		{
			name: "list projects", answer: `{"projects":[]}`,
			call: func(client *Client) error {
				_, err := client.ListProjects(t.Context(), ProjectQuery{SpaceID: "s", Name: "n"})
				return err
			},
			method: "GET", path: "/v2/projects", query: "name=n&space_id=s",
		},
		{
			name: "list datasets", answer: `{"datasets":[]}`,
			call: func(client *Client) error {
				_, err := client.ListDatasets(t.Context(), DatasetQuery{SpaceID: "s", Name: "n", Limit: 100})
				return err
			},
			method: "GET", path: "/v2/datasets", query: "limit=100&name=n&space_id=s",
		},
		{
			name: "list examples", answer: `{"examples":[]}`,
			call: func(client *Client) error {
				_, err := client.ListExamples(t.Context(), ExampleQuery{DatasetID: id, VersionID: "v", Limit: 500})
				return err
			},
			method: "GET", path: "/v2/datasets/" + esc + "/examples", query: "dataset_version_id=v&limit=500",
		},
		{
			name: "list experiments", answer: `{"experiments":[]}`,
			call: func(client *Client) error {
				_, err := client.ListExperiments(t.Context(), ExperimentQuery{DatasetID: "d", SpaceID: "s", Name: "n"})
				return err
			},
			method: "GET", path: "/v2/experiments", query: "dataset_id=d&name=n&space_id=s",
		},
		{
			name: "list experiment runs", answer: `{"experiment_runs":[]}`,
			call: func(client *Client) error {
				_, err := client.ListExperimentRuns(t.Context(), id, 2)
				return err
			},
			method: "GET", path: "/v2/experiments/" + esc + "/runs", query: "limit=2",
		},
		{
			name: "search experiment runs", answer: `{"experiment_runs":[]}`,
			call: func(client *Client) error {
				_, err := client.SearchExperimentRuns(t.Context(), ExperimentRunQuery{ExperimentID: id, Limit: 2, Cursor: "k"})
				return err
			},
			method: "POST", path: "/v2/experiments/" + esc + "/runs/search", body: `{"limit":2,"cursor":"k"}`,
		},
		{
			name: "list spans by columns", answer: `{"spans":[]}`,
			call: func(client *Client) error {
				_, err := client.ListSpans(t.Context(), SpanQuery{ProjectID: "p", Columns: EvaluationColumns("A b"), Truncate: 50})
				return err
			},
			method: "POST", path: "/v2/spans",
			body: `{"project_id":"p","included_columns":["eval.A b.label","eval.A b.score","eval.A b.explanation","eval.A b.metadata"],"truncate_string_length":50}`,
		},
		{
			name: "list evaluators", answer: `{"evaluators":[]}`,
			call: func(client *Client) error {
				_, err := client.ListEvaluators(t.Context(), EvaluatorQuery{SpaceID: "s"})
				return err
			},
			method: "GET", path: "/v2/evaluators", query: "space_id=s",
		},
		{
			name: "get evaluator", answer: same,
			call:   func(client *Client) error { _, err := client.GetEvaluator(t.Context(), id, "v"); return err },
			method: "GET", path: "/v2/evaluators/" + esc, query: "version_id=v",
		},
		{
			name: "list versions", answer: `{"evaluator_versions":[]}`,
			call: func(client *Client) error {
				_, err := client.ListEvaluatorVersions(t.Context(), VersionQuery{EvaluatorID: id, Cursor: "q"})
				return err
			},
			method: "GET", path: "/v2/evaluators/" + esc + "/versions", query: "cursor=q",
		},
		{
			name: "list spans", answer: `{"spans":[]}`,
			call: func(client *Client) error {
				_, err := client.ListSpans(t.Context(), SpanQuery{ProjectID: "p", Start: &at, Filter: "a < 1", Limit: 3, Cursor: "k"})
				return err
			},
			method: "POST", path: "/v2/spans", query: "cursor=k&limit=3",
			body: `{"project_id":"p","start_time":"2026-03-01T01:00:00Z","filter":"a < 1"}`,
		},
		{
			name: "list integrations", answer: `{"integrations":[]}`,
			call: func(client *Client) error {
				_, err := client.ListIntegrations(t.Context(), IntegrationQuery{SpaceID: "s", Type: AgentIntegration})
				return err
			},
			method: "GET", path: "/v2/integrations", query: "space_id=s&type=AGENT",
		},
	}
	for path, call := range map[string]func(*Client) error{
		"/v2/tasks/":              func(client *Client) error { return errOnly(client.GetTask(t.Context(), id)) },
		"/v2/task-runs/":          func(client *Client) error { return errOnly(client.GetRun(t.Context(), id)) },
		"/v2/projects/":           func(client *Client) error { return errOnly(client.GetProject(t.Context(), id)) },
		"/v2/datasets/":           func(client *Client) error { return errOnly(client.GetDataset(t.Context(), id)) },
		"/v2/experiments/":        func(client *Client) error { return errOnly(client.GetExperiment(t.Context(), id)) },
		"/v2/evaluator-versions/": func(client *Client) error { return errOnly(client.GetEvaluatorVersion(t.Context(), id)) },
		"/v2/integrations/":       func(client *Client) error { return errOnly(client.GetIntegration(t.Context(), id)) },
	} {
		cases = append(cases, operation{name: "one of " + path, answer: same, call: call, method: "GET", path: path + esc})
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			status := http.StatusOK
			if tc.answer == "" {
				status = http.StatusNoContent
			}
			stage, client := newStage(t, respond(status, tc.answer))
			if err := tc.call(client); err != nil {
				t.Fatal(err)
			}
			want := call{Method: tc.method, Path: "/some/prefix" + tc.path, Query: tc.query, Body: tc.body, Auth: "Bearer " + testKey}
			if tc.body != "" {
				want.ContentType = "application/json"
			}
			if got := stage.calls(); len(got) != 1 || got[0] != want {
				t.Errorf("\n got %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestReadOnlyRefusesEveryWriteAndNoRead(t *testing.T) {
	stage, client := newStage(t, respond(200, `{"id":"x","spans":[],"tasks":[]}`), func(options *Options) { options.ReadOnly = true })
	good := CreateTask{Name: "n", Type: CodeEvaluation, ProjectID: "p", Evaluators: []EvaluatorInput{{EvaluatorID: "e"}}}
	writes := map[string]func(context.Context) error{
		"create": func(ctx context.Context) error { _, err := client.CreateTask(ctx, good); return err },
		"update": func(ctx context.Context) error {
			_, err := client.UpdateTask(ctx, "t", UpdateTask{Name: ptr("x")})
			return err
		},
		"delete":  func(ctx context.Context) error { return client.DeleteTask(ctx, "t") },
		"trigger": func(ctx context.Context) error { _, err := client.Trigger(ctx, "t", Trigger{}); return err },
		"cancel":  func(ctx context.Context) error { _, err := client.CancelRun(ctx, "r"); return err },
	}
	for name, write := range writes {
		if apiErr := mustFail(t, write(t.Context())); apiErr.Kind != ReadOnly || apiErr.Lost || apiErr.Status != 0 {
			t.Errorf("%s: %+v", name, apiErr)
		}
	}
	if count := len(stage.calls()); count != 0 {
		t.Fatalf("%d requests were sent", count)
	}
	if _, err := client.ListSpans(t.Context(), SpanQuery{ProjectID: "p"}); err != nil {
		t.Errorf("a span search is a read: %v", err)
	}
}

func TestRefusedBeforeSending(t *testing.T) {
	stage, client := newStage(t, respond(200, `{}`))
	long := make([]byte, 256)
	for i := range long {
		long[i] = 'x'
	}
	calls := map[string]func() error{
		"limit 101": func() error { _, err := client.ListTasks(t.Context(), TaskQuery{Limit: 101}); return err },
		"limit -1":  func() error { _, err := client.ListTasks(t.Context(), TaskQuery{Limit: -1}); return err },
		"limit 501": func() error {
			_, err := client.ListExamples(t.Context(), ExampleQuery{DatasetID: "d", Limit: 501})
			return err
		},
		"long name":      func() error { _, err := client.ListTasks(t.Context(), TaskQuery{Name: string(long)}); return err },
		"no id":          func() error { _, err := client.GetTask(t.Context(), " "); return err },
		"dots":           func() error { return client.DeleteTask(t.Context(), "..") },
		"no task":        func() error { _, err := client.ListRuns(t.Context(), RunQuery{}); return err },
		"empty update":   func() error { _, err := client.UpdateTask(t.Context(), "t", UpdateTask{}); return err },
		"empty create":   func() error { _, err := client.CreateTask(t.Context(), CreateTask{}); return err },
		"spans, no proj": func() error { _, err := client.ListSpans(t.Context(), SpanQuery{}); return err },
	}
	for name, call := range calls {
		if apiErr := mustFail(t, call()); apiErr.Kind != Check || len(apiErr.Faults) == 0 || apiErr.Detail == "" {
			t.Errorf("%s: %+v", name, apiErr)
		}
	}
	if got := stage.calls(); len(got) != 0 {
		t.Errorf("sent: %v", got)
	}
}
