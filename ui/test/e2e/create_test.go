//go:build !windows

package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"ax-tui/ui/test/pty"
)

// From nothing to the trigger form of a new task, by names alone.
func TestCreateATaskOnAProject(t *testing.T) {
	t.Parallel()
	a := host(t)
	p := a.visit(t, pty.Options{})
	p.press("n", "the form", has("1 of 7 · name and type"))
	p.fill("Answers of the bot")
	p.stepInSpace("project or dataset", "▸ the spans of a project")
	p.pickProject()
	p.press("down", "continuous", says("Good practice: first a run over about 100 spans"))
	p.Type("tab")
	p.fill("10 %")
	p.step("evaluators")
	p.mark("relev", "Relevance")
	p.mark("halluc", "Hallucination")
	p.WaitFor(says("Hallucination: template · gpt-4o · span; variables context, input, output"), "what the evaluator wants")
	p.step("evaluators JSON")
	p.see(`"input": "attributes.input.value"`, `"output": "`, `"context": "`, "Relevance", "Hallucination", "✓ no faults")
	p.steps("filters", "review")
	p.WaitFor(says("the task has not been tried yet"), "the warning about an untried continuous task")
	p.see("Equal command", "ax tasks create --name 'Answers of the bot'", "of 50 sample spans") // the samples have spoken: nothing moves any more
	if s := unbroken(p.Screen()); !strings.Contains(s, "--is-continuous") || !strings.Contains(s, "--project"+a.project("support-bot")) {
		t.Errorf("the command is not whole:\n%s", p.Screen())
	}
	p.press("pgdown", "the body", has(`"name": "Answers of the bot"`))
	p.press("ctrl+s", "the question", has("Run it now?"))
	p.see("▸ Tasks ▸ Answers of the bot", "Created: Answers of the bot", "▸ Not now")
	a.only(t, http.MethodPost, "/v2/tasks").holds(t, `{
		"name": "Answers of the bot", "type": "TEMPLATE_EVALUATION", "project_id": "`+a.project("support-bot")+`",
		"is_continuous": true, "sampling_rate": 0.1, "evaluators": [
		{"evaluator_id": "`+a.evaluator("Relevance")+`", "column_mappings": {"input": "attributes.input.value",
			"output": "attributes.llm.output_messages.0.message.content"}},
		{"evaluator_id": "`+a.evaluator("Hallucination")+`", "column_mappings": {"input": "attributes.input.value",
			"output": "attributes.llm.output_messages.0.message.content", "context": "attributes.retrieval.documents.contents"}}]}`)
	p.answer("y", "the trigger form", has("Start a run of Answers of the bot"))
	p.see("Will send: ")
	p.press("esc", "the task", has("No runs yet."))
	p.press("esc", "the list", begins(" ax-tui ▸ Tasks  "))
	p.leave()
}

// Who comes back to the list after creating a task finds it there.
func TestACreatedTaskIsInTheList(t *testing.T) {
	t.Parallel()
	_, p := formOnProject(t, "Brand new", pty.Options{})
	p.steps("filters", "review")
	p.createOnly()
	from := time.Now()
	p.press("esc", "the new row", has("Brand new                never run"))
	if took := time.Since(from); took > 3*time.Second && !race {
		t.Errorf("the new task was in the list after %v", took)
	}
	p.leave()
}

// The space that the program was started in needs no asking, given by name or by ID.
func TestTheFormKnowsTheSpaceItWasStartedIn(t *testing.T) {
	t.Parallel()
	a := host(t)
	for how, given := range map[string]string{"name": "Search Quality", "id": a.space("Search Quality")} {
		t.Run(how, func(t *testing.T) {
			p := a.visit(t, pty.Options{}, "--space", given)
			p.press("n", "the form", has("name and type"))
			p.fill("Somewhere")
			p.step("project or dataset")
			if s := p.Screen(); strings.Contains(s, "│ Space") {
				t.Errorf("the space is asked for again:\n%s", s)
			}
			p.Type("ctrl+c")
			p.ExitCode()
		})
	}
}

