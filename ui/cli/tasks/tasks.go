// Package tasks is line mode: the same operations as the full screen, for
// scripts, flag for flag as the ax tasks page; a file a command.
//
// It promises: data goes to Out and all else to Err; nothing is written to Out
// before it is complete, and a file is whole or not there; no prompt, no
// colour, no escape sequence where there is no terminal; text from the server
// is harmless before it reaches a terminal; the key is in no text.
//
// Everything that can be checked is checked before anything is sent, and told
// all at once with the flags it is about; a write is sent once and never
// repeated, and one whose answer was lost is looked up; nothing that is not
// certain to have been done exits 0; --dry-run sends no write and --read-only
// refuses them all.
//
// A failed look at a run never ends a wait; giving up, a lost key or ctrl+c
// never stop a run and say so; what was read of the runs is printed however the
// wait ends; progress goes to Err, one line that is written over on a terminal,
// a line a change elsewhere, without escape sequences.
//
// It imports cobra, api and what is below it, and ui/text; never Bubble Tea.
package tasks

import (
	"github.com/spf13/cobra"
)

// Command is `ax-tui tasks` with everything below it.
func Command(app *App) *cobra.Command {
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
		listCommand(app), getCommand(app),
		createCommand(app), createEvaluationCommand(app), createRunExperimentCommand(app), updateCommand(app), deleteCommand(app),
		triggerRunCommand(app), listRunsCommand(app), getRunCommand(app), cancelRunCommand(app), waitForRunCommand(app),
	)
	for _, sub := range cmd.Commands() {
		sub.PreRunE = checkSpellings
	}
	completeFlags(app, cmd)
	return cmd
}
