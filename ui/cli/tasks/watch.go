package tasks

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/api/watch"
	"ax-tui/ui/text"
)

// watchOptions holds the flags of `tasks watch`.
type watchOptions struct {
	poll            pollFlags
	space           refFlag
	active          bool
	jsonl           bool
	failFast, first bool
}

// watchCommand is `tasks watch [RUN|TASK...]`.
func watchCommand(app *App) *cobra.Command {
	var options watchOptions
	cmd := &cobra.Command{
		Use:   "watch [RUN|TASK...]",
		Short: "Print what happens to runs until they have ended",
		Long: `watch prints a line for each change of the runs, exactly one "done" for each run
that ends, and a last line "end" with how they ended. A TASK stands for its active
runs, or for its newest run if none is active; --active for every active run of the
space. With - runs and tasks are read from standard input, one on each line.

All runs share one budget of requests (watch_budget of the settings, 2 a second), so
many runs are asked about less often than --poll-interval says. A failed request is
repeated and reported on standard error. A timeout or ctrl+c does not stop the runs.

` + runHelp + `

With --jsonl every line is an object with the members time, event, run, task_id, task,
status, outcome, error_share, num_successes, num_errors, num_skipped, failure_reason,
runs, tasks, outcomes and exit_code; what does not apply is null. The events: watching
(first line, runs has the IDs and tasks the names, in the same order), changed, stalled (the counters have stopped moving), done,
lost (the run cannot be read any more) and end (last line: outcomes counts the runs by
outcome, runs has the IDs of those that have not ended).

Exit codes: as wait-for-run, the worst one counts; with --any that of the first end.`,
		Example: `  ax-tui tasks watch --active --space "Search Quality"
  ax-tui tasks watch "Relevance Monitor" RUN2 --jsonl --timeout 2h | jq -r 'select(.event=="done").outcome'
  ax-tui tasks trigger-run "JSON Shape" "Tone of Voice" -q | ax-tui tasks watch - --fail-fast`,
		ValidArgsFunction: completeRuns(app, func(run *api.Run) bool { return run.Status.Active() }),
		RunE: func(cmd *cobra.Command, refs []string) error {
			if len(refs) == 0 == !options.active {
				return UsageError("name runs or tasks, or add --active, not both")
			}
			if options.first && options.failFast {
				return UsageError("--any and --fail-fast exclude each other")
			}
			if len(refs) > 0 {
				var err error
				if refs, err = app.expandRuns(refs); err != nil {
					return err
				}
			}
			return app.with(cmd.Context(), Output{}, func(conn *Conn, _ *Sink) error {
				return options.watch(cmd, app, conn, refs)
			})
		},
	}
	options.poll.Flags(cmd.Flags())
	options.space.Flags(cmd.Flags(), "space", "s", "space of the tasks (name or ID; default ARIZE_SPACE)")
	cmd.Flags().BoolVar(&options.active, "active", false, "every active run of the space, as far as it is among the 5 newest of the 100 tasks that ran last")
	cmd.Flags().BoolVar(&options.jsonl, "jsonl", false, "print one JSON object per line")
	cmd.Flags().BoolVar(&options.failFast, "fail-fast", false, "end with the first run that fails, is cancelled or cannot be read")
	cmd.Flags().BoolVar(&options.first, "any", false, "end with the first run that ends")
	return cmd
}

// watch finds the runs and watches them.
func (o *watchOptions) watch(cmd *cobra.Command, app *App, conn *Conn, refs []string) error {
	ctx := cmd.Context()
	session := &watchSession{runWait: newWait(ctx, app, conn, o.poll, true), jsonl: o.jsonl, failed: map[*watchedRun]bool{}}
	session.again = o.poll.again(cmd.Flags())
	session.over = func() bool { return o.first && session.ended > 0 || o.failFast && session.bad }
	var entries []*watch.Entry
	err := session.find(ctx, func(ctx context.Context) (err error) {
		if o.active {
			entries, err = o.activeRuns(ctx, app, conn)
		} else {
			entries, err = o.named(ctx, app, conn, refs)
		}
		return err
	})
	if err != nil {
		return err
	}
	return session.run(ctx, entries)
}

// newestRuns is how many of the newest runs of a task are looked through for active ones.
const newestRuns = 5

