package tasks

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/resolve"
)

// completeFlags registers the completion of flag values for a command and its
// subcommands, if the shell asks for one: it takes as long as to make the commands.
func completeFlags(app *App, cmd *cobra.Command) {
	if !app.Completing {
		return
	}
	for flag, completer := range flagLists(app) {
		for _, name := range []string{flag, flag + "-id"} { // current and older spelling
			if cmd.Flags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, completer)
			}
		}
	}
	cmd.LocalFlags().VisitAll(func(flag *pflag.Flag) { // a file name would be an offer of nothing
		if !slices.Contains([]string{"evaluators", "run-configuration", "tracing-metadata"}, flag.Name) {
			_ = cmd.RegisterFlagCompletionFunc(flag.Name, fixedList()) // an error if it has one
		}
	})
	for _, sub := range cmd.Commands() {
		completeFlags(app, sub)
	}
}

func flagLists(app *App) map[string]completer {
	return map[string]completer{
		"task-type": fixedList("template_evaluation", "code_evaluation", "run_experiment"),
		"status":    fixedList("pending", "running", "completed", "failed", "cancelled"),
		"outcome":   commaSeparated(fixedList(strings.Split(outcomeWords(), ", ")...)),
		"output": func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"table", "json", "jsonl", "csv"}, cobra.ShellCompDirectiveDefault // or a file name
		},
		"from": taskFiles,
		"dir": func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		"space": completeNames(app, false, func(ctx context.Context, client *api.Client, _, name string) ([]candidate, error) {
			return candidates(api.Untyped(client.ListSpaces(ctx, api.SpaceQuery{Name: name, Limit: 100})))
		}),
		"project": completeNames(app, true, func(ctx context.Context, client *api.Client, space, name string) ([]candidate, error) {
			return candidates(api.Untyped(client.ListProjects(ctx, api.ProjectQuery{SpaceID: space, Name: name, Limit: 100})))
		}),
		"dataset": completeNames(app, true, func(ctx context.Context, client *api.Client, space, name string) ([]candidate, error) {
			return candidates(api.Untyped(client.ListDatasets(ctx, api.DatasetQuery{SpaceID: space, Name: name, Limit: 100})))
		}),
		"experiment-ids":      commaSeparated(completeExperiments(app)),
		"evaluation-task-ids": commaSeparated(taskNames(app)),
	}
}

// taskFiles completes the names of task files.
func taskFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"toml"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeExperiments completes the experiments of the dataset that is typed already,
// or that the task has which is typed already.
func completeExperiments(app *App) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		list := func(ctx context.Context, client *api.Client, space, _ string) ([]candidate, error) {
			newer, _ := cmd.Flags().GetString("dataset")
			older, _ := cmd.Flags().GetString("dataset-id")
			dataset, err := resolve.Dataset(ctx, client, cmp.Or(newer, older), space)
			if err == nil && dataset == "" && len(args) == 1 {
				var task api.Task
				if task.ID, err = resolve.Task(ctx, client, args[0], space); err == nil {
					task, err = client.GetTask(ctx, task.ID)
				}
				dataset = task.DatasetID
			}
			if err != nil || dataset == "" {
				return nil, err
			}
			return candidates(api.Untyped(client.ListExperiments(ctx, api.ExperimentQuery{DatasetID: dataset, Limit: 100})))
		}
		return completeNames(app, true, list)(cmd, nil, typed)
	}
}

// commaSeparated completes the last item of a list.
func commaSeparated(complete completer) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		comma := strings.LastIndex(typed, ",") + 1
		words, directive := complete(cmd, args, typed[comma:])
		out := slices.DeleteFunc(words, func(word string) bool { return strings.ContainsAny(word, `,"`) })
		for i := range out {
			out[i] = typed[:comma] + out[i]
		}
		return out, directive
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
			var others []candidate
			for _, one := range found {
				if !slices.Contains(args, one.id) && !slices.Contains(args, one.name) {
					others = append(others, one)
				}
			}
			return completions(others, typed)
		}), cobra.ShellCompDirectiveNoFileComp
	}
}
