package tasks

import (
	"context"
	"strings"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/record"

	"github.com/spf13/cobra"
)

// getRunCommand is `tasks get-run RUN`.
func getRunCommand(app *App) *cobra.Command {
	var out Output
	cmd := &cobra.Command{
		Use:   "get-run RUN",
		Short: "Show one run",
		Long: `get-run shows a run as it is now: status, counters, window, times and the reason
of a bad end in full. The table also tells the likely cause and what to do.`,
		Example: `  ax-tui tasks get-run VGFza1J1bjo3NzAwMTpOQ1lt
  ax-tui tasks get-run VGFza1J1bjo3NzAwMTpOQ1lt --output json | jq -r .status`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: only(completeRuns(app)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return getRun(cmd.Context(), app, args[0], out)
		},
	}
	out.Flags(cmd.Flags())
	return cmd
}

func getRun(ctx context.Context, app *App, id string, out Output) error {
	if id = strings.TrimSpace(id); id == "" {
		return UsageError("the run is empty; give its ID")
	}
	return app.with(ctx, out, func(conn *Conn, sink *Sink) error {
		run, err := conn.Client.GetRun(ctx, id)
		if err != nil {
			return runFailed(ctx, app, conn, id, err)
		}
		return printRun(ctx, app, conn, sink, run)
	})
}

// printRun prints one run in the format of the sink, for people with the likely
// cause of a bad end, for which the task is read too.
func printRun(ctx context.Context, app *App, conn *Conn, sink *Sink, run api.Run) error {
	if sink.Format != Table {
		return sink.One(record.Run(run))
	}
	fields := runFields(app, run)
	if found := findings(ctx, app, conn, run); len(found) > 0 {
		fields = append(fields, causes(found)...)
	}
	_, err := sink.Write([]byte(Sheet(fields, app.Width)))
	return err
}

// printEnded prints runs after something was done to them: for people the only one
// that was asked for as a sheet, else a list. Programs get a list for one as well.
func printEnded(ctx context.Context, app *App, conn *Conn, sink *Sink, runs []api.Run, only bool) error {
	if only && sink.Format == Table {
		return printRun(ctx, app, conn, sink, runs[0])
	}
	return printRuns(ctx, app, sink, runs)
}

// findings tells what the end of a run is likely to mean. The task makes the
// answer better; without it there is still one.
func findings(ctx context.Context, app *App, conn *Conn, run api.Run) []diagnose.Finding {
	in := diagnose.Input{Run: run, Now: app.Now()}
	if len(diagnose.Diagnose(in)) == 0 {
		return nil
	}
	ctx, stop := beside(ctx)
	defer stop()
	if task, err := conn.Client.GetTask(ctx, run.TaskID); err == nil {
		in.Task = task
	}
	return diagnose.Diagnose(in)
}
