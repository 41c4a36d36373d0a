// Package keymap is the only table of keys: which key does what on which screen,
// with its help text. The same table dispatches keys and provides the help line,
// the help sheet, the palette and KEYS.md, so help is always correct.
//
// It holds no state and draws nothing. It imports only the standard library.
package keymap

import (
	"slices"
	"strings"
)

// Scope names the part of the screen that a key belongs to. Scopes are searched
// from the innermost outwards; a key bound in an inner scope hides the outer binding.
type Scope string

// The scopes.
const (
	Global       Scope = "global"      // everywhere except while typing
	Move         Scope = "move"        // motions, shared by every list and sheet
	Tasks        Scope = "tasks"       // the Tasks screen
	Task         Scope = "task"        // one task and its runs
	Run          Scope = "run"         // the live panel of a run
	Why          Scope = "why"         // why a run ended as it did
	Board        Scope = "board"       // the watched runs
	Results      Scope = "results"     // what the evaluators said
	Lookup       Scope = "lookup"      // the lookup of an ID, a link or a name
	Trigger      Scope = "trigger"     // the trigger form
	Form         Scope = "form"        // a form in steps: create or edit a task
	Review       Scope = "review"      // the last step of a new task
	Mapping      Scope = "mapping"     // the mapping preview of a new task
	Filter       Scope = "filter"      // the filter bar
	Picker       Scope = "picker"      // a list from which one name is picked
	PickField    Scope = "pick-field"  // a field that picks by name, in addition to Picker
	Editor       Scope = "editor"      // the JSON text field of a form
	Find         Scope = "find"        // the find line
	SortBy       Scope = "sort"        // the box of the columns to sort by
	ColumnPicker Scope = "columns"     // the box that chooses the columns of a list
	Confirm      Scope = "confirm"     // a yes/no question
	Leave        Scope = "leave"       // the question whether to leave a form and keep its draft
	Resume       Scope = "resume"      // the question whether to continue the draft of a form
	ResumeMany   Scope = "resume-many" // the same where there are several drafts
	Ended        Scope = "ended"       // a box that has nothing left to ask
	Delete       Scope = "delete"      // the box in which a task's name is typed to delete it
	Sheet        Scope = "sheet"       // read-only sheets
	LongText     Scope = "long-text"   // a long text over the whole screen
	JSONView     Scope = "json-view"   // the JSON of a task or a run
	Hits         Scope = "hits"        // a sheet in which a text was found, in addition to its own
	Palette      Scope = "palette"     // the list of every action
	Events       Scope = "events"      // the log of what happened
	Export       Scope = "export"      // the box that exports a list to a file
	Welcome      Scope = "welcome"     // the first screen when there is no API key
)

// Question reports whether the scope is that of a question: its keys cannot be changed,
// and count only once it could be read.
func (s Scope) Question() bool {
	return s == Confirm || s == Leave || s == Resume || s == ResumeMany
}

// Stacks gives the scopes that hold together, the innermost first: what one binds
// hides the same key of those after it.
func Stacks() [][]Scope {
	return [][]Scope{
		{Tasks, Move, Global},
		{TaskDetails, Task, Move, Global},
		{Run, Move, Global},
		{Why, Move, Global},
		{Board, Move, Global},
		{Judge, Move, Global},
		{MappingCheck, Move, Global},
		{Results, Move, Global},
		{Lookup, Move, Global},
		{Mapping, Changing, Form},
		{Editor, Changing, Form},
		{PickField, Changing, Form},
		{Saving, Review, Form, Move},
		{Trigger, PickField},
		{Picker, Move},
		{Sheet, Move},
		{LongText, Move},
		{JSONView, Move},
		{Hits, JSONView, Move},
		{Hits, Judge, Move, Global},
		{Hits, TaskDetails, Task, Move, Global},
		{Events, Move},
		{SortBy, Move},
		{ColumnPicker, Move},
	}
}

// Action is what a key does. An action may have different keys in different scopes.
type Action string

// Entry is one row of the table.
type Entry struct {
	Scope  Scope
	Action Action
	Keys   []string // Bubble Tea's names
	Short  string   // for the help line; not shown there when empty
	Help   string   // one phrase for the help sheet and the palette
	Write  bool     // changes something on the server: refused under --read-only
}

// Map is an index of the table. The zero value is empty.
type Map struct {
	entries  []Entry
	byKey    map[Scope]map[string]Action
	byAction map[Scope]map[Action]int
}

