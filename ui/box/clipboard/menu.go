package clipboard

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Item is one thing that can be copied.
type Item struct {
	Label text.Safe // "ID of the run"
	Name  text.Safe // in the notice: "the run's ID"
	Text  string
}

// New offers the items, and copies the one that is picked.
func New(env *host.Env, items []Item) box.Box {
	rows := make([]picker.Item, 0, len(items))
	for i, item := range items {
		rows = append(rows, picker.Item{ID: strconv.Itoa(i), Name: item.Label, Detail: text.CleanN(item.Text, 60)})
	}
	return box.NewChoice(env, box.ChoiceOptions{
		Title: "Copy", Scope: keymap.Picker, Items: rows, Width: 88, Height: len(items) + 3,
		Picked: func(id string) (tea.Msg, tea.Cmd) {
			i, _ := strconv.Atoi(id) // it is one of the above
			return nil, env.Copy(items[i].Text, items[i].Name)
		},
	})
}
