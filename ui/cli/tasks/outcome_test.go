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
	s := newStage(t, "POST /v2/tasks drop-after")
	s.wants(OK, "The answer was lost; the task was found all the same.", createCommand, creating("Lost")...)
	if s.writes() != 1 || !strings.Contains(s.out.String(), "Lost") {
		t.Errorf("%d writes: %s", s.writes(), s.out.String())
	}
	// The one that was there before is not taken for the one that was lost.
	s.wants(API, "It was looked for and is not there (yet). It was not sent again. Look first: ax-tui tasks list --name Lost --profile work", createCommand, creating("Lost")...)
	s = newStage(t, "POST /v2/tasks drop")
	s.wants(API, "It was looked for and is not there (yet).", createCommand, creating("Lost")...)
	s = newStage(t, "POST /v2/tasks drop-after", "GET /v2/tasks error=100%")
	s.wants(API, "The tasks could not be read. It was not sent again.", createCommand, creating("Lost")...)
}

func TestALostStartIsCertainByItsWindowOnly(t *testing.T) {
	window := []string{"Relevance Monitor", "--data-start-time", "-24h", "--data-end-time", "-3h"}
	s := newStage(t, "POST drop-after")
	s.wants(OK, "The answer was lost; the run was found all the same.", triggerRunCommand, window...)
	s = newStage(t, "POST drop-after")
	s.wants(API, "is new and may be yours.", triggerRunCommand, "JSON Shape")
	s = newStage(t, "POST drop")
	s.wants(API, "It was looked for and is not there (yet).", triggerRunCommand, window...)
	s = newStage(t, "POST drop-after", "GET /v2/task-runs error=100%", "GET /v2/tasks/{id}/runs error=100%")
	s.wants(API, "The runs could not be read.", triggerRunCommand, window...)
	if s.writes() != 1 {
		t.Errorf("%d writes", s.writes())
	}
}

func TestALostUpdateIsLookedUp(t *testing.T) {
	s := newStage(t, "PATCH drop-after")
	s.wants(OK, "the task is as it was asked for", updateCommand, "Relevance Monitor", "--sampling-rate", "0.5", "--query-filter", "")
	s.wants(OK, "the task is as it was asked for", updateCommand, "Relevance Monitor", "--evaluators", relevance)
	s = newStage(t, "PATCH drop")
	s.wants(API, "The task does not show the change (yet).", updateCommand, "Relevance Monitor", "--name", "Other")
	s.wants(API, "The task does not show the change (yet).", updateCommand, "Relevance Monitor", "--evaluators", strings.Replace(relevance, "output.value", "output.other", 1))
	if s.writes() != 2 {
		t.Errorf("%d writes", s.writes())
	}
}

func TestALostDeleteAndALostCancel(t *testing.T) {
	s := newStage(t, "DELETE drop-after")
	s.wants(OK, "The answer was lost; the task is gone.", deleteCommand, "JSON Shape", "-f")
	s = newStage(t, "DELETE drop")
	s.wants(API, "The task is still there. It was not sent again.", deleteCommand, "JSON Shape", "-f")

	s = newStage(t, "POST /v2/task-runs/{id}/cancel drop-after")
	id := s.started()
	s.wants(OK, "The answer was lost; the run is cancelled.", cancelRunCommand, id, "-f")
	s = newStage(t, "POST /v2/task-runs/{id}/cancel drop")
	id = s.started()
	s.wants(API, "The run is pending. It was not sent again. Look first: ax-tui tasks get-run "+id, cancelRunCommand, id, "-f")
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
	s.wants(Interrupted, "It was looked for and is not there (yet).", createCommand, creating("Stopped")...)
	if s.writes() != 1 {
		t.Errorf("%d writes", s.writes())
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
	s := newStage(t)
	one, two := s.started(), s.started()
	s.at("no", "yes")
	s.wants(Usage, "1 of 2 runs was not cancelled: nothing was changed", cancelRunCommand, one, two, one)
	s.wants(API, "1 of 2 runs was not cancelled: cannot cancel the run "+two+": it has ended already: cancelled", cancelRunCommand, two, one, "--force")
	s.wants(API, "2 of 2 runs were not cancelled:\n  cannot cancel the run "+two, cancelRunCommand, two, one, "--force")
	if !strings.Contains(s.err.String(), "\n  cannot cancel the run "+one) || s.out.Len() > 0 {
		t.Errorf("%s%s", s.err.String(), s.out.String())
	}
	three, four := s.started(), s.started()
	s.at("no")
	s.wants(API, "2 of 2 runs were not cancelled:", cancelRunCommand, three, two) // a no is the least of all failures
	before := s.writes()
	s.at("ctrl+c")
	s.wants(Interrupted, "2 of 2 runs were not cancelled: stopped on request", cancelRunCommand, three, four)
	if s.writes() != before {
		t.Error("ctrl+c at the first question did not stop the second")
	}
}

func TestOutputThatFailsAfterAWriteTellsTheID(t *testing.T) {
	s := newStage(t)
	s.app.Out = full{}
	code, told := s.run(createCommand, creating("Full")...)
	if code != File || !strings.Contains(told, `Created the task "Full" (T25saW5l`) || !strings.Contains(told, "no space left") {
		t.Errorf("exit %d: %s", code, told)
	}
	code, told = s.run(triggerRunCommand, "JSON Shape")
	if code != File || !strings.Contains(told, "Started the run VGFza1J1bj") {
		t.Errorf("exit %d: %s", code, told)
	}
	id := strings.Fields(told)[3]
	if code, told = s.run(cancelRunCommand, id, "-f"); code != File || !strings.Contains(told, "Asked to cancel the run "+id) {
		t.Errorf("exit %d: %s", code, told)
	}
}

func TestEvaluatorsByName(t *testing.T) {
	s := newStage(t)
	named := strings.Replace(relevance, "RXZhbHVhdG9yOjIzMDA6bDBCNg==", "Relevance", 1)
	args := creating("By Name")
	args[len(args)-1] = named
	s.wants(OK, "Created the task", createCommand, args...)
	s.wants(OK, "Changed the task", updateCommand, "By Name", "--evaluators", named)
	args[len(args)-1] = strings.Replace(named, "Relevance", "Relevanse", 1)
	s.wants(API, `cannot find the evaluator: there is no evaluator called "Relevanse" that this key may see; there is "Relevance"`, createCommand, args...)
}
