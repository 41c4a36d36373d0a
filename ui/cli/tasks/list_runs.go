package tasks

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/record"
	"ax-tui/ui/text"
)

// runsOptions is what `tasks list-runs` was asked.
type runsOptions struct {
	out            Output
	space          refFlag
	status, cursor string
	limit          int
	all            bool
}

// listRunsCommand is `tasks list-runs TASK`.
func listRunsCommand(app *App) *cobra.Command {
	var o runsOptions
	cmd := &cobra.Command{
		Use:   "list-runs TASK",
		Short: "List the runs of a task",
		Long: `list-runs gives one page of the runs of a task, newest first, or every page with
--all. TASK is its name or ID.`,
		Example: `  ax-tui tasks list-runs "Relevance Monitor" --status failed
  ax-tui tasks list-runs "Relevance Monitor" --all --output runs.csv`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.all && !cmd.Flags().Changed("limit") {
				o.limit = mostRows
			}
			return listRuns(cmd.Context(), app, args[0], &o)
		},
	}
	fs := cmd.Flags()
	fs.StringVar(&o.status, "status", "", "pending, running, completed, failed or cancelled")
	fs.IntVarP(&o.limit, "limit", "l", 15, "rows a page, 1 to 100; 100 with --all")
	fs.StringVarP(&o.cursor, "cursor", "c", "", "begin with the page that this cursor names")
	fs.BoolVar(&o.all, "all", false, "follow the cursors to the end")
	o.space.Flags(fs, "space", "s", "where the name is looked for (name or ID; default ARIZE_SPACE)")
	o.out.Flags(fs, true)
	return cmd
}

func listRuns(ctx context.Context, app *App, task string, o *runsOptions) (err error) {
	if err := agree(&o.space); err != nil {
		return err
	}
	q := api.RunQuery{Limit: o.limit}
	if err := CheckLimit(o.limit); err != nil {
		return err
	}
	if o.status != "" {
		st, ok := api.ParseStatus(o.status)
		if !ok {
			return Wrong("--status is %q; choose pending, running, completed, failed or cancelled", o.status)
		}
		q.Status = st
	}
	conn, sink, err := app.Begin(ctx, o.out)
	if err != nil {
		return err
	}
	defer func() { err = sink.Close(err) }()
	if q.TaskID, err = app.TaskID(ctx, conn, task, &o.space); err != nil {
		return err
	}
	rows := newRows(app, sink, record.Runs, runColumns)
	next, cut, err := pages(ctx, o.all, o.cursor, func(cursor string) (api.Page[api.Run], error) {
		q.Cursor = cursor
		p, err := conn.Client.ListRuns(ctx, q)
		for _, r := range p.Items {
			if err == nil {
				err = rows.add(record.Run(r), func() []text.Safe { return runRow(app, r) })
			}
		}
		return p, err
	})
	if err != nil {
		return taskFailed(ctx, app, conn, "cannot list the runs", q.TaskID, err)
	}
	return rows.end(next, cut, "runs", o.again(task, next))
}

func (o *runsOptions) again(task, next string) string {
	args := []string{"ax-tui tasks list-runs", axcmd.Quote(task)}
	space, _ := o.space.Value()
	for _, f := range [][2]string{{"--space", space}, {"--status", o.status}, {"--cursor", next}} {
		if f[1] != "" {
			args = append(args, f[0], axcmd.Quote(f[1]))
		}
	}
	if o.limit != 15 {
		args = append(args, "--limit", strconv.Itoa(o.limit))
	}
	return strings.Join(args, " ")
}

func runColumns(tty bool) []Column {
	cols := []Column{
		{Title: "STATUS"}, {Title: "STARTED"}, {Title: "TOOK", Right: true}, {Title: "SUCCEEDED", Right: true}, {Title: "ERRORS", Right: true},
		{Title: "SKIPPED", Right: true}, {Title: "ID"},
	}
	reason := Column{Title: "REASON"}
	if tty {
		reason.Min, reason.Drop = 16, 5
		for column, drop := range map[int]int{5: 4, 2: 3, 4: 2, 3: 1} { // SKIPPED goes next, SUCCEEDED last
			cols[column].Drop = drop
		}
	}
	return append(cols, reason)
}

func runRow(app *App, r api.Run) []text.Safe {
	took := text.Safe("–")
	if r.StartedAt != nil && r.FinishedAt != nil {
		took = text.Safe(text.Dur(r.FinishedAt.Sub(*r.StartedAt)))
	}
	return []text.Safe{
		text.Clean(r.Status.Words()), ago(app, r.StartedAt), took, number(app, r.Successes), number(app, r.Errors), number(app, r.Skipped), text.Clean(r.ID),
		text.Clean(r.FailureReason),
	}
}

// printRuns prints several runs as a list that has no more pages.
func printRuns(app *App, sink *Sink, runs []api.Run) error {
	rows := newRows(app, sink, record.Runs, runColumns)
	for _, r := range runs {
		if err := rows.add(record.Run(r), func() []text.Safe { return runRow(app, r) }); err != nil {
			return err
		}
	}
	return rows.end("", false, "runs", "")
}
