package clipboard

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/diagnose"
	"ax-tui/api/outcome"
	"ax-tui/api/record"
	"ax-tui/api/timewindow"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// maxBuilt is how long a text of a task or run may be for what is built of it to be
// built for the list.
const maxBuilt = 1 << 16

func plain(words string) func() string { return func() string { return words } }

// TaskItems returns what can be copied of a task. base is the URL of the API.
func TaskItems(task api.Task, base string) []Item {
	if task.ID == "" {
		return nil
	}
	path := "/v2/tasks/" + url.PathEscape(task.ID)
	out := []Item{
		{Label: "task: ID", Name: "the task's ID", Text: plain(task.ID)},
		{Label: "task: name", Name: "the task's name", Text: plain(task.Name)},
		{Label: "task: ax-tui command", Name: "the command", Text: plain(axTUICommand("get", task.ID))},
		{Label: "task: ax command", Name: "the command", Text: plain(axCommand("get", task.ID))},
		{Label: "task: curl command", Name: "the command", Text: plain(axcmd.Curl(base, "GET", path, nil).Text(0))},
	}
	if task.Type == "" {
		return out // only the ID is known
	}
	_, size := taskinfo.Longest(task)
	add := func(label, name text.Safe, build func() string) {
		out = append(out, Item{Label: label, Name: name, Text: build, long: size > maxBuilt})
	}
	add("task: JSON", "the task as JSON", func() string { return formatRecord(record.Task(task)) })
	add("task: ax create command", "the command", func() string { return axcmd.Create(createInput(task), axcmd.Newer).Text(0) })
	add("task: ax create, older flags", "the command", func() string { return axcmd.Create(createInput(task), axcmd.Older).Text(0) })
	return out
}

// RunItems returns what can be copied of a run of a task; its ID is enough.
func RunItems(run api.Run, task api.Task, base string, now time.Time) []Item {
	if run.ID == "" {
		return nil
	}
	path := "/v2/task-runs/" + url.PathEscape(run.ID)
	out := []Item{
		{Label: "run: ID", Name: "the run's ID", Text: plain(run.ID)},
		{Label: "run: ax-tui command", Name: "the command", Text: plain(axTUICommand("get-run", run.ID))},
		{Label: "run: wait command", Name: "the command", Text: plain(axTUICommand("wait-for-run", run.ID))},
		{Label: "run: ax command", Name: "the command", Text: plain(axCommand("get-run", run.ID))},
		{Label: "run: curl command", Name: "the command", Text: plain(axcmd.Curl(base, "GET", path, nil).Text(0))},
	}
	if run.Status == "" {
		return out
	}
	long := len(run.FailureReason)+len(task.Name) > maxBuilt
	out = append(
		out,
		Item{Label: "run: JSON", Name: "the run as JSON", Text: func() string { return formatRecord(record.Run(run, outcome.Of(run, outcome.History{}, now).ID)) }, long: long},
		Item{Label: "run: report in Markdown", Name: "the report", Text: func() string { return Report(run, task, now) }, long: long},
	)
	if run.DataStart != nil && run.DataEnd != nil {
		sameWindow := api.Trigger{DataStart: run.DataStart, DataEnd: run.DataEnd}
		out = append(
			out,
			Item{Label: "run: ax trigger, same window", Name: "the command", Text: plain(axcmd.Trigger(run.TaskID, sameWindow, axcmd.Newer).Text(0))},
			Item{Label: "run: trigger, same window", Name: "the command", Text: plain(axTUICommand(
				"trigger-run", run.TaskID, "--data-start-time", timewindow.Format(*run.DataStart), "--data-end-time", timewindow.Format(*run.DataEnd),
			))},
		)
	}
	return out
}

// SeveralItems returns what can be copied of several tasks or runs; list is
// record.Tasks or record.Runs. Without a record of each there is no JSON.
func SeveralItems(list string, ids []string, records []record.Item) []Item {
	count := text.Safe(text.Count(len(ids)))
	out := []Item{{Label: text.Concat(count, " marked: IDs"), Name: text.Concat(count, " IDs"), Text: plain(strings.Join(ids, "\n"))}}
	if len(records) < len(ids) {
		return out
	}
	return append(out, Item{Label: text.Concat(count, " marked: JSON"), Name: text.Concat(count, " marked as JSON"), long: len(ids) > 20, Text: func() string {
		var content strings.Builder
		encoder := record.NewEncoder(&content, record.JSON, list, record.Cells{})
		for _, item := range records {
			_ = encoder.Add(item) // a strings.Builder returns no errors
		}
		_ = encoder.End("", false)
		return strings.TrimRight(content.String(), "\n")
	}})
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
	achieved := outcome.Of(run, outcome.History{}, now)
	fmt.Fprintf(&out, "## Run %s: %s\n\n| | |\n|---|---|\n", codeSpan(run.ID), text.Clean(achieved.Words()))
	row("status", string(text.Clean(run.Status.Words())))
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
