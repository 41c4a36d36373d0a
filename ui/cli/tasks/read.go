package tasks

import (
	"context"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// readable describes a command that lists what tasks refer to.
type readable struct {
	envelope string // the name of the list on the wire and of the command
	columns  []column[api.Listed]
	flags    string // of space and dataset, those that filter the list
	example  string
	load     func(ctx context.Context, client *api.Client, query readQuery) (api.Page[api.Listed], error)
}

// readQuery holds the filters of such a list.
type readQuery struct {
	api.NamedQuery
	DatasetID string
}

// ReadCommands returns a command for each kind of object that a task refers to, such as
// `ax-tui evaluators` with its subcommand list.
func ReadCommands() (out []Maker) {
	look := &lookups{}
	for _, kind := range []readable{
		{
			envelope: record.Spaces, columns: append(baseColumns(), column[*api.Space]{
				Column: Column{Title: "DESCRIPTION", MinWidth: 16, DropOrder: 1}, cell: func(_ *App, space *api.Space) text.Safe { return cellText(space.Description) },
			}.untyped()),
			load: func(ctx context.Context, client *api.Client, query readQuery) (api.Page[api.Listed], error) {
				return api.Untyped(client.ListSpaces(ctx, api.SpaceQuery{Name: query.Name, Limit: query.Limit, Cursor: query.Cursor}))
			},
		},
		{
			envelope: record.Projects, flags: "space", example: ` --space "Search Quality"`,
			columns: append(baseColumns(), spaceColumn(look, func(project *api.Project) string { return project.SpaceID })),
			load: func(ctx context.Context, client *api.Client, query readQuery) (api.Page[api.Listed], error) {
				return api.Untyped(client.ListProjects(ctx, query.NamedQuery))
			},
		},
		{
			envelope: record.Datasets, flags: "space", example: ` --name golden`,
			columns: append(baseColumns(), spaceColumn(look, func(dataset *api.Dataset) string { return dataset.SpaceID })),
			load: func(ctx context.Context, client *api.Client, query readQuery) (api.Page[api.Listed], error) {
				return api.Untyped(client.ListDatasets(ctx, query.NamedQuery))
			},
		},
		{
			envelope: record.Experiments, flags: "space dataset", example: ` --dataset golden-qa`,
			columns: append(baseColumns(), column[*api.Experiment]{
				Column: Column{Title: "CREATED", DropOrder: 1}, cell: func(app *App, experiment *api.Experiment) text.Safe { return formatAge(app, &experiment.CreatedAt) },
			}.untyped()),
			load: func(ctx context.Context, client *api.Client, query readQuery) (api.Page[api.Listed], error) {
				return api.Untyped(client.ListExperiments(ctx, api.ExperimentQuery{
					DatasetID: query.DatasetID, SpaceID: query.SpaceID, Name: query.Name, Limit: query.Limit, Cursor: query.Cursor,
				}))
			},
		},
		{
			envelope: record.Evaluators, flags: "space", example: ` --all --output jsonl | jq -r '[.id, .name] | @tsv'`,
			columns: append(baseColumns(), column[*api.Evaluator]{
				Column: Column{Title: "TYPE", DropOrder: 1}, cell: func(_ *App, evaluator *api.Evaluator) text.Safe { return text.Clean(evaluator.Type.Words()) },
			}.untyped(), spaceColumn(look, func(evaluator *api.Evaluator) string { return evaluator.SpaceID })),
			load: func(ctx context.Context, client *api.Client, query readQuery) (api.Page[api.Listed], error) {
				return api.Untyped(client.ListEvaluators(ctx, query.NamedQuery))
			},
		},
	} {
		out = append(out, Maker{Name: kind.envelope, Make: func(app *App) *cobra.Command { return kind.command(app, look) }})
	}
	return out
}

func baseColumns() []column[api.Listed] {
	return []column[api.Listed]{
		{Column: Column{Title: "NAME", MinWidth: 24}, cell: func(_ *App, item api.Listed) text.Safe { return cellText(item.Ref().Name) }},
		{Column: Column{Title: "ID"}, cell: func(_ *App, item api.Listed) text.Safe { return text.Clean(item.Ref().ID) }},
	}
}

func spaceColumn[T api.Listed](look *lookups, id func(T) string) column[api.Listed] {
	return column[T]{
		Column: Column{Title: "SPACE", MinWidth: 12, DropOrder: 2}, load: func(ctx context.Context, _ []T) { look.spaces(ctx) },
		cell: func(_ *App, item T) text.Safe { return look.name(id(item)) },
	}.untyped()
}

// command returns the command of a kind of object, with its only subcommand.
func (r readable) command(app *App, look *lookups) *cobra.Command {
	var options listFlags
	var name string
	var dataset refFlag
	path := "  ax-tui " + r.envelope + " list"
	list := &cobra.Command{
		Use:   "list",
		Short: "List " + r.envelope,
		Long: "list prints one page of the " + r.envelope + ` that the key may see, in the server's order, or
all pages with --all. A JSON list has the envelope of the API.`,
		Example: path + "\n" + path + r.example,
		Args:    cobra.NoArgs,
		PreRunE: checkSpellings,
	}
	if r.example == "" {
		list.Example = path
	}
	spaceHelp := ""
	if r.flags != "" {
		spaceHelp = r.envelope + " of this space (name or ID; default ARIZE_SPACE)"
	}
	options.add(list, spaceHelp)
	list.Flags().StringVarP(&name, "name", "n", "", r.envelope+" whose name contains this, in any case")
	if r.flags == "space dataset" {
		dataset.Flags(list.Flags(), "dataset", "", r.envelope+" of this dataset (name or ID)")
	}
	list.RunE = func(cmd *cobra.Command, _ []string) error {
		return r.print(cmd, app, look, options, name, dataset.Value())
	}
	cmd := &cobra.Command{
		Use: r.envelope, Short: "List " + r.envelope + ", for scripts", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return ShowHelp(cmd) },
	}
	cmd.AddCommand(list)
	completeFlags(app, cmd)
	return cmd
}

func (r readable) print(cmd *cobra.Command, app *App, look *lookups, options listFlags, name, dataset string) error {
	if err := options.check(cmd); err != nil {
		return err
	}
	items := list{envelope: r.envelope, what: r.envelope, columns: r.columns}
	if err := items.choose(options.out.Columns); err != nil {
		return err
	}
	ctx := cmd.Context()
	return app.with(ctx, options.out, func(conn *Conn, sink *Sink) (err error) {
		look.conn = conn
		query := readQuery{NamedQuery: api.NamedQuery{Name: name, Limit: options.limit}}
		if r.flags != "" {
			if query.SpaceID, err = app.SpaceID(ctx, conn, &options.space); err != nil {
				return err
			}
		}
		if query.DatasetID, err = resolve.Dataset(ctx, conn.Client, dataset, query.SpaceID); err != nil {
			return WrapError("cannot find the dataset", err)
		}
		err = items.print(ctx, app, sink, &options, func(cursor string) (api.Page[api.Listed], error) {
			query.Cursor = cursor
			return r.load(ctx, conn.Client, query)
		}, func(next string) string { return nextPageCommand(cmd, nil, next) })
		return WrapError("cannot list the "+r.envelope, err)
	})
}
