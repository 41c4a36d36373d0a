// Package export is the box that writes a list to a file: the rows that are
// loaded, or every page, as JSON, JSONL or CSV.
//
// It promises: the file is whole or not there; a file that is there already is
// replaced only by its own key; what is asked of the server is the query of
// the list; a page that does not come can be asked for again and nothing that
// was read is lost; leaving the box stops the reading and leaves no file. No
// I/O outside commands. It imports record, host, part and keymap; no screen.
package export

import (
	"context"
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/record"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Row is one record with the ID by which a list knows it.
type Row struct {
	ID   string
	Item record.Item
}

// Source is the list to be written.
type Source struct {
	List string // record.Tasks or record.Runs
	// Shown are the IDs of the rows on the list now, found ones only while a
	// find is on.
	Shown map[string]bool
	Found bool // a find narrows Shown
	// Page reads a page of the list's own query, as large as the API gives.
	Page func(ctx context.Context, cursor string) (rows []Row, next string, cut bool, err error)
}

// noun is what the rows are called.
func (s Source) noun() string {
	if s.List == record.Runs {
		return "runs"
	}
	return "tasks"
}

// field is a line of the box.
type field int

const (
	fieldWhat field = iota
	fieldFormat
	fieldFile
	fields
)

// phase is what the box is about.
type phase int

const (
	choosing phase = iota
	writing
	pageFailed // a page did not come; it can be asked for again
)

// Model is the box.
type Model struct {
	box.Base
	env        *host.Env
	source     Source
	at         field
	allPages   bool // every page, else the rows shown
	format     int  // index into record.Formats
	file       textinput.Model
	nameEdited bool // the file name is the person's own
	phase      phase
	note       text.Safe // what is wrong, and what to do
	fileExists bool      // the file is there: it can be replaced
	job        *job
}

// New opens the box.
func New(env *host.Env, source Source) *Model {
	model := &Model{Base: box.NewBase(env), env: env, source: source}
	model.allPages = len(source.Shown) == 0
	model.file = part.NewInput("", 4096)
	model.suggest()
	return model
}

// suggest names the file after the list, the time and the format.
func (m *Model) suggest() {
	if m.nameEdited {
		return
	}
	at := m.env.Now().In(m.env.Zone).Format("20060102-1504")
	m.file.SetValue(m.source.noun() + "-" + at + "." + string(record.Formats()[m.format]))
	m.file.CursorEnd()
}

// Scope is the box's own.
func (m *Model) Scope() keymap.Scope { return keymap.Export }

// Typing is always true: the file name is typed here.
func (m *Model) Typing() bool { return true }

// Close stops the reading and takes the file back.
func (m *Model) Close() {
	m.Owner.Close()
	if m.job != nil {
		m.job.discard()
	}
}

// Update takes keys and what came of the writing.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case stepDone:
		return m.applyStep(msg)
	case host.CommandPanicked:
		// A file that is whole already is told of by the answer on its way.
		if m.phase == writing && m.job.discard() {
			m.NextGen()
			m.phase, m.note = choosing, "The writing broke off; no file was written."
		}
	case tea.KeyMsg:
		return m.handleKey(msg)
	}
	return false, nil, nil
}

func (m *Model) handleKey(key tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	action, ok := m.env.Keys.Find([]keymap.Scope{keymap.Export}, key.String())
	if action == keymap.Back && !key.Paste {
		return true, nil, m.stopNotice()
	}
	switch {
	case m.phase == writing:
	case m.phase == pageFailed:
		if action == keymap.Open || action == keymap.Accept {
			m.phase, m.note = writing, ""
			return false, nil, m.step()
		}
	case !ok || key.Paste || m.at == fieldFile && (action == keymap.Left || action == keymap.Right):
		m.edit(key)
	default:
		return false, nil, m.doAction(action)
	}
	return false, nil, nil
}

func (m *Model) doAction(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Up:
		m.focus(m.at - 1)
	case keymap.Down:
		m.focus(m.at + 1)
	case keymap.Left, keymap.Right:
		m.changeChoice(action == keymap.Right)
	case keymap.Open:
		if m.at != fieldFile {
			m.focus(m.at + 1)
			return nil
		}
		return m.begin(false)
	case keymap.Accept:
		return m.begin(false)
	case keymap.Replace:
		if m.fileExists {
			return m.begin(true)
		}
	}
	return nil
}

func (m *Model) focus(to field) {
	m.at = (to + fields) % fields
	if m.at == fieldFile {
		m.file.Focus()
		return
	}
	m.file.Blur()
}

// changeChoice changes the choice of the field.
func (m *Model) changeChoice(on bool) {
	count := len(record.Formats())
	switch m.at {
	case fieldWhat:
		m.allPages = !m.allPages || len(m.source.Shown) == 0
	case fieldFormat:
		step := 1
		if !on {
			step = count - 1
		}
		m.format = (m.format + step) % count
		m.suggest()
	}
}

// edit types into the file name; its ending chooses the format.
func (m *Model) edit(key tea.KeyMsg) {
	if m.at != fieldFile {
		if key.String() == " " {
			m.changeChoice(true)
		}
		return
	}
	was := m.file.Value()
	m.file, _ = m.file.Update(key)
	if m.file.Value() == was {
		return
	}
	m.nameEdited, m.note, m.fileExists = true, "", false
	if format, ok := record.FormatOf(m.file.Value()); ok {
		m.format = slices.Index(record.Formats(), format)
	}
}

// stopNotice says what leaving has stopped.
func (m *Model) stopNotice() tea.Cmd {
	if m.job == nil || m.phase == choosing {
		return nil
	}
	return host.Say(host.Info, text.Concat("Stopped; no file was written. ", text.Safe(strconv.Itoa(m.job.read)), " ", text.Safe(m.source.noun()), " had been read."))
}
