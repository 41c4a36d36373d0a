// Package palette is the box behind ":": every action of a screen by name, and the
// commands that take an argument, such as ":task rel".
//
// Actions that are not possible now are listed after the others, dimmed, with the
// reason; picking one gives the same notice as its key. A typed or pasted ID, or the
// address of a page of the Arize web app, can be opened at once. Nothing is requested
// before an argument is typed.
package palette

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/resolve"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Options configure the box.
type Options struct {
	Scopes []keymap.Scope
	Can    func(keymap.Entry) bool
	Why    func(keymap.Entry) text.Safe // why an action is not possible now
	// Commands are no actions. The first one also takes a text that nothing matches.
	Commands []Command
	// Open returns the message that opens an ID or an address; nil: they cannot be opened.
	Open  func(text string) tea.Msg
	Query string // the text typed so far
}

// Command is a word, most often with an argument.
type Command struct {
	Name, Help text.Safe
	Hint       text.Safe            // what to type as its argument
	Source     func() picker.Source // its possible arguments; nil: it takes none
	Pick       func(picker.Item) tea.Msg
	Typed      func(string) tea.Msg    // for an argument that is not in the list; nil: there are no others
	Preview    func(id string) tea.Cmd // shows the effect of an argument, "" of none; nil: no preview
}

// Width and height of the box: its lines of items and the rows of the body left free.
const maxWidth, maxHeight, freeRows = 84, 18, 2

type model struct {
	box.Base
	env      *host.Env
	options  Options
	choices  []choice
	list     *picker.List   // of the choices
	command  *Command       // whose argument is typed; nil: none
	argument *picker.Picker // of the arguments of command
	shown    string         // the argument whose effect is shown
}

// New creates the box. It closes with a host.Perform of the picked action or the
// message of a command.
func New(env *host.Env, options *Options) box.Box {
	m := &model{Base: box.NewBase(env), env: env, options: *options}
	m.choices = m.collect()
	m.list = picker.NewList(env.Styles, env.Keys, nil)
	m.list.SetPrompt(": ", m.hint())
	m.list.SetNoun("action")
	m.list.SetRank(func(query string, at int) int { return m.choices[at].rank(query) })
	m.list.SetItems(m.items())
	m.list.SetQuery(options.Query)
	return m
}

// hint says what can be typed.
func (m *model) hint() text.Safe {
	if len(m.options.Commands) == 0 {
		return "type a word"
	}
	var names []string
	for _, command := range m.options.Commands {
		if command.Source != nil {
			names = append(names, string(command.Name))
		}
	}
	const most = 5 // that fit into a window of 80 columns
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	return text.Safe("type a word, an ID, or a name after " + strings.Join(names, ", "))
}

func (m *model) Scope() keymap.Scope { return keymap.Palette }

// Typing is always true: keys are text.
func (m *model) Typing() bool { return true }

// Update handles keys and the loaded arguments.
func (m *model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case picker.Answer:
		msg.Apply()
		return false, nil, tea.Batch(m.previewSelected(), m.load())
	case host.CommandPanicked:
		if m.argument != nil {
			m.argument.FailInFlight()
		}
	case tea.KeyMsg:
		action, _ := m.env.Keys.Find([]keymap.Scope{keymap.Palette}, msg.String())
		switch {
		case action == keymap.Back && !msg.Paste:
			return true, nil, m.preview("")
		case m.argument != nil:
			return m.handleArgument(msg, action)
		}
		return m.handleAction(msg, action)
	}
	return false, nil, nil
}

