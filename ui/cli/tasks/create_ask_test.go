package tasks

import (
	"os"
	"strings"
	"testing"
)

func TestCreateAsksForEverything(t *testing.T) {
	stage := newStage(t).answering("Asked", "template_evaluation", "the spans", "support-bot", "on demand", "0.25", "Relevance", relevance, "yes")
	stage.wants(OK, `Created the task "Asked"`, createCommand)
	if !strings.Contains(stage.person.initial, `"evaluator_id"`) || !strings.Contains(stage.person.initial, `"input": "attributes.input.value"`) {
		t.Errorf("the editor starts with %s", stage.person.initial)
	}
	if said := stage.err.String(); !strings.Contains(said, "source      project support-bot") || !strings.Contains(said, "on demand, 25 % of the spans") {
		t.Errorf("the summary is\n%s", said)
	}
	if len(stage.person.answers) > 0 || stage.writes() != 1 {
		t.Errorf("%d answers are left, %d writes", len(stage.person.answers), stage.writes())
	}
}

func TestCreateAsksForADatasetAndItsExperiments(t *testing.T) {
	stage := newStage(t).answering("experiments", "golden-qa", "prompt", "type names", "RXhwZXJpbWVudDoxMDAwMDEwNTUwMDAwMDA0OlU1UGI=, ")
	args := []string{"--name", "Asked", "--task-type", "template_evaluation", "--evaluators", relevance, "--dry-run"}
	stage.wants(OK, "Nothing was sent.", createEvaluationCommand, args...)
	if first, second := stage.person.asked[2], stage.person.asked[3]; strings.Count(first, ",") != strings.Count(second, ",") || !strings.HasPrefix(second, "Another experiment: done") {
		t.Errorf("an experiment is offered twice:\n%s\n%s", first, second)
	}
	if count := strings.Count(stage.out.String(), `"RXhwZXJp`); count != 2 || !strings.Contains(stage.out.String(), "OlU1UGI=") {
		t.Errorf("%d experiments:\n%s", count, stage.out.String())
	}
	stage = newStage(t).answering("RXhwZXJpbWVudDoxMDAwMDEwNTUwMDAwMDA0OlU1UGI=")
	stage.answering("type names", "RXhwZXJpbWVudDoxMDAwMDEwNTUwMDAwMDA0OlU1UGI=")
	stage.wants(OK, "Nothing was sent.", createEvaluationCommand, append(args, "--dataset", "golden-qa")...)
	stage.answering()
	stage.wants(OK, "Nothing was sent.", createEvaluationCommand, append(args, "--dataset", "golden-qa", "--experiment-ids", "RXhwZXJpbWVudDoxMDAwMDEwNTUwMDAwMDA0OlU1UGI=")...)
	if stage.writes() > 0 {
		t.Error("a dry run has written")
	}
}

func TestCreateRunExperimentAsksForEverything(t *testing.T) {
	config := `{"experiment_type": "LLM_GENERATION", "ai_integration_id": "TGxtSW50ZWdyYXRpb246NTE3OkhBOVQ=", "model_name": "m", "input_variable_format": "MUSTACHE",
		"messages": [{"role": "USER", "content": "{{input}}"}]}`
	stage := newStage(t).answering("Runs", "other", "golden-qa", config, "yes")
	stage.wants(OK, `Created the task "Runs"`, createRunExperimentCommand)
	if !strings.Contains(stage.person.initial, "experiment_type") {
		t.Errorf("the editor starts with %s", stage.person.initial)
	}
}

func TestInterruptedCreateWritesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	all := []string{"Asked", "template_evaluation", "the spans", "support-bot", "continuously", "", "Relevance", relevance}
	for count := range len(all) + 1 {
		stage := newStage(t).answering(append(append([]string{}, all[:count]...), "ctrl+c")...)
		stage.wants(Interrupted, "interrupted", createCommand)
		if stage.writes() > 0 {
			t.Errorf("after %d answers something was written", count)
		}
	}
	stage := newStage(t).answering(append(all, "no")...)
	stage.wants(Usage, "nothing was changed", createCommand)
	said := stage.err.String()
	if stage.writes() > 0 || !strings.Contains(said, "  create --name Asked --task-type template_evaluation --project ") || !strings.Contains(said, " --is-continuous --evaluators ") {
		t.Errorf("%d writes; the answers are shown as\n%s", stage.writes(), said)
	}
	_, path, _ := strings.Cut(said, "Your JSON is kept in ")
	path, _, _ = strings.Cut(path, "\n")
	if kept, err := os.ReadFile(path); err != nil || strings.TrimSpace(string(kept)) != relevance {
		t.Errorf("kept %q, %v", kept, err)
	}
}

// A text that is refused is kept in a file, and a variable without a path is refused.
func TestRefusedAnswersAreKept(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	all := []string{"Asked", "template_evaluation", "the spans", "support-bot", "on demand", "", "Relevance"}
	for typed, want := range map[string]string{
		`[{"evaluator_id": ""}]`: "line 1, column",
		`[{"evaluator_id": "Relevance", "column_mappings": {"input": ""}}]`: `the variable "input" has no path yet`,
	} {
		stage := newStage(t).answering(append(append([]string{}, all...), typed)...)
		stage.wants(Usage, want, createCommand)
		if said := stage.err.String(); !strings.Contains(said, "Your JSON is kept in ") || stage.writes() > 0 {
			t.Errorf("%d writes; it says\n%s", stage.writes(), said)
		}
	}
}

func TestCompleteFlagsAskNothing(t *testing.T) {
	stage := newStage(t).answering()
	stage.wants(OK, "Created the task", createCommand, "--name", "Complete", "--task-type", "template_evaluation", "--project", "support-bot", "--evaluators", relevance)
	stage.wants(OK, "Started the run", triggerRunCommand, "Complete", "--data-start-time", "-24h", "--data-end-time", "-3h")
	stage.wants(OK, "Deleted the task", deleteCommand, "Complete", "--force")
	if len(stage.person.asked) > 0 {
		t.Errorf("asked %q", stage.person.asked)
	}
}

func TestTriggerAsksForMissingFlags(t *testing.T) {
	stage := newStage(t).answering("-24h")
	stage.wants(OK, "Nothing was sent.", triggerRunCommand, "Citation Check Draft", "--data-end-time", "-3h", "--dry-run")
	if !strings.Contains(stage.out.String(), `"data_start_time": "2026-03-09T12:00:00Z"`) {
		t.Error(stage.out.String())
	}
	stage.answering("an experiment")
	stage.wants(OK, "Nothing was sent.", triggerRunCommand, "Prompt v4 Candidates", "--max-examples", "3", "--dry-run")
	if !strings.Contains(stage.out.String(), `"experiment_name": "an experiment"`) {
		t.Error(stage.out.String())
	}
}

func TestDeleteConfirmation(t *testing.T) {
	for _, tt := range []struct {
		answer  string
		code    int
		want    string
		deleted bool
	}{
		{"no", Usage, "nothing was changed", false},
		{"ctrl+c", Interrupted, "interrupted", false},
		{"yes", OK, `Deleted the task "Relevance Monitor"`, true},
	} {
		stage := newStage(t).answering(tt.answer)
		stage.wants(tt.code, tt.want, deleteCommand, "Relevance Monitor")
		if question := stage.person.asked[0]; !strings.Contains(question, "Relevance Monitor") || !strings.Contains(question, " runs are deleted with it. This cannot be undone.") && !strings.Contains(question, " or more runs are deleted with it") {
			t.Errorf("the question is %q", question)
		}
		if (stage.writes() == 1) != tt.deleted {
			t.Errorf("%s: %d writes", tt.answer, stage.writes())
		}
	}
	stage := newStage(t).answering("no")
	stage.wants(Usage, "nothing was changed", deleteCommand, "Citation Check Draft")
	if question := stage.person.asked[0]; !strings.Contains(question, "It has no runs.") {
		t.Errorf("the question is %q", question)
	}
}
