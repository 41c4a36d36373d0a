package tasks

import (
	"context"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/record"

	"github.com/spf13/cobra"
)

// getRunCommand is `tasks get-run RUN`.
func getRunCommand(app *App) *cobra.Command {
	var out Output
	var space refFlag
	cmd := &cobra.Command{
		Use:   "get-run RUN",
		Short: "Show one run",
		Long: `get-run shows the current state of a run: outcome, status, counters, window, times and the
full failure reason. The table also shows the likely cause and what to do.

` + runHelp,
		Example: `  ax-tui tasks get-run VGFza1J1bjo3NzAwMTpOQ1lt
  ax-tui tasks get-run "Relevance Monitor@latest" --output json | jq -r .status`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: singleArg(completeRuns(app, anyRun)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return getRun(cmd.Context(), app, args[0], &space, out)
		},
	}
	addRunSpace(&space, cmd.Flags())
	out.Flags(cmd.Flags())
	return cmd
}

func getRun(ctx context.Context, app *App, ref string, space *refFlag, out Output) error {
	return app.with(ctx, out, func(conn *Conn, sink *Sink) error {
		id, err := app.runID(ctx, conn, ref, space)
		if err != nil {
			return err
		}
		run, err := conn.Client.GetRun(ctx, id)
		if err != nil {
			return runFailed(ctx, app, conn, "cannot read the run", id, err)
		}
		return printRun(ctx, app, conn, sink, run)
	})
}

// printRun prints one run in the format of the sink. A table includes the name of the
// task, which is loaded, and the likely cause of a failure.
func printRun(ctx context.Context, app *App, conn *Conn, sink *Sink, run api.Run) error {
	if sink.Format != Table {
		return sink.One(record.Run(&run, achieved(app, &run).ID))
	}
	task := app.taskCache(ctx, conn, true)(run.TaskID)
	look := &lookups{conn: conn}
	look.keep(task.Ref())
	look.experiments(ctx, run.ExperimentID)
	fields := runFields(app, look, &run)
	found := diagnose.Diagnose(app.known(ctx, conn, &run, &task))
	fields.cause(&found)
	_, err := sink.Write([]byte(Sheet(fields, app.Width)))
	return err
}

// printEnded prints the runs of a command: for people as a sheet if the command has only
// one run, else as a list. For programs one run is a list too.
func printEnded(ctx context.Context, app *App, conn *Conn, sink *Sink, runs []api.Run, only bool) error {
	if only && (sink.Format == Table || sink.single) {
		return printRun(ctx, app, conn, sink, runs[0])
	}
	return printRuns(ctx, app, conn, sink, runs)
}
