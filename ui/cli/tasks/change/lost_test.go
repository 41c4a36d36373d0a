package change

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/cli/tasks/core"
)

// make is a create command line.
func creating(name string) []string {
	return []string{"--name", name, "--task-type", "template_evaluation", "--project", "support-bot", "--evaluators", relevance}
}

func TestALostCreateIsLookedUp(t *testing.T) {
	s := newStage(t, "POST /v2/tasks drop-after")
	s.wants(core.OK, "The answer was lost; the task was found all the same.", Create, creating("Lost")...)
	if s.writes() != 1 || !strings.Contains(s.out.String(), "Lost") {
		t.Errorf("%d writes: %s", s.writes(), s.out.String())
	}
	// The one that was there before is not taken for the one that was lost.
	s.wants(core.API, "It was looked for and is not there (yet). It was not sent again. Look first: ax-tui tasks list --name Lost --profile work", Create, creating("Lost")...)
	s = newStage(t, "POST /v2/tasks drop")
	s.wants(core.API, "It was looked for and is not there (yet).", Create, creating("Lost")...)
	s = newStage(t, "POST /v2/tasks drop-after", "GET /v2/tasks error=100%")
	s.wants(core.API, "The tasks could not be read. It was not sent again.", Create, creating("Lost")...)
}

func TestALostStartIsCertainByItsWindowOnly(t *testing.T) {
	window := []string{"Relevance Monitor", "--data-start-time", "-24h", "--data-end-time", "-3h"}
	s := newStage(t, "POST drop-after")
	s.wants(core.OK, "The answer was lost; the run was found all the same.", TriggerRun, window...)
	s = newStage(t, "POST drop-after")
	s.wants(core.API, "is new and may be yours.", TriggerRun, "JSON Shape")
	s = newStage(t, "POST drop")
	s.wants(core.API, "It was looked for and is not there (yet).", TriggerRun, window...)
	s = newStage(t, "POST drop-after", "GET /v2/task-runs error=100%", "GET /v2/tasks/{id}/runs error=100%")
	s.wants(core.API, "The runs could not be read.", TriggerRun, window...)
	if s.writes() != 1 {
		t.Errorf("%d writes", s.writes())
	}
}

// TestOfTwoNewRunsNoneIsCertain: somebody else has started one over the very
// window at the very time.
func TestOfTwoNewRunsNoneIsCertain(t *testing.T) {
	s := newStage(t)
	conn, err := s.app.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.app.TaskID(t.Context(), conn, "Relevance Monitor", &core.Ref{})
	if err != nil {
		t.Fatal(err)
	}
	start, end := s.now.Add(-24*time.Hour), s.now.Add(-3*time.Hour)
	g := api.Trigger{DataStart: &start, DataEnd: &end}
	for n := range 2 {
		if _, err := conn.Client.Trigger(t.Context(), id, g); err != nil {
			t.Fatal(err)
		}
		r, err := findStarted(t.Context(), s.app, conn, api.Task{ID: id}, g, s.now, &api.Error{Kind: api.Timeout, Lost: true})
		if n == 0 && (err != nil || r.ID == "") {
			t.Errorf("the only one is not found: %v", err)
		}
		if n == 1 && core.CodeOf(err) != core.API {
			t.Errorf("one of two is taken for ours: %v", r.ID)
		}
	}
	for what, other := range map[string]api.Task{"started since": {ID: id}, "before the last one": {ID: id, LastRunAt: &s.now}} {
		if r, err := findStarted(t.Context(), s.app, conn, other, api.Trigger{DataStart: &end, DataEnd: &end}, s.now, err); err == nil {
			t.Errorf("%s: a run over another window is taken for ours: %v", what, r.ID)
		}
	}
}

func TestALostUpdateIsLookedUp(t *testing.T) {
	s := newStage(t, "PATCH drop-after")
	s.wants(core.OK, "the task is as it was asked for", Update, "Relevance Monitor", "--sampling-rate", "0.5", "--query-filter", "")
	s.wants(core.OK, "the task is as it was asked for", Update, "Relevance Monitor", "--evaluators", relevance)
	s = newStage(t, "PATCH drop")
	s.wants(core.API, "The task does not show the change (yet).", Update, "Relevance Monitor", "--name", "Other")
	s.wants(core.API, "The task does not show the change (yet).", Update, "Relevance Monitor", "--evaluators", strings.Replace(relevance, "output.value", "output.other", 1))
	if s.writes() != 2 {
		t.Errorf("%d writes", s.writes())
	}
}