// A task over two experiments of a dataset.
func TestCreateATaskOnADataset(t *testing.T) {
	t.Parallel()
	a, p := form(t, "Golden answers", pty.Options{})
	p.stepInSpace("project or dataset", "Judge")
	p.press("down", "the dataset kind", has("▸ experiments of a dataset"))
	p.press("tab", "the datasets", has("/  type to find"))
	p.find("gold", "golden-qa")
	p.press("enter", "the experiments", has("3 of 7 · experiments"))
	p.WaitFor(func(s string) bool { return marked(s) != "" }, "the list")
	first := marked(p.Screen())
	p.press("enter", "a mark", has("Experiments  1"))
	p.press("down", "another row", func(s string) bool { return marked(s) != first && marked(s) != "" })
	p.press("enter", "another mark", has("Experiments  2"))
	p.step("evaluators")
	p.mark("correct", "QA Correctness")
	p.step("evaluators JSON")
	p.see(`"output": "output"`, "✓ no faults")
	p.steps("filters", "review")
	b := a.sendTask(t, p)
	if ids, _ := b["experiment_ids"].([]any); len(ids) != 2 || b["dataset_id"] != a.dataset("golden-qa") {
		t.Errorf("the body is %v", b)
	}
	for _, not := range []string{"project_id", "sampling_rate", "is_continuous", "query_filter"} {
		if _, there := b[not]; there {
			t.Errorf("the body of a dataset task has %s", not)
		}
	}
	p.answer("enter", "the task", has("No runs yet."))
	p.see("2 experiments")
	p.leave()
}

// marked is the row of a field that has the cursor.
func marked(screen string) string {
	for _, l := range strings.Split(screen, "\n") {
		if rest, ok := strings.CutPrefix(l, "│ ▸ "); ok {
			return rest
		}
	}
	return ""
}

// A task that runs experiments: a dataset and a run configuration.
func TestCreateATaskThatRunsExperiments(t *testing.T) {
	t.Parallel()
	a, p := form(t, "Nightly outputs", pty.Options{H: 40, W: 100})
	p.Type("tab", "down", "down")
	p.see("1 of 5", "▸ run experiment")
	p.stepInSpace("dataset", "│ Dataset")
	p.find("gold", "golden-qa")
	p.press("enter", "the configuration", has("3 of 5 · run configuration"))
	p.see("Variant")
	p.press("tab", "the integrations", func(s string) bool { return marked(s) != "" && strings.Contains(s, "type to find") })
	p.press("enter", "the model", has("│ Model"))
	p.Send("gpt-4o-mini")
	p.Type("tab")
	p.Send("Answer: {{input}}")
	p.see("Answer: {{input}}")
	p.step("configuration JSON")
	p.see(`"experiment_type": "LLM_GENERATION"`, "Answer: {{input}}", "gpt-4o-mini", "✓ no faults")
	p.step("review")
	b := a.sendTask(t, p)
	c, _ := b["run_configuration"].(map[string]any)
	if len(b) != 4 || b["type"] != "RUN_EXPERIMENT" || b["dataset_id"] != a.dataset("golden-qa") || c["experiment_type"] != "LLM_GENERATION" {
		t.Errorf("the body is %v", b)
	}
	p.answer("y", "the trigger form", has("Start a run of Nightly outputs"))
	p.press("esc", "the task", has("No runs yet."))
	p.leave()
}

// A copy goes to another project with everything else as it was.
func TestCloneATaskToAnotherTarget(t *testing.T) {
	t.Parallel()
	a, was, p := visitTask(t, "Relevance Monitor", pty.Options{})
	p.press("c", "the copy", has("Copy of Relevance Monitor"))
	p.see("> Relevance Monitor copy")
	p.step("project or dataset")
	p.see("│ Space  Search Quality")
	p.press("tab", "what is judged", has("▸ the spans of a project"))
	p.see("support-bot")
	p.press("tab", "the projects", has("docs-rag"))
	p.find("docs", "docs-rag")
	p.press("enter", "the sampling", has("· sampling"))
	p.steps("evaluators", "evaluators JSON")
	p.see("✓ no faults")
	p.steps("filters", "review")
	p.press("ctrl+s", "the question", has("Run it now?"))
	p.answer("n", "the copy", has("No runs yet."))
	now := a.one(t, "Relevance Monitor copy")
	if now.ProjectID != a.project("docs-rag") || now.ProjectID == was.ProjectID {
		t.Errorf("the copy is on %s, the task on %s", now.ProjectID, was.ProjectID)
	}
	if now.Continuous != was.Continuous || *now.Sampling != *was.Sampling || len(now.Evaluators) != len(was.Evaluators) {
		t.Errorf("the copy is %+v, the task %+v", now, was)
	}
	a.only(t, http.MethodPost, "/v2/tasks")
	p.leave()
}
