// Package events is the log of what happened while the program ran: runs that ended,
// requests that were sent, what failed; and the box that lists it, the newest first.
package events

import (
	"slices"
	"strings"
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
	l.events = append(l.events, event)
	for at := len(l.events) - 1; at > 0 && l.events[at-1].At.After(event.At); at-- {
		l.events[at], l.events[at-1] = l.events[at-1], event
	}
	if len(l.events) > Max {
		l.events = slices.Delete(l.events, 0, 1)
	}
}

// Len is the number of events.
func (l *Log) Len() int { return len(l.events) }

// Unread is how many of the events that are to be noticed came since the log was read.
func (l *Log) Unread() int { return l.unread }

// find returns the events that contain words, which are in lower case, the newest first;
// "" finds all.
func (l *Log) find(words string) []*Event {
	out := make([]*Event, 0, len(l.events))
	for i := range slices.Backward(l.events) {
		event := &l.events[i]
		if words == "" || strings.Contains(strings.ToLower(string(event.Text))+"\n"+event.Run.ID, words) {
			out = append(out, event)
		}
	}
	return out
}

// Model is the box.
type Model struct {
	box.Base
	env      *host.Env
	log      *Log
	find     part.FindLine
	words    string // that are found, in lower case; "": every event
	selected int    // seq of the selected event; it stays selected when others come
	top      int
	rows     int
}

// New creates the box; the newest event is selected.
func New(env *host.Env, log *Log) *Model {
	model := &Model{Base: box.NewBase(env), env: env, log: log, rows: 1}
	log.unread = 0
	if log.Len() > 0 {
		model.selected = log.events[log.Len()-1].seq
	}
	return model
}

// Scope is keymap.Events, or that of the find line.
func (m *Model) Scope() keymap.Scope {
	if m.find.Typing() {
		return keymap.Find
	}
	return keymap.Events
}

// Typing reports whether the find line has the focus.
func (m *Model) Typing() bool { return m.find.Typing() }

// place is the place of the selected event in events; the first one if it is not there.
func (m *Model) place(events []*Event) int {
	return max(0, slices.IndexFunc(events, func(event *Event) bool { return event.seq == m.selected }))
}

// Can reports whether an action has something to act on.
func (m *Model) Can(action keymap.Action) bool {
	return m.log.Len() > 0 || action != keymap.Open && action != keymap.FindText
}

// Update handles the keys to move, find, open and close.
func (m *Model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	m.log.unread = 0 // what came meanwhile was seen
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	var action keymap.Action
	if m.find.Typing() {
		var words string
		words, action = m.find.Update(m.env.Keys, key)
		m.words = strings.ToLower(strings.TrimSpace(words))
	} else {
		action, _ = m.env.Keys.Find([]keymap.Scope{keymap.Events, keymap.Move}, key.String())
	}
	events := m.log.find(m.words)
	if by, ok := part.Motion(action, m.rows-1, m.rows/2, len(events)); ok {
		if len(events) > 0 {
			m.selected = events[max(0, min(m.place(events)+by, len(events)-1))].seq
		}
		return false, nil, nil
	}
	switch action {
	case keymap.Back:
		if m.words != "" {
			m.words = ""
			return false, nil, nil
		}
		return true, nil, nil
	case keymap.FindText:
		m.find.Open(m.words)
	case keymap.Open:
		return m.open(events)
	}
	return false, nil, nil
}

// open opens the run of the selected event.
func (m *Model) open(events []*Event) (bool, tea.Msg, tea.Cmd) {
	if len(events) == 0 {
		return false, nil, nil
	}
	event := events[m.place(events)]
	if event.Run.ID == "" {
		return false, nil, host.Say(host.Info, "This event has no run to open.")
	}
	return true, host.Move{To: host.PlaceRun, Run: event.Run, Task: event.Task}, nil
}

// Click opens the event at a cell.
func (m *Model) Click(x, y int) bool {
	_, y = part.InBox(x, y)
	events := m.log.find(m.words)
	if y < 0 || y >= m.rows || m.top+y >= len(events) {
		return false
	}
	m.selected = events[m.top+y].seq
	return true
}

// View renders the box for a body of width by height cells.
func (m *Model) View(width, height int) string {
	st, inner := m.env.Styles, min(width-4, 120)
	events := m.log.find(m.words)
	finding := m.find.Typing() || m.words != ""
	room := height - 4
	if finding {
		room--
	}
	m.rows = max(1, min(room, len(events)))
	var lines []string
	switch {
	case m.log.Len() == 0:
		lines = append(lines, st.Dim.Render("Nothing yet: ends of runs and what you send come here."))
	case len(events) == 0:
		lines = append(lines, st.Dim.Render("No event has these words."))
	}
	place := m.place(events)
	m.top = max(0, min(m.top, place, len(events)-m.rows))
	m.top = max(m.top, place-m.rows+1)
	now := m.env.Now()
	for i := m.top; i < min(m.top+m.rows, len(events)); i++ {
		lines = append(lines, m.line(events[i], i == place, inner, now))
	}
	hits := text.Safe(text.Count(len(events)) + " of " + text.Plural(m.log.Len(), "event"))
	switch {
	case m.find.Typing():
		lines = append(lines, m.find.View(st, hits, inner))
	case finding:
		lines = append(lines, " "+st.Dim.Render(string(text.Cut(text.Concat("find: ", text.Clean(m.words), "   ", hits), inner-1))))
	}
	return part.Box(st, "Events", strings.Join(lines, "\n"), inner+4)
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
