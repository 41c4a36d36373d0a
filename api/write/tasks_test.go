package write

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"ax-tui/api"
)

func wantedTask() api.CreateTask {
	return api.CreateTask{Name: "Ours", Type: api.TemplateEvaluation, ProjectID: "p"}
}

// createdTask returns a task like wantedTask, created some time after the request.
func createdTask(id string, after time.Duration) api.Task {
	return api.Task{ID: id, Name: "Ours", Type: api.TemplateEvaluation, ProjectID: "p", CreatedAt: sentAt().Add(after)}
}

// completeList returns all tasks of the name, read just before the request.
func completeList(tasks ...api.Task) SameName {
	return SameName{Tasks: tasks, Complete: true, At: sentAt().Add(-time.Second)}
}

func TestCreate(t *testing.T) {
	another := func(change func(*api.Task)) api.Task {
		task := createdTask("other", time.Second)
		change(&task)
		return task
	}
	for _, tc := range []struct {
		what   string
		server stub
		known  SameName
		want   Outcome
		id     string // of Value
		before int
		others int
	}{
		{what: "answered", want: Done, id: "answered"},
		{what: "refused", server: stub{writeErr: &api.Error{Kind: api.Conflict}, tasks: []api.Task{createdTask("1", 0)}}, want: Refused},
		{what: "stopped before it was sent", server: stub{writeErr: context.Canceled}, want: Refused},
		{what: "there", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("1", 0)}}, want: Confirmed, id: "1"},
		{what: "there, in the second that had begun", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("1", 500*time.Millisecond)}}, want: Confirmed, id: "1"},
		{what: "there, on a later page", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("0", -time.Hour), another(func(task *api.Task) { task.Name = "ours" }), createdTask("1", 0)}}, want: Confirmed, id: "1", before: 1},
		{what: "not there", server: stub{writeErr: lostAnswer()}, want: Absent},
		{what: "one from before", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("0", time.Second)}}, known: completeList(createdTask("0", 0)), want: Absent, before: 1},
		{what: "an old one that was not known", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("0", -3*time.Minute)}}, want: Absent, before: 1},
		{what: "another type", server: stub{writeErr: lostAnswer(), tasks: []api.Task{another(func(task *api.Task) { task.Type = api.CodeEvaluation })}}, want: Absent, others: 1},
		{what: "another project", server: stub{writeErr: lostAnswer(), tasks: []api.Task{another(func(task *api.Task) { task.ProjectID = "q" })}}, want: Absent, others: 1},
		{what: "a dataset", server: stub{writeErr: lostAnswer(), tasks: []api.Task{another(func(task *api.Task) { task.ProjectID, task.DatasetID = "", "d" })}}, want: Absent, others: 1},
		// Of another client, created a minute ago, and unknown before.
		{what: "one of another client", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("theirs", -time.Minute)}}, want: Uncertain, id: "theirs"},
		{what: "one of another client and ours", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("theirs", -time.Minute), createdTask("1", time.Second)}}, want: Confirmed, id: "1"},
		{what: "two that match", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("1", 0), createdTask("2", 0)}}, want: Uncertain, id: "1"},
		{what: "clocks that differ", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("1", -time.Minute)}}, known: completeList(), want: Confirmed, id: "1"},
		{what: "clocks that differ by more", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("1", -3*time.Minute)}}, known: completeList(), want: Absent, before: 1},
		{
			what: "what was known is old", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("theirs", -time.Minute)}},
			known: SameName{Complete: true, At: sentAt().Add(-2 * time.Minute)}, want: Uncertain, id: "theirs",
		},
		{what: "unreadable", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("0", -time.Hour), createdTask("1", 0)}, lookErr: errOffline}, want: LookUpFailed, before: 1},
		{what: "found before the list failed", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("1", 0), createdTask("0", -time.Hour)}, lookErr: errOffline}, want: Uncertain, id: "1"},
		{what: "a truncated list", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("0", -time.Hour)}, truncated: true}, want: LookUpFailed, before: 1},
		{what: "found in a truncated list", server: stub{writeErr: lostAnswer(), tasks: []api.Task{createdTask("1", 0)}, truncated: true}, want: Uncertain, id: "1"},
	} {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		got := Create(ctx, &tc.server, wantedTask(), tc.known, sentAt())
		check(t, tc.what, got.Result, tc.want, tc.id, func(task api.Task) string { return task.ID }, tc.server)
		if got.Before != tc.before || got.Others != tc.others {
			t.Errorf("%s: %d before and %d others, want %d and %d", tc.what, got.Before, got.Others, tc.before, tc.others)
		}
	}
}

