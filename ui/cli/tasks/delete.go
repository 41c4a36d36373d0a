package tasks

import (
	"context"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/write"
	"ax-tui/ui/text"
)

// deleteCommand is `tasks delete TASK`.
func deleteCommand(app *App) *cobra.Command {
	var options forceFlags
	cmd := &cobra.Command{
		Use:   "delete TASK",
		Short: "Delete a task with its runs",
		Long: `delete deletes a task with all its runs permanently. It asks for confirmation,
which may come from a pipe (y or n); --force skips it. A "no" exits 2.`,
		Example: `  ax-tui tasks delete "Citation Check Draft" --space "Search Quality"
  ax-tui tasks delete T25saW5lVGFzazoxMDU4OkJhUzg= --force`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeTasks(app),
		RunE: func(cmd *cobra.Command, args []string) error {
			return deleteTask(cmd.Context(), app, &options, args[0])
		},
	}
	options.space.Flags(cmd.Flags(), "space", "s", "space of the task (name or ID; default ARIZE_SPACE)")
	cmd.Flags().BoolVarP(&options.force, "force", "f", false, "do not ask for confirmation")
	options.addDry(cmd.Flags())
	cmd.Flags().StringVarP(&options.out.Value, "output", "o", "", "with --dry-run: json, or a file ending in .json")
	return cmd
}

const cannotDelete = "cannot delete the task"

func deleteTask(ctx context.Context, app *App, options *forceFlags, task string) error {
	if err := options.checkCanAsk(app); err != nil {
		return err
	}
	if options.out.Value != "" && !options.dry {
		return UsageError("delete prints nothing; use --output with --dry-run only")
	}
	return options.withTask(ctx, app, cannotDelete, task, func(conn *Conn, sink *Sink, task api.Task) error {
		if options.dry {
			return printRequest(conn, sink, "DELETE", taskPath(task.ID), nil)
		}
		if !options.force {
			if err := confirm(ctx, app, "Delete the task "+nameAndID(&task)+"?", runsToDelete(ctx, conn, task.ID)); err != nil {
				return err
			}
		}
		err := writeFault(app, cannotDelete, write.Delete(ctx, conn.Client, task.ID), lostTexts{
			confirmed: "The answer was lost, but the task is deleted.",
			absent:    "The task still exists.",
			unread:    "The task could not be read.",
			command:   "get " + axcmd.Quote(task.ID),
		})
		if err == nil {
			app.Note("Deleted the task " + nameAndID(&task) + ".")
		}
		return err
	})
}

// runsToDelete says which runs are deleted with a task.
func runsToDelete(ctx context.Context, conn *Conn, id string) text.Safe {
	page, err := conn.Client.ListRuns(api.NoRetry(ctx), api.RunQuery{TaskID: id, Limit: 100})
	summary := text.Safe(text.Count(len(page.Items)))
	switch {
	case err != nil:
		summary = "All its runs are deleted"
	case page.Next != "" || page.Cut:
		summary += " or more runs are deleted"
	case len(page.Items) == 0:
		return "It has no runs. This cannot be undone."
	case len(page.Items) == 1:
		summary = "Its only run is deleted"
	default:
		summary = "Its " + summary + " runs are deleted"
	}
	return summary + " with it. This cannot be undone."
}
