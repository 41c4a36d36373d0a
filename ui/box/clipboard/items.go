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

// ForTask is what can be copied of a task. base is the address of the API.
func ForTask(task api.Task, base string) []Item {
	if task.ID == "" {
		return nil
	}
	path := "/v2/tasks/" + url.PathEscape(task.ID)
	out := []Item{
		{Label: "task: ID", Name: "the task's ID", Text: task.ID},
		{Label: "task: name", Name: "the task's name", Text: task.Name},
		{Label: "task: ax-tui command", Name: "the command", Text: line("get", task.ID)},
		{Label: "task: ax command", Name: "the command", Text: ax("get", task.ID)},
		{Label: "task: curl command", Name: "the command", Text: axcmd.Curl(base, "GET", path, nil).Text(0)},
	}
	if task.Type == "" {
		return out // known by its ID alone
	}
	input := recreate(task)
	return append(
		out,
		Item{Label: "task: JSON", Name: "the task as JSON", Text: one(record.Task(task))},
		Item{Label: "task: ax create command", Name: "the command", Text: axcmd.Create(input, axcmd.Newer).Text(0)},
		Item{Label: "task: ax create, older flags", Name: "the command", Text: axcmd.Create(input, axcmd.Older).Text(0)},
	)
}

// ForRun is what can be copied of a run of a task, of which the ID is enough.
func ForRun(run api.Run, task api.Task, base string, now time.Time) []Item {
	if run.ID == "" {
		return nil
	}
	path := "/v2/task-runs/" + url.PathEscape(run.ID)
	out := []Item{
		{Label: "run: ID", Name: "the run's ID", Text: run.ID},
		{Label: "run: ax-tui command", Name: "the command", Text: line("get-run", run.ID)},
		{Label: "run: wait command", Name: "the command", Text: line("wait-for-run", run.ID)},
		{Label: "run: ax command", Name: "the command", Text: ax("get-run", run.ID)},
		{Label: "run: curl command", Name: "the command", Text: axcmd.Curl(base, "GET", path, nil).Text(0)},
	}
	if run.Status == "" {
		return out
	}
	out = append(out, Item{Label: "run: JSON", Name: "the run as JSON", Text: one(record.Run(run))}, Item{Label: "run: report in Markdown", Name: "the report", Text: Report(run, task, now)})
	if run.DataStart != nil && run.DataEnd != nil {
		again := api.Trigger{DataStart: run.DataStart, DataEnd: run.DataEnd}
		out = append(
			out,
			Item{Label: "run: ax trigger, same window", Name: "the command", Text: axcmd.Trigger(run.TaskID, again, axcmd.Newer).Text(0)},
			Item{Label: "run: trigger, same window", Name: "the command", Text: line(
				"trigger-run", run.TaskID, "--data-start-time", timewindow.Format(*run.DataStart), "--data-end-time", timewindow.Format(*run.DataEnd),
			)},
		)
	}
	return out
}

func line(args ...string) string { return command("ax-tui tasks", args) }

func ax(args ...string) string { return command("ax tasks", args) }

func command(program string, args []string) string {
	out := []string{program}
	for _, a := range args {
		out = append(out, axcmd.Quote(a))
	}
	return strings.Join(out, " ")
}

func one(item record.Item) string {
	var out strings.Builder
	_ = record.One(&out, record.JSON, item, nil) // a strings.Builder takes everything
	return strings.TrimRight(out.String(), "\n")
}

// recreate is the request that would make a task like this one.
func recreate(task api.Task) api.CreateTask {
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
	row := func(k, v string) {
		if v != "" {
			fmt.Fprintf(&out, "| %s | %s |\n", k, v)
		}
	}
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return timewindow.Format(*t)
	}
	fmt.Fprintf(&out, "## Run %s: %s\n\n| | |\n|---|---|\n", code(run.ID), run.Status.Words())
	if task.Name != "" {
		row("task", code(task.Name))
	}
	row("task ID", code(run.TaskID))
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
		fmt.Fprintf(&out, "\nReason: %s\n", code(run.FailureReason))
	}
	if found := diagnose.Diagnose(diagnose.Input{Task: task, Run: run, Now: now}); len(found) > 0 {
		fmt.Fprintf(&out, "\nLikely cause: %s. What next: %s.\n", found[0].Likely, strings.TrimRight(found[0].Do, "."))
	}
	return strings.TrimRight(out.String(), "\n")
}

// code writes a text of the server as a code span on one line.
func code(s string) string {
	s = strings.ReplaceAll(string(text.Clean(s)), "|", "¦")
	return "`" + strings.ReplaceAll(s, "`", "'") + "`"
}
