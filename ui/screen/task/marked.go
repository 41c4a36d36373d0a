package task

import (
	"ax-tui/api/record"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
)

// markedItems returns the marked runs.
func (m *Model) markedItems() []action.Item {
	marked := m.list.Marked()
	items := make([]action.Item, len(marked))
	for i := range marked {
		items[i] = action.Item{Run: marked[i].Row, Hidden: marked[i].Hidden}
	}
	return items
}

// markedCopies returns the texts that can be copied of the marked runs.
func (m *Model) markedCopies() []clipboard.Item {
	var ids []string
	var records []record.Item
	for _, marked := range m.list.Marked() {
		ids, records = append(ids, marked.Row.ID), append(records, record.Run(&marked.Row, m.env.Outcome(&marked.Row).ID))
	}
	return clipboard.SeveralItems(record.Runs, ids, records)
}