// A task of another client with the same name, type and target, created at the same
// time.
func TestATaskWithOtherFieldsIsUncertain(t *testing.T) {
	rate, less, yes, filter := 0.5, 0.1, true, "x = 1"
	one := &api.QueryFilters{Filters: []api.NamedFilter{{ID: "A", Filter: "x"}}}
	withExpression := &api.QueryFilters{Filters: one.Filters, Expression: "A"}
	req := wantedTask()
	req.SamplingRate, req.Continuous, req.QueryFilter = &rate, &yes, filter
	req.Evaluators, req.ExperimentIDs = []api.EvaluatorInput{{EvaluatorID: "e"}}, []string{"1", "2"}
	ours := createdTask("ours", time.Second)
	ours.SamplingRate, ours.Continuous, ours.QueryFilter = &rate, true, &filter
	ours.Evaluators, ours.ExperimentIDs = []api.TaskEvaluator{{EvaluatorID: "e", Name: "E"}}, []string{"2", "1"}
	wideReq, wide := wantedTask(), createdTask("wide", time.Second)
	wideReq.QueryFilters, wide.QueryFilters = one, withExpression
	for _, tc := range []struct {
		what   string
		req    api.CreateTask
		task   api.Task
		change func(*api.Task)
		want   Outcome
	}{
		{"ours", req, ours, func(*api.Task) {}, Confirmed},
		{"another evaluator", req, ours, func(task *api.Task) { task.Evaluators = []api.TaskEvaluator{{EvaluatorID: "f"}} }, Uncertain},
		{"another rate", req, ours, func(task *api.Task) { task.SamplingRate = &less }, Uncertain},
		{"on demand", req, ours, func(task *api.Task) { task.Continuous = false }, Uncertain},
		{"no filter", req, ours, func(task *api.Task) { task.QueryFilter = nil }, Uncertain},
		{"other experiments", req, ours, func(task *api.Task) { task.ExperimentIDs = []string{"1"} }, Uncertain},
		{"a filter where none was sent", wantedTask(), createdTask("1", 0), func(task *api.Task) { task.QueryFilter = &filter }, Uncertain},
		{"one query filter, answered with an expression", wideReq, wide, func(*api.Task) {}, Confirmed},
		{"query filters where none were sent", wantedTask(), createdTask("1", 0), func(task *api.Task) { task.QueryFilters = withExpression }, Uncertain},
	} {
		tc.change(&tc.task)
		server := stub{writeErr: lostAnswer(), tasks: []api.Task{tc.task}}
		got := Create(t.Context(), &server, tc.req, completeList(), sentAt())
		check(t, tc.what, got.Result, tc.want, tc.task.ID, func(task api.Task) string { return task.ID }, server)
	}
}

// check compares a result with the expected one and checks its consistency.
func check[T any](t *testing.T, what string, got Result[T], want Outcome, id string, idOf func(T) string, server stub) {
	t.Helper()
	if got.Outcome != want || got.Known != (id != "") || idOf(got.Value) != id {
		t.Errorf("%s: %d %q (%v, %v), want %d %q", what, got.Outcome, idOf(got.Value), got.Err, got.LookErr, want, id)
	}
	if (got.Err == nil) != (want == Done) || want == LookUpFailed && got.LookErr == nil || got.Succeeded() != (want == Done || want == Confirmed) {
		t.Errorf("%s: the parts do not agree: %+v", what, got)
	}
	if server.sent != 1 || server.cancelled {
		t.Errorf("%s: sent %d times; the lookup used the ended context: %t", what, server.sent, server.cancelled)
	}
}

func TestReadSameName(t *testing.T) {
	server := &stub{tasks: []api.Task{createdTask("1", 0), createdTask("2", 0)}}
	sameName, err := ReadSameName(t.Context(), server, wantedTask(), "", sentAt())
	if err != nil || sameName.Complete || len(sameName.Tasks) != 1 || !sameName.At.Equal(sentAt()) {
		t.Errorf("two pages: %+v %v", sameName, err)
	}
	server.tasks = server.tasks[:1]
	if sameName, err = ReadSameName(t.Context(), server, wantedTask(), "", sentAt()); err != nil || !sameName.Complete {
		t.Errorf("one page: %+v %v", sameName, err)
	}
	server.truncated = true
	if sameName, err = ReadSameName(t.Context(), server, wantedTask(), "", sentAt()); err != nil || sameName.Complete {
		t.Errorf("a page that promises more: %+v %v", sameName, err)
	}
	if sameName, err = ReadSameName(t.Context(), &stub{lookErr: errOffline}, wantedTask(), "", sentAt()); !errors.Is(err, errOffline) || sameName.Complete {
		t.Errorf("no page: %+v %v", sameName, err)
	}
	if query := (&SameName{}).query(wantedTask()); query.ProjectID != "p" || query.Name != "Ours" {
		t.Errorf("without a space: %+v", query)
	}
	if query := (&SameName{SpaceID: "s"}).query(wantedTask()); query.SpaceID != "s" || query.ProjectID != "" {
		t.Errorf("with a space: %+v", query)
	}
}