// handleAction handles a key while an action is typed.
func (m *model) handleAction(key tea.KeyMsg, action keymap.Action) (bool, tea.Msg, tea.Cmd) {
	id, done := m.list.HandleKey(key)
	if action == keymap.Complete {
		id, _ = m.list.Selected()
	}
	if at := slices.IndexFunc(m.choices, func(choice choice) bool { return choice.id == id }); at >= 0 {
		if done || m.choices[at].takesMore() {
			return m.pick(&m.choices[at])
		}
		m.list.SetQuery(m.choices[at].label)
	}
	word, argument, spaced := strings.Cut(strings.TrimLeft(m.list.Query(), " :"), " ")
	for i := range m.options.Commands {
		if command := &m.options.Commands[i]; spaced && string(command.Name) == word && command.Source != nil {
			return false, nil, m.enter(command, argument)
		}
	}
	return false, nil, nil
}

func (m *model) pick(chosen *choice) (bool, tea.Msg, tea.Cmd) {
	switch chosen.kind {
	case open:
		return true, m.options.Open(m.list.Query()), nil
	case search:
		return false, nil, m.enter(chosen.command, m.list.Query())
	case command:
		if chosen.command.Source == nil {
			return true, chosen.command.Pick(picker.Item{}), nil
		}
		return false, nil, m.enter(chosen.command, "")
	}
	return true, host.Perform{Action: chosen.entry.Action}, nil
}

// enter starts the argument of a command.
func (m *model) enter(command *Command, argument string) tea.Cmd {
	m.command, m.argument = command, picker.New(m.env, &m.Owner, command.Source())
	m.argument.SetPrompt(": "+command.Name+" ", command.Hint)
	m.argument.HandleKey(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(argument)})
	return tea.Batch(m.previewSelected(), m.load())
}

// leave returns to the actions.
func (m *model) leave() tea.Cmd {
	name := m.command.Name
	undo := m.preview("")
	m.argument.Close()
	m.command, m.argument = nil, nil
	m.list.SetQuery(string(name))
	return undo
}

// handleArgument handles a key while the argument of a command is typed.
func (m *model) handleArgument(key tea.KeyMsg, action keymap.Action) (bool, tea.Msg, tea.Cmd) {
	query := m.argument.Query()
	switch {
	case key.Type == tea.KeyBackspace && query == "":
		return false, nil, m.leave()
	case action == keymap.Accept && m.command.Typed != nil && strings.TrimSpace(query) != "" && (resolve.Object(query) || m.argument.Len() == 0):
		return true, m.command.Typed(query), nil
	}
	id, done := m.argument.HandleKey(key)
	switch item, _ := m.argument.Item(id); {
	case action == keymap.Complete:
		m.argument.Requery(cmp.Or(m.argument.Completion(), query))
	case done && item.Folder:
		m.argument.Requery(string(item.Name))
	case done:
		return true, m.command.Pick(item), nil
	}
	return false, nil, tea.Batch(m.previewSelected(), m.load())
}

func (m *model) previewSelected() tea.Cmd {
	if m.argument == nil {
		return nil
	}
	id, _ := m.argument.Selected()
	return m.preview(id)
}

// preview shows the effect of an argument, "" for that of none, if it has a preview.
func (m *model) preview(id string) tea.Cmd {
	if m.command == nil || m.command.Preview == nil || id == m.shown {
		return nil
	}
	m.shown = id
	return m.command.Preview(id)
}

// load returns the command that loads the arguments that are needed, or nil.
func (m *model) load() tea.Cmd {
	if m.argument == nil {
		return nil
	}
	return m.argument.Load()
}

// Click picks the line at a cell.
func (m *model) Click(x, y int) bool {
	_, y = part.InBox(x, y)
	return m.shownList().Click(y)
}

// shownList is the list of actions, or that of the arguments of a command.
func (m *model) shownList() *picker.List {
	if m.argument != nil {
		return &m.argument.List
	}
	return m.list
}

// View renders the box for a body of width by height cells.
func (m *model) View(width, height int) string {
	inner, rows := min(width-4, maxWidth), min(height-2-freeRows, maxHeight)
	list := m.shownList()
	list.SetSize(inner, rows)
	return part.Box(m.env.Styles, "Do or go to", list.View(), inner+4)
}
