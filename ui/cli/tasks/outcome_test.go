package tasks

import (
	"encoding/json"
	"strings"
	"testing"
)

// make is a create command line.
func creating(name string) []string {
	return []string{"--name", name, "--task-type", "template_evaluation", "--project", "support-bot", "--evaluators", relevance}
}

func TestALostCreateIsLookedUp(t *testing.T) {
	stage := newStage(t, "POST /v2/tasks drop-after")
	stage.wants(OK, "The answer was lost; the task was found all the same.", createCommand, creating("Lost")...)
	if stage.writes() != 1 || !strings.Contains(stage.out.String(), "Lost") {
		t.Errorf("%d writes: %s", stage.writes(), stage.out.String())
	}
	// The one that was there before is not taken for the one that was lost.
	stage.wants(API, "It was looked for and is not there (yet). It was not sent again. Look first: ax-tui tasks list --name Lost --profile work", createCommand, creating("Lost")...)
	stage = newStage(t, "POST /v2/tasks drop")
	stage.wants(API, "It was looked for and is not there (yet).", createCommand, creating("Lost")...)
	stage = newStage(t, "POST /v2/tasks drop-after", "GET /v2/tasks error=100%")
	stage.wants(API, "The tasks could not be read. It was not sent again.", createCommand, creating("Lost")...)
}

func TestALostStartIsCertainByItsWindowOnly(t *testing.T) {
	window := []string{"Relevance Monitor", "--data-start-time", "-24h", "--data-end-time", "-3h"}
	stage := newStage(t, "POST drop-after")
	stage.wants(OK, "The answer was lost; the run was found all the same.", triggerRunCommand, window...)
	stage = newStage(t, "POST drop-after")
	stage.wants(API, "is new and may be yours.", triggerRunCommand, "JSON Shape")
	stage = newStage(t, "POST drop")
	stage.wants(API, "It was looked for and is not there (yet).", triggerRunCommand, window...)
	stage = newStage(t, "POST drop-after", "GET /v2/task-runs error=100%", "GET /v2/tasks/{id}/runs error=100%")
	stage.wants(API, "The runs could not be read.", triggerRunCommand, window...)
	if stage.writes() != 1 {
		t.Errorf("%d writes", stage.writes())
	}
}

func TestALostUpdateIsLookedUp(t *testing.T) {
	stage := newStage(t, "PATCH drop-after")
	stage.wants(OK, "the task is as it was asked for", updateCommand, "Relevance Monitor", "--sampling-rate", "0.5", "--query-filter", "")
	stage.wants(OK, "the task is as it was asked for", updateCommand, "Relevance Monitor", "--evaluators", relevance)
	stage = newStage(t, "PATCH drop")
	stage.wants(API, "The task does not show the change (yet).", updateCommand, "Relevance Monitor", "--name", "Other")
	stage.wants(API, "The task does not show the change (yet).", updateCommand, "Relevance Monitor", "--evaluators", strings.Replace(relevance, "output.value", "output.other", 1))
	if stage.writes() != 2 {
		t.Errorf("%d writes", stage.writes())
	}
}

func TestALostDeleteAndALostCancel(t *testing.T) {
	stage := newStage(t, "DELETE drop-after")
	stage.wants(OK, "The answer was lost; the task is gone.", deleteCommand, "JSON Shape", "-f")
	stage = newStage(t, "DELETE drop")
	stage.wants(API, "The task is still there. It was not sent again.", deleteCommand, "JSON Shape", "-f")

	stage = newStage(t, "POST /v2/task-runs/{id}/cancel drop-after")
	id := stage.started()
	stage.wants(OK, "The answer was lost; the run is cancelled.", cancelRunCommand, id, "-f")
	stage = newStage(t, "POST /v2/task-runs/{id}/cancel drop")
	id = stage.started()
	stage.wants(API, "The run is pending. It was not sent again. Look first: ax-tui tasks get-run "+id, cancelRunCommand, id, "-f")
	if stage.writes() != 2 { // the start and one cancel
		t.Errorf("%d writes", stage.writes())
	}
}

