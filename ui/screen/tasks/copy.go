package tasks

import (
	"context"

	"ax-tui/api/record"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/export"
)

// copyItems returns the texts that can be copied: of the selected task and its newest run.
func (m *Model) copyItems() []clipboard.Item {
	if m.list.MarkCount() > 0 {
		return m.markedCopies()
	}
	task := m.selectedTask()
	out := clipboard.TaskItems(task, m.env.BaseURL, m.names.Known)
	if run, ok := m.latest(); ok {
		out = append(out, clipboard.RunItems(m.env, m.env.Diagnosis(&task, &run, nil))...)
	}
	return out
}

// exportSource returns the list of tasks for the export box.
func (m *Model) exportSource() export.Source {
	shown, which := m.list.ExportIDs()
	client, filter := m.client, m.query()
	return export.Source{List: record.Tasks, Shown: shown, Which: which, Page: func(ctx context.Context, cursor string) ([]export.Row, string, bool, error) {
		page, err := client.ListTasks(ctx, filter.Query(100, cursor))
		rows := make([]export.Row, 0, len(page.Items))
		for _, task := range page.Items {
			rows = append(rows, export.Row{ID: task.ID, Item: record.Task(task)})
		}
		return rows, page.Next, page.Cut, err
	}}
}
