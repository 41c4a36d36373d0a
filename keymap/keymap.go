// Package keymap is the one table of keys: which key does what on which
// screen, and the words that say so. The table that dispatches a key is the
// table that prints the help line, the help sheet, the palette and the key
// page KEYS.md, so help cannot lie.
//
// It holds no state and draws nothing. It imports the standard library only.
package keymap

import "slices"

// Scope names the part of the screen that a key belongs to. Scopes are asked
// from the innermost out; a key bound in an inner scope hides the outer one.
type Scope string

// The scopes.
const (
	Global    Scope = "global"     // everywhere except while typing
	Move      Scope = "move"       // motions, shared by every list and sheet
	Tasks     Scope = "tasks"      // the Tasks screen
	Task      Scope = "task"       // one task and its runs
	Run       Scope = "run"        // the live run panel
	Lookup    Scope = "lookup"     // an ID from the command line that is being looked up
	Trigger   Scope = "trigger"    // the trigger form
	Form      Scope = "form"       // a form in steps: a new task, a changed one
	Review    Scope = "review"     // the last step of a new task
	Mapping   Scope = "mapping"    // the mapping preview of a new task
	Filter    Scope = "filter"     // the filter bar
	Picker    Scope = "picker"     // a list to pick one name from
	PickField Scope = "pick-field" // a field that picks by name, beside Picker
	Editor    Scope = "editor"     // the JSON text field of a form
	Find      Scope = "find"       // the find line
	Confirm   Scope = "confirm"    // a yes/no question
	Delete    Scope = "delete"     // the name that is typed to delete a task
	Sheet     Scope = "sheet"      // help and other read-only sheets
	Palette   Scope = "palette"    // every action by name
	Export    Scope = "export"     // the box that writes a list to a file
	Welcome   Scope = "welcome"    // the first screen when there is no key
)

// Stacks gives the scopes that hold together, the innermost first: what one binds
// hides the same key of those after it.
func Stacks() [][]Scope {
	return [][]Scope{
		{Tasks, Move, Global},
		{TaskDetails, Task, Move, Global},
		{Run, Move, Global},
		{Lookup, Global},
		{Mapping, Changing, Form},
		{Editor, Changing, Form},
		{PickField, Changing, Form},
		{Saving, Review, Form, Move},
		{Trigger, PickField},
		{Picker, Move},
		{Sheet, Move},
	}
}

// Action is what a key asks for. The same action may have other keys in other scopes.
type Action string

// Entry is one row of the table.
type Entry struct {
	Scope  Scope
	Action Action
	Keys   []string // as Bubble Tea names them
	Short  string   // for the help line; "" keeps it off the line
	Help   string   // one plain phrase for the help sheet and the palette
	Write  bool     // changes something on the server: refused under --read-only
}

// Map is a looked-up form of the table. The zero value finds nothing.
type Map struct {
	entries []Entry
	byKey   map[Scope]map[string]Action
	byAct   map[Scope]map[Action]int
}

// New builds a Map from rows. A later row for the same scope and key wins.
func New(entries []Entry) Map {
	m := Map{
		entries: entries,
		byKey:   map[Scope]map[string]Action{},
		byAct:   map[Scope]map[Action]int{},
	}
	for i, entry := range entries {
		if m.byKey[entry.Scope] == nil {
			m.byKey[entry.Scope] = map[string]Action{}
			m.byAct[entry.Scope] = map[Action]int{}
		}
		m.byAct[entry.Scope][entry.Action] = i
		for _, k := range entry.Keys {
			m.byKey[entry.Scope][k] = entry.Action
		}
	}
	return m
}

// Default is the table as shipped.
func Default() Map { return New(table()) }

// Find looks a key up through the scopes, innermost first.
func (m Map) Find(scopes []Scope, key string) (Action, bool) {
	for _, scope := range scopes {
		if action, ok := m.byKey[scope][key]; ok {
			return action, true
		}
	}
	return "", false
}

// Entry gives the row for an action, searched through the scopes innermost first.
func (m Map) Entry(scopes []Scope, action Action) (Entry, bool) {
	for _, scope := range scopes {
		if i, ok := m.byAct[scope][action]; ok {
			return m.entries[i], true
		}
	}
	return Entry{}, false
}

// Visible gives the rows of the scopes, innermost first, without those whose
// every key is hidden by an inner scope.
func (m Map) Visible(scopes []Scope) []Entry {
	var out []Entry
	for i, scope := range scopes {
		for n := range m.entries {
			if entry := &m.entries[n]; entry.Scope == scope && m.reachable(entry, scopes[:i]) {
				out = append(out, *entry)
			}
		}
	}
	return out
}

// reachable reports whether a key of the entry is in none of the inner scopes,
// or whether the entry has no key at all.
func (m Map) reachable(entry *Entry, inner []Scope) bool {
	hidden := func(key string) bool {
		return slices.ContainsFunc(inner, func(scope Scope) bool { _, taken := m.byKey[scope][key]; return taken })
	}
	return len(entry.Keys) == 0 || slices.ContainsFunc(entry.Keys, func(key string) bool { return !hidden(key) })
}

// Entries gives every row in the order of the table.
func (m Map) Entries() []Entry { return m.entries }

// Name is how a key is written for people: "enter", "↑", "ctrl+d", "space".
func Name(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgup":
		return "PgUp"
	case "pgdown":
		return "PgDn"
	case "home":
		return "Home"
	case "end":
		return "End"
	case " ":
		return "space"
	}
	return key
}

// Names joins every key of a row for people: "j ↓".
func (e Entry) Names() string {
	s := ""
	for i, k := range e.Keys {
		if i > 0 {
			s += " "
		}
		s += Name(k)
	}
	return s
}

// First is the first key of a row for people, "" when it has none.
func (e Entry) First() string {
	if len(e.Keys) == 0 {
		return ""
	}
	return Name(e.Keys[0])
}
