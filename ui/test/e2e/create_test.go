//go:build !windows

package e2e_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"ax-tui/ui/test/pty"
	"ax-tui/ui/test/race"
)

// From an empty form to the trigger form of the new task, with names only.
func TestCreateATaskOnAProject(t *testing.T) {
	t.Parallel()
	account := host(t)
	person := account.visit(t, pty.Options{})
	person.press("n", "the form", has("1 of 7 · name and type"))
	person.fill("Answers of the bot")
	person.stepInSpace("project or dataset", "▸ the spans of a project")
	person.pickProject()
	person.press("down", "continuous", says("Good practice: try a run over about 100 spans"))
	person.Type("tab")
	person.fill("10 %")
	person.step("evaluators")
	person.mark("relev", "Relevance")
	person.mark("halluc", "Hallucination")
	person.WaitFor(says("Hallucination: template · gpt-4o · span; variables context, input, output"), "what the evaluator wants")
	person.step("evaluators JSON")
	person.see(`"input": "attributes.input.value"`, `"output": "`, `"context": "`, "Relevance", "Hallucination", "✓ no faults")
	person.steps("filters", "review")
	person.WaitFor(says("the task has not been tried yet"), "the warning about an untried continuous task")
	person.see("Equivalent command", "ax tasks create --name 'Answers of the bot'", "of 50 sample spans") // the samples are loaded: the layout is final
	if shown := unbroken(person.Screen()); !strings.Contains(shown, "--is-continuous") || !strings.Contains(shown, "--project"+account.project("support-bot")) {
		t.Errorf("the command is not whole:\n%s", person.Screen())
	}
	person.press("pgdown", "the body", has(`"is_continuous": true`))
	person.press("ctrl+s", "the question", has("Run it now?"))
	person.see("▸ Tasks ▸ Answers of the bot", "Created: Answers of the bot", "▸ Not now")
	account.only(t, http.MethodPost, "/v2/tasks").holds(t, `{
		"name": "Answers of the bot", "type": "TEMPLATE_EVALUATION", "project_id": "`+account.project("support-bot")+`",
		"is_continuous": true, "sampling_rate": 0.1, "evaluators": [
		{"evaluator_id": "`+account.evaluator("Relevance")+`", "column_mappings": {"input": "attributes.input.value",
			"output": "attributes.output.value"}},
		{"evaluator_id": "`+account.evaluator("Hallucination")+`", "column_mappings": {"input": "attributes.input.value",
			"output": "attributes.output.value", "context": "attributes.retrieval.documents.contents"}}]}`)
	person.answer("y", "the trigger form", has("Start a run of Answers of the bot"))
	person.see("Will send: ")
	person.press("esc", "the task", has("No runs yet."))
	person.press("esc", "the list", begins(" ax-tui ▸ Tasks  "))
	person.leave()
}

// After creating a task, it is in the list.
func TestACreatedTaskIsInTheList(t *testing.T) {
	t.Parallel()
	_, person := formOnProject(t, "Brand new", pty.Options{})
	person.steps("filters", "review")
	person.createOnly()
	from := time.Now()
	person.press("esc", "the new row", regexp.MustCompile("Brand new +never run").MatchString)
	if took := time.Since(from); took > 3*time.Second && !race.On {
		t.Errorf("the new task was in the list after %v", took)
	}
	person.leave()
}

// The form does not ask for the space when the program was started with one, by name or by ID.
func TestTheFormKnowsTheSpaceItWasStartedIn(t *testing.T) {
	t.Parallel()
	account := host(t)
	for how, given := range map[string]string{"name": "Search Quality", "id": account.space("Search Quality")} {
		t.Run(how, func(t *testing.T) {
			person := account.visit(t, pty.Options{}, "--space", given)
			person.press("n", "the form", has("name and type"))
			person.fill("Somewhere")
			person.step("project or dataset")
			if shown := person.Screen(); strings.Contains(shown, "│ Space") {
				t.Errorf("the space is asked for again:\n%s", shown)
			}
			person.Type("ctrl+c")
			person.ExitCode()
		})
	}
}

