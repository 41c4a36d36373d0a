package tasks

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/record"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"

	"github.com/spf13/cobra"
)

// listOptions holds the flags of `tasks list`.
type listOptions struct {
	listFlags
	project, dataset refFlag
	name, taskType   string
	statuses         []string
	outcomes         []string
	attention        bool
}

// listCommand is `tasks list`.
func listCommand(app *App) *cobra.Command {
	var options listOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List evaluation tasks",
		Long: `list prints one page of the tasks that the key may see, in the server's order, or
all pages with --all. A JSON list has the envelope of the API: tasks, and
pagination with the cursor of the next page.

The table also shows the names of projects and datasets and what the last runs
achieved, which takes a request for each, for the first 100 rows. With --columns and
none of target, outcome, status, succeeded and errors there are no such requests.

The API does not filter by the last run: --status, --outcome and --attention read the
last run of each task of the page, which has 100 unless --limit says less, or of all
pages with --all, and print the tasks that match. With --outcome or --attention records for programs have the outcome too. The
table of --attention has the worst first; records for programs are printed as pages
arrive, in the server's order.`,
		Example: `  ax-tui tasks list --space "Search Quality" --task-type template_evaluation
  ax-tui tasks list --columns name,outcome,errors,last_run
  ax-tui tasks list --status failed,cancelled --all -q
  ax-tui tasks list --attention --all
  ax-tui tasks list --outcome nothing-evaluated,all-skipped -o json | jq '.tasks[].outcome'
  ax-tui tasks list --all --output jsonl | jq -r .name`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return listTasks(cmd, app, &options) },
	}
	fs := cmd.Flags()
	options.add(cmd, "tasks of this space (name or ID; default ARIZE_SPACE)")
	fs.Lookup("limit").Usage = "rows per page, 1 to 100; 100 with --all, --status, --outcome or --attention"
	fs.StringVarP(&options.name, "name", "n", "", "tasks whose name contains this, in any case")
	options.project.Flags(fs, "project", "", "tasks of this project (name or ID)")
	options.dataset.Flags(fs, "dataset", "", "tasks of this dataset (name or ID)")
	fs.StringSliceVar(&options.statuses, "status", nil, "tasks whose last run is pending, running, completed, failed or cancelled; several are comma-separated")
	fs.StringSliceVar(&options.outcomes, "outcome", nil, "tasks whose last run achieved this: "+outcomeWords()+"; several are comma-separated")
	fs.BoolVar(&options.attention, "attention", false, "tasks whose last run needs attention, the worst first in a table")
	fs.StringVar(&options.taskType, "task-type", "", "template_evaluation, code_evaluation or run_experiment")
	return cmd
}

func listTasks(cmd *cobra.Command, app *App, options *listOptions) error {
	filter, err := options.lastRun()
	if err != nil {
		return err
	}
	if filter.active() && !cmd.Flags().Changed("limit") {
		options.limit = maxRows // of a small page few tasks or none would match
	}
	if err := options.check(cmd); err != nil {
		return err
	}
	ctx, query := cmd.Context(), api.TaskQuery{Name: options.name, Limit: options.limit}
	if options.taskType != "" {
		taskType, ok := api.ParseTaskType(options.taskType)
		if !ok {
			return UsageError("--task-type is %q; choose template_evaluation, code_evaluation or run_experiment", options.taskType)
		}
		query.Type = taskType
	}
	look := &lookups{}
	tasks := taskList(look)
	if filter.active() {
		tasks.pick = func(item api.Listed) (wanted, last bool) {
			return filter.wants(app, look.lastRun(item.Ref().ID)), false
		}
	}
	if filter.byOutcome() {
		tasks.record = func(item api.Listed) record.Item {
			var reached outcome.ID // of a task that never ran null
			if run := look.lastRun(item.Ref().ID); run.ID != "" {
				reached = achieved(app, run).ID
			}
			return record.Of(item).With("outcome", string(reached))
		}
	}
	if filter.attention {
		tasks.rank = func(item api.Listed) int64 { return achieved(app, look.lastRun(item.Ref().ID)).Rank() }
	}
	if err := tasks.choose(options.out.Columns); err != nil {
		return err
	}
	return app.with(ctx, options.out, func(conn *Conn, sink *Sink) error {
		var err error
		look.conn = conn
		if query.SpaceID, err = app.SpaceID(ctx, conn, &options.space); err != nil { // the other names are resolved in it (contract section 4)
			return err
		}
		if query.ProjectID, query.DatasetID, err = sourceIDs(ctx, conn, options.project.Value(), options.dataset.Value(), query.SpaceID); err != nil {
			return err
		}
		read := 0
		err = tasks.print(ctx, app, sink, &options.listFlags, func(cursor string) (api.Page[api.Listed], error) {
			query.Cursor = cursor
			page, err := api.Untyped(conn.Client.ListTasks(ctx, query))
			if err == nil && filter.active() {
				read += len(page.Items)
				err = WrapError("cannot read the last runs", look.loadLast(ctx, typed[*api.Task](page.Items)))
			}
			return page, err
		}, func(next string) string {
			return nextPageCommand(cmd, nil, next)
		})
		if filter.active() && err == nil {
			sink.Note(text.Safe(strings.Join(changedFlags(cmd.Flags(), "status", "outcome", "attention"), ", ") + ": the last runs of " + text.Plural(read, "task") + " were read."))
		}
		return WrapError("cannot list the tasks", err)
	})
}