func TestALostDeleteAndALostCancel(t *testing.T) {
	s := newStage(t, "DELETE drop-after")
	s.wants(core.OK, "The answer was lost; the task is gone.", Delete, "JSON Shape", "-f")
	s = newStage(t, "DELETE drop")
	s.wants(core.API, "The task is still there. It was not sent again.", Delete, "JSON Shape", "-f")

	s = newStage(t, "POST /v2/task-runs/{id}/cancel drop-after")
	id := s.started()
	s.wants(core.OK, "The answer was lost; the run is cancelled.", CancelRun, id, "-f")
	s = newStage(t, "POST /v2/task-runs/{id}/cancel drop")
	id = s.started()
	s.wants(core.API, "The run is pending. It was not sent again. Look first: ax-tui tasks get-run "+id, CancelRun, id, "-f")
	if s.writes() != 2 { // the start and one cancel
		t.Errorf("%d writes", s.writes())
	}
}

// TestStoppedWhileAWriteIsOnItsWay: ctrl+c does not end the look-up, and what is
// not certain is no success.
func TestStoppedWhileAWriteIsOnItsWay(t *testing.T) {
	s := newStage(t, "POST /v2/tasks timeout")
	s.on = func(request string) {
		if request == "POST /v2/tasks" {
			s.stop()
		}
	}
	s.wants(core.Interrupted, "It was looked for and is not there (yet).", Create, creating("Stopped")...)
	if s.writes() != 1 {
		t.Errorf("%d writes", s.writes())
	}
}

func TestWhichTaskIsOurs(t *testing.T) {
	s := newStage(t)
	s.wants(core.OK, "Created the task", Create, creating("Ours")...)
	conn, err := s.app.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := conn.Client.ListTasks(t.Context(), api.TaskQuery{Name: "Ours"})
	if err != nil || len(p.Items) != 1 {
		t.Fatalf("%v, %d tasks", err, len(p.Items))
	}
	made := p.Items[0]
	q := api.TaskQuery{Name: "Ours"}
	for _, c := range []struct {
		what   string
		change func(*api.CreateTask)
		known  namesakes
		later  time.Duration // when ours was sent
		want   bool
	}{
		{"the one", func(*api.CreateTask) {}, namesakes{query: q}, 0, true},
		{"clocks that differ, and none was there before", func(*api.CreateTask) {}, namesakes{query: q, known: true}, time.Minute, true},
		{"clocks that differ", func(*api.CreateTask) {}, namesakes{query: q}, time.Minute, false},
		{"there before", func(*api.CreateTask) {}, namesakes{query: q, known: true, tasks: p.Items}, 0, false},
		{"another project", func(t *api.CreateTask) { t.ProjectID = "x" }, namesakes{query: q}, 0, false},
		{"another type", func(t *api.CreateTask) { t.Type = api.CodeEvaluation }, namesakes{query: q}, 0, false},
		{"another name", func(t *api.CreateTask) { t.Name = "ours" }, namesakes{query: q}, 0, false},
	} {
		want := api.CreateTask{Name: "Ours", Type: made.Type, ProjectID: made.ProjectID}
		c.change(&want)
		got, err := findMade(t.Context(), s.app, conn, want, c.known, s.now.Add(c.later), &api.Error{Kind: api.Timeout, Lost: true})
		if (err == nil) != c.want || c.want && got.ID != made.ID {
			t.Errorf("%s: %v, %v", c.what, got.ID, err)
		}
	}
}

// started starts a run and gives its ID.
func (s *stage) started() string {
	s.t.Helper()
	s.wants(core.OK, "Started the run", TriggerRun, "JSON Shape", "-o", "json")
	var r struct{ ID string }
	if err := json.Unmarshal(s.out.Bytes(), &r); err != nil {
		s.t.Fatal(err)
	}
	return r.ID
}

