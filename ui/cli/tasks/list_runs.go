package tasks

import (
	"context"
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/api/timewindow"
	"ax-tui/ui/text"

	"github.com/spf13/cobra"
)

// runsOptions is what `tasks list-runs` was asked.
type runsOptions struct {
	listFlags
	statuses []string
	since    string
}

// listRunsCommand is `tasks list-runs TASK`.
func listRunsCommand(app *App) *cobra.Command {
	var o runsOptions
	cmd := &cobra.Command{
		Use:   "list-runs TASK",
		Short: "List the runs of a task",
		Long: `list-runs gives one page of the runs of a task, newest first, or every page with
--all. TASK is its name or ID.

The server knows one status and no time. With several statuses or --since every
page is read that can hold such a run, as with --all.`,
		Example: `  ax-tui tasks list-runs "Relevance Monitor" --status failed
  ax-tui tasks list-runs "Relevance Monitor" --status failed,cancelled --since -24h
  ax-tui tasks list-runs "Relevance Monitor" --all --output runs.csv`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return listRuns(cmd, app, args[0], &o) },
	}
	o.add(cmd, "where the name is looked for (name or ID; default ARIZE_SPACE)")
	cmd.Flags().StringSliceVar(&o.statuses, "status", nil, "pending, running, completed, failed or cancelled; several by comma")
	cmd.Flags().StringVar(&o.since, "since", "", "runs created at this time or later, such as -24h or 2026-03-01T08:00Z")
	return cmd
}

// runFilter is what list-runs picks out itself: a status among several, a time.
type runFilter struct {
	statuses []api.Status // none: all
	since    time.Time    // zero: ever
}

// filter reads the flags. The only status is left to the server.
func (o *runsOptions) filter(app *App) (only api.Status, filter runFilter, err error) {
	for _, word := range o.statuses {
		status, ok := api.ParseStatus(word)
		if !ok {
			return "", filter, UsageError("--status is %q; choose pending, running, completed, failed or cancelled", word)
		}
		filter.statuses = append(filter.statuses, status)
	}
	if o.since != "" {
		if filter.since, err = timewindow.Parse(o.since, app.Now(), app.Zone); err != nil {
			return "", filter, UsageError("--since: %w", err)
		}
	}
	if len(filter.statuses) == 1 {
		only, filter.statuses = filter.statuses[0], nil
	}
	return only, filter, nil
}

func (f runFilter) active() bool { return len(f.statuses) > 0 || !f.since.IsZero() }

// pick gives the runs of a page that are asked for, and whether all that follow are
// older: the newest come first (contract section 3).
func (f runFilter) pick(page []api.Run) (picked []api.Run, last bool) {
	for _, run := range page {
		old := !run.CreatedAt.IsZero() && run.CreatedAt.Before(f.since)
		if last = last || old; !old && (len(f.statuses) == 0 || slices.Contains(f.statuses, run.Status)) {
			picked = append(picked, run)
		}
	}
	return picked, last
}

func listRuns(cmd *cobra.Command, app *App, task string, o *runsOptions) error {
	status, filter, err := o.filter(app)
	if err != nil {
		return err
	}
	o.all = o.all || filter.active()
	if err := o.check(cmd); err != nil {
		return err
	}
	runs := runList()
	runs.pick = filter.pick
	if err := runs.choose(o.out.Columns); err != nil {
		return err
	}
	ctx, query := cmd.Context(), api.RunQuery{Limit: o.limit, Status: status}
	return app.with(ctx, o.out, func(conn *Conn, sink *Sink) (err error) {
		if query.TaskID, err = app.TaskID(ctx, conn, task, &o.space); err != nil {
			return err
		}
		err = runs.print(ctx, app, sink, o.listFlags, func(cursor string) (api.Page[api.Run], error) {
			query.Cursor = cursor
			return conn.Client.ListRuns(ctx, query)
		}, func(next string) string {
			return again(cmd, []string{task}, next)
		})
		return taskFailed(ctx, app, conn, "cannot list the runs", query.TaskID, err)
	})
}

// runList is left out on a narrow terminal from the last to the first: REASON,
// SKIPPED, TOOK, ERRORS, SUCCEEDED.
func runList() list[api.Run] {
	return list[api.Run]{envelope: record.Runs, what: "runs", record: record.Run, columns: []column[api.Run]{
		{
			Column: Column{Title: "STATUS"}, status: func(run api.Run) api.Status { return run.Status },
			cell: func(_ *App, run api.Run) text.Safe { return text.Clean(run.Status.Words()) },
		},
		{Column: Column{Title: "STARTED"}, cell: func(app *App, run api.Run) text.Safe { return ago(app, run.StartedAt) }},
		{Column: Column{Title: "TOOK", Right: true, Drop: 3}, cell: took},
		{Column: Column{Title: "SUCCEEDED", Right: true, Drop: 1}, cell: func(app *App, run api.Run) text.Safe { return number(app, run.Successes) }},
		{Column: Column{Title: "ERRORS", Right: true, Drop: 2}, cell: func(app *App, run api.Run) text.Safe { return number(app, run.Errors) }},
		{Column: Column{Title: "SKIPPED", Right: true, Drop: 4}, cell: func(app *App, run api.Run) text.Safe { return number(app, run.Skipped) }},
		{Column: Column{Title: "ID"}, cell: func(_ *App, run api.Run) text.Safe { return text.Clean(run.ID) }},
		{Column: Column{Title: "REASON", Min: 16, Drop: 5}, cell: func(_ *App, run api.Run) text.Safe { return text.Clean(run.FailureReason) }},
		{Column: Column{Title: "CREATED"}, extra: true, cell: func(app *App, run api.Run) text.Safe { return ago(app, &run.CreatedAt) }},
		{Column: Column{Title: "WINDOW"}, extra: true, cell: window},
		{Column: Column{Title: "TASK"}, extra: true, cell: func(_ *App, run api.Run) text.Safe { return text.Clean(run.TaskID) }},
		{Column: Column{Title: "EXPERIMENT"}, extra: true, cell: func(_ *App, run api.Run) text.Safe { return text.Clean(run.ExperimentID) }},
	}}
}

func took(_ *App, run api.Run) text.Safe {
	if run.StartedAt == nil || run.FinishedAt == nil {
		return "–"
	}
	return text.Safe(text.Dur(run.FinishedAt.Sub(*run.StartedAt)))
}

// printRuns prints several runs as a list that has no more pages.
func printRuns(ctx context.Context, app *App, sink *Sink, runs []api.Run) error {
	list := runList()
	if err := list.choose(nil); err != nil {
		return err
	}
	return list.print(ctx, app, sink, listFlags{}, func(string) (api.Page[api.Run], error) { return api.Page[api.Run]{Items: runs}, nil }, nil)
}