// A task over two experiments of a dataset.
func TestCreateATaskOnADataset(t *testing.T) {
	t.Parallel()
	account, person := form(t, "Golden answers", pty.Options{})
	person.stepInSpace("project or dataset", "Evaluate")
	person.press("down", "the dataset kind", has("▸ experiments of a dataset"))
	person.press("tab", "the datasets", has("/  type to find"))
	person.find("gold", "golden-qa")
	person.press("enter", "the experiments", has("3 of 7 · experiments"))
	person.WaitFor(func(screen string) bool { return marked(screen) != "" }, "the list")
	person.press("enter", "a mark", has("Experiments  1"))
	first := marked(person.Screen())
	person.press("down", "another row", func(screen string) bool { return marked(screen) != first && marked(screen) != "" })
	person.press("enter", "another mark", has("Experiments  2"))
	person.step("evaluators")
	person.mark("correct", "QA Correctness")
	person.step("evaluators JSON")
	person.see(`"output": "output"`, "✓ no faults")
	person.steps("filters", "review")
	body := account.sendTask(t, person)
	if ids, _ := body["experiment_ids"].([]any); len(ids) != 2 || body["dataset_id"] != account.dataset("golden-qa") {
		t.Errorf("the body is %v", body)
	}
	for _, not := range []string{"project_id", "sampling_rate", "is_continuous", "query_filter"} {
		if _, there := body[not]; there {
			t.Errorf("the body of a dataset task has %s", not)
		}
	}
	person.answer("enter", "the task", has("No runs yet."))
	person.see("2 experiments")
	person.leave()
}

// marked is the row of a field that has the cursor.
func marked(screen string) string {
	for _, row := range strings.Split(screen, "\n") {
		if rest, ok := strings.CutPrefix(row, " │ ▸ "); ok {
			return rest
		}
	}
	return ""
}

// A task that runs experiments: a dataset and a run configuration.
func TestCreateATaskThatRunsExperiments(t *testing.T) {
	t.Parallel()
	account, person := form(t, "Nightly outputs", pty.Options{H: 40, W: 100})
	person.Type("tab", "down", "down")
	person.see("1 of 5", "▸ run_experiment")
	person.stepInSpace("dataset", "│ Dataset")
	person.find("gold", "golden-qa")
	person.press("enter", "the configuration", has("3 of 5 · run configuration"))
	person.see("Variant")
	person.press("tab", "the integrations", func(screen string) bool { return marked(screen) != "" && strings.Contains(screen, "type to find") })
	person.press("enter", "the model", has("│ Model"))
	person.Send("gpt-4o-mini")
	person.Type("tab")
	person.Send("Answer: {{input}}")
	person.see("Answer: {{input}}")
	person.step("configuration JSON")
	person.see(`"experiment_type": "LLM_GENERATION"`, "Answer: {{input}}", "gpt-4o-mini", "✓ no faults")
	person.step("review")
	body := account.sendTask(t, person)
	config, _ := body["run_configuration"].(map[string]any)
	if len(body) != 4 || body["type"] != "RUN_EXPERIMENT" || body["dataset_id"] != account.dataset("golden-qa") || config["experiment_type"] != "LLM_GENERATION" {
		t.Errorf("the body is %v", body)
	}
	person.answer("y", "the trigger form", has("Start a run of Nightly outputs"))
	person.press("esc", "the task", has("No runs yet."))
	person.leave()
}

// A clone can have another project; everything else is unchanged.
func TestCloneATaskToAnotherTarget(t *testing.T) {
	t.Parallel()
	account, original, person := visitTask(t, "Relevance Monitor", pty.Options{})
	person.press("c", "the copy", has("Copy of Relevance Monitor"))
	person.see("> Relevance Monitor copy")
	person.step("project or dataset")
	person.see("│ Space  Search Quality")
	person.press("tab", "what is evaluated", has("│ ▸ the spans of a project"))
	person.see("support-bot")
	person.press("tab", "the projects", has("docs-rag"))
	person.find("docs", "docs-rag")
	person.press("enter", "the sampling", has("· sampling"))
	person.steps("evaluators", "evaluators JSON")
	person.see("✓ no faults")
	person.steps("filters", "review")
	person.press("ctrl+s", "the question", has("Run it now?"))
	person.answer("n", "the copy", has("No runs yet."))
	now := account.one(t, "Relevance Monitor copy")
	if now.ProjectID != account.project("docs-rag") || now.ProjectID == original.ProjectID {
		t.Errorf("the copy is on %s, the task on %s", now.ProjectID, original.ProjectID)
	}
	if now.Continuous != original.Continuous || *now.Sampling != *original.Sampling || len(now.Evaluators) != len(original.Evaluators) {
		t.Errorf("the copy is %+v, the task %+v", now, original)
	}
	account.only(t, http.MethodPost, "/v2/tasks")
	person.leave()
}
