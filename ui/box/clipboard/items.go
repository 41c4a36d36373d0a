package clipboard

import (
	"net/url"
	"strings"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/diagnose"
	"ax-tui/api/outcome"
	"ax-tui/api/record"
	"ax-tui/api/report"
	"ax-tui/api/taskfile"
	"ax-tui/api/timewindow"
	"ax-tui/ui/host"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// maxBuilt is how long a text of a task or run may be for what is built of it to be
// built for the list.
const maxBuilt = 1 << 16

func plain(words string) func() string { return func() string { return words } }

// TaskItems returns what can be copied of a task. base is the URL of the API; name gives
// the names that are known of IDs, "" for none.
func TaskItems(task api.Task, base string, name func(id string) string) []Item {
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
	_, size := taskinfo.Longest(&task)
	add := func(label, name text.Safe, build func() string) {
		out = append(out, Item{Label: label, Name: name, Text: build, long: size > maxBuilt})
	}
	file := taskfile.Of(task, "", func(_ taskfile.Kind, id string) string { return name(id) })
	add("task: JSON", "the task as JSON", func() string { return formatRecord(record.Task(task)) })
	out = append(out, Item{Label: "task: file", Name: "the task as a file", Text: func() string { return formatFile(&file) }, about: "TOML, for tasks diff and create"})
	add("task: ax create command", "the command", func() string { return axcmd.Create(task.Request(), axcmd.Newer).Text(0) })
	add("task: ax create, older flags", "the command", func() string { return axcmd.Create(task.Request(), axcmd.Older).Text(0) })
	return out
}

// RunItems returns what can be copied of the run of what is known; its ID is enough.
func RunItems(env *host.Env, known diagnose.Input) []Item {
	run, task, base := known.Run, known.Task, env.BaseURL
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
	achieved, found := env.Outcome(&run), env.Diagnose(known) // a text may be built in a command
	out = append(
		out,
		Item{Label: "run: JSON", Name: "the run as JSON", Text: func() string { return formatRecord(record.Run(&run, achieved.ID)) }, long: long},
		Item{Label: "run: report in Markdown", Name: "the report", Text: func() string { return Report(&known, achieved, found) }, long: long},
	)
	if run.DataStart != nil && run.DataEnd != nil {
		sameWindow := api.Trigger{DataStart: run.DataStart, DataEnd: run.DataEnd}
		out = append(
			out,
			Item{Label: "run: ax trigger, same window", Name: "the command", Text: plain(axcmd.Trigger(run.TaskID, &sameWindow, axcmd.Newer).Text(0))},
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

// formatFile returns the text of a task file.
func formatFile(file *taskfile.File) string {
	content, err := taskfile.Encode(*file)
	if err != nil {
		return "# " + err.Error() // too large for a file
	}
	return strings.TrimRight(string(content), "\n")
}

// Report formats a run with its causes as Markdown, for a ticket or a message.
func Report(known *diagnose.Input, achieved outcome.Outcome, found diagnose.Diagnosis) string {
	return report.Markdown(&report.Run{
		Run: known.Run, Task: known.Task, Achieved: achieved, Diagnosis: found, Asked: known.Asked, Now: known.Now,
		Texts: report.Texts{Clean: func(raw string) string { return string(text.Clean(raw)) }, Count: text.Count[api.Count], Length: text.Length},
	})
}
