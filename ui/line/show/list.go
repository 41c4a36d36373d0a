// Package show is the reading half of line mode: list, get, list-runs and
// get-run, and the completion of names and IDs.
//
// It imports core and what is below it; never Bubble Tea.
package show

import (
	"context"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/ui/line/core"
	"ax-tui/ui/text"
)

// List is `tasks list`.
func List(app *core.App) *cobra.Command {
	var o core.Output
	var q api.TaskQuery
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List evaluation tasks",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return list(cmd.Context(), app, o, q)
		},
	}
	o.Flags(cmd.Flags(), true)
	cmd.Flags().IntVarP(&q.Limit, "limit", "l", 15, "rows a page, 1 to 100")
	return cmd
}

func list(ctx context.Context, app *core.App, o core.Output, q api.TaskQuery) (err error) {
	conn, err := app.Open(ctx)
	if err != nil {
		return err
	}
	sink, err := app.Sink(o, conn.Format)
	if err != nil {
		return err
	}
	defer func() { err = sink.Close(err) }()
	page, err := conn.Client.ListTasks(ctx, q)
	if err != nil {
		return core.Failed("cannot list the tasks", err)
	}
	if sink.Format != core.Table {
		return sink.Tasks(page)
	}
	rows := make([][]text.Safe, 0, len(page.Items))
	for _, t := range page.Items {
		rows = append(rows, []text.Safe{text.Clean(t.Name), text.Clean(t.Type.Words()), text.Clean(t.ID)})
	}
	_, err = sink.Write([]byte(core.Grid([]core.Column{{Title: "NAME", Min: 16}, {Title: "TYPE"}, {Title: "ID"}}, rows, app.Width)))
	return err
}
