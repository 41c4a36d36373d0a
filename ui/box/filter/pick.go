package filter

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/part/picker"
)

// anyID is the item that takes the filter of a row away.
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
	source.First = []picker.Item{{ID: anyID, Name: "any"}}
	m.pick = picker.New(m.env, &m.Owner, source)
	return m.need()
}

// need is what the picker that is open wants to read now.
func (m *Model) need() tea.Cmd {
	if m.pick == nil {
		return nil
	}
	return m.pick.Load()
}

func (m *Model) pickKey(key tea.KeyMsg) tea.Cmd {
	if action, _ := m.env.Keys.Find([]keymap.Scope{keymap.Picker}, key.String()); action == keymap.Back {
		m.pick.Close()
		m.pick = nil
	} else if id, done := m.pick.HandleKey(key); done {
		m.chosen(id)
	}
	return m.need()
}

func (m *Model) chosen(id string) {
	item, _ := m.pick.Item(id)
	ref := item.Ref()
	if id == anyID {
		ref = api.Ref{}
	}
	m.pick.Close()
	m.pick = nil
	filter := &m.filter
	switch {
	case m.at == fieldSpace && ref.ID != filter.Space.ID:
		filter.Project, filter.Dataset = api.Ref{}, api.Ref{} // those of another space would match nothing
	case m.at != fieldSpace && ref.ID != "":
		filter.Project, filter.Dataset = api.Ref{}, api.Ref{} // a task has one source
	}
	*m.picked(m.at) = ref
}
