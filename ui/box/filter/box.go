// Package filter is the box for the filter of the Tasks screen: space, project, dataset,
// type and a part of the name on the server, how runs ended among the loaded rows. Spaces, projects and datasets are
// picked by name from cursor pages that are loaded on demand.
package filter

import (
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/picker"
)

// Client is the part of the API that the box uses.
type Client interface {
	picker.SpaceClient
	picker.ProjectClient
	picker.DatasetClient
}

// Applied is the result of the box: the new filter.
type Applied struct {
	Owner  uint64
	Filter Filter
}

// Addr is the owner number of the screen that opened the box.
func (a Applied) Addr() uint64 { return a.Owner }

// field is one row of the box.
type field int

const (
	fieldSpace field = iota
	fieldProject
	fieldDataset
	fieldType
	fieldEnded
	fieldName
	fields
)

// Model is the box.
type Model struct {
	box.Base
	env    *host.Env
	client Client
	opener uint64
	filter Filter
	at     field
	name   textinput.Model
	picker *picker.Picker           // not nil while a picker is open
	counts func(outcome.Choice) int // loaded tasks by how their newest run ended
}

// New creates the box with the current filter; opener receives the result. counts returns
// how many of the loaded tasks a choice shows.
func New(env *host.Env, client Client, opener uint64, filter *Filter, counts func(outcome.Choice) int) *Model {
	model := &Model{Base: box.NewBase(env), env: env, client: client, opener: opener, filter: *filter, counts: counts}
	model.name = part.NewInput(filter.Name, 255)
	model.name.Width, model.name.Placeholder = 34, "part of the name"
	model.name.CursorEnd() // applies the width
	return model
}

// Scope is keymap.Filter, or keymap.Picker while a picker is open.
func (m *Model) Scope() keymap.Scope {
	if m.picker != nil {
		return keymap.Picker
	}
	return keymap.Filter
}

// Can reports whether an action has something to act on.
func (m *Model) Can(action keymap.Action) bool {
	if action != keymap.Clear || m.picker != nil {
		return true
	}
	switch m.at {
	case fieldType:
		return m.filter.Type != ""
	case fieldEnded:
		return m.filter.Ended != ""
	case fieldName:
		return m.name.Value() != ""
	}
	return *m.refOf(m.at) != api.Ref{}
}

// Typing is always true: the rows and the pickers take text.
func (m *Model) Typing() bool { return true }

// Update handles keys and the results of pickers.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case picker.Answer:
		msg.Apply()
		return false, nil, m.load()
	case host.CommandPanicked:
		if m.picker != nil {
			m.picker.FailInFlight()
		}
	case tea.KeyMsg:
		if m.picker != nil {
			return m.handlePickKey(msg)
		}
		return m.handleKey(msg)
	}
	return false, nil, nil
}

func (m *Model) handleKey(key tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	action, ok := m.env.Keys.Find([]keymap.Scope{keymap.Filter}, key.String())
	if !ok || key.Paste {
		return false, nil, m.edit(key)
	}
	switch action {
	case keymap.Back:
		return true, nil, nil
	case keymap.Accept:
		return m.apply()
	case keymap.Up:
		m.move(-1)
	case keymap.Down:
		m.move(1)
	case keymap.Clear:
		m.clear()
	case keymap.Open:
		if m.at == fieldName {
			return m.apply()
		}
		return false, nil, m.openPicker()
	}
	return false, nil, nil
}

func (m *Model) apply() (bool, tea.Msg, tea.Cmd) {
	m.filter.Name = strings.TrimSpace(m.name.Value())
	return true, Applied{m.opener, m.filter}, nil
}

func (m *Model) move(by field) {
	m.at = (m.at + by + fields) % fields
	if m.at == fieldName {
		m.name.Focus()
		return
	}
	m.name.Blur()
}

// edit edits the name, or opens a picker with the typed letter as its query.
func (m *Model) edit(key tea.KeyMsg) tea.Cmd {
	switch {
	case m.at == fieldName:
		part.TypeInto(&m.name, key)
	case key.Type == tea.KeyRunes && !key.Alt:
		opened := m.openPicker()
		_, _, cmd := m.handlePickKey(key)
		return tea.Batch(opened, cmd)
	}
	return nil
}

// refOf returns the reference of a row with a picker; nil for other rows.
func (m *Model) refOf(row field) *api.Ref {
	switch row {
	case fieldSpace:
		return &m.filter.Space
	case fieldProject:
		return &m.filter.Project
	case fieldDataset:
		return &m.filter.Dataset
	}
	return nil
}

func (m *Model) clear() {
	switch m.at {
	case fieldType:
		m.filter.Type = ""
	case fieldEnded:
		m.filter.Ended = ""
	case fieldName:
		m.name.SetValue("")
	default:
		*m.refOf(m.at) = api.Ref{}
	}
}
