// Command baseline is a minimal Bubble Tea program with a table: the same
// libraries, 1 000 rows in memory, nothing else. The speed table compares ax-tui
// with it.
package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/charmbracelet/bubbles/table"
	tea "github.com/charmbracelet/bubbletea"
)

type model struct{ t table.Model }

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.t.SetHeight(msg.Height - 2)
		m.t.SetWidth(msg.Width)
	case tea.KeyMsg:
		if key := msg.String(); key == "q" || key == "ctrl+c" {
			return m, tea.Quit
		}
	}
	var cmd tea.Cmd
	m.t, cmd = m.t.Update(msg)
	return m, cmd
}

func (m model) View() string { return m.t.View() }

func main() {
	count := 1000
	if len(os.Args) > 1 {
		count, _ = strconv.Atoi(os.Args[1])
	}
	rows := make([]table.Row, count)
	for i := range rows {
		rows[i] = table.Row{fmt.Sprintf("row %d of the list", i), "template", "project support-bot", "continuous", "2", "3 min ago", "completed"}
	}
	cols := []table.Column{
		{Title: "NAME", Width: 30},
		{Title: "TYPE", Width: 12},
		{Title: "TARGET", Width: 22},
		{Title: "MODE", Width: 12},
		{Title: "EVALS", Width: 6},
		{Title: "LAST RUN", Width: 12},
		{Title: "ENDED AS", Width: 12},
	}
	list := table.New(table.WithColumns(cols), table.WithRows(rows), table.WithFocused(true))
	if _, err := tea.NewProgram(model{list}, tea.WithAltScreen()).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
