package tasks

import (
	"encoding/json"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/report"
)

// TestOneDoctor: for the newest run of every task that needs a look, get-run, explain-run
// as a table and as JSON, and report-run name the same cause and the same next step.
func TestOneDoctor(t *testing.T) {
	stage := newStage(t)
	conn, err := stage.app.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page, err := conn.Client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, task := range page.Items {
		runs, err := conn.Client.ListRuns(t.Context(), api.RunQuery{TaskID: task.ID, Limit: 1})
		if err != nil || len(runs.Items) == 0 || !outcome.Of(runs.Items[0], outcome.History{}, stage.now).NeedsLook() {
			continue
		}
		checked++
		id := runs.Items[0].ID
		stage.wants(OK, "", explainRunCommand, id, "-o", "json")
		var why report.Explanation
		if err := json.Unmarshal(stage.out.Bytes(), &why); err != nil || len(why.Causes) == 0 {
			t.Errorf("%s: %v, no cause in %s", task.Name, err, stage.out.String())
			continue
		}
		first := why.Causes[0]
		stage.wants(OK, "", getRunCommand, id)
		asField(t, task.Name, "get-run", stage.out.String(), first)
		stage.wants(OK, "", explainRunCommand, id)
		asField(t, task.Name, "explain-run", stage.out.String(), first)
		stage.wants(OK, "", reportRunCommand, id)
		if out := stage.out.String(); !strings.Contains(out, ": "+first.Cause+". What next: "+strings.TrimRight(first.Do, ".")) {
			t.Errorf("%s: the report says another cause than %q:\n%s", task.Name, first.Cause, out)
		}
	}
	if checked < 10 {
		t.Errorf("only %d tasks need a look", checked)
	}
	stage.wants(Usage, `--output "xml" is not supported; choose table, json or md`, explainRunCommand, "x", "-o", "xml")
}

// TestCuresOfTheTask: the command of a change of mappings is one that update takes, with
// all that it does not change; a change that only a person knows says where to make it.
func TestCuresOfTheTask(t *testing.T) {
	stage := worldStage(t, 0)
	says := explained(t, stage, "Context Sufficiency on Retrieval@latest", "--check")
	first := says.Causes[0]
	if first.Label != "cause" || first.Cure == nil || first.Cure.Command == nil {
		t.Fatalf("no command: %+v", first)
	}
	lead, evaluators, _ := strings.Cut(*first.Cure.Command, " --evaluators ")
	if lead != "ax-tui tasks update "+says.TaskID {
		t.Errorf("the command is %s", *first.Cure.Command)
	}
	stage.wants(OK, "", updateCommand, says.TaskID, "--evaluators", strings.Trim(evaluators, "'"), "--dry-run")
	wants(t, "update", stage.out.String(), `"context": "attributes.retrieval.documents.contents"`, `"evaluator_version_id"`)

	stage.wants(OK, "", explainRunCommand, "Docs Freshness@latest", "--check")
	wants(t, "explain-run", stage.out.String(), "likely the filter matches nothing in the window", "change the filter, by hand: with ax-tui tasks update",
		"change filter: attributes.metadata.section = 'howto' → none", "against it 100 or more spans")
	if strings.Contains(stage.out.String(), "status_code") {
		t.Errorf("the filter of the evaluator uses what is indexed:\n%s", stage.out.String())
	}
}

// asField expects the label, the cause and the next step in a sheet.
func asField(t *testing.T, task, command, sheet string, first report.Cause) {
	t.Helper()
	joined := strings.Join(strings.Fields(sheet), " ")
	if want := first.Label + " " + first.Cause + " do " + first.Do; !strings.Contains(joined, want) {
		t.Errorf("%s: %s does not say %q:\n%s", task, command, want, sheet)
	}
}
