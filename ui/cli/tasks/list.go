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

// listOptions holds the flags of `tasks list`.
type listOptions struct {
	listFlags
	project, dataset refFlag
	name, taskType   string
}

// listCommand is `tasks list`.
func listCommand(app *App) *cobra.Command {
	var options listOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List evaluation tasks",
		Long: `list prints one page of the tasks that the key may see, in the server's order, or
all pages with --all. A JSON list has the envelope of the API: tasks, and
pagination with the cursor of the next page.

The table also shows the names of projects and datasets and the status of the last
runs, which takes a request for each, for the first 100 rows. With --columns and
neither source nor status there are no such requests.`,
		Example: `  ax-tui tasks list --space "Search Quality" --task-type template_evaluation
  ax-tui tasks list --columns name,status,last_run
  ax-tui tasks list --all --output jsonl | jq -r .name`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return listTasks(cmd, app, &options) },
	}
	fs := cmd.Flags()
	options.add(cmd, "tasks of this space (name or ID; default ARIZE_SPACE)")
	fs.StringVarP(&options.name, "name", "n", "", "tasks whose name contains this, in any case")
	options.project.Flags(fs, "project", "", "tasks of this project (name or ID)")
	options.dataset.Flags(fs, "dataset", "", "tasks of this dataset (name or ID)")
	fs.StringVar(&options.taskType, "task-type", "", "template_evaluation, code_evaluation or run_experiment")
	return cmd
}

func listTasks(cmd *cobra.Command, app *App, options *listOptions) error {
	if err := options.check(cmd); err != nil {
		return err
	}
	ctx, query := cmd.Context(), api.TaskQuery{Name: options.name, Limit: options.limit}
	if options.taskType != "" {
		taskType, ok := api.ParseTaskType(options.taskType)
		if !ok {
			return UsageError("--task-type is %q; choose template_evaluation, code_evaluation or run_experiment", options.taskType)
		}
		query.Type = taskType
	}
	look := &lookups{}
	tasks := taskList(look)
	if err := tasks.choose(options.out.Columns); err != nil {
		return err
	}
	return app.with(ctx, options.out, func(conn *Conn, sink *Sink) error {
		var err error
		look.conn = conn
		if query.SpaceID, err = app.SpaceID(ctx, conn, &options.space); err != nil { // the other names are resolved in it (contract section 4)
			return err
		}
		if query.ProjectID, query.DatasetID, err = sourceIDs(ctx, conn, options.project.Value(), options.dataset.Value(), query.SpaceID); err != nil {
			return err
		}
		err = tasks.print(ctx, app, sink, options.listFlags, func(cursor string) (api.Page[api.Listed], error) {
			query.Cursor = cursor
			return api.Untyped(conn.Client.ListTasks(ctx, query))
		}, func(next string) string {
			return nextPageCommand(cmd, nil, next)
		})
		return WrapError("cannot list the tasks", err)
	})
}

// sourceIDs returns the IDs of a project and a dataset, each given by name or ID; ""
// stays "".
func sourceIDs(ctx context.Context, conn *Conn, project, dataset, spaceID string) (projectID, datasetID string, err error) {
	if projectID, err = resolve.Project(ctx, conn.Client, project, spaceID); err != nil {
		return "", "", WrapError("cannot find the project", err)
	}
	datasetID, err = resolve.Dataset(ctx, conn.Client, dataset, spaceID)
	return projectID, datasetID, WrapError("cannot find the dataset", err)
}

func taskList(look *lookups) list {
	return newList(record.Tasks, "tasks", []column[api.Task]{
		{Column: Column{Title: "NAME", MinWidth: 24}, cell: func(_ *App, task api.Task) text.Safe { return text.Clean(task.Name) }},
		{Column: Column{Title: "TYPE", DropOrder: 3}, cell: taskType},
		{Column: Column{Title: "MODE", DropOrder: 4}, cell: func(_ *App, task api.Task) text.Safe { return formatMode(task) }},
		{Column: Column{Title: "EVALUATORS", AlignRight: true, DropOrder: 6}, cell: countEvaluators},
		{Column: Column{Title: "LAST RUN", DropOrder: 2}, cell: func(app *App, task api.Task) text.Safe { return formatAge(app, task.LastRunAt) }},
		{
			Column: Column{Title: "STATUS", DropOrder: 1}, load: look.lastRuns, status: func(task api.Task) api.Status { return look.last[task.ID] },
			cell: func(_ *App, task api.Task) text.Safe {
				if status := look.last[task.ID]; status != "" || task.LastRunAt != nil {
					return text.Clean(status.Words())
				}
				return "–"
			},
		},
		{
			Column: Column{Title: "SOURCE", MinWidth: 12, DropOrder: 5}, load: look.sources,
			cell: func(_ *App, task api.Task) text.Safe { return look.name(cmp.Or(task.DatasetID, task.ProjectID)) },
		},
		{Column: Column{Title: "ID"}, cell: func(_ *App, task api.Task) text.Safe { return text.Clean(task.ID) }},
		{Column: Column{Title: "CREATED"}, extra: true, cell: func(app *App, task api.Task) text.Safe { return formatAge(app, &task.CreatedAt) }},
		{Column: Column{Title: "UPDATED"}, extra: true, cell: func(app *App, task api.Task) text.Safe { return formatAge(app, &task.UpdatedAt) }},
	})
}

func countEvaluators(_ *App, task api.Task) text.Safe {
	if task.Evaluators == nil {
		return ""
	}
	return text.Safe(strconv.Itoa(len(task.Evaluators)))
}

// taskType writes a type in one word where there is little room.
func taskType(app *App, task api.Task) text.Safe {
	if app.OutTTY {
		return text.Clean(task.Type.Short())
	}
	return text.Clean(task.Type.Words())
}

// formatMode says when a task runs; "" if the server does not say.
func formatMode(task api.Task) text.Safe {
	switch {
	case task.ProjectID != "" && task.Unknown("is_continuous"):
		return "–"
	case task.Continuous:
		return "continuous"
	case len(task.ExperimentIDs) == 1:
		return "1 experiment"
	case len(task.ExperimentIDs) > 1:
		return text.Safe(fmt.Sprintf("%d experiments", len(task.ExperimentIDs)))
	case task.Unknown("is_continuous"):
		return ""
	}
	return "on demand"
}

// formatAge formats a time for a column: as age on a terminal, else in full.
func formatAge(app *App, when *time.Time) text.Safe {
	return cmp.Or(formatTimeAs(app, when, func(when time.Time) string { return text.Age(app.Now().Sub(when)) }), "–")
}
