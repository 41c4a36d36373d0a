package task

import (
	"context"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/export"
)

// copies is what can be copied here: the selected run, and the task.
func (m *Model) copies() []clipboard.Item {
	var out []clipboard.Item
	if r, ok := m.list.Selected(); ok {
		out = clipboard.ForRun(*r, m.task, m.env.BaseURL, m.env.Now())
	}
	return append(out, clipboard.ForTask(m.task, m.env.BaseURL)...)
}

// exported is the list of runs as a file is written from it.
func (m *Model) exported() export.Source {
	shown, found := m.list.ShownIDs()
	c, q := m.client, api.RunQuery{TaskID: m.task.ID, Status: m.list.Query(), Limit: 100}
	return export.Source{List: record.Runs, Shown: shown, Found: found, Page: func(ctx context.Context, cursor string) ([]export.Row, string, bool, error) {
		q.Cursor = cursor
		p, err := c.ListRuns(ctx, q)
		rows := make([]export.Row, 0, len(p.Items))
		for _, r := range p.Items {
			rows = append(rows, export.Row{ID: r.ID, Item: record.Run(r)})
		}
		return rows, p.Next, p.Cut, err
	}}
}
