package write

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"ax-tui/api"
)

func wanted() api.CreateTask {
	return api.CreateTask{Name: "Ours", Type: api.TemplateEvaluation, ProjectID: "p"}
}

// made is a task as wanted, made so long after the request was sent.
func made(id string, after time.Duration) api.Task {
	return api.Task{ID: id, Name: "Ours", Type: api.TemplateEvaluation, ProjectID: "p", CreatedAt: sentAt().Add(after)}
}

// complete are all the tasks of the name, read just before the request.
func complete(tasks ...api.Task) SameName {
	return SameName{Tasks: tasks, Complete: true, At: sentAt().Add(-time.Second)}
}

func TestCreate(t *testing.T) {
	another := func(change func(*api.Task)) api.Task {
		task := made("other", time.Second)
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
		{what: "refused", server: stub{write: &api.Error{Kind: api.Conflict}, tasks: []api.Task{made("1", 0)}}, want: Refused},
		{what: "stopped before it was sent", server: stub{write: context.Canceled}, want: Refused},
		{what: "there", server: stub{write: lostAnswer(), tasks: []api.Task{made("1", 0)}}, want: Confirmed, id: "1"},
		{what: "there, in the second that had begun", server: stub{write: lostAnswer(), tasks: []api.Task{made("1", 500*time.Millisecond)}}, want: Confirmed, id: "1"},
		{what: "there, on a later page", server: stub{write: lostAnswer(), tasks: []api.Task{made("0", -time.Hour), another(func(task *api.Task) { task.Name = "ours" }), made("1", 0)}}, want: Confirmed, id: "1", before: 1},
		{what: "not there", server: stub{write: lostAnswer()}, want: Absent},
		{what: "one from before", server: stub{write: lostAnswer(), tasks: []api.Task{made("0", time.Second)}}, known: complete(made("0", 0)), want: Absent, before: 1},
		{what: "an old one that was not known", server: stub{write: lostAnswer(), tasks: []api.Task{made("0", -3*time.Minute)}}, want: Absent, before: 1},
		{what: "another type", server: stub{write: lostAnswer(), tasks: []api.Task{another(func(task *api.Task) { task.Type = api.CodeEvaluation })}}, want: Absent, others: 1},
		{what: "another project", server: stub{write: lostAnswer(), tasks: []api.Task{another(func(task *api.Task) { task.ProjectID = "q" })}}, want: Absent, others: 1},
		{what: "a dataset", server: stub{write: lostAnswer(), tasks: []api.Task{another(func(task *api.Task) { task.ProjectID, task.DatasetID = "", "d" })}}, want: Absent, others: 1},
		// A colleague's, made a minute ago, while nothing was known of before.
		{what: "somebody else's", server: stub{write: lostAnswer(), tasks: []api.Task{made("theirs", -time.Minute)}}, want: Uncertain, id: "theirs"},
		{what: "somebody else's beside ours", server: stub{write: lostAnswer(), tasks: []api.Task{made("theirs", -time.Minute), made("1", time.Second)}}, want: Confirmed, id: "1"},
		{what: "of two that must be ours", server: stub{write: lostAnswer(), tasks: []api.Task{made("1", 0), made("2", 0)}}, want: Uncertain, id: "1"},
		{what: "clocks that differ", server: stub{write: lostAnswer(), tasks: []api.Task{made("1", -time.Minute)}}, known: complete(), want: Confirmed, id: "1"},
		{what: "clocks that differ by more", server: stub{write: lostAnswer(), tasks: []api.Task{made("1", -3*time.Minute)}}, known: complete(), want: Absent, before: 1},
		{
			what: "what was known is old", server: stub{write: lostAnswer(), tasks: []api.Task{made("theirs", -time.Minute)}},
			known: SameName{Complete: true, At: sentAt().Add(-2 * time.Minute)}, want: Uncertain, id: "theirs",
		},
		{what: "unreadable", server: stub{write: lostAnswer(), tasks: []api.Task{made("0", -time.Hour), made("1", 0)}, look: errOffline}, want: LookUpFailed, before: 1},
		{what: "found before the list failed", server: stub{write: lostAnswer(), tasks: []api.Task{made("1", 0), made("0", -time.Hour)}, look: errOffline}, want: Confirmed, id: "1"},
		{what: "a list that breaks off", server: stub{write: lostAnswer(), tasks: []api.Task{made("0", -time.Hour)}, broken: true}, want: LookUpFailed, before: 1},
		{what: "found on a list that breaks off", server: stub{write: lostAnswer(), tasks: []api.Task{made("1", 0)}, broken: true}, want: Confirmed, id: "1"},
	} {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		got := Create(ctx, &tc.server, wanted(), tc.known, sentAt())
		check(t, tc.what, got.Result, tc.want, tc.id, func(task api.Task) string { return task.ID }, tc.server)
		if got.Before != tc.before || got.Others != tc.others {
			t.Errorf("%s: %d before and %d others, want %d and %d", tc.what, got.Before, got.Others, tc.before, tc.others)
		}
	}
}

