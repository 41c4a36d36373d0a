package tasks

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// completeWithin is how long a person waits for the tab key; what the server
// has not told by then is not offered.
const completeWithin = 300 * time.Millisecond

type completer = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// within runs a look-up against the clock. It is silent whatever happens:
// there is no place to say anything while a line is being typed.
func within(app *App, ask func(ctx context.Context, conn *Conn) []string) []string {
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
		if conn.Close != nil {
			conn.Close()
		}
	}()
	select {
	case list := <-answer:
		return list
	case <-ctx.Done():
		return nil
	}
}

// completeTasks completes one task by name, with its type beside it, or by ID.
func completeTasks(app *App) completer {
	return only(completeNames(app, true, func(ctx context.Context, c *api.Client, space, name string) ([]candidate, error) {
		p, err := c.ListTasks(ctx, api.TaskQuery{Name: name, SpaceID: space, Limit: mostRows})
		return candidates(p.Items, func(t api.Task) string { return t.Type.Words() }), err
	}))
}

// only completes a single argument.
func only(complete completer) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd, args, typed)
	}
}

// completeRuns completes IDs of recent runs, any number of them.
func completeRuns(app *App) completer {
	return completeNames(app, true, func(ctx context.Context, c *api.Client, space, _ string) ([]candidate, error) {
		return recent(ctx, c, space)
	})
}

// recent gives the newest runs of the tasks that ran last: the API lists runs
// by task only. The lists are asked for at once, for there is little time.
func recent(ctx context.Context, c *api.Client, space string) (out []candidate, err error) {
	p, err := c.ListTasks(ctx, api.TaskQuery{SpaceID: space, Limit: 100})
	if err != nil {
		return nil, err
	}
	tasks := newest(p.Items, 5)
	runs := make([][]api.Run, len(tasks))
	var all sync.WaitGroup
	for i, t := range tasks {
		all.Go(func() {
			if p, err := c.ListRuns(ctx, api.RunQuery{TaskID: t.ID, Limit: 5}); err == nil {
				runs[i] = p.Items
			}
		})
	}
	all.Wait()
	for i, list := range runs {
		for _, r := range list {
			out = append(out, candidate{id: r.ID, about: r.Status.Words() + ", " + tasks[i].Name})
		}
	}
	return out, nil
}

// newest gives the tasks that ran last, the latest first.
func newest(tasks []api.Task, n int) []api.Task {
	ran := slices.DeleteFunc(slices.Clone(tasks), func(t api.Task) bool { return t.LastRunAt == nil })
	slices.SortStableFunc(ran, func(a, b api.Task) int { return b.LastRunAt.Compare(*a.LastRunAt) })
	return ran[:min(n, len(ran))]
}

// spaceOf is the space that is typed already in either spelling, else the default.
func spaceOf(ctx context.Context, app *App, conn *Conn, cmd *cobra.Command) (string, error) {
	newer, _ := cmd.Flags().GetString("space") // a command without the flag has neither
	older, _ := cmd.Flags().GetString("space-id")
	return app.SpaceID(ctx, conn, &refFlag{newer: newer, older: older})
}

// candidate is one thing that can be typed, by name or by ID.
type candidate struct{ id, name, about string }

// candidates are the rows of a list; about describes one, nil: nothing does.
func candidates[T api.Listed](items []T, about func(T) string) []candidate {
	out := make([]candidate, len(items))
	for i, item := range items {
		out[i] = candidate{id: item.Ref().ID, name: item.Ref().Name}
		if about != nil {
			out[i].about = about(item)
		}
	}
	return out
}

// completions gives what goes on from what is typed, each with its description after
// a tab. A thing goes by its name; by its ID when an ID is being typed, and
// when the name cannot be typed or does not tell it from another.
func completions(list []candidate, typed string) (out []string) {
	times := map[string]int{}
	for _, c := range list {
		times[c.name]++
	}
	for _, c := range list {
		byName := typable(c.name) && !resolve.IsID(c.name) && times[c.name] == 1
		switch {
		case byName && strings.HasPrefix(c.name, typed):
			out = append(out, completion(c.name, c.about))
		case (!byName || typed != "") && typable(c.id) && strings.HasPrefix(c.id, typed):
			out = append(out, completion(c.id, join(c.name, c.about)))
		}
	}
	return out
}

// typable reports whether a word means itself on a command line: harmless to
// the terminal, kept whole by the flags, and no flag.
func typable(s string) bool {
	return s != "" && s == string(text.Clean(s)) && s == strings.TrimSpace(s) && !strings.HasPrefix(s, "-")
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// completion is a completion with its description; cobra parts them by a tab.
func completion(s, about string) string {
	if about == "" {
		return s
	}
	return s + "\t" + string(text.Clean(about))
}
