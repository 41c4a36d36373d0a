// Package tasks is line mode: the operations of the full screen for scripts, with
// the flags of the ax tasks page. Each command has a file.
//
// Data goes to Out, all else to Err. Nothing is written to Out before it is complete,
// except the rows of a list for programs, which are written page by page, and a file
// is written completely or not at all. Without a terminal there is no
// prompt, no colour and no escape sequence. Text from the server is cleaned before
// it reaches a terminal. No text contains the key.
//
// Input is validated before anything is sent, and all errors are reported at once
// with their flags. A write is sent once and never repeated; if its response is
// lost, the effect is looked up. A write that is not certainly done never exits 0.
// --dry-run sends no write, and --read-only refuses them.
//
// A failed poll does not end a wait. A timeout, a refused key or ctrl+c does not stop
// the run; the message says so. The last state of the runs is printed however the
// wait ends. Progress goes to Err: on a terminal as one line that is overwritten,
// elsewhere as a line per change.
//
// It imports cobra, api and what is below it, and ui/text; never Bubble Tea.
package tasks

import (
	"cmp"
	"slices"

	"github.com/spf13/cobra"
)

// Maker makes one command.
type Maker struct {
	Name string // that of the command
	Make func(app *App) *cobra.Command
}

// AddCommands adds the command that word names to its parent, and all of them if word
// names none: to make every command with its flags takes as long as a short request.
func AddCommands(parent *cobra.Command, app *App, makers []Maker, word string) {
	named := func(maker Maker) bool { return maker.Name == word }
	for _, maker := range makers {
		if named(maker) || !slices.ContainsFunc(makers, named) {
			parent.AddCommand(maker.Make(app))
		}
	}
}

// Command returns `ax-tui tasks` with the subcommand that word names, with all if it
// names none.
func Command(app *App, word string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tasks",
		Short: "Work with tasks and runs in scripts",
		Long: `tasks is line mode: the operations of the full screen for scripts and CI, with
the flags of the ax tasks page. Data goes to standard output, all else to
standard error.

Exit codes: 0 ok · 1 unexpected · 2 usage or refused · 3 authentication ·
4 API or network · 5 file · 10 the awaited run FAILED · 11 it was CANCELLED ·
12 a gate was not met, or a task differs from its file · 124 timed out while
waiting · 130 interrupted.
ax exits 0 for a failed run; ax-tui differs on purpose.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return ShowHelp(cmd) },
	}
	AddCommands(cmd, app, []Maker{
		{Name: "list", Make: listCommand},
		{Name: "get", Make: getCommand},
		{Name: "create", Make: createCommand},
		{Name: "create-evaluation", Make: createEvaluationCommand},
		{Name: "create-run-experiment", Make: createRunExperimentCommand},
		{Name: "update", Make: updateCommand},
		{Name: "delete", Make: deleteCommand},
		{Name: "export", Make: exportCommand},
		{Name: "diff", Make: diffCommand},
		{Name: "schema", Make: func(*App) *cobra.Command { return schemaCommand() }},
		{Name: "trigger-run", Make: triggerRunCommand},
		{Name: "list-runs", Make: listRunsCommand},
		{Name: "get-run", Make: getRunCommand},
		{Name: "explain-run", Make: explainRunCommand},
		{Name: "report-run", Make: reportRunCommand},
		{Name: "cancel-run", Make: cancelRunCommand},
		{Name: "wait-for-run", Make: waitForRunCommand},
		{Name: "watch", Make: watchCommand},
		{Name: "judge", Make: judgeCommand},
		{Name: "results", Make: resultsCommand},
		{Name: "check-mapping", Make: checkMappingCommand},
	}, word)
	for _, sub := range cmd.Commands() {
		sub.PreRunE = checkSpellings
	}
	completeFlags(app, cmd)
	return cmd
}

// ShowHelp is what a command that has only subcommands does without one: its help is for
// people, and the exit code that of a usage error, as in ax.
func ShowHelp(cmd *cobra.Command) error {
	cmd.SetOut(cmd.ErrOrStderr())
	return cmp.Or(cmd.Help(), UsageError("%s needs a command", cmd.CommandPath()))
}