// lastRunFilter chooses tasks by their last run. The zero value takes every task.
type lastRunFilter struct {
	statuses  []api.Status
	outcomes  []outcome.ID // outcome.NeverRun stands for tasks without a run
	attention bool
}

func (o *listOptions) lastRun() (filter lastRunFilter, err error) {
	filter.attention = o.attention
	if filter.statuses, err = parseStatuses(o.statuses); err != nil {
		return filter, err
	}
	for _, word := range o.outcomes {
		named := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(word)), "-", " ")
		index := slices.IndexFunc(outcomeIDs(), func(id outcome.ID) bool {
			return named == id.Words() || named == strings.ReplaceAll(string(id), "-", " ") || id != outcome.Partial && named == outcome.Outcome{ID: id}.Short()
		})
		if index < 0 {
			return filter, UsageError("--outcome is %s; choose %s", quote(word), outcomeWords())
		}
		filter.outcomes = append(filter.outcomes, outcomeIDs()[index])
	}
	return filter, nil
}

// byOutcome reports whether the outcome decides.
func (f *lastRunFilter) byOutcome() bool { return len(f.outcomes) > 0 || f.attention }

func (f *lastRunFilter) active() bool { return len(f.statuses) > 0 || f.byOutcome() }

// wants reports whether a task with this last run is taken; a zero run is none.
func (f *lastRunFilter) wants(app *App, run *api.Run) bool {
	if run.ID == "" {
		return slices.Contains(f.outcomes, outcome.ID(outcome.NeverRun)) && len(f.statuses) == 0 && !f.attention
	}
	reached := achieved(app, run)
	return (len(f.statuses) == 0 || slices.Contains(f.statuses, run.Status)) &&
		(len(f.outcomes) == 0 || slices.Contains(f.outcomes, reached.ID)) && (!f.attention || reached.NeedsLook())
}

// outcomeIDs are what --outcome takes: not stalled, which no single answer shows.
func outcomeIDs() []outcome.ID {
	ids := slices.DeleteFunc(outcome.IDs(), func(id outcome.ID) bool { return id == outcome.Stalled })
	return append(ids, outcome.ID(outcome.NeverRun))
}

