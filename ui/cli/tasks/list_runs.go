package tasks

import (
	"context"
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/api/outcome"
	"ax-tui/api/record"
	"ax-tui/api/timewindow"
	"ax-tui/ui/text"

	"github.com/spf13/cobra"
)

// runsOptions holds the flags of `tasks list-runs`.
type runsOptions struct {
	listFlags
	statuses []string
	since    string
}

// listRunsCommand is `tasks list-runs TASK`.
func listRunsCommand(app *App) *cobra.Command {
	var options runsOptions
	cmd := &cobra.Command{
		Use:   "list-runs TASK",
		Short: "List the runs of a task",
		Long: `list-runs prints one page of the runs of a task, newest first, or all pages with
--all. TASK is its name or ID.

The API filters by one status and not by time. Several statuses and --since imply
--all: pages are loaded to the end, or to the first run that is older.

The column judge, which --columns adds, says where another version of an evaluator
judged than in the listed run before, and what changed: such runs cannot be compared
with earlier ones. It takes a request for the task and one for each evaluator.`,
		Example: `  ax-tui tasks list-runs "Relevance Monitor" --status failed
  ax-tui tasks list-runs "Relevance Monitor" --status failed,cancelled --since -24h
  ax-tui tasks list-runs "Relevance Monitor" --all --columns started,outcome,judge
  ax-tui tasks list-runs "Relevance Monitor" --all --output runs.csv`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE:              func(cmd *cobra.Command, args []string) error { return listRuns(cmd, app, args[0], &options) },
	}
	options.add(cmd, "space of the task (name or ID; default ARIZE_SPACE)")
	cmd.Flags().StringSliceVar(&options.statuses, "status", nil, "pending, running, completed, failed or cancelled; several are comma-separated")
	cmd.Flags().StringVar(&options.since, "since", "", "runs created at this time or later, such as -24h or 2026-03-01T08:00Z")
	return cmd
}

// runFilter holds the filters that list-runs applies itself.
type runFilter struct {
	statuses []api.Status // empty: all
	since    time.Time    // zero: no limit
}

