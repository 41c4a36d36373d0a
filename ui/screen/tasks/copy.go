package tasks

import (
	"context"

	"ax-tui/api/record"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/export"
)

// copies is what can be copied of the selected task and its latest run.
func (m *Model) copies() []clipboard.Item {
	t := m.selectedTask()
	out := clipboard.ForTask(t, m.env.BaseURL)
	if r, ok := m.latest(); ok {
		out = append(out, clipboard.ForRun(r, t, m.env.BaseURL, m.env.Now())...)
	}
	return out
}

// exported is the list as a file is written from it.
func (m *Model) exported() export.Source {
	shown, found := m.list.ShownIDs()
	c, f := m.client, m.list.Query()
	return export.Source{List: record.Tasks, Shown: shown, Found: found, Page: func(ctx context.Context, cursor string) ([]export.Row, string, bool, error) {
		p, err := c.ListTasks(ctx, f.Query(100, cursor))
		rows := make([]export.Row, 0, len(p.Items))
		for _, t := range p.Items {
			rows = append(rows, export.Row{ID: t.ID, Item: record.Task(t)})
		}
		return rows, p.Next, p.Cut, err
	}}
}
