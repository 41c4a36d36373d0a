package task

import (
	"context"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/export"
)

// copyItems returns the texts that can be copied: of the selected run and of the task.
func (m *Model) copyItems() []clipboard.Item {
	if m.list.MarkCount() > 0 {
		return m.markedCopies()
	}
	var out []clipboard.Item
	if run, ok := m.list.Selected(); ok {
		out = clipboard.RunItems(m.env, m.env.Diagnosis(&m.task, run, nil))
	}
	return append(out, clipboard.TaskItems(m.task, m.env.BaseURL, m.names.Known)...)
}

// exportSource returns the list of runs for the export box.
func (m *Model) exportSource() export.Source {
	shown, which := m.list.ExportIDs()
	achieved := m.env.OutcomeInCommand()
	client, runQuery := m.client, api.RunQuery{TaskID: m.task.ID, Status: m.status(), Limit: 100}
	return export.Source{List: record.Runs, Shown: shown, Which: which, Page: func(ctx context.Context, cursor string) ([]export.Row, string, bool, error) {
		runQuery.Cursor = cursor
		page, err := client.ListRuns(ctx, runQuery)
		rows := make([]export.Row, 0, len(page.Items))
		for _, run := range page.Items {
			rows = append(rows, export.Row{ID: run.ID, Item: record.Run(&run, achieved(&run).ID)})
		}
		return rows, page.Next, page.Cut, err
	}}
}
