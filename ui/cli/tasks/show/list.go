// Package show is the reading half of line mode: list, get, list-runs and
// get-run, the sheets that they print, and the completion of names and IDs.
//
// It imports core and what is below it; never Bubble Tea.
package show

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/record"
	"ax-tui/api/resolve"
	"ax-tui/ui/cli/tasks/core"
	"ax-tui/ui/text"
)

// listOptions is what `tasks list` was asked.
type listOptions struct {
	out                     core.Output
	space, project, dataset core.Ref
	name, taskType, cursor  string
	limit                   int
	all                     bool
}

// List is `tasks list`.
func List(app *core.App) *cobra.Command {
	var o listOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List evaluation tasks",
		Long: `list gives one page of the tasks that the key may see, in the server's order, or
every page with --all. A JSON list keeps the envelope of the API: tasks and
pagination with the cursor of the next page.`,
		Example: `  ax-tui tasks list --space "Search Quality" --task-type template_evaluation
  ax-tui tasks list --all --output jsonl | jq -r .name`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.all && !cmd.Flags().Changed("limit") {
				o.limit = mostRows
			}
			return list(cmd.Context(), app, &o)
		},
	}
	fs := cmd.Flags()
	fs.StringVarP(&o.name, "name", "n", "", "tasks that have this in their name, in any case")
	o.space.Flags(fs, "space", "s", "tasks of this space (name or ID; default ARIZE_SPACE)")
	o.project.Flags(fs, "project", "", "tasks of this project (name or ID)")
	o.dataset.Flags(fs, "dataset", "", "tasks of this dataset (name or ID)")
	fs.StringVar(&o.taskType, "task-type", "", "template_evaluation, code_evaluation or run_experiment")
	fs.IntVarP(&o.limit, "limit", "l", 15, "rows a page, 1 to 100; 100 with --all")
	fs.StringVarP(&o.cursor, "cursor", "c", "", "begin with the page that this cursor names")
	fs.BoolVar(&o.all, "all", false, "follow the cursors to the end")
	o.out.Flags(fs, true)
	return cmd
}

func list(ctx context.Context, app *core.App, o *listOptions) (err error) {
	if err := agree(&o.space, &o.project, &o.dataset); err != nil {
		return err
	}
	q := api.TaskQuery{Name: o.name, Limit: o.limit, Cursor: o.cursor}
	if err := core.CheckLimit(o.limit); err != nil {
		return err
	}
	if o.taskType != "" {
		t, ok := api.ParseTaskType(o.taskType)
		if !ok {
			return core.Wrong("--task-type is %q; choose template_evaluation, code_evaluation or run_experiment", o.taskType)
		}
		q.Type = t
	}
	conn, sink, err := app.Begin(ctx, o.out)
	if err != nil {
		return err
	}
	defer func() { err = sink.Close(err) }()
	if err := o.scope(ctx, app, conn, &q); err != nil {
		return err
	}
	rows := newRows(app, sink, record.Tasks, taskColumns)
	next, cut, err := pages(ctx, o.all, q.Cursor, func(cursor string) (api.Page[api.Task], error) {
		q.Cursor = cursor
		p, err := conn.Client.ListTasks(ctx, q)
		for _, t := range p.Items {
			if err == nil {
				err = rows.add(record.Task(t), func() []text.Safe { return taskRow(app, t) })
			}
		}
		return p, err
	})
	if err != nil {
		return core.Failed("cannot list the tasks", err)
	}
	return rows.end(next, cut, "tasks", o.again(next))
}

// scope turns names into IDs, the space first (contract section 4).
func (o *listOptions) scope(ctx context.Context, app *core.App, conn *core.Conn, q *api.TaskQuery) (err error) {
	if q.SpaceID, err = app.SpaceID(ctx, conn, &o.space); err != nil {
		return err
	}
	project, err := o.project.Value()
	if err != nil {
		return err
	}
	dataset, err := o.dataset.Value()
	if err != nil {
		return err
	}
	if q.ProjectID, err = resolve.Project(ctx, conn.Client, project, q.SpaceID); err != nil {
		return core.Failed("cannot find the project", err)
	}
	if q.DatasetID, err = resolve.Dataset(ctx, conn.Client, dataset, q.SpaceID); err != nil {
		return core.Failed("cannot find the dataset", err)
	}
	return nil
}

// agree reports flags that were given in both spellings and differ, before
// anything is sent.
func agree(refs ...*core.Ref) error {
	for _, r := range refs {
		if _, err := r.Value(); err != nil {
			return err
		}
	}
	return nil
}

// mostRows is the largest page that the server gives (contract section 3).
const mostRows = 100

// again is the command for the next page, with the filters of this one.
func (o *listOptions) again(next string) string {
	args := []string{"ax-tui tasks list"}
	add := func(flag, v string) {
		if v != "" {
			args = append(args, flag+" "+axcmd.Quote(v))
		}
	}
	space, _ := o.space.Value()
	project, _ := o.project.Value()
	dataset, _ := o.dataset.Value()
	add("--space", space)
	add("--project", project)
	add("--dataset", dataset)
	add("--task-type", o.taskType)
	add("--name", o.name)
	if o.limit != 15 {
		add("--limit", strconv.Itoa(o.limit))
	}
	add("--cursor", next)
	return strings.Join(args, " ")
}

// pages reads one page, or all of them.
func pages[T api.Listed](ctx context.Context, all bool, cursor string, page func(cursor string) (api.Page[T], error)) (next string, cut bool, err error) {
	for p, err := range api.Pages(cursor, page) {
		if err == nil && all && p.Next != "" {
			err = ctx.Err()
		}
		if next, cut = p.Next, p.Cut; err != nil || !all {
			return next, cut, err
		}
	}
	return next, cut, nil
}

func taskColumns(tty bool) []core.Column {
	if tty {
		return []core.Column{
			{Title: "NAME", Min: 14}, {Title: "TYPE", Drop: 2}, {Title: "MODE", Drop: 3}, {Title: "EVALUATORS", Right: true, Drop: 4},
			{Title: "LAST RUN", Drop: 1}, {Title: "SOURCE", Drop: 5}, {Title: "ID"},
		}
	}
	return []core.Column{
		{Title: "NAME"}, {Title: "TYPE"}, {Title: "MODE"}, {Title: "EVALUATORS", Right: true}, {Title: "LAST RUN"}, {Title: "SOURCE"}, {Title: "ID"},
	}
}

func taskRow(app *core.App, t api.Task) []text.Safe {
	source := text.Clean(t.ProjectID)
	if t.DatasetID != "" {
		source = text.Clean(t.DatasetID)
	}
	return []text.Safe{
		text.Clean(t.Name), text.Clean(t.Type.Words()), mode(t), text.Safe(strconv.Itoa(len(t.Evaluators))),
		ago(app, t.LastRunAt), source, text.Clean(t.ID),
	}
}

// mode says when a task runs.
func mode(t api.Task) text.Safe {
	switch {
	case t.Continuous:
		return "continuous"
	case len(t.ExperimentIDs) == 1:
		return "1 experiment"
	case len(t.ExperimentIDs) > 1:
		return text.Safe(fmt.Sprintf("%d experiments", len(t.ExperimentIDs)))
	}
	return "on demand"
}

// ago writes a time for a column: an age on a terminal, the whole time elsewhere.
func ago(app *core.App, t *time.Time) text.Safe {
	switch {
	case t == nil || t.IsZero():
		return "–"
	case app.OutTTY:
		return text.Safe(text.Age(app.Now().Sub(*t)))
	}
	return text.Safe(t.UTC().Format("2006-01-02T15:04:05Z"))
}