func TestSeveralCancelled(t *testing.T) {
	s := newStage(t)
	one, two := s.started(), s.started()
	s.at("no", "yes")
	s.wants(core.Usage, "1 of 2 runs was not cancelled: nothing was changed", CancelRun, one, two, one)
	s.wants(core.API, "1 of 2 runs was not cancelled: cannot cancel the run "+two+": it has ended already: cancelled", CancelRun, two, one, "--force")
	s.wants(core.API, "2 of 2 runs were not cancelled:\n  cannot cancel the run "+two, CancelRun, two, one, "--force")
	if !strings.Contains(s.err.String(), "\n  cannot cancel the run "+one) || s.out.Len() > 0 {
		t.Errorf("%s%s", s.err.String(), s.out.String())
	}
	three, four := s.started(), s.started()
	s.at("no")
	s.wants(core.API, "2 of 2 runs were not cancelled:", CancelRun, three, two) // a no is the least of all failures
	before := s.writes()
	s.at("ctrl+c")
	s.wants(core.Interrupted, "2 of 2 runs were not cancelled: stopped on request", CancelRun, three, four)
	if s.writes() != before {
		t.Error("ctrl+c at the first question did not stop the second")
	}
}

func TestOutputThatFailsAfterAWriteTellsTheID(t *testing.T) {
	s := newStage(t)
	s.app.Out = full{}
	code, told := s.run(Create, creating("Full")...)
	if code != core.File || !strings.Contains(told, `Created the task "Full" (T25saW5l`) || !strings.Contains(told, "no space left") {
		t.Errorf("exit %d: %s", code, told)
	}
	code, told = s.run(TriggerRun, "JSON Shape")
	if code != core.File || !strings.Contains(told, "Started the run VGFza1J1bj") {
		t.Errorf("exit %d: %s", code, told)
	}
	id := strings.Fields(told)[3]
	if code, told = s.run(CancelRun, id, "-f"); code != core.File || !strings.Contains(told, "Asked to cancel the run "+id) {
		t.Errorf("exit %d: %s", code, told)
	}
}

func TestHolds(t *testing.T) {
	rate, filter := 0.5, "x = 1"
	task := api.Task{
		Name: "a", SamplingRate: &rate, Continuous: true, QueryFilter: &filter, RunConfig: json.RawMessage(`{"b": 1, "a": 2}`),
		Evaluators: []api.TaskEvaluator{{EvaluatorID: "e", Name: "E", Mappings: map[string]string{"x": "y"}}},
	}
	name, other, yes, no, less := "a", "b", true, false, 0.1
	for _, c := range []struct {
		what string
		u    api.UpdateTask
		want bool
	}{
		{"name", api.UpdateTask{Name: &name}, true}, {"another name", api.UpdateTask{Name: &other}, false},
		{"rate", api.UpdateTask{SamplingRate: &rate}, true}, {"another rate", api.UpdateTask{SamplingRate: &less}, false},
		{"continuous", api.UpdateTask{Continuous: &yes}, true}, {"on demand", api.UpdateTask{Continuous: &no}, false},
		{"filter", api.UpdateTask{QueryFilter: api.Set("x = 1")}, true}, {"another filter", api.UpdateTask{QueryFilter: api.Set("y")}, false},
		{"no filter", api.UpdateTask{QueryFilter: api.Null[string]()}, false},
		{"evaluators", api.UpdateTask{Evaluators: []api.EvaluatorInput{{EvaluatorID: "e", Mappings: map[string]string{"x": "y"}}}}, true},
		{"a pin", api.UpdateTask{Evaluators: []api.EvaluatorInput{{EvaluatorID: "e", VersionID: "v", Mappings: map[string]string{"x": "y"}}}}, false},
		{"configuration", api.UpdateTask{RunConfig: json.RawMessage(`{"a":2,"b":1}`)}, true},
		{"another configuration", api.UpdateTask{RunConfig: json.RawMessage(`{"a":2}`)}, false},
	} {
		if got := holds(task, c.u); got != c.want {
			t.Errorf("%s: %t", c.what, got)
		}
	}
	at, near, far := time.Unix(100, 0), time.Unix(100, 5e8), time.Unix(103, 0)
	if !sameTime(&at, &near) || sameTime(&at, &far) || sameTime(nil, nil) {
		t.Error("times")
	}
}
