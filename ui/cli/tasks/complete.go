package tasks

import (
	"context"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// completeTimeout bounds the wait after the tab key; later responses are discarded.
const completeTimeout = 300 * time.Millisecond

type completer = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// lookupWithTimeout runs a look-up for at most completeTimeout. It prints no errors:
// they would break the line that is being typed.
func lookupWithTimeout(app *App, ask func(ctx context.Context, conn *Conn) []string) []string {
	ctx, cancel := context.WithTimeout(api.NoRetry(context.Background()), completeTimeout)
	defer cancel()
	result := make(chan []string, 1)
	go func() {
		conn, err := app.Open(ctx)
		if err != nil {
			result <- nil
			return
		}
		result <- ask(ctx, conn)
		if conn.Close != nil {
			conn.Close()
		}
	}()
	select {
	case list := <-result:
		return list
	case <-ctx.Done():
		return nil
	}
}

// completeTasks completes one task by name, with its type as description, or by ID.
func completeTasks(app *App) completer {
	return singleArg(taskNames(app))
}

func taskNames(app *App) completer {
	return completeNames(app, true, func(ctx context.Context, client *api.Client, space, name string) ([]candidate, error) {
		return candidates(api.Untyped(client.ListTasks(ctx, api.TaskQuery{Name: name, SpaceID: space, Limit: maxRows})))
	})
}

// singleArg completes only the first argument.
func singleArg(complete completer) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd, args, typed)
	}
}

// completeRuns completes the IDs of the recent runs that fit, for any number of arguments;
// after the beginning of a task's name its TASK@latest.
func completeRuns(app *App, fits func(*api.Run) bool) completer {
	return completeNames(app, true, func(ctx context.Context, client *api.Client, space, typed string) ([]candidate, error) {
		if typed != "" {
			if refs, err := latestRuns(ctx, client, space, typed); err != nil || len(refs) > 0 {
				return refs, err
			}
		}
		return recentRuns(ctx, client, space, fits)
	})
}

// CompleteOpen completes what the full screen opens: tasks by name, and TASK@latest once
// there is an @. Without a beginning it leaves the room to the commands.
func CompleteOpen(app *App) completer {
	return singleArg(func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		switch {
		case typed == "":
			return nil, cobra.ShellCompDirectiveNoFileComp
		case strings.Contains(typed, "@"):
			return completeRuns(app, anyRun)(cmd, args, typed)
		}
		return taskNames(app)(cmd, args, typed)
	})
}

// latestRuns lists TASK@latest and TASK@latest-failed of the tasks that have run and whose
// name begins with the typed text; with the other statuses once the @ is typed.
func latestRuns(ctx context.Context, client *api.Client, space, typed string) (out []candidate, err error) {
	name, _, all := strings.Cut(typed, "@")
	page, err := client.ListTasks(ctx, api.TaskQuery{SpaceID: space, Name: name, Limit: maxRows})
	for _, task := range page.Items {
		if task.LastRunAt == nil || !strings.HasPrefix(task.Name, name) {
			continue
		}
		out = append(out, candidate{name: task.Name + "@latest", about: "newest run"})
		for _, status := range api.Statuses() {
			if all || status == api.Failed {
				out = append(out, candidate{name: task.Name + "@latest-" + status.Words(), about: "newest " + status.Words() + " run"})
			}
		}
	}
	return out, err
}

func anyRun(*api.Run) bool { return true }

// recentRuns loads the newest runs of the tasks that ran last, the active ones first. The
// API lists runs by task only. It loads the lists concurrently to stay within completeTimeout.
func recentRuns(ctx context.Context, client *api.Client, space string, fits func(*api.Run) bool) (out []candidate, err error) {
	page, err := client.ListTasks(ctx, api.TaskQuery{SpaceID: space, Limit: 100})
	if err != nil {
		return nil, err
	}
	tasks := lastRunTasks(page.Items, 16)
	runs := make([][]api.Run, len(tasks))
	var all sync.WaitGroup
	for i, task := range tasks {
		all.Go(func() {
			if page, err := api.NewestRuns(ctx, client, api.RunQuery{TaskID: task.ID, Limit: 3}); err == nil {
				runs[i] = page.Items
			}
		})
	}
	all.Wait()
	var ended []candidate
	for i, list := range runs {
		for k := range list {
			run := &list[k]
			one := candidate{id: run.ID, about: run.Status.Words() + ", " + tasks[i].Name}
			switch {
			case !fits(run):
			case run.Status.Active():
				out = append(out, one)
			default:
				ended = append(ended, one)
			}
		}
	}
	return append(out, ended...), nil
}

// lastRunTasks returns the tasks that ran last, the latest first.
func lastRunTasks(tasks []api.Task, limit int) []api.Task {
	var ran []api.Task
	for i := range tasks {
		if tasks[i].LastRunAt != nil {
			ran = append(ran, tasks[i])
		}
	}
	sort.SliceStable(ran, func(i, j int) bool { return ran[i].LastRunAt.After(*ran[j].LastRunAt) })
	return ran[:min(limit, len(ran))]
}

// spaceOf resolves the space flag that is already typed, in either spelling, else the
// default space.
func spaceOf(ctx context.Context, app *App, conn *Conn, cmd *cobra.Command) (string, error) {
	newer, _ := cmd.Flags().GetString("space") // a command without the flag has neither
	older, _ := cmd.Flags().GetString("space-id")
	return app.SpaceID(ctx, conn, &refFlag{newer: newer, older: older})
}

// candidate is an object that can be completed by name or by ID.
type candidate struct{ id, name, about string }

// candidates converts the items of a page; a task has its type as description.
func candidates(page api.Page[api.Listed], err error) ([]candidate, error) {
	out := make([]candidate, len(page.Items))
	for i, item := range page.Items {
		out[i] = candidate{id: item.Ref().ID, name: item.Ref().Name}
		if task, ok := item.(*api.Task); ok {
			out[i].about = task.Type.Words()
		}
	}
	return out, err
}

// completions returns the candidates that start with the typed text, each with its
// description after a tab. A candidate is completed by name; by ID if an ID is
// typed, or if the name is not typable or not unique.
func completions(list []candidate, typed string) (out []string) {
	counts := map[string]int{}
	for _, candidate := range list {
		counts[candidate.name]++
	}
	for _, candidate := range list {
		byName := typable(candidate.name) && !resolve.IsID(candidate.name) && counts[candidate.name] == 1
		switch {
		case byName && strings.HasPrefix(candidate.name, typed):
			out = append(out, completion(candidate.name, candidate.about))
		case (!byName || typed != "") && typable(candidate.id) && strings.HasPrefix(candidate.id, typed):
			out = append(out, completion(candidate.id, joinNonEmpty(candidate.name, candidate.about)))
		}
	}
	return out
}

// typable reports whether a word can be an argument as it is: it has no control
// characters and no surrounding spaces, and is not a flag.
func typable(word string) bool {
	return word != "" && word == string(text.Clean(word)) && word == strings.TrimSpace(word) && !strings.HasPrefix(word, "-")
}

func joinNonEmpty(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ", ")
}

// completion joins a completion and its description with a tab, as cobra expects.
func completion(word, about string) string {
	if about == "" {
		return word
	}
	return word + "\t" + string(text.Clean(about))
}
