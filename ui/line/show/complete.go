package show

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/ui/line/core"
	"ax-tui/ui/text"
)

// completeWithin is how long a person waits for the tab key; what the server
// has not told by then is not offered.
const completeWithin = 300 * time.Millisecond

type completer = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// within runs a look-up against the clock. It is silent whatever happens:
// there is no place to say anything while a line is being typed.
func within(app *core.App, ask func(ctx context.Context, conn *core.Conn) []string) []string {
	ctx, cancel := context.WithTimeout(api.NoRetry(context.Background()), completeWithin)
	defer cancel()
	answer := make(chan []string, 1)
	go func() {
		conn, err := app.Open(ctx)
		if err != nil {
			answer <- nil
			return
		}
		answer <- ask(ctx, conn)
	}()
	select {
	case list := <-answer:
		return list
	case <-ctx.Done():
		return nil
	}
}

// Tasks completes names of tasks, with their type beside them.
func Tasks(app *core.App) completer { return completeTasks(app) }

// Runs completes IDs of recent runs.
func Runs(app *core.App) completer { return completeRuns(app) }

func completeTasks(app *core.App) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return within(app, func(ctx context.Context, conn *core.Conn) (out []string) {
			p, err := conn.Client.ListTasks(ctx, api.TaskQuery{Name: typed, SpaceID: spaceOf(ctx, app, conn, cmd), Limit: 100})
			if err != nil {
				return nil
			}
			for _, t := range p.Items {
				if strings.HasPrefix(t.Name, typed) {
					out = append(out, word(t.Name, t.Type.Words()))
				}
			}
			return out
		}), cobra.ShellCompDirectiveNoFileComp
	}
}

// spaceOf is the space that is typed already, "" when it cannot be told in time.
func spaceOf(ctx context.Context, app *core.App, conn *core.Conn, cmd *cobra.Command) string {
	var r core.Ref
	if f := cmd.Flags().Lookup("space"); f != nil {
		r.Set(f.Value.String())
	}
	id, err := app.SpaceID(ctx, conn, &r)
	if err != nil {
		return ""
	}
	return id
}

// completeRuns offers the newest runs of the tasks that ran last: the API
// lists runs by task only.
func completeRuns(app *core.App) completer {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return within(app, func(ctx context.Context, conn *core.Conn) (out []string) {
			p, err := conn.Client.ListTasks(ctx, api.TaskQuery{Limit: 100})
			if err != nil {
				return nil
			}
			for _, t := range newest(p.Items, 5) {
				runs, err := conn.Client.ListRuns(ctx, api.RunQuery{TaskID: t.ID, Limit: 5})
				if err != nil {
					return out
				}
				for _, r := range runs.Items {
					if strings.HasPrefix(r.ID, typed) {
						out = append(out, word(r.ID, r.Status.Words()+", "+t.Name))
					}
				}
			}
			return out
		}), cobra.ShellCompDirectiveNoFileComp
	}
}

// newest gives the tasks that ran last.
func newest(tasks []api.Task, n int) []api.Task {
	var out []api.Task
	for _, t := range tasks {
		if t.LastRunAt == nil {
			continue
		}
		i := len(out)
		for i > 0 && out[i-1].LastRunAt.Before(*t.LastRunAt) {
			i--
		}
		out = append(out[:i], append([]api.Task{t}, out[i:]...)...)
		if len(out) > n {
			out = out[:n]
		}
	}
	return out
}

// word is a completion with its description; cobra parts them by a tab.
func word(s, about string) string {
	return string(text.Clean(s)) + "\t" + string(text.Clean(about))
}

// Flags completes the values of the flags that have a list of them.
func Flags(app *core.App, cmd *cobra.Command) {
	fixed := func(words ...string) completer {
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words, cobra.ShellCompDirectiveNoFileComp
		}
	}
	for flag, f := range map[string]completer{
		"task-type": fixed("template_evaluation", "code_evaluation", "run_experiment"),
		"status":    fixed("pending", "running", "completed", "failed", "cancelled"),
		"output": func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"table", "json", "jsonl", "csv"}, cobra.ShellCompDirectiveDefault
		},
		"space": named(app, func(ctx context.Context, c *api.Client, _, typed string) (out []string) {
			p, _ := c.ListSpaces(ctx, api.SpaceQuery{Name: typed, Limit: 100})
			for _, x := range p.Items {
				out = append(out, x.Name)
			}
			return out
		}),
		"project": named(app, func(ctx context.Context, c *api.Client, space, typed string) (out []string) {
			p, _ := c.ListProjects(ctx, api.ProjectQuery{SpaceID: space, Name: typed, Limit: 100})
			for _, x := range p.Items {
				out = append(out, x.Name)
			}
			return out
		}),
		"dataset": named(app, func(ctx context.Context, c *api.Client, space, typed string) (out []string) {
			p, _ := c.ListDatasets(ctx, api.DatasetQuery{SpaceID: space, Name: typed, Limit: 100})
			for _, x := range p.Items {
				out = append(out, x.Name)
			}
			return out
		}),
	} {
		if cmd.Flags().Lookup(flag) != nil {
			_ = cmd.RegisterFlagCompletionFunc(flag, f)
		}
	}
	for _, sub := range cmd.Commands() {
		Flags(app, sub)
	}
}

// named completes a flag by the names of a list.
func named(app *core.App, list func(ctx context.Context, c *api.Client, space, typed string) []string) completer {
	return func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return within(app, func(ctx context.Context, conn *core.Conn) (out []string) {
			space := ""
			if f := cmd.Flags().Lookup("space"); f != nil && f.Value.String() != "" && f.Value.String() != typed {
				space = spaceOf(ctx, app, conn, cmd)
			}
			for _, n := range list(ctx, conn.Client, space, typed) {
				if strings.HasPrefix(n, typed) {
					out = append(out, string(text.Clean(n)))
				}
			}
			return out
		}), cobra.ShellCompDirectiveNoFileComp
	}
}