func outcomeWords() string {
	words := make([]string, len(outcomeIDs()))
	for i, id := range outcomeIDs() {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

// sourceIDs returns the IDs of a project and a dataset, each given by name or ID; ""
// stays "".
func sourceIDs(ctx context.Context, conn *Conn, project, dataset, spaceID string) (projectID, datasetID string, err error) {
	if projectID, err = resolve.Project(ctx, conn.Client, project, spaceID); err != nil {
		return "", "", WrapError("cannot find the project", err)
	}
	datasetID, err = resolve.Dataset(ctx, conn.Client, dataset, spaceID)
	return projectID, datasetID, WrapError("cannot find the dataset", err)
}

func taskList(look *lookups) list {
	return newList(record.Tasks, "tasks", []column[*api.Task]{
		{Column: Column{Title: "NAME", MinWidth: 24}, cell: func(_ *App, task *api.Task) text.Safe { return cellText(task.Name) }},
		{Column: Column{Title: "TYPE", DropOrder: 3}, cell: taskType},
		{Column: Column{Title: "MODE", DropOrder: 4}, cell: func(_ *App, task *api.Task) text.Safe { return formatMode(task) }},
		{Column: Column{Title: "EVALUATORS", AlignRight: true, DropOrder: 6}, cell: countEvaluators},
		{Column: Column{Title: "LAST RUN", DropOrder: 2}, cell: func(app *App, task *api.Task) text.Safe { return formatAge(app, task.LastRunAt) }},
		{
			Column: Column{Title: "OUTCOME", DropOrder: 1}, load: look.lastRuns,
			achieved: func(app *App, task *api.Task) outcome.Outcome { return achieved(app, look.lastRun(task.ID)) },
			cell: func(app *App, task *api.Task) text.Safe {
				return look.newest(task, func(run *api.Run) text.Safe { return formatOutcome(app, run) })
			},
		},
		{
			Column: Column{Title: "TARGET", MinWidth: 12, DropOrder: 5}, load: look.sources,
			cell: func(_ *App, task *api.Task) text.Safe { return look.name(cmp.Or(task.DatasetID, task.ProjectID)) },
		},
		{Column: Column{Title: "ID"}, cell: func(_ *App, task *api.Task) text.Safe { return text.Clean(task.ID) }},
		{
			Column: Column{Title: "STATUS"}, extra: true, load: look.lastRuns, cell: func(_ *App, task *api.Task) text.Safe {
				return look.newest(task, func(run *api.Run) text.Safe { return text.Clean(run.Status.Words()) })
			},
		},
		{
			Column: Column{Title: "SUCCEEDED", AlignRight: true}, extra: true, load: look.lastRuns, cell: func(app *App, task *api.Task) text.Safe {
				return look.newest(task, func(run *api.Run) text.Safe { return formatCount(app, run.Successes) })
			},
		},
		{
			Column: Column{Title: "ERRORS", AlignRight: true}, extra: true, load: look.lastRuns, cell: func(app *App, task *api.Task) text.Safe {
				return look.newest(task, func(run *api.Run) text.Safe { return formatCount(app, run.Errors) })
			},
		},
		{Column: Column{Title: "CREATED"}, extra: true, cell: func(app *App, task *api.Task) text.Safe { return formatAge(app, &task.CreatedAt) }},
		{Column: Column{Title: "UPDATED"}, extra: true, cell: func(app *App, task *api.Task) text.Safe { return formatAge(app, &task.UpdatedAt) }},
	})
}

func countEvaluators(_ *App, task *api.Task) text.Safe {
	if task.Evaluators == nil {
		return ""
	}
	return text.Safe(strconv.Itoa(len(task.Evaluators)))
}

// taskType writes a type in one word where there is little room.
func taskType(app *App, task *api.Task) text.Safe {
	if app.OutTTY {
		return text.Clean(task.Type.Short())
	}
	return text.Clean(task.Type.Words())
}

// formatMode says when a task runs; "" if the server does not say.
func formatMode(task *api.Task) text.Safe {
	switch {
	case task.ProjectID != "" && task.Unknown("is_continuous"):
		return "–"
	case task.Continuous:
		return "continuous"
	case len(task.ExperimentIDs) == 1:
		return "1 experiment"
	case len(task.ExperimentIDs) > 1:
		return text.Safe(fmt.Sprintf("%d experiments", len(task.ExperimentIDs)))
	case task.Unknown("is_continuous"):
		return ""
	}
	return "on demand"
}

// formatAge formats a time for a column: as age on a terminal, else in full.
func formatAge(app *App, when *time.Time) text.Safe {
	return cmp.Or(formatTimeAs(app, when, func(when time.Time) string { return text.Age(app.serverNow().Sub(when)) }), "–")
}