// TestATaskWithOtherFieldsMayBeAnothers: a colleague's of the same name, type
// and target, made in the same moment.
func TestATaskWithOtherFieldsMayBeAnothers(t *testing.T) {
	rate, less, yes, filter := 0.5, 0.1, true, "x = 1"
	one := &api.QueryFilters{Filters: []api.NamedFilter{{ID: "A", Filter: "x"}}}
	answered := &api.QueryFilters{Filters: one.Filters, Expression: "A"}
	req := wanted()
	req.SamplingRate, req.Continuous, req.QueryFilter = &rate, &yes, filter
	req.Evaluators, req.ExperimentIDs = []api.EvaluatorInput{{EvaluatorID: "e"}}, []string{"1", "2"}
	ours := made("ours", time.Second)
	ours.SamplingRate, ours.Continuous, ours.QueryFilter = &rate, true, &filter
	ours.Evaluators, ours.ExperimentIDs = []api.TaskEvaluator{{EvaluatorID: "e", Name: "E"}}, []string{"2", "1"}
	wideReq, wide := wanted(), made("wide", time.Second)
	wideReq.QueryFilters, wide.QueryFilters = one, answered
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
		{"a filter where none was sent", wanted(), made("1", 0), func(task *api.Task) { task.QueryFilter = &filter }, Uncertain},
		{"one query filter, answered with an expression", wideReq, wide, func(*api.Task) {}, Confirmed},
		{"query filters where none were sent", wanted(), made("1", 0), func(task *api.Task) { task.QueryFilters = answered }, Uncertain},
	} {
		tc.change(&tc.task)
		server := stub{write: lostAnswer(), tasks: []api.Task{tc.task}}
		got := Create(t.Context(), &server, tc.req, complete(), sentAt())
		check(t, tc.what, got.Result, tc.want, tc.task.ID, func(task api.Task) string { return task.ID }, server)
	}
}

// check compares a result with what is wanted and with itself.
func check[T any](t *testing.T, what string, got Result[T], want Outcome, id string, idOf func(T) string, server stub) {
	t.Helper()
	if got.Outcome != want || got.Known != (id != "") || idOf(got.Value) != id {
		t.Errorf("%s: %d %q (%v, %v), want %d %q", what, got.Outcome, idOf(got.Value), got.Err, got.LookErr, want, id)
	}
	if (got.Err == nil) != (want == Done) || want == LookUpFailed && got.LookErr == nil || got.Succeeded() != (want == Done || want == Confirmed) {
		t.Errorf("%s: the parts do not agree: %+v", what, got)
	}
	if server.sent != 1 || server.ended {
		t.Errorf("%s: sent %d times; the look-up has ended with the request: %t", what, server.sent, server.ended)
	}
}

func TestNamesakesAreReadWhereTheNewTaskIs(t *testing.T) {
	server := &stub{tasks: []api.Task{made("1", 0), made("2", 0)}}
	sameName, err := ReadSameName(t.Context(), server, wanted(), "", sentAt())
	if err != nil || sameName.Complete || len(sameName.Tasks) != 1 || !sameName.At.Equal(sentAt()) {
		t.Errorf("two pages: %+v %v", sameName, err)
	}
	server.tasks = server.tasks[:1]
	if sameName, err = ReadSameName(t.Context(), server, wanted(), "", sentAt()); err != nil || !sameName.Complete {
		t.Errorf("one page: %+v %v", sameName, err)
	}
	server.broken = true
	if sameName, err = ReadSameName(t.Context(), server, wanted(), "", sentAt()); err != nil || sameName.Complete {
		t.Errorf("a page that promises more: %+v %v", sameName, err)
	}
	if sameName, err = ReadSameName(t.Context(), &stub{look: errOffline}, wanted(), "", sentAt()); !errors.Is(err, errOffline) || sameName.Complete {
		t.Errorf("no page: %+v %v", sameName, err)
	}
	if query := (SameName{}).query(wanted()); query.ProjectID != "p" || query.Name != "Ours" {
		t.Errorf("without a space: %+v", query)
	}
	if query := (SameName{SpaceID: "s"}).query(wanted()); query.SpaceID != "s" || query.ProjectID != "" {
		t.Errorf("with a space: %+v", query)
	}
}

func TestUpdate(t *testing.T) {
	name := "new"
	change := api.UpdateTask{Name: &name}
	for _, tc := range []attempt{
		{what: "answered", want: Done, id: "answered"},
		{what: "refused", server: stub{write: &api.Error{Kind: api.Invalid}}, want: Refused},
		{what: "gone", server: stub{write: notFound()}, want: Refused},
		{what: "there", server: stub{write: lostAnswer(), tasks: []api.Task{{ID: "1", Name: "new"}}}, want: Confirmed, id: "1"},
		{what: "not there", server: stub{write: lostAnswer(), tasks: []api.Task{{ID: "1", Name: "old"}}}, want: Absent, id: "1"},
		{what: "unreadable", server: stub{write: lostAnswer(), look: errOffline}, want: LookUpFailed},
	} {
		got := Update(t.Context(), &tc.server, "1", change)
		check(t, tc.what, got, tc.want, tc.id, func(task api.Task) string { return task.ID }, tc.server)
	}
}

func TestWhetherATaskShowsAnUpdate(t *testing.T) {
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
		if got := shows(tc.task, tc.u); got != tc.want {
			t.Errorf("%s: %t", tc.what, got)
		}
	}
}

func TestDelete(t *testing.T) {
	for _, tc := range []attempt{
		{what: "answered", want: Done},
		{what: "refused", server: stub{write: &api.Error{Kind: api.Forbidden}}, want: Refused},
		{what: "gone before", server: stub{write: notFound()}, want: AlreadyEnded},
		{what: "gone", server: stub{write: lostAnswer(), look: notFound()}, want: Confirmed},
		{what: "still there", server: stub{write: lostAnswer(), tasks: []api.Task{{ID: "1"}}}, want: Absent, id: "1"},
		{what: "unreadable", server: stub{write: lostAnswer(), look: errOffline}, want: LookUpFailed},
	} {
		got := Delete(t.Context(), &tc.server, "1")
		check(t, tc.what, got, tc.want, tc.id, func(task api.Task) string { return task.ID }, tc.server)
	}
}
