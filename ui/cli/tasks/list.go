package tasks

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
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
	statuses         []string
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

The table also shows the names of projects and datasets and what the last runs
achieved, which takes a request for each, for the first 100 rows. With --columns and
none of target, outcome, status, succeeded and errors there are no such requests.

The API does not filter by the last run: --status reads the last run of each task of
the page, or of all pages with --all, and prints the tasks that match.`,
		Example: `  ax-tui tasks list --space "Search Quality" --task-type template_evaluation
  ax-tui tasks list --columns name,outcome,errors,last_run
  ax-tui tasks list --status failed,cancelled --all -q
  ax-tui tasks list --all --output jsonl | jq -r .name`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return listTasks(cmd, app, &options) },
	}
	fs := cmd.Flags()
	options.add(cmd, "tasks of this space (name or ID; default ARIZE_SPACE)")
	fs.StringVarP(&options.name, "name", "n", "", "tasks whose name contains this, in any case")
	options.project.Flags(fs, "project", "", "tasks of this project (name or ID)")
	options.dataset.Flags(fs, "dataset", "", "tasks of this dataset (name or ID)")
	fs.StringSliceVar(&options.statuses, "status", nil, "tasks whose last run is pending, running, completed, failed or cancelled; several are comma-separated")
	fs.StringVar(&options.taskType, "task-type", "", "template_evaluation, code_evaluation or run_experiment")
	return cmd
}

func listTasks(cmd *cobra.Command, app *App, options *listOptions) error {
	statuses, err := parseStatuses(options.statuses)
	if err != nil {
		return err
	}
	if len(statuses) > 0 && !cmd.Flags().Changed("limit") {
		options.limit = maxRows // of a small page few tasks or none would match
	}
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
	if len(statuses) > 0 {
		tasks.pick = func(item api.Listed) (wanted, last bool) {
			return slices.Contains(statuses, look.last[item.Ref().ID].Status), false
		}
	}
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
		read := 0
		err = tasks.print(ctx, app, sink, options.listFlags, func(cursor string) (api.Page[api.Listed], error) {
			query.Cursor = cursor
			page, err := conn.Client.ListTasks(ctx, query)
			if err == nil && len(statuses) > 0 {
				read += len(page.Items)
				err = WrapError("cannot read the last runs", look.loadLast(ctx, page.Items))
			}
			return api.Untyped(page, err)
		}, func(next string) string {
			return nextPageCommand(cmd, nil, next)
		})
		if len(statuses) > 0 && err == nil {
			sink.Note(text.Safe("--status: the last runs of " + text.Plural(read, "task") + " were read."))
		}
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
			Column: Column{Title: "OUTCOME", DropOrder: 1}, load: look.lastRuns,
			achieved: func(app *App, task api.Task) outcome.Outcome { return achieved(app, look.last[task.ID]) },
			cell: func(app *App, task api.Task) text.Safe {
				return look.newest(task, func(run api.Run) text.Safe { return formatOutcome(app, run) })
			},
		},
		{
			Column: Column{Title: "TARGET", MinWidth: 12, DropOrder: 5}, load: look.sources,
			cell: func(_ *App, task api.Task) text.Safe { return look.name(cmp.Or(task.DatasetID, task.ProjectID)) },
		},
		{Column: Column{Title: "ID"}, cell: func(_ *App, task api.Task) text.Safe { return text.Clean(task.ID) }},
		{
			Column: Column{Title: "STATUS"}, extra: true, load: look.lastRuns, cell: func(_ *App, task api.Task) text.Safe {
				return look.newest(task, func(run api.Run) text.Safe { return text.Clean(run.Status.Words()) })
			},
		},
		{
			Column: Column{Title: "SUCCEEDED", AlignRight: true}, extra: true, load: look.lastRuns, cell: func(app *App, task api.Task) text.Safe {
				return look.newest(task, func(run api.Run) text.Safe { return formatCount(app, run.Successes) })
			},
		},
		{
			Column: Column{Title: "ERRORS", AlignRight: true}, extra: true, load: look.lastRuns, cell: func(app *App, task api.Task) text.Safe {
				return look.newest(task, func(run api.Run) text.Safe { return formatCount(app, run.Errors) })
			},
		},
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
	return cmp.Or(formatTimeAs(app, when, func(when time.Time) string { return text.Age(app.serverNow().Sub(when)) }), "–")
}
