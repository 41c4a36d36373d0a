package clipboard

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/diagnose"
	"ax-tui/api/record"
	"ax-tui/api/timewindow"
	"ax-tui/ui/text"
)

// TaskItems returns what can be copied of a task. base is the URL of the API.
func TaskItems(task api.Task, base string) []Item {
	if task.ID == "" {
		return nil
	}
	path := "/v2/tasks/" + url.PathEscape(task.ID)
	out := []Item{
		{Label: "task: ID", Name: "the task's ID", Text: task.ID},
		{Label: "task: name", Name: "the task's name", Text: task.Name},
		{Label: "task: ax-tui command", Name: "the command", Text: axTUICommand("get", task.ID)},
		{Label: "task: ax command", Name: "the command", Text: axCommand("get", task.ID)},
		{Label: "task: curl command", Name: "the command", Text: axcmd.Curl(base, "GET", path, nil).Text(0)},
	}
	if task.Type == "" {
		return out // only the ID is known
	}
	input := createInput(task)
	return append(
		out,
		Item{Label: "task: JSON", Name: "the task as JSON", Text: formatRecord(record.Task(task))},
		Item{Label: "task: ax create command", Name: "the command", Text: axcmd.Create(input, axcmd.Newer).Text(0)},
		Item{Label: "task: ax create, older flags", Name: "the command", Text: axcmd.Create(input, axcmd.Older).Text(0)},
	)
}

// RunItems returns what can be copied of a run of a task; its ID is enough.
func RunItems(run api.Run, task api.Task, base string, now time.Time) []Item {
	if run.ID == "" {
		return nil
	}
	path := "/v2/task-runs/" + url.PathEscape(run.ID)
	out := []Item{
		{Label: "run: ID", Name: "the run's ID", Text: run.ID},
		{Label: "run: ax-tui command", Name: "the command", Text: axTUICommand("get-run", run.ID)},
		{Label: "run: wait command", Name: "the command", Text: axTUICommand("wait-for-run", run.ID)},
		{Label: "run: ax command", Name: "the command", Text: axCommand("get-run", run.ID)},
		{Label: "run: curl command", Name: "the command", Text: axcmd.Curl(base, "GET", path, nil).Text(0)},
	}
	if run.Status == "" {
		return out
	}
	out = append(out, Item{Label: "run: JSON", Name: "the run as JSON", Text: formatRecord(record.Run(run))}, Item{Label: "run: report in Markdown", Name: "the report", Text: Report(run, task, now)})
	if run.DataStart != nil && run.DataEnd != nil {
		sameWindow := api.Trigger{DataStart: run.DataStart, DataEnd: run.DataEnd}
		out = append(
			out,
			Item{Label: "run: ax trigger, same window", Name: "the command", Text: axcmd.Trigger(run.TaskID, sameWindow, axcmd.Newer).Text(0)},
			Item{Label: "run: trigger, same window", Name: "the command", Text: axTUICommand(
				"trigger-run", run.TaskID, "--data-start-time", timewindow.Format(*run.DataStart), "--data-end-time", timewindow.Format(*run.DataEnd),
			)},
		)
	}
	return out
}

func axTUICommand(args ...string) string { return command("ax-tui tasks", args) }

func axCommand(args ...string) string { return command("ax tasks", args) }

func command(program string, args []string) string {
	out := []string{program}
	for _, arg := range args {
		out = append(out, axcmd.Quote(arg))
	}
	return strings.Join(out, " ")
}

func formatRecord(item record.Item) string {
	var out strings.Builder
	_ = record.One(&out, record.JSON, item, record.Cells{}) // a strings.Builder returns no errors
	return strings.TrimRight(out.String(), "\n")
}

// createInput returns the request that creates an identical task.
func createInput(task api.Task) api.CreateTask {
	input := api.CreateTask{
		Name: task.Name, Type: task.Type, ProjectID: task.ProjectID, DatasetID: task.DatasetID, ExperimentIDs: task.ExperimentIDs,
		SamplingRate: task.SamplingRate, QueryFilters: task.QueryFilters, RunConfig: task.RunConfig,
	}
	if task.Continuous {
		input.Continuous = &task.Continuous
	}
	if task.QueryFilter != nil {
		input.QueryFilter = *task.QueryFilter
	}
	for _, evaluator := range task.Evaluators {
		input.Evaluators = append(input.Evaluators, evaluator.Input())
	}
	return input
}

// Report formats a run as Markdown, for a ticket or a message. Text from the server
// is put into code spans, so that it is not interpreted as Markdown.
func Report(run api.Run, task api.Task, now time.Time) string {
	var out strings.Builder
	row := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&out, "| %s | %s |\n", label, value)
		}
	}
	at := func(when *time.Time) string {
		if when == nil {
			return ""
		}
		return timewindow.Format(*when)
	}
	fmt.Fprintf(&out, "## Run %s: %s\n\n| | |\n|---|---|\n", codeSpan(run.ID), run.Status.Words())
	if task.Name != "" {
		row("task", codeSpan(task.Name))
	}
	row("task ID", codeSpan(run.TaskID))
	row("window", strings.Trim(at(run.DataStart)+" → "+at(run.DataEnd), " →"))
	row("started", at(run.StartedAt))
	row("finished", at(run.FinishedAt))
	if run.StartedAt != nil && run.FinishedAt != nil {
		row("duration", text.Length(*run.StartedAt, *run.FinishedAt))
	}
	row("succeeded", text.Count(run.Successes))
	row("errors", text.Count(run.Errors))
	row("skipped", text.Count(run.Skipped))
	if run.FailureReason != "" {
		fmt.Fprintf(&out, "\nReason: %s\n", codeSpan(run.FailureReason))
	}
	if found := diagnose.Diagnose(diagnose.Input{Task: task, Run: run, Now: now}); len(found) > 0 {
		fmt.Fprintf(&out, "\nLikely cause: %s. What next: %s.\n", found[0].Likely, strings.TrimRight(found[0].Do, "."))
	}
	return strings.TrimRight(out.String(), "\n")
}

// codeSpan formats a text from the server as a code span on one line.
func codeSpan(raw string) string {
	raw = strings.ReplaceAll(string(text.Clean(raw)), "|", "¦")
	return "`" + strings.ReplaceAll(raw, "`", "'") + "`"
}
