package filter

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/keymap"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// anyID is the ID of the item that clears a row.
const anyID = "\x00any"

func (m *Model) openPicker() tea.Cmd {
	var source picker.Source
	switch m.at {
	case fieldSpace:
		source = picker.Spaces(m.client)
	case fieldProject:
		source = picker.Projects(m.client, m.filter.Space.ID)
	case fieldDataset:
		source = picker.Datasets(m.client, m.filter.Space.ID)
	}
	source.First = []picker.Item{{ID: anyID, Name: "any", Extra: true}}
	switch m.at {
	case fieldType:
		for _, taskType := range api.TaskTypes() {
			source.First = append(source.First, picker.Item{ID: string(taskType), Name: text.Clean(taskType.Words())})
		}
	case fieldEnded:
		source.First = append(source.First, m.endings()...)
	}
	m.picker = picker.New(m.env, &m.Owner, source)
	return m.load()
}

// endings returns the items of how runs end, with how many loaded tasks each shows.
func (m *Model) endings() []picker.Item {
	var items []picker.Item
	for _, choice := range append(outcome.Choices(), outcome.NeverRun) {
		items = append(items, picker.Item{ID: string(choice), Name: text.Clean(choice.Words()), Detail: text.Clean(text.Count(m.counts(choice)) + " loaded")})
	}
	return items
}

// load returns the command for what the open picker needs, or nil.
func (m *Model) load() tea.Cmd {
	if m.picker == nil {
		return nil
	}
	return m.picker.Load()
}

// handlePickKey passes a key to the open picker. A pick applies the filter.
func (m *Model) handlePickKey(key tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	if action, _ := m.env.Keys.Find([]keymap.Scope{keymap.Picker}, key.String()); action == keymap.Back {
		m.picker.Close()
		m.picker = nil
	} else if id, done := m.picker.HandleKey(key); done {
		m.takePick(id)
		return m.apply()
	}
	return false, nil, m.load()
}

func (m *Model) takePick(id string) {
	item, _ := m.picker.Item(id)
	ref := item.Ref()
	if id == anyID {
		ref = api.Ref{}
	}
	m.picker.Close()
	m.picker = nil
	filter := &m.filter
	switch {
	case m.at == fieldType:
		filter.Type = api.TaskType(ref.ID)
		return
	case m.at == fieldEnded:
		filter.Ended = outcome.Choice(ref.ID)
		return
	case m.at == fieldSpace && ref.ID != filter.Space.ID:
		filter.Project, filter.Dataset = api.Ref{}, api.Ref{} // those of another space match nothing
	case m.at != fieldSpace && ref.ID != "":
		filter.Project, filter.Dataset = api.Ref{}, api.Ref{} // a task has one source
	}
	*m.refOf(m.at) = ref
}
