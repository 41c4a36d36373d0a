package tasks

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"ax-tui/api"
)

// completeFlags registers the completion of flag values for a command and its
// subcommands.
func completeFlags(app *App, cmd *cobra.Command) {
	for flag, completer := range flagLists(app) {
		for _, name := range []string{flag, flag + "-id"} { // current and older spelling
			if cmd.Flags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, completer)
			}
		}
	}
	for _, sub := range cmd.Commands() {
		completeFlags(app, sub)
	}
}

func flagLists(app *App) map[string]completer {
	return map[string]completer{
		"task-type": fixedList("template_evaluation", "code_evaluation", "run_experiment"),
		"status":    fixedList("pending", "running", "completed", "failed", "cancelled"),
		"name":      fixedList(), "limit": fixedList(), "cursor": fixedList(), "columns": fixedList(), "since": fixedList(), // neither values nor files
		"output": func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"table", "json", "jsonl", "csv"}, cobra.ShellCompDirectiveDefault // or a file name
		},
		"space": completeNames(app, false, func(ctx context.Context, client *api.Client, _, name string) ([]candidate, error) {
			page, err := client.ListSpaces(ctx, api.SpaceQuery{Name: name, Limit: 100})
			return candidates(page.Items, nil), err
		}),
		"project": completeNames(app, true, func(ctx context.Context, client *api.Client, space, name string) ([]candidate, error) {
			page, err := client.ListProjects(ctx, api.ProjectQuery{SpaceID: space, Name: name, Limit: 100})
			return candidates(page.Items, nil), err
		}),
		"dataset": completeNames(app, true, func(ctx context.Context, client *api.Client, space, name string) ([]candidate, error) {
			page, err := client.ListDatasets(ctx, api.DatasetQuery{SpaceID: space, Name: name, Limit: 100})
			return candidates(page.Items, nil), err
		}),
	}
}

func fixedList(words ...string) completer {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeNames completes a flag or argument from a list, by name, or by ID if an ID
// is typed; inSpace limits it to the space that is typed already, else the default.
// It omits what is already an argument.
func completeNames(app *App, inSpace bool, list func(ctx context.Context, client *api.Client, space, name string) ([]candidate, error)) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		return lookupWithTimeout(app, func(ctx context.Context, conn *Conn) []string {
			space := ""
			if inSpace {
				var err error
				if space, err = spaceOf(ctx, app, conn, cmd); err != nil {
					return nil
				}
			}
			found, err := list(ctx, conn.Client, space, typed)
			if err == nil && len(found) == 0 && typed != "" { // it may be the start of an ID
				found, err = list(ctx, conn.Client, space, "")
			}
			if err != nil {
				return nil
			}
			return completions(slices.DeleteFunc(found, func(found candidate) bool { return slices.Contains(args, found.id) }), typed)
		}), cobra.ShellCompDirectiveNoFileComp
	}
}
