package tasks

import (
	"encoding/json"
	"strings"
	"testing"
)

// createArgs returns the arguments of a create command.
func createArgs(name string) []string {
	return []string{"--name", name, "--task-type", "template_evaluation", "--project", "support-bot", "--evaluators", relevance}
}

func TestLostCreateIsLookedUp(t *testing.T) {
	stage := newStage(t, "POST /v2/tasks drop-after")
	stage.wants(OK, "The answer was lost, but the task was found.", createCommand, createArgs("Lost")...)
	if stage.writes() != 1 || !strings.Contains(stage.out.String(), "Lost") {
		t.Errorf("%d writes: %s", stage.writes(), stage.out.String())
	}
	// A task that existed before is not taken for the lost one.
	stage.wants(API, "It was not found (yet). It was not sent again. Check first: ax-tui tasks list --name Lost --profile work", createCommand, createArgs("Lost")...)
	stage = newStage(t, "POST /v2/tasks drop")
	stage.wants(API, "It was not found (yet).", createCommand, createArgs("Lost")...)
	stage = newStage(t, "POST /v2/tasks drop-after", "GET /v2/tasks error=100%")
	stage.wants(API, "The tasks could not be read. It was not sent again.", createCommand, createArgs("Lost")...)
}

func TestLostTriggerIsCertainByItsWindowOnly(t *testing.T) {
	window := []string{"Relevance Monitor", "--data-start-time", "-24h", "--data-end-time", "-3h"}
	stage := newStage(t, "POST drop-after")
	stage.wants(OK, "The answer was lost, but the run was found.", triggerRunCommand, window...)
	stage = newStage(t, "POST drop-after")
	stage.wants(API, "is new and may be yours.", triggerRunCommand, "JSON Shape")
	stage = newStage(t, "POST drop")
	stage.wants(API, "It was not found (yet).", triggerRunCommand, window...)
	stage = newStage(t, "POST drop-after", "GET /v2/task-runs error=100%", "GET /v2/tasks/{id}/runs error=100%")
	stage.wants(API, "The runs could not be read.", triggerRunCommand, window...)
	if stage.writes() != 1 {
		t.Errorf("%d writes", stage.writes())
	}
}

func TestLostUpdateIsLookedUp(t *testing.T) {
	stage := newStage(t, "PATCH drop-after")
	stage.wants(OK, "the task has the change", updateCommand, "Relevance Monitor", "--sampling-rate", "0.5", "--query-filter", "")
	stage.wants(OK, "the task has the change", updateCommand, "Relevance Monitor", "--evaluators", relevance)
	stage = newStage(t, "PATCH drop")
	stage.wants(API, "The task does not show the change (yet).", updateCommand, "Relevance Monitor", "--name", "Other")
	stage.wants(API, "The task does not show the change (yet).", updateCommand, "Relevance Monitor", "--evaluators", strings.Replace(relevance, "output.value", "output.other", 1))
	if stage.writes() != 2 {
		t.Errorf("%d writes", stage.writes())
	}
}

func TestLostDeleteAndCancelAreLookedUp(t *testing.T) {
	stage := newStage(t, "DELETE drop-after")
	stage.wants(OK, "The answer was lost, but the task is deleted.", deleteCommand, "JSON Shape", "-f")
	stage = newStage(t, "DELETE drop")
	stage.wants(API, "The task still exists. It was not sent again.", deleteCommand, "JSON Shape", "-f")

	stage = newStage(t, "POST /v2/task-runs/{id}/cancel drop-after")
	id := stage.startRun()
	stage.wants(OK, "The answer was lost, but the run is cancelled.", cancelRunCommand, id, "-f")
	stage = newStage(t, "POST /v2/task-runs/{id}/cancel drop")
	id = stage.startRun()
	stage.wants(API, "The run is pending. It was not sent again. Check first: ax-tui tasks get-run "+id, cancelRunCommand, id, "-f")
	if stage.writes() != 2 { // the start and one cancel
		t.Errorf("%d writes", stage.writes())
	}
}

// TestInterruptedWrite: ctrl+c does not cancel the look-up, and an uncertain outcome is
// not success.
func TestInterruptedWrite(t *testing.T) {
	stage := newStage(t, "POST /v2/tasks timeout")
	stage.onRequest = func(request string) {
		if request == "POST /v2/tasks" {
			stage.interrupt()
		}
	}
	stage.wants(Interrupted, "It was not found (yet).", createCommand, createArgs("Stopped")...)
	if stage.writes() != 1 {
		t.Errorf("%d writes", stage.writes())
	}
}

