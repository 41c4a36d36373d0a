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

// TaskItems is what can be copied of a task. base is the address of the API.
func TaskItems(task api.Task, base string) []Item {
	if task.ID == "" {
		return nil
	}
	path := "/v2/tasks/" + url.PathEscape(task.ID)
	out := []Item{
		{"task: ID", "the task's ID", task.ID},
		{"task: name", "the task's name", task.Name},
		{"task: ax-tui command", "the command", axTUICommand("get", task.ID)},
		{"task: ax command", "the command", axCommand("get", task.ID)},
		{"task: curl command", "the command", axcmd.Curl(base, "GET", path, nil).Text(0)},
	}
	if task.Type == "" {
		return out // known by its ID alone
	}
	input := createInput(task)
	return append(
		out,
		Item{"task: JSON", "the task as JSON", formatRecord(record.Task(task))},
		Item{"task: ax create command", "the command", axcmd.Create(input, axcmd.Newer).Text(0)},
		Item{"task: ax create, older flags", "the command", axcmd.Create(input, axcmd.Older).Text(0)},
	)
}

// RunItems is what can be copied of a run of a task, of which the ID is enough.
func RunItems(run api.Run, task api.Task, base string, now time.Time) []Item {
	if run.ID == "" {
		return nil
	}
	path := "/v2/task-runs/" + url.PathEscape(run.ID)
	out := []Item{
		{"run: ID", "the run's ID", run.ID},
		{"run: ax-tui command", "the command", axTUICommand("get-run", run.ID)},
		{"run: wait command", "the command", axTUICommand("wait-for-run", run.ID)},
		{"run: ax command", "the command", axCommand("get-run", run.ID)},
		{"run: curl command", "the command", axcmd.Curl(base, "GET", path, nil).Text(0)},
	}
	if run.Status == "" {
		return out
	}
	out = append(out, Item{"run: JSON", "the run as JSON", formatRecord(record.Run(run))}, Item{"run: report in Markdown", "the report", Report(run, task, now)})
	if run.DataStart != nil && run.DataEnd != nil {
		again := api.Trigger{DataStart: run.DataStart, DataEnd: run.DataEnd}
		out = append(
			out,
			Item{"run: ax trigger, same window", "the command", axcmd.Trigger(run.TaskID, again, axcmd.Newer).Text(0)},
			Item{"run: trigger, same window", "the command", axTUICommand(
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
	_ = record.One(&out, record.JSON, item, nil) // a strings.Builder takes everything
	return strings.TrimRight(out.String(), "\n")
}

// createInput is the request that would make a task like this one.
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

// Report tells of a run in Markdown, for a ticket or a message. Names of the
// server stand in code spans, so that they format nothing.
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
		row("took", text.Dur(run.FinishedAt.Sub(*run.StartedAt)))
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

// codeSpan writes a text of the server as a code span on one line.
func codeSpan(raw string) string {
	raw = strings.ReplaceAll(string(text.Clean(raw)), "|", "¦")
	return "`" + strings.ReplaceAll(raw, "`", "'") + "`"
}