// named returns the runs that arguments stand for, each once.
func (o *watchOptions) named(ctx context.Context, app *App, conn *Conn, refs []string) (out []*watch.Entry, err error) {
	for _, ref := range refs {
		found, err := o.entries(ctx, app, conn, ref)
		if err != nil {
			return nil, err
		}
		for _, entry := range found {
			if !slices.ContainsFunc(out, func(other *watch.Entry) bool { return other.Run.ID == entry.Run.ID }) {
				out = append(out, entry)
			}
		}
	}
	return out, nil
}

// entries returns the runs that one argument stands for. An ID does not show its kind
// (contract section 4), so it is looked up, as a run first.
func (o *watchOptions) entries(ctx context.Context, app *App, conn *Conn, ref string) ([]*watch.Entry, error) {
	task, status, latest, err := resolve.Latest(ref)
	switch {
	case err != nil:
		return nil, UsageError("%w", err)
	case latest:
		run, err := app.latestRun(ctx, conn, ref, task, status, &o.space)
		return []*watch.Entry{{Run: run}}, err
	}
	if id, isID := resolve.ID(ref); isID {
		run, err := conn.Client.GetRun(ctx, id)
		if err == nil {
			return []*watch.Entry{{Run: run}}, nil
		}
		if !api.Is(err, api.NotFound) {
			return nil, WrapError("cannot read the run", err)
		}
		if _, err := conn.Client.GetTask(ctx, id); err != nil {
			return []*watch.Entry{{Run: api.Run{ID: id}}}, nil //nolint:nilerr // it may just have been started, see runWait
		}
	}
	id, err := app.TaskID(ctx, conn, ref, &o.space)
	if err != nil {
		return nil, err
	}
	page, err := api.NewestRuns(ctx, conn.Client, api.RunQuery{TaskID: id, Limit: newestRuns})
	if err != nil {
		return nil, taskFailed(ctx, app, conn, "cannot list the runs", id, err)
	}
	var active []*watch.Entry
	for i := range page.Items {
		if run := &page.Items[i]; run.Status.Active() {
			active = append(active, &watch.Entry{Run: *run})
		}
	}
	switch {
	case len(active) > 0:
		return active, nil
	case len(page.Items) == 0:
		return nil, &Fault{Code: API, What: "cannot watch " + quote(ref), Err: errors.New("the task has no run")}
	}
	return []*watch.Entry{{Run: page.Items[0]}}, nil
}

// activeRuns returns the active runs of the space and says on Err how many tasks were
// looked at.
func (o *watchOptions) activeRuns(ctx context.Context, app *App, conn *Conn) ([]*watch.Entry, error) {
	space, err := app.SpaceID(ctx, conn, &o.space)
	if err != nil {
		return nil, err
	}
	query := api.TaskQuery{SpaceID: space, Limit: maxRows}
	var tasks []api.Task
	for page := range 5 {
		listed, err := conn.Client.ListTasks(ctx, query)
		if err != nil {
			return nil, WrapError("cannot list the tasks", err)
		}
		tasks = append(tasks, listed.Items...)
		if query.Cursor = listed.Next; query.Cursor == "" || page == 4 {
			break
		}
	}
	tasks = lastRunTasks(tasks, maxLookups)
	names, ids := map[string]api.Ref{}, make([]string, len(tasks))
	for i := range tasks {
		names[tasks[i].ID], ids[i] = tasks[i].Ref(), tasks[i].ID
	}
	look, runs := &lookups{conn: conn}, map[string][]api.Run{}
	err = look.each(ctx, ids, func(ctx context.Context, id string) error {
		page, err := api.NewestRuns(ctx, conn.Client, api.RunQuery{TaskID: id, Limit: newestRuns})
		look.mu.Lock()
		defer look.mu.Unlock()
		runs[id] = page.Items
		return err
	})
	if err != nil {
		return nil, WrapError("cannot list the runs", err)
	}
	var out []*watch.Entry
	for _, id := range ids {
		for i := range runs[id] {
			if run := &runs[id][i]; run.Status.Active() {
				out = append(out, &watch.Entry{Run: *run, Task: names[id]})
			}
		}
	}
	app.Note(text.Safe("Read the newest runs of " + text.Plural(len(ids), "task") + ": " + text.Count(len(out)) + " active."))
	return out, nil
}
