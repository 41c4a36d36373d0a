package tasks

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/part/pagelist"
)

// Shown returns how the list is shown now, as a view without a name.
func (m *Model) Shown() host.View {
	query, look := m.query(), m.list.Look()
	return host.View{
		Space: query.Space, Project: query.Project, Dataset: query.Dataset, Type: query.Type, TaskName: query.Name, Outcome: m.choice(),
		Find: look.Find, Sort: look.Sort, Reversed: look.Reversed, Columns: slices.Clone(look.Columns),
	}
}

// StartWith shows the list as a view says, but for the filter, which New was given.
func (m *Model) StartWith(view *host.View) tea.Cmd {
	cmd := m.narrow(view.Outcome)
	m.list.SetLook(&pagelist.Look{Find: view.Find, Sort: view.Sort, Reversed: view.Reversed, Columns: view.Columns})
	return cmd
}

// show shows the list as a view says.
func (m *Model) show(view *host.View) tea.Cmd {
	return tea.Batch(m.list.FilterTo(filter.Filter{}.With(view)), m.StartWith(view))
}
