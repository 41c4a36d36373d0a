// Package events is the log of what happened while the program ran: runs that ended,
// requests that were sent, what failed; and the box that lists it, the newest first.
package events

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Event is one line of the log.
type Event struct {
	At    time.Time
	Glyph text.Safe
	Style *theme.Style
	Text  text.Safe
	Run   api.Run // to open; without an ID: none
	Task  api.Task
	// Unread counts it until the log is opened.
	Unread bool
	seq    int
}

// Max is how many events a log keeps.
const Max = 500

// Log keeps the newest events. The zero value is empty.
type Log struct {
	events []Event // by time, the oldest first
	last   int
	unread int
}

// Add adds an event at its time, which may be before that of others.
func (l *Log) Add(event Event) {
	l.last++
	event.seq = l.last
	if event.Unread {
		l.unread++
	}
	at := len(l.events)
	for at > 0 && l.events[at-1].At.After(event.At) {
		at--
	}
	l.events = slices.Insert(l.events, at, event)
	if len(l.events) > Max {
		l.events = slices.Delete(l.events, 0, 1)
	}
}

// Len is the number of events.
func (l *Log) Len() int { return len(l.events) }

// Unread is how many of the events that are to be noticed came since the log was read.
func (l *Log) Unread() int { return l.unread }

// newest returns an event by its place, 0 for the newest.
func (l *Log) newest(place int) *Event { return &l.events[len(l.events)-1-place] }

// Model is the box.
type Model struct {
	box.Base
	env      *host.Env
	log      *Log
	selected int // seq of the selected event; it stays selected when others come
	top      int
	rows     int
}

// New creates the box; the newest event is selected.
func New(env *host.Env, log *Log) *Model {
	model := &Model{Base: box.NewBase(env), env: env, log: log, rows: 1}
	log.unread = 0
	if log.Len() > 0 {
		model.selected = log.newest(0).seq
	}
	return model
}

// Scope is keymap.Events.
func (m *Model) Scope() keymap.Scope { return keymap.Events }

// place is the place of the selected event, 0 for the newest.
func (m *Model) place() int {
	at := slices.IndexFunc(m.log.events, func(event Event) bool { return event.seq == m.selected })
	return max(0, m.log.Len()-1-max(at, 0))
}

// Update handles the keys to move, open and close.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	m.log.unread = 0 // what came meanwhile was seen
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	action, _ := m.env.Keys.Find([]keymap.Scope{keymap.Events, keymap.Move}, key.String())
	if by, ok := part.Motion(action, m.rows-1, m.rows/2, m.log.Len()); ok && m.log.Len() > 0 {
		place := max(0, min(m.place()+by, m.log.Len()-1))
		m.selected = m.log.newest(place).seq
		return false, nil, nil
	}
	switch action {
	case keymap.Back:
		return true, nil, nil
	case keymap.Open:
		return m.open()
	}
	return false, nil, nil
}

// open opens the run of the selected event.
func (m *Model) open() (bool, tea.Msg, tea.Cmd) {
	if m.log.Len() == 0 {
		return false, nil, nil
	}
	event := m.log.newest(m.place())
	if event.Run.ID == "" {
		return false, nil, host.Say(host.Info, "This event has no run to open.")
	}
	return true, host.Move{To: host.PlaceRun, Run: event.Run, Task: event.Task}, nil
}

// Click opens the event at a cell.
func (m *Model) Click(x, y int) bool {
	_, y = part.InBox(x, y)
	if y < 0 || y >= m.rows || m.top+y >= m.log.Len() {
		return false
	}
	m.selected = m.log.newest(m.top + y).seq
	return true
}

// View renders the box for a body of width by height cells.
func (m *Model) View(width, height int) string {
	inner := min(width-4, 120)
	m.rows = max(1, min(height-4, m.log.Len()))
	var out string
	if m.log.Len() == 0 {
		out = m.env.Styles.Dim.Render("Nothing yet: ends of runs and what you send come here.")
	}
	place := m.place()
	m.top = max(0, min(m.top, place, m.log.Len()-m.rows))
	m.top = max(m.top, place-m.rows+1)
	now := m.env.Now()
	for i := m.top; i < min(m.top+m.rows, m.log.Len()); i++ {
		if i > m.top {
			out += "\n"
		}
		out += m.line(m.log.newest(i), i == place, inner, now)
	}
	return part.Box(m.env.Styles, "Events", out, inner+4)
}

func (m *Model) line(event *Event, selected bool, width int, now time.Time) string {
	st := m.env.Styles
	when := text.Clock(event.At, m.env.Zone)
	if now.Sub(event.At) > 12*time.Hour {
		when = text.Stamp(event.At, m.env.Zone)
	}
	cursor, style := " ", st.Text
	if selected {
		cursor, style = st.Glyphs.Cursor, st.Strong
	}
	room := width - 2 - text.Width(when) - 2 - text.Width(event.Glyph) - 1
	return cursor + " " + st.Dim.Render(when) + "  " + event.Style.Render(string(event.Glyph)) + " " + style.Render(string(text.Cut(event.Text, max(room, 1))))
}
