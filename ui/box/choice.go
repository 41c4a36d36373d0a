package box

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Choice is the box round a list to pick one of many from: it closes with what
// is picked. Make one with NewChoice.
type Choice struct {
	Base
	env  *host.Env
	list *picker.List
	o    ChoiceOptions
}

// ChoiceOptions are what a Choice shows and does.
type ChoiceOptions struct {
	Title  text.Safe
	Scope  keymap.Scope // of its keys; Back closes it
	Items  []picker.Item
	Width  int // cells that it has at most
	Height int // rows that the list has at most
	Free   int // rows of the body that it leaves free at least
	// Picked gives the result and the command with which the box closes.
	Picked func(id string) (tea.Msg, tea.Cmd)
}

// NewChoice builds the box.
func NewChoice(env *host.Env, choiceOptions ChoiceOptions) *Choice {
	return &Choice{Base: NewBase(env), env: env, list: picker.NewList(env.Styles, env.Keys, choiceOptions.Items), o: choiceOptions}
}

// Scope is the one of its options.
func (c *Choice) Scope() keymap.Scope { return c.o.Scope }

// Typing is always true: keys are the words that are sought.
func (c *Choice) Typing() bool { return true }

// Update finds and picks, or closes.
func (c *Choice) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	if action, _ := c.env.Keys.Find([]keymap.Scope{c.o.Scope}, key.String()); action == keymap.Back {
		return true, nil, nil
	}
	id, done := c.list.HandleKey(key)
	if !done {
		return false, nil, nil
	}
	result, cmd := c.o.Picked(id)
	return true, result, cmd
}

// View draws the box for a body of w by h cells.
func (c *Choice) View(w, h int) string {
	inner := min(w-4, c.o.Width)
	c.list.SetSize(inner, min(h-2-c.o.Free, c.o.Height))
	return part.Box(c.env.Styles, c.o.Title, c.list.View(), inner+4)
}
