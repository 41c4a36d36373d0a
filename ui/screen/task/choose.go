package task

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/outcome"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// choicePicked is which runs to show.
type choicePicked struct {
	host.Tag
	choice outcome.Choice
}

// openChoices opens the box that lists how runs end, with how many of the loaded runs did.
func (m *Model) openChoices() tea.Cmd {
	items := []picker.Item{{ID: "", Name: "all runs", Detail: m.countOf("")}}
	for _, choice := range outcome.Choices() {
		glyph := m.env.Styles.Glyphs.Dot
		if choice != outcome.Attention && choice != "completed" {
			glyph, _ = m.env.Styles.Outcome(string(choice), "")
		}
		name := text.Concat(text.Safe(glyph), " ", text.Clean(choice.Words()))
		items = append(items, picker.Item{ID: string(choice), Name: name, Detail: m.countOf(choice)})
	}
	tag := m.Tag()
	return m.env.Send(box.Open{Box: box.NewChoice(m.env, &box.ChoiceOptions{
		Title: "Show the runs that are", Scope: keymap.Picker, Items: items, Width: 60, Height: len(items) + 1,
		OnPick: func(id string) (tea.Msg, tea.Cmd) { return choicePicked{tag, outcome.Choice(id)}, nil },
	})})
}

// countOf says how many of the loaded runs a choice shows, and who filters.
func (m *Model) countOf(choice outcome.Choice) text.Safe {
	if !m.list.HasPage() {
		return "" // the box would keep saying 0
	}
	count := 0
	for i := range m.list.Len() {
		run := m.list.At(i)
		if choice.Has(run.Status, m.env.Outcome(run)) {
			count++
		}
	}
	out := text.Safe(text.Count(count)) + " loaded"
	if _, onServer := choice.Status(); onServer || choice == "" {
		return out
	}
	return out + ", among these only"
}

// choose shows the runs of a choice: by status on the server, by outcome among the
// loaded ones.
func (m *Model) choose(choice outcome.Choice) tea.Cmd {
	status, onServer := choice.Status()
	if !onServer {
		status = ""
	}
	cmd := m.list.FilterTo(status)
	narrowing := pagelist.Narrowing{}
	if choice != "" && !onServer {
		narrowing.Chip = text.Concat("outcome: ", text.Clean(choice.Words()))
		narrowing.Keep = func(row int) bool {
			run := m.list.At(row)
			return choice.Has(run.Status, m.env.Outcome(run))
		}
	}
	return tea.Batch(cmd, m.list.Narrow(narrowing))
}