// filter parses the flags. A single status is returned apart, for the server.
func (o *runsOptions) filter(app *App) (only api.Status, filter runFilter, err error) {
	if filter.statuses, err = parseStatuses(o.statuses); err != nil {
		return "", filter, err
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

// parseStatuses parses the words of --status.
func parseStatuses(words []string) (out []api.Status, err error) {
	for _, word := range words {
		status, ok := api.ParseStatus(word)
		if !ok {
			return nil, UsageError("--status is %q; choose pending, running, completed, failed or cancelled", word)
		}
		out = append(out, status)
	}
	return out, nil
}

func (f runFilter) active() bool { return len(f.statuses) > 0 || !f.since.IsZero() }

// pick reports whether a run matches, and whether all later runs are too old: the
// newest come first (contract section 3).
func (f runFilter) pick(item api.Listed) (wanted, last bool) {
	run := item.(*api.Run)
	old := !run.CreatedAt.IsZero() && run.CreatedAt.Before(f.since)
	return !old && (len(f.statuses) == 0 || slices.Contains(f.statuses, run.Status)), old
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
	runs, marks := runList(app), &judgeMarks{}
	runs.pick = filter.pick
	runs.columns = append(runs.columns, marks.column().untyped())
	if err := runs.choose(o.out.Columns); err != nil {
		return err
	}
	ctx, query := cmd.Context(), api.RunQuery{Limit: o.limit, Status: status}
	return app.with(ctx, o.out, func(conn *Conn, sink *Sink) (err error) {
		marks.conn = conn
		if query.TaskID, err = app.TaskID(ctx, conn, task, &o.space); err != nil {
			return err
		}
		err = runs.print(ctx, app, sink, &o.listFlags, func(cursor string) (api.Page[api.Listed], error) {
			query.Cursor = cursor
			return api.Untyped(conn.Client.ListRuns(ctx, query))
		}, func(next string) string {
			return nextPageCommand(cmd, []string{task}, next)
		})
		return taskFailed(ctx, app, conn, "cannot list the runs", query.TaskID, err)
	})
}

// runList describes a list of runs. A narrow terminal omits, in this order, WHY,
// SKIPPED, RAN, ERRORS and SUCCEEDED.
func runList(app *App) list {
	list := newList(record.Runs, "runs", []column[*api.Run]{
		{
			Column: Column{Title: "OUTCOME"}, achieved: achieved,
			cell: formatOutcome,
		},
		{Column: Column{Title: "TASK"}, extra: true, cell: func(_ *App, run *api.Run) text.Safe { return text.Clean(run.TaskID) }},
		{Column: Column{Title: "STARTED"}, cell: func(app *App, run *api.Run) text.Safe { return formatAge(app, run.StartedAt) }},
		{Column: Column{Title: "RAN", AlignRight: true, DropOrder: 3}, cell: formatDuration},
		{Column: Column{Title: "SUCCEEDED", AlignRight: true, DropOrder: 1}, cell: func(app *App, run *api.Run) text.Safe { return formatCount(app, run.Successes) }},
		{Column: Column{Title: "ERRORS", AlignRight: true, DropOrder: 2}, cell: func(app *App, run *api.Run) text.Safe { return formatCount(app, run.Errors) }},
		{Column: Column{Title: "SKIPPED", AlignRight: true, DropOrder: 4}, cell: func(app *App, run *api.Run) text.Safe { return formatCount(app, run.Skipped) }},
		{Column: Column{Title: "ID"}, cell: func(_ *App, run *api.Run) text.Safe { return text.Clean(run.ID) }},
		{Column: Column{Title: "WHY", MinWidth: 16, DropOrder: 5}, cell: func(_ *App, run *api.Run) text.Safe { return cellText(run.FailureReason) }},
		{Column: Column{Title: "STATUS"}, extra: true, cell: func(_ *App, run *api.Run) text.Safe { return text.Clean(run.Status.Words()) }},
		{Column: Column{Title: "CREATED"}, extra: true, cell: func(app *App, run *api.Run) text.Safe { return formatAge(app, &run.CreatedAt) }},
		{Column: Column{Title: "WINDOW"}, extra: true, cell: formatWindow},
		{Column: Column{Title: "EXPERIMENT"}, extra: true, cell: func(_ *App, run *api.Run) text.Safe { return text.Clean(run.ExperimentID) }},
	})
	list.record = func(item api.Listed) record.Item {
		run := item.(*api.Run)
		return record.Run(run, achieved(app, run).ID)
	}
	return list
}

// judgeMarks knows in which runs another version judged than in the run before.
type judgeMarks struct {
	conn    *Conn // set before the first table
	changed map[string][]judge.Change
	unread  bool // an evaluator could not be read
}

func (m *judgeMarks) column() column[*api.Run] {
	return column[*api.Run]{Column: Column{Title: "JUDGE"}, extra: true, load: m.load, cell: func(_ *App, run *api.Run) text.Safe {
		var out []string
		for _, change := range m.changed[run.ID] {
			out = append(out, change.String())
		}
		switch {
		case len(out) == 0 && m.unread:
			return "not known"
		case len(out) == 0:
			return ""
		}
		return cellText("changed: " + strings.Join(out, "; "))
	}}
}

func (m *judgeMarks) load(ctx context.Context, runs []*api.Run) {
	task, err := m.conn.Client.GetTask(ctx, runs[0].TaskID)
	judges, _ := judge.ReadVersions(ctx, m.conn.Client, task) // those of no task if it was not read
	m.unread = err != nil || slices.ContainsFunc(judges, func(one judge.Judge) bool { return one.Err != nil })
	m.changed = judge.Changes(judges, runs)
}

// achieved returns what a run achieved, as far as a single answer tells.
func achieved(app *App, run *api.Run) outcome.Outcome {
	return outcome.Of(*run, outcome.History{}, app.serverNow())
}

// formatOutcome formats what a run achieved, shorter where there is little room.
func formatOutcome(app *App, run *api.Run) text.Safe {
	if app.Width > 0 && app.Width < 100 {
		return text.Clean(achieved(app, run).Short())
	}
	return text.Clean(achieved(app, run).Words())
}

func formatDuration(_ *App, run *api.Run) text.Safe {
	if run.StartedAt == nil || run.FinishedAt == nil {
		return "–"
	}
	return text.Safe(text.Length(*run.StartedAt, *run.FinishedAt))
}

// printRuns prints runs as a list with a single page. A table and CSV have the names of
// their tasks where they can be loaded: CSV as task_name, after the fields of the run.
func printRuns(ctx context.Context, app *App, conn *Conn, sink *Sink, runs []api.Run) error {
	list, look := runList(app), &lookups{conn: conn}
	if sink.Format == Table || sink.Format == record.CSV {
		var ids []string
		for _, run := range runs {
			ids = append(ids, run.TaskID)
		}
		look.loadNames(ctx, ids, func(ctx context.Context, id string) (api.Ref, error) {
			task, err := conn.Client.GetTask(ctx, id)
			return task.Ref(), err
		})
	}
	for i := range list.columns {
		if task := &list.columns[i]; task.key() == "task" {
			task.extra, task.MinWidth = false, 16
			task.cell = func(_ *App, item api.Listed) text.Safe { return look.name(item.(*api.Run).TaskID) }
		}
	}
	if sink.Format == record.CSV {
		withOutcome := list.record
		list.record = func(item api.Listed) record.Item {
			return withOutcome(item).With("task_name", look.names[item.(*api.Run).TaskID])
		}
	}
	if err := list.choose(nil); err != nil {
		return err
	}
	return list.print(ctx, app, sink, &listFlags{}, func(string) (api.Page[api.Listed], error) { return api.Untyped(api.Page[api.Run]{Items: runs}, nil) }, nil)
}
