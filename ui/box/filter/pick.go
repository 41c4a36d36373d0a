package filter

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// anyID is the option that takes the filter of a row away.
const anyID = "\x00any"

// picking is the picker of a row while it is open.
type picking struct {
	picker  *part.Picker
	options []part.Option
	names   map[string]string
	next    string
	seen    map[string]bool
	flying  bool
	err     error
	tag     host.Tag
}

// optionsLoaded is a page of names, or why it did not come.
type optionsLoaded struct {
	host.Tag
	items [][2]string // ID, name
	next  string
	err   error
}

func (m *Model) openPicker() tea.Cmd {
	p := &picking{picker: part.NewPicker(m.styles, m.env.Keys), names: map[string]string{}, seen: map[string]bool{}, tag: m.Anew()}
	p.options = []part.Option{{ID: anyID, Label: "any"}}
	p.picker.SetOptions(p.options)
	m.pick = p
	return m.readNames("")
}

// readNames asks for one page of the names of the row.
func (m *Model) readNames(cursor string) tea.Cmd {
	p := m.pick
	p.flying, p.err = true, nil
	p.picker.SetState(part.PickerState{Loading: true})
	ctx, c, tag, f, at := m.Ctx, m.client, p.tag, m.filter, m.at
	return func() tea.Msg {
		items, next, err := readPage(ctx, c, at, f, cursor)
		return optionsLoaded{tag, items, next, err}
	}
}

func readPage(ctx context.Context, c Client, at field, f Filter, cursor string) (items [][2]string, next string, err error) {
	switch at {
	case fieldSpace:
		p, err := c.ListSpaces(ctx, api.SpaceQuery{Limit: 100, Cursor: cursor})
		for _, x := range p.Items {
			items = append(items, [2]string{x.ID, x.Name})
		}
		return items, p.Next, err
	case fieldProject:
		p, err := c.ListProjects(ctx, api.ProjectQuery{SpaceID: f.Space.ID, Limit: 100, Cursor: cursor})
		for _, x := range p.Items {
			items = append(items, [2]string{x.ID, x.Name})
		}
		return items, p.Next, err
	}
	p, err := c.ListDatasets(ctx, api.DatasetQuery{SpaceID: f.Space.ID, Limit: 100, Cursor: cursor})
	for _, x := range p.Items {
		items = append(items, [2]string{x.ID, x.Name})
	}
	return items, p.Next, err
}

func (m *Model) took(l optionsLoaded) tea.Cmd {
	p := m.pick
	if p == nil || l.Tag != p.tag {
		return nil
	}
	p.flying, p.err = false, l.err
	if l.err != nil {
		p.picker.SetState(part.PickerState{Err: text.Clean(words(l.err))})
		return nil
	}
	for _, it := range l.items {
		if _, ok := p.names[it[0]]; !ok {
			p.names[it[0]] = it[1]
			p.options = append(p.options, part.Option{ID: it[0], Label: text.Clean(it[1])})
		}
	}
	if l.next != "" && p.seen[l.next] {
		l.next = ""
	}
	p.seen[l.next] = true
	p.next = l.next
	p.picker.SetOptions(p.options)
	p.picker.SetState(part.PickerState{More: p.next != ""})
	return m.readOn()
}

// readOn reads the next page when the person is near the end of what is there,
// or seeks a name, which may stand on any page.
func (m *Model) readOn() tea.Cmd {
	p := m.pick
	if p.flying || p.next == "" || p.err != nil {
		return nil
	}
	if p.picker.Query() != "" || p.picker.WantsMore() {
		return m.readNames(p.next)
	}
	return nil
}

func (m *Model) pickKey(k tea.KeyMsg) tea.Cmd {
	p := m.pick
	if a, _ := m.env.Keys.Find([]keymap.Scope{keymap.Picker}, k.String()); a == keymap.Back {
		m.pick = nil
		m.Anew()
		return nil
	}
	if id, done := p.picker.Key(k); done {
		m.chosen(id)
		return nil
	}
	if p.err != nil {
		return m.readNames(p.next)
	}
	return m.readOn()
}

func (m *Model) chosen(id string) {
	got := Pick{ID: id, Name: m.pick.names[id]}
	if id == anyID {
		got = Pick{}
	}
	m.pick = nil
	switch m.at {
	case fieldSpace:
		if got != m.filter.Space { // a project of another space would match nothing
			m.filter.Project, m.filter.Dataset = Pick{}, Pick{}
		}
		m.filter.Space = got
	case fieldProject:
		m.filter.Project = got
		if got.ID != "" {
			m.filter.Dataset = Pick{} // a task has one source
		}
	case fieldDataset:
		m.filter.Dataset = got
		if got.ID != "" {
			m.filter.Project = Pick{}
		}
	}
}

func words(err error) string {
	var e *api.Error
	if errors.As(err, &e) {
		return e.Message() + ". " + e.Advice()
	}
	return err.Error()
}
