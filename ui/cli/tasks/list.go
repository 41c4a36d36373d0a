package tasks

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"

	"github.com/spf13/cobra"
)

// listOptions is what `tasks list` was asked.
type listOptions struct {
	listFlags
	project, dataset refFlag
	name, taskType   string
}

// listCommand is `tasks list`.
func listCommand(app *App) *cobra.Command {
	var o listOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List evaluation tasks",
		Long: `list gives one page of the tasks that the key may see, in the server's order, or
every page with --all. A JSON list keeps the envelope of the API: tasks and
pagination with the cursor of the next page.

The table asks for the names of projects and datasets and for the status of the
last runs too, for up to 100 tasks; --columns without source and status does not.`,
		Example: `  ax-tui tasks list --space "Search Quality" --task-type template_evaluation
  ax-tui tasks list --columns name,status,last_run
  ax-tui tasks list --all --output jsonl | jq -r .name`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return listTasks(cmd, app, &o) },
	}
	fs := cmd.Flags()
	o.add(cmd, "tasks of this space (name or ID; default ARIZE_SPACE)")
	fs.StringVarP(&o.name, "name", "n", "", "tasks that have this in their name, in any case")
	o.project.Flags(fs, "project", "", "tasks of this project (name or ID)")
	o.dataset.Flags(fs, "dataset", "", "tasks of this dataset (name or ID)")
	fs.StringVar(&o.taskType, "task-type", "", "template_evaluation, code_evaluation or run_experiment")
	return cmd
}

func listTasks(cmd *cobra.Command, app *App, o *listOptions) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	ctx, query := cmd.Context(), api.TaskQuery{Name: o.name, Limit: o.limit}
	if o.taskType != "" {
		taskType, ok := api.ParseTaskType(o.taskType)
		if !ok {
			return UsageError("--task-type is %q; choose template_evaluation, code_evaluation or run_experiment", o.taskType)
		}
		query.Type = taskType
	}
	look := &lookups{}
	tasks := taskList(look)
	if err := tasks.choose(o.out.Columns); err != nil {
		return err
	}
	return app.with(ctx, o.out, func(conn *Conn, sink *Sink) error {
		var err error
		look.conn = conn
		if query.SpaceID, err = app.SpaceID(ctx, conn, &o.space); err != nil { // the others are looked for there (contract section 4)
			return err
		}
		if query.ProjectID, query.DatasetID, err = sourceIDs(ctx, conn, o.project.Value(), o.dataset.Value(), query.SpaceID); err != nil {
			return err
		}
		err = tasks.print(ctx, app, sink, o.listFlags, func(cursor string) (api.Page[api.Task], error) {
			query.Cursor = cursor
			return conn.Client.ListTasks(ctx, query)
		}, func(next string) string {
			return again(cmd, nil, next)
		})
		return WrapError("cannot list the tasks", err)
	})
}

// sourceIDs gives the IDs of a project and of a dataset, each by name or ID; ""
// stays "".
func sourceIDs(ctx context.Context, conn *Conn, project, dataset, spaceID string) (projectID, datasetID string, err error) {
	if projectID, err = resolve.Project(ctx, conn.Client, project, spaceID); err != nil {
		return "", "", WrapError("cannot find the project", err)
	}
	datasetID, err = resolve.Dataset(ctx, conn.Client, dataset, spaceID)
	return projectID, datasetID, WrapError("cannot find the dataset", err)
}

func taskList(look *lookups) list[api.Task] {
	return list[api.Task]{envelope: record.Tasks, what: "tasks", record: record.Task, columns: []column[api.Task]{
		{Column: Column{Title: "NAME", Min: 24}, cell: func(_ *App, task api.Task) text.Safe { return text.Clean(task.Name) }},
		{Column: Column{Title: "TYPE", Drop: 3}, cell: taskType},
		{Column: Column{Title: "MODE", Drop: 4}, cell: func(_ *App, task api.Task) text.Safe { return mode(task) }},
		{Column: Column{Title: "EVALUATORS", Right: true, Drop: 6}, cell: func(_ *App, task api.Task) text.Safe { return text.Safe(strconv.Itoa(len(task.Evaluators))) }},
		{Column: Column{Title: "LAST RUN", Drop: 2}, cell: func(app *App, task api.Task) text.Safe { return ago(app, task.LastRunAt) }},
		{
			Column: Column{Title: "STATUS", Drop: 1}, load: look.lastRuns, status: func(task api.Task) api.Status { return look.last[task.ID] },
			cell: func(_ *App, task api.Task) text.Safe { return cmp.Or(text.Clean(look.last[task.ID].Words()), "–") },
		},
		{
			Column: Column{Title: "SOURCE", Min: 12, Drop: 5}, load: look.sources,
			cell: func(_ *App, task api.Task) text.Safe { return look.name(cmp.Or(task.DatasetID, task.ProjectID)) },
		},
		{Column: Column{Title: "ID"}, cell: func(_ *App, task api.Task) text.Safe { return text.Clean(task.ID) }},
		{Column: Column{Title: "CREATED"}, extra: true, cell: func(app *App, task api.Task) text.Safe { return ago(app, &task.CreatedAt) }},
		{Column: Column{Title: "UPDATED"}, extra: true, cell: func(app *App, task api.Task) text.Safe { return ago(app, &task.UpdatedAt) }},
	}}
}

// taskType writes a type in one word where there is little room.
func taskType(app *App, task api.Task) text.Safe {
	if app.OutTTY {
		return text.Clean(task.Type.Short())
	}
	return text.Clean(task.Type.Words())
}

// mode says when a task runs.
func mode(task api.Task) text.Safe {
	switch {
	case task.Continuous:
		return "continuous"
	case len(task.ExperimentIDs) == 1:
		return "1 experiment"
	case len(task.ExperimentIDs) > 1:
		return text.Safe(fmt.Sprintf("%d experiments", len(task.ExperimentIDs)))
	}
	return "on demand"
}

// ago writes a time for a column: an age on a terminal, the whole time elsewhere.
func ago(app *App, t *time.Time) text.Safe {
	return cmp.Or(moment(app, t, func(t time.Time) string { return text.Age(app.Now().Sub(t)) }), "–")
}
