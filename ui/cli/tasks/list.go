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
pagination with the cursor of the next page.`,
		Example: `  ax-tui tasks list --space "Search Quality" --task-type template_evaluation
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
	return app.with(ctx, options.out, func(conn *Conn, sink *Sink) error {
		var err error
		if query.SpaceID, err = app.SpaceID(ctx, conn, &options.space); err != nil { // the other names are resolved in it (contract section 4)
			return err
		}
		if query.ProjectID, query.DatasetID, err = sourceIDs(ctx, conn, options.project.Value(), options.dataset.Value(), query.SpaceID); err != nil {
			return err
		}
		err = taskList().print(ctx, app, sink, options.listFlags, func(cursor string) (api.Page[api.Task], error) {
			query.Cursor = cursor
			return conn.Client.ListTasks(ctx, query)
		}, func(next string) string {
			return nextPageCommand(cmd, nil, next, "space", "project", "dataset", "task-type", "name", "limit", "cursor")
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

func taskList() list[api.Task] {
	return list[api.Task]{envelope: record.Tasks, what: "tasks", columns: taskColumns(), record: record.Task, cells: taskRow}
}

func taskColumns() []Column {
	return []Column{
		{Title: "NAME", MinWidth: 14},
		{Title: "TYPE", DropOrder: 2},
		{Title: "MODE", DropOrder: 3},
		{Title: "EVALUATORS", AlignRight: true, DropOrder: 4},
		{Title: "LAST RUN", DropOrder: 1},
		{Title: "SOURCE", DropOrder: 5},
		{Title: "ID"},
	}
}

func taskRow(app *App, task api.Task) []text.Safe {
	source := text.Clean(task.ProjectID)
	if task.DatasetID != "" {
		source = text.Clean(task.DatasetID)
	}
	return []text.Safe{
		text.Clean(task.Name), text.Clean(task.Type.Words()), formatMode(task), text.Safe(strconv.Itoa(len(task.Evaluators))),
		formatAge(app, task.LastRunAt), source, text.Clean(task.ID),
	}
}

// formatMode says when a task runs.
func formatMode(task api.Task) text.Safe {
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

// formatAge formats a time for a column: as age on a terminal, else in full.
func formatAge(app *App, when *time.Time) text.Safe {
	return cmp.Or(formatTimeAs(app, when, func(when time.Time) string { return text.Age(app.Now().Sub(when)) }), "–")
}
