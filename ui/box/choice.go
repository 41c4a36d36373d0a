package box

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Choice is a box with a list to pick one item from. It closes with the result of
// OnPick. Create it with NewChoice.
type Choice struct {
	Base
	env     *host.Env
	list    *picker.List
	options ChoiceOptions
}

// ChoiceOptions configures a Choice.
type ChoiceOptions struct {
	Title    text.Safe
	Scope    keymap.Scope // scope of its keys; Back closes the box
	Items    []picker.Item
	Width    int // maximum width in cells
	Height   int // maximum height of the list in rows
	FreeRows int // rows of the body that stay free
	// OnPick returns the result and the command with which the box closes.
	OnPick func(id string) (tea.Msg, tea.Cmd)
}

// NewChoice creates the box.
func NewChoice(env *host.Env, options *ChoiceOptions) *Choice {
	return &Choice{Base: NewBase(env), env: env, list: picker.NewList(env.Styles, env.Keys, options.Items), options: *options}
}

// Scope returns the scope of its options.
func (c *Choice) Scope() keymap.Scope { return c.options.Scope }

// Typing is always true: keys are the text to find.
func (c *Choice) Typing() bool { return true }

// Update handles the keys to find, pick and close.
func (c *Choice) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	if action, _ := c.env.Keys.Find([]keymap.Scope{c.options.Scope}, key.String()); action == keymap.Back {
		return true, nil, nil
	}
	id, done := c.list.HandleKey(key)
	if !done {
		return false, nil, nil
	}
	result, cmd := c.options.OnPick(id)
	return true, result, cmd
}

// Click picks the item at a cell.
func (c *Choice) Click(x, y int) bool {
	_, y = part.InBox(x, y)
	return c.list.Click(y)
}

// View renders the box for a body of width by height cells.
func (c *Choice) View(width, height int) string {
	inner := min(width-4, c.options.Width)
	c.list.SetSize(inner, min(height-2-c.options.FreeRows, c.options.Height))
	return part.Box(c.env.Styles, c.options.Title, c.list.View(), inner+4)
}