// startRun starts a run and returns its ID.
func (s *stage) startRun() string {
	s.t.Helper()
	s.wants(OK, "Started the run", triggerRunCommand, "JSON Shape", "-o", "json")
	var run struct{ ID string }
	if err := json.Unmarshal(s.out.Bytes(), &run); err != nil {
		s.t.Fatal(err)
	}
	return run.ID
}

func TestCancelSeveralRuns(t *testing.T) {
	stage := newStage(t)
	one, two := stage.startRun(), stage.startRun()
	stage.answering("no", "yes")
	stage.wants(Usage, "1 of 2 runs was not cancelled: nothing was changed", cancelRunCommand, one, two, one)
	stage.wants(API, "1 of 2 runs was not cancelled: cannot cancel the run "+two+": it has already ended: cancelled", cancelRunCommand, two, one, "--force")
	stage.wants(API, "2 of 2 runs were not cancelled:\n  cannot cancel the run "+two, cancelRunCommand, two, one, "--force")
	if !strings.Contains(stage.err.String(), "\n  cannot cancel the run "+one) || stage.out.Len() > 0 {
		t.Errorf("%s%s", stage.err.String(), stage.out.String())
	}
	three, four := stage.startRun(), stage.startRun()
	stage.answering("no")
	stage.wants(API, "2 of 2 runs were not cancelled:", cancelRunCommand, three, two) // declining is the mildest failure
	before := stage.writes()
	stage.answering("ctrl+c")
	stage.wants(Interrupted, "2 of 2 runs were not cancelled: interrupted", cancelRunCommand, three, four)
	if stage.writes() != before {
		t.Error("ctrl+c at the first question did not stop the second")
	}
}

func TestFailedOutputAfterAWriteNamesTheID(t *testing.T) {
	stage := newStage(t)
	stage.app.Out = fullDisk{}
	code, stderr := stage.run(createCommand, createArgs("Full")...)
	if code != File || !strings.Contains(stderr, `Created the task "Full" (T25saW5l`) || !strings.Contains(stderr, "no space left") {
		t.Errorf("exit %d: %s", code, stderr)
	}
	code, stderr = stage.run(triggerRunCommand, "JSON Shape")
	if code != File || !strings.Contains(stderr, "Started the run VGFza1J1bj") {
		t.Errorf("exit %d: %s", code, stderr)
	}
	id := strings.Fields(stderr)[3]
	if code, stderr = stage.run(cancelRunCommand, id, "-f"); code != File || !strings.Contains(stderr, "Requested to cancel the run "+id) {
		t.Errorf("exit %d: %s", code, stderr)
	}
}

func TestEvaluatorsByName(t *testing.T) {
	stage := newStage(t)
	named := strings.Replace(relevance, "RXZhbHVhdG9yOjIzMDA6bDBCNg==", "Relevance", 1)
	args := createArgs("By Name")
	args[len(args)-1] = named
	stage.wants(OK, "Created the task", createCommand, args...)
	stage.wants(OK, "Updated the task", updateCommand, "By Name", "--evaluators", named)
	args[len(args)-1] = strings.Replace(named, "Relevance", "Relevanse", 1)
	stage.wants(API, `cannot find the evaluator: there is no evaluator called "Relevanse" that this key can see; did you mean "Relevance"?`, createCommand, args...)
	args[len(args)-1] = `[{"evaluator_name":"Relevanse"},{"evaluator_name":"Toxicity"},{"evaluator_id":"Toxicty"}]`
	stage.wants(API, "cannot find the evaluator:\n  there is no evaluator called \"Relevanse\"", createCommand, append(args, "--dry-run")...)
	if !strings.Contains(stage.err.String(), `called "Toxicty" that this key can see; did you mean "Toxicity"?`) {
		t.Error("only the first missing name is shown: " + stage.err.String())
	}
}

func TestAgentsByName(t *testing.T) {
	stage := newStage(t)
	args := []string{"--name", "Agent", "--dataset", "golden-qa", "--dry-run", "--run-configuration"}
	config := `{"experiment_type":"AGENT_CALL","integration_id":"Refund agent","input_template":{"q":"{{input}}"}}`
	stage.wants(OK, "", createRunExperimentCommand, append(args, config)...)
	if out := stage.out.String(); !strings.Contains(out, `"integration_id": "SW50ZWdyYXRpb2`) {
		t.Error(out)
	}
	stage.wants(API, `there is no agent integration called "Refund agnt" that this key can see; did you mean "Refund agent"`,
		createRunExperimentCommand, append(args, strings.Replace(config, "agent", "agnt", 1))...)
}
