package tasks

import (
	"context"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/ui/text"

	"github.com/spf13/cobra"
)

// runsOptions holds the flags of `tasks list-runs`.
type runsOptions struct {
	listFlags
	status string
}

// listRunsCommand is `tasks list-runs TASK`.
func listRunsCommand(app *App) *cobra.Command {
	var options runsOptions
	cmd := &cobra.Command{
		Use:   "list-runs TASK",
		Short: "List the runs of a task",
		Long: `list-runs prints one page of the runs of a task, newest first, or all pages with
--all. TASK is its name or ID.`,
		Example: `  ax-tui tasks list-runs "Relevance Monitor" --status failed
  ax-tui tasks list-runs "Relevance Monitor" --all --output runs.csv`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return listRuns(cmd, app, args[0], &options) },
	}
	options.add(cmd, "space of the task (name or ID; default ARIZE_SPACE)")
	cmd.Flags().StringVar(&options.status, "status", "", "pending, running, completed, failed or cancelled")
	return cmd
}

func listRuns(cmd *cobra.Command, app *App, task string, options *runsOptions) error {
	if err := options.check(cmd); err != nil {
		return err
	}
	ctx, runQuery := cmd.Context(), api.RunQuery{Limit: options.limit}
	if options.status != "" {
		st, ok := api.ParseStatus(options.status)
		if !ok {
			return UsageError("--status is %q; choose pending, running, completed, failed or cancelled", options.status)
		}
		runQuery.Status = st
	}
	return app.with(ctx, options.out, func(conn *Conn, sink *Sink) (err error) {
		if runQuery.TaskID, err = app.TaskID(ctx, conn, task, &options.space); err != nil {
			return err
		}
		err = runList().print(ctx, app, sink, options.listFlags, func(cursor string) (api.Page[api.Run], error) {
			runQuery.Cursor = cursor
			return conn.Client.ListRuns(ctx, runQuery)
		}, func(next string) string {
			return nextPageCommand(cmd, []string{task}, next, "space", "status", "cursor", "limit")
		})
		return taskFailed(ctx, app, conn, "cannot list the runs", runQuery.TaskID, err)
	})
}

func runList() list[api.Run] {
	return list[api.Run]{envelope: record.Runs, what: "runs", columns: runColumns(), record: record.Run, cells: runRow}
}

// runColumns returns the columns of a run list. A narrow terminal omits, in this order,
// REASON, SKIPPED, TOOK, ERRORS and SUCCEEDED.
func runColumns() []Column {
	return []Column{
		{Title: "STATUS"},
		{Title: "STARTED"},
		{Title: "TOOK", AlignRight: true, DropOrder: 3},
		{Title: "SUCCEEDED", AlignRight: true, DropOrder: 1},
		{Title: "ERRORS", AlignRight: true, DropOrder: 2},
		{Title: "SKIPPED", AlignRight: true, DropOrder: 4},
		{Title: "ID"},
		{Title: "REASON", MinWidth: 16, DropOrder: 5},
	}
}

func runRow(app *App, run api.Run) []text.Safe {
	duration := text.Safe("–")
	if run.StartedAt != nil && run.FinishedAt != nil {
		duration = text.Safe(text.Dur(run.FinishedAt.Sub(*run.StartedAt)))
	}
	return []text.Safe{
		text.Clean(run.Status.Words()), formatAge(app, run.StartedAt), duration, formatCount(app, run.Successes), formatCount(app, run.Errors), formatCount(app, run.Skipped), text.Clean(run.ID),
		text.Clean(run.FailureReason),
	}
}

// printRuns prints runs as a list with a single page.
func printRuns(ctx context.Context, app *App, sink *Sink, runs []api.Run) error {
	return runList().print(ctx, app, sink, listFlags{}, func(string) (api.Page[api.Run], error) { return api.Page[api.Run]{Items: runs}, nil }, nil)
}