// TestStoppedWhileAWriteIsOnItsWay: ctrl+c does not end the look-up, and what is
// not certain is no success.
func TestStoppedWhileAWriteIsOnItsWay(t *testing.T) {
	stage := newStage(t, "POST /v2/tasks timeout")
	stage.on = func(request string) {
		if request == "POST /v2/tasks" {
			stage.stop()
		}
	}
	stage.wants(Interrupted, "It was looked for and is not there (yet).", createCommand, creating("Stopped")...)
	if stage.writes() != 1 {
		t.Errorf("%d writes", stage.writes())
	}
}

// started starts a run and gives its ID.
func (s *stage) started() string {
	s.t.Helper()
	s.wants(OK, "Started the run", triggerRunCommand, "JSON Shape", "-o", "json")
	var r struct{ ID string }
	if err := json.Unmarshal(s.out.Bytes(), &r); err != nil {
		s.t.Fatal(err)
	}
	return r.ID
}

func TestSeveralCancelled(t *testing.T) {
	stage := newStage(t)
	one, two := stage.started(), stage.started()
	stage.at("no", "yes")
	stage.wants(Usage, "1 of 2 runs was not cancelled: nothing was changed", cancelRunCommand, one, two, one)
	stage.wants(API, "1 of 2 runs was not cancelled: cannot cancel the run "+two+": it has ended already: cancelled", cancelRunCommand, two, one, "--force")
	stage.wants(API, "2 of 2 runs were not cancelled:\n  cannot cancel the run "+two, cancelRunCommand, two, one, "--force")
	if !strings.Contains(stage.err.String(), "\n  cannot cancel the run "+one) || stage.out.Len() > 0 {
		t.Errorf("%s%s", stage.err.String(), stage.out.String())
	}
	three, four := stage.started(), stage.started()
	stage.at("no")
	stage.wants(API, "2 of 2 runs were not cancelled:", cancelRunCommand, three, two) // a no is the least of all failures
	before := stage.writes()
	stage.at("ctrl+c")
	stage.wants(Interrupted, "2 of 2 runs were not cancelled: stopped on request", cancelRunCommand, three, four)
	if stage.writes() != before {
		t.Error("ctrl+c at the first question did not stop the second")
	}
}

func TestOutputThatFailsAfterAWriteTellsTheID(t *testing.T) {
	stage := newStage(t)
	stage.app.Out = full{}
	code, told := stage.run(createCommand, creating("Full")...)
	if code != File || !strings.Contains(told, `Created the task "Full" (T25saW5l`) || !strings.Contains(told, "no space left") {
		t.Errorf("exit %d: %s", code, told)
	}
	code, told = stage.run(triggerRunCommand, "JSON Shape")
	if code != File || !strings.Contains(told, "Started the run VGFza1J1bj") {
		t.Errorf("exit %d: %s", code, told)
	}
	id := strings.Fields(told)[3]
	if code, told = stage.run(cancelRunCommand, id, "-f"); code != File || !strings.Contains(told, "Asked to cancel the run "+id) {
		t.Errorf("exit %d: %s", code, told)
	}
}

func TestEvaluatorsByName(t *testing.T) {
	stage := newStage(t)
	named := strings.Replace(relevance, "RXZhbHVhdG9yOjIzMDA6bDBCNg==", "Relevance", 1)
	args := creating("By Name")
	args[len(args)-1] = named
	stage.wants(OK, "Created the task", createCommand, args...)
	stage.wants(OK, "Changed the task", updateCommand, "By Name", "--evaluators", named)
	args[len(args)-1] = strings.Replace(named, "Relevance", "Relevanse", 1)
	stage.wants(API, `cannot find the evaluator: there is no evaluator called "Relevanse" that this key can see; did you mean "Relevance"?`, createCommand, args...)
}
