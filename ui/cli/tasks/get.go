package tasks

import (
	"context"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/record"
)

// getCommand is `tasks get TASK`.
func getCommand(app *App) *cobra.Command {
	var out Output
	var space refFlag
	cmd := &cobra.Command{
		Use:   "get TASK",
		Short: "Show one task",
		Long:  "get shows all fields of a task. TASK is its name or ID; --space limits the search for a name.",
		Example: `  ax-tui tasks get "Relevance Monitor"
  ax-tui tasks get T25saW5lVGFzazoxMDU4OkJhUzg= --output json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE: func(cmd *cobra.Command, args []string) error {
			return getTask(cmd.Context(), app, args[0], &space, out)
		},
	}
	space.Flags(cmd.Flags(), "space", "s", "space of the task (name or ID; default ARIZE_SPACE)")
	out.Flags(cmd.Flags())
	return cmd
}

func getTask(ctx context.Context, app *App, task string, space *refFlag, out Output) error {
	return app.with(ctx, out, func(conn *Conn, sink *Sink) error {
		id, err := app.TaskID(ctx, conn, task, space)
		if err != nil {
			return err
		}
		task, err := conn.Client.GetTask(ctx, id)
		if err != nil {
			return taskFailed(ctx, app, conn, "cannot read the task", id, err)
		}
		return printTask(ctx, app, conn, sink, task)
	})
}

// printTask prints one task in the format of the sink. A table includes the names of
// what the task refers to, which are loaded.
func printTask(ctx context.Context, app *App, conn *Conn, sink *Sink, task api.Task) error {
	if sink.Format != Table {
		return sink.One(record.Task(task))
	}
	ctx, stop := hintContext(ctx) // for all that is loaded together
	defer stop()
	look := &lookups{conn: conn}
	look.sources(ctx, []*api.Task{&task})
	look.experiments(ctx, task.ExperimentIDs...)
	_, err := sink.Write([]byte(Sheet(taskFields(app, look, &task), app.Width)))
	return err
}
