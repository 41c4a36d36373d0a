// Package tasks is line mode: the same operations as the full screen, for
// scripts, flag for flag as the ax tasks page.
//
// It puts the commands together; each family has its own room below. It
// imports cobra and those rooms; never Bubble Tea.
package tasks

import (
	"github.com/spf13/cobra"

	"ax-tui/ui/cli/tasks/change"
	"ax-tui/ui/cli/tasks/core"
	"ax-tui/ui/cli/tasks/show"
	"ax-tui/ui/cli/tasks/wait"
)

// Command is `ax-tui tasks` with everything below it.
func Command(app *core.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tasks",
		Short: "Work with tasks and runs line by line, for scripts",
		Long: `tasks does line by line what the full screen does, for scripts and CI, with
the flags of the ax tasks page. Data goes to standard output, all else to
standard error.

Exit codes: 0 ok · 1 unexpected · 2 usage or refused · 3 authentication ·
4 API or network · 5 file · 10 the run that was waited for FAILED ·
11 it was CANCELLED · 124 time out while waiting · 130 interrupted.
ax exits 0 for a failed run; ax-tui differs on purpose.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		show.List(app), show.Get(app),
		change.Create(app), change.CreateEvaluation(app), change.CreateRunExperiment(app), change.Update(app), change.Delete(app),
		change.TriggerRun(app), show.ListRuns(app), show.GetRun(app), change.CancelRun(app), wait.ForRun(app),
	)
	show.Flags(app, cmd)
	return cmd
}