func TestUpdate(t *testing.T) {
	name := "new"
	change := api.UpdateTask{Name: &name}
	for _, tc := range []writeCase{
		{what: "answered", want: Done, id: "answered"},
		{what: "refused", server: stub{writeErr: &api.Error{Kind: api.Invalid}}, want: Refused},
		{what: "gone", server: stub{writeErr: notFound()}, want: Refused},
		{what: "there", server: stub{writeErr: lostAnswer(), tasks: []api.Task{{ID: "1", Name: "new"}}}, want: Confirmed, id: "1"},
		{what: "not there", server: stub{writeErr: lostAnswer(), tasks: []api.Task{{ID: "1", Name: "old"}}}, want: Absent, id: "1"},
		{what: "unreadable", server: stub{writeErr: lostAnswer(), lookErr: errOffline}, want: LookUpFailed},
	} {
		got := Update(t.Context(), &tc.server, "1", &change)
		check(t, tc.what, got, tc.want, tc.id, func(task api.Task) string { return task.ID }, tc.server)
	}
}

func TestMatchesUpdate(t *testing.T) {
	rate, filter := 0.5, "x = 1"
	queries := api.QueryFilters{Filters: []api.NamedFilter{{ID: "A", Filter: "x"}}}
	task := api.Task{
		Name: "a", SamplingRate: &rate, Continuous: true, QueryFilter: &filter, RunConfig: json.RawMessage(`{"b": 1, "a": 2}`),
		Evaluators: []api.TaskEvaluator{{EvaluatorID: "e", Name: "E", Mappings: map[string]string{"x": "y"}}},
	}
	wide := api.Task{QueryFilters: &queries}
	name, other, yes, no, less := "a", "b", true, false, 0.1
	for _, tc := range []struct {
		what string
		task api.Task
		u    api.UpdateTask
		want bool
	}{
		{"name", task, api.UpdateTask{Name: &name}, true},
		{"another name", task, api.UpdateTask{Name: &other}, false},
		{"rate", task, api.UpdateTask{SamplingRate: &rate}, true},
		{"another rate", task, api.UpdateTask{SamplingRate: &less}, false},
		{"no rate", wide, api.UpdateTask{SamplingRate: &rate}, false},
		{"continuous", task, api.UpdateTask{Continuous: &yes}, true},
		{"on demand", task, api.UpdateTask{Continuous: &no}, false},
		{"filter", task, api.UpdateTask{QueryFilter: api.Set("x = 1")}, true},
		{"another filter", task, api.UpdateTask{QueryFilter: api.Set("y")}, false},
		{"cleared", task, api.UpdateTask{QueryFilter: api.Null[string]()}, false},
		{"none to clear", wide, api.UpdateTask{QueryFilter: api.Null[string]()}, true},
		{"filters", wide, api.UpdateTask{QueryFilters: api.Set(queries)}, true},
		{"no filters", task, api.UpdateTask{QueryFilters: api.Set(queries)}, false},
		{"other filters", wide, api.UpdateTask{QueryFilters: api.Set(api.QueryFilters{})}, false},
		{"filters cleared", wide, api.UpdateTask{QueryFilters: api.Null[api.QueryFilters]()}, false},
		{"no filters to clear", task, api.UpdateTask{QueryFilters: api.Null[api.QueryFilters]()}, true},
		{"evaluators", task, api.UpdateTask{Evaluators: []api.EvaluatorInput{{EvaluatorID: "e", Mappings: map[string]string{"x": "y"}}}}, true},
		{"a pin", task, api.UpdateTask{Evaluators: []api.EvaluatorInput{{EvaluatorID: "e", VersionID: "v", Mappings: map[string]string{"x": "y"}}}}, false},
		{"configuration", task, api.UpdateTask{RunConfig: json.RawMessage(`{"a":2,"b":1.0}`)}, true},
		{"another configuration", task, api.UpdateTask{RunConfig: json.RawMessage(`{"a":2}`)}, false},
	} {
		if got := matchesUpdate(&tc.task, tc.u); got != tc.want {
			t.Errorf("%s: %t", tc.what, got)
		}
	}
}

func TestDelete(t *testing.T) {
	for _, tc := range []writeCase{
		{what: "answered", want: Done},
		{what: "refused", server: stub{writeErr: &api.Error{Kind: api.Forbidden}}, want: Refused},
		{what: "gone before", server: stub{writeErr: notFound()}, want: AlreadyEnded},
		{what: "gone", server: stub{writeErr: lostAnswer(), lookErr: notFound()}, want: Confirmed},
		{what: "still there", server: stub{writeErr: lostAnswer(), tasks: []api.Task{{ID: "1"}}}, want: Absent, id: "1"},
		{what: "unreadable", server: stub{writeErr: lostAnswer(), lookErr: errOffline}, want: LookUpFailed},
	} {
		got := Delete(t.Context(), &tc.server, "1")
		check(t, tc.what, got, tc.want, tc.id, func(task api.Task) string { return task.ID }, tc.server)
	}
}
