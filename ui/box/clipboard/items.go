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
func ForTask(t api.Task, base string) []Item {
	if t.ID == "" {
		return nil
	}
	path := "/v2/tasks/" + url.PathEscape(t.ID)
	out := []Item{
		{Label: "task: ID", Name: "the task's ID", Text: t.ID},
		{Label: "task: name", Name: "the task's name", Text: t.Name},
		{Label: "task: ax-tui command", Name: "the command", Text: line("get", t.ID)},
		{Label: "task: ax command", Name: "the command", Text: ax("get", t.ID)},
		{Label: "task: curl command", Name: "the command", Text: axcmd.Curl(base, "GET", path, nil).Text(0)},
	}
	if t.Type == "" {
		return out // known by its ID alone
	}
	c := recreate(t)
	return append(
		out,
		Item{Label: "task: JSON", Name: "the task as JSON", Text: one(record.Task(t))},
		Item{Label: "task: ax create command", Name: "the command", Text: axcmd.Create(c, axcmd.Newer).Text(0)},
		Item{Label: "task: ax create, older flags", Name: "the command", Text: axcmd.Create(c, axcmd.Older).Text(0)},
	)
}

// ForRun is what can be copied of a run of a task, of which the ID is enough.
func ForRun(r api.Run, t api.Task, base string, now time.Time) []Item {
	if r.ID == "" {
		return nil
	}
	path := "/v2/task-runs/" + url.PathEscape(r.ID)
	out := []Item{
		{Label: "run: ID", Name: "the run's ID", Text: r.ID},
		{Label: "run: ax-tui command", Name: "the command", Text: line("get-run", r.ID)},
		{Label: "run: wait command", Name: "the command", Text: line("wait-for-run", r.ID)},
		{Label: "run: ax command", Name: "the command", Text: ax("get-run", r.ID)},
		{Label: "run: curl command", Name: "the command", Text: axcmd.Curl(base, "GET", path, nil).Text(0)},
	}
	if r.Status == "" {
		return out
	}
	out = append(out, Item{Label: "run: JSON", Name: "the run as JSON", Text: one(record.Run(r))}, Item{Label: "run: report in Markdown", Name: "the report", Text: Report(r, t, now)})
	if r.DataStart != nil && r.DataEnd != nil {
		again := api.Trigger{DataStart: r.DataStart, DataEnd: r.DataEnd}
		out = append(
			out,
			Item{Label: "run: ax trigger, same window", Name: "the command", Text: axcmd.Trigger(r.TaskID, again, axcmd.Newer).Text(0)},
			Item{Label: "run: trigger, same window", Name: "the command", Text: line(
				"trigger-run", r.TaskID, "--data-start-time", timewindow.Format(*r.DataStart), "--data-end-time", timewindow.Format(*r.DataEnd),
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

func one(i record.Item) string {
	var b strings.Builder
	_ = record.One(&b, record.JSON, i, nil) // a strings.Builder takes everything
	return strings.TrimRight(b.String(), "\n")
}

// recreate is the request that would make a task like this one.
func recreate(t api.Task) api.CreateTask {
	c := api.CreateTask{
		Name: t.Name, Type: t.Type, ProjectID: t.ProjectID, DatasetID: t.DatasetID, ExperimentIDs: t.ExperimentIDs,
		SamplingRate: t.SamplingRate, QueryFilters: t.QueryFilters, RunConfig: t.RunConfig,
	}
	if t.Continuous {
		c.Continuous = &t.Continuous
	}
	if t.QueryFilter != nil {
		c.QueryFilter = *t.QueryFilter
	}
	for _, e := range t.Evaluators {
		c.Evaluators = append(c.Evaluators, e.Input())
	}
	return c
}

// Report tells of a run in Markdown, for a ticket or a message. Names of the
// server stand in code spans, so that they format nothing.
func Report(r api.Run, t api.Task, now time.Time) string {
	var b strings.Builder
	row := func(k, v string) {
		if v != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", k, v)
		}
	}
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return timewindow.Format(*t)
	}
	fmt.Fprintf(&b, "## Run %s: %s\n\n| | |\n|---|---|\n", code(r.ID), r.Status.Words())
	if t.Name != "" {
		row("task", code(t.Name))
	}
	row("task ID", code(r.TaskID))
	row("window", strings.Trim(at(r.DataStart)+" → "+at(r.DataEnd), " →"))
	row("started", at(r.StartedAt))
	row("finished", at(r.FinishedAt))
	if r.StartedAt != nil && r.FinishedAt != nil {
		row("took", text.Dur(r.FinishedAt.Sub(*r.StartedAt)))
	}
	row("succeeded", text.Count(r.Successes))
	row("errors", text.Count(r.Errors))
	row("skipped", text.Count(r.Skipped))
	if r.FailureReason != "" {
		fmt.Fprintf(&b, "\nReason: %s\n", code(r.FailureReason))
	}
	if found := diagnose.Diagnose(diagnose.Input{Task: t, Run: r, Now: now}); len(found) > 0 {
		fmt.Fprintf(&b, "\nLikely cause: %s. What next: %s.\n", found[0].Likely, strings.TrimRight(found[0].Do, "."))
	}
	return strings.TrimRight(b.String(), "\n")
}

// code writes a text of the server as a code span on one line.
func code(s string) string {
	s = strings.ReplaceAll(string(text.Clean(s)), "|", "¦")
	return "`" + strings.ReplaceAll(s, "`", "'") + "`"
}
