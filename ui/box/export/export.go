// Package export is the box that writes a list to a file: the loaded rows or every
// page, as JSON, JSONL or CSV.
//
// It promises: the file is complete or not written at all; an existing file is
// replaced only by a separate key; the requests use the query of the list; a
// failed page can be requested again without losing what was read; closing the box
// cancels the export and leaves no file. No I/O outside commands.
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

// Row is a record with its ID in the list.
type Row struct {
	ID   string
	Item record.Item
}

// Source is the list to export.
type Source struct {
	List  string          // record.Tasks, record.Runs or record.Results
	Shown map[string]bool // IDs of the rows that are exported unless every page is
	Which text.Safe       // what they are: "loaded", "found" or "marked"
	// Page reads a page of the list's query, of the maximum size.
	Page func(ctx context.Context, cursor string) (rows []Row, next string, cut bool, err error)
}

// noun names the rows.
func (s Source) noun() string {
	if s.List == record.Runs {
		return "runs"
	}
	return s.List
}

// field is a line of the box.
type field int

const (
	fieldWhat field = iota
	fieldFormat
	fieldFile
	fields
)

// phase is the state of the box.
type phase int

const (
	choosing phase = iota
	writing
	pageFailed // a page could not be read; it can be requested again
)

// Model is the box.
type Model struct {
	box.Base
	env        *host.Env
	source     Source
	at         field
	allPages   bool // every page, else the rows in Shown
	format     int  // index into record.Formats
	file       textinput.Model
	nameEdited bool // the file name was edited
	phase      phase
	note       text.Safe // what is wrong, and what to do
	fileExists bool      // the file exists: it can be replaced
	job        *job
}

// New creates the box.
func New(env *host.Env, source Source) *Model {
	model := &Model{Base: box.NewBase(env), env: env, source: source}
	model.allPages = len(source.Shown) == 0
	model.file = part.NewInput("", 4096)
	model.suggest()
	return model
}

// suggest sets the file name from the list, the time and the format.
func (m *Model) suggest() {
	if m.nameEdited {
		return
	}
	at := m.env.Now().In(m.env.Zone).Format("20060102-1504")
	m.file.SetValue(m.source.noun() + "-" + at + "." + string(record.Formats()[m.format]))
	m.file.CursorEnd()
}

// Scope is keymap.Export.
func (m *Model) Scope() keymap.Scope { return keymap.Export }

// Typing is always true: the file name is typed here.
func (m *Model) Typing() bool { return true }

// Close cancels the export and removes the partial file.
func (m *Model) Close() {
	m.Owner.Close()
	if m.job != nil {
		m.job.discard()
	}
}

// Update handles keys and the results of export steps.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case stepDone:
		return m.applyStep(&msg)
	case nextStep:
		if m.Current(msg.Tag) && m.phase == writing {
			return false, nil, m.step()
		}
	case host.CommandPanicked:
		// If the file is already complete, its result is still to come.
		if m.phase == writing && m.job.discard() {
			m.NextGen()
			m.phase, m.note = choosing, "The export failed; no file was written."
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

// changeChoice selects the next or previous option of the field.
func (m *Model) changeChoice(next bool) {
	count := len(record.Formats())
	switch m.at {
	case fieldWhat:
		m.allPages = !m.allPages || len(m.source.Shown) == 0
	case fieldFormat:
		step := 1
		if !next {
			step = count - 1
		}
		m.format = (m.format + step) % count
		m.suggest()
	}
}

// edit edits the file name; its extension selects the format.
func (m *Model) edit(key tea.KeyMsg) {
	if m.at != fieldFile {
		if key.String() == " " {
			m.changeChoice(true)
		}
		return
	}
	before := m.file.Value()
	part.TypeInto(&m.file, key)
	if m.file.Value() == before {
		return
	}
	m.nameEdited, m.note, m.fileExists = true, "", false
	if format, ok := record.FormatOf(m.file.Value()); ok {
		m.format = slices.Index(record.Formats(), format)
	}
}

// stopNotice reports that closing the box has cancelled an export.
func (m *Model) stopNotice() tea.Cmd {
	if m.job == nil || m.phase == choosing {
		return nil
	}
	return host.Say(host.Info, text.Concat("Export cancelled; no file was written. ", text.Safe(strconv.Itoa(m.job.progress)), " ", text.Safe(m.source.noun()), " were read."))
}