// New builds a Map from rows. A later row for the same scope and key wins.
func New(entries []Entry) Map {
	keys := Map{
		entries:  entries,
		byKey:    map[Scope]map[string]Action{},
		byAction: map[Scope]map[Action]int{},
	}
	for i, entry := range entries {
		if keys.byKey[entry.Scope] == nil {
			keys.byKey[entry.Scope] = map[string]Action{}
			keys.byAction[entry.Scope] = map[Action]int{}
		}
		keys.byAction[entry.Scope][entry.Action] = i
		for _, name := range entry.Keys {
			keys.byKey[entry.Scope][name] = entry.Action
		}
	}
	return keys
}

// Default is the built-in table.
func Default() Map { return New(table()) }

// Find searches the scopes for a key, innermost first.
func (m Map) Find(scopes []Scope, key string) (Action, bool) {
	for _, scope := range scopes {
		if action, ok := m.byKey[scope][key]; ok {
			return action, true
		}
	}
	return "", false
}

// Entry searches the scopes for the row of an action, innermost first.
func (m Map) Entry(scopes []Scope, action Action) (Entry, bool) {
	for _, scope := range scopes {
		if i, ok := m.byAction[scope][action]; ok {
			return m.entries[i], true
		}
	}
	return Entry{}, false
}

// Visible returns the rows of the scopes, innermost first, except those whose
// keys are all hidden by an inner scope. They are those of the table: a frame asks for
// them, and copies would be most of what it allocates.
func (m Map) Visible(scopes []Scope) []*Entry {
	var out []*Entry
	for i, scope := range scopes {
		for row := range m.entries {
			if entry := &m.entries[row]; entry.Scope == scope && m.reachable(entry, scopes[:i]) {
				out = append(out, entry)
			}
		}
	}
	return out
}

// reachable reports whether the entry has no key, or at least one that no inner
// scope hides.
func (m Map) reachable(entry *Entry, inner []Scope) bool {
	hidden := func(key string) bool {
		return slices.ContainsFunc(inner, func(scope Scope) bool { _, bound := m.byKey[scope][key]; return bound })
	}
	return len(entry.Keys) == 0 || slices.ContainsFunc(entry.Keys, func(key string) bool { return !hidden(key) })
}

// Entries returns every row in the order of the table.
func (m Map) Entries() []Entry { return m.entries }

// Name formats a key for display: "enter", "↑", "ctrl+d", "space".
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

// section is a scope whose keys are listed, and its heading.
type section struct {
	scope Scope
	title string
}

// sections are the listed scopes in the order of KEYS.md.
func sections() []section {
	return []section{
		{Global, "Everywhere"},
		{Move, "Moving"},
		{Tasks, "Tasks"},
		{Task, "One task and its runs"},
		{TaskDetails, "The details of a task"},
		{Run, "One run"},
		{Why, "Why a run ended so"},
		{Board, "The board of watched runs"},
		{Judge, "Who judges for a task"},
		{MappingCheck, "Where the variables of a task lead"},
		{Results, "What the evaluators said"},
		{Hits, "While a find is active in details, help, JSON or a long text"},
		{JSONView, "The JSON of a task or a run"},
		{Lookup, "Looking for a task or run"},
		{Trigger, "Starting a run"},
		{Form, "Creating a task"},
		{Changing, "Changing a task, otherwise as creating one"},
		{Editor, "The JSON editor"},
		{PickField, "Picking by name"},
		{Filter, "Filter"},
		{Export, "Writing a list to a file"},
		{Welcome, "Welcome, when there is no key"},
		{Confirm, "Yes or no"},
		{Leave, "Leaving a form with a draft"},
	}
}

// Title returns the heading for the keys of a scope, "" for one that is not listed.
func Title(scope Scope) string {
	for _, section := range sections() {
		if section.scope == scope {
			return section.title
		}
	}
	return ""
}

// Label returns a word or two for a row: that of the help line, else the action's own name.
func (e *Entry) Label() string {
	if e.Short != "" {
		return e.Short
	}
	return strings.ReplaceAll(string(e.Action), "-", " ")
}

// Names formats all keys of a row for display: "j ↓", a series by its ends: "alt+1 … alt+7".
func (e *Entry) Names() string {
	if last := len(e.Keys) - 1; last > 2 && e.series() {
		return Name(e.Keys[0]) + " … " + Name(e.Keys[last])
	}
	out := ""
	for i, name := range e.Keys {
		if i > 0 {
			out += " "
		}
		out += Name(name)
	}
	return out
}

// series reports whether the keys differ in their last character only.
func (e *Entry) series() bool {
	stem := e.Keys[0][:len(e.Keys[0])-1]
	for _, name := range e.Keys {
		if len(name) != len(stem)+1 || !strings.HasPrefix(name, stem) || stem == "" {
			return false
		}
	}
	return true
}

// First formats the first key of a row for display; "" when it has none.
func (e *Entry) First() string {
	if len(e.Keys) == 0 {
		return ""
	}
	return Name(e.Keys[0])
}
