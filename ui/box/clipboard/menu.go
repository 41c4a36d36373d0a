package clipboard

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// Item is a text that can be copied.
type Item struct {
	Label text.Safe // "ID of the run"
	Name  text.Safe // in the notice: "the run's ID"
	Text  func() string
	long  bool      // it takes long to build
	about text.Safe // shown in place of its beginning; "": that is shown
}

// New creates the box that lists the items and copies the picked one.
func New(env *host.Env, items []Item) box.Box {
	rows := make([]picker.Item, 0, len(items))
	for i, item := range items {
		detail := text.Safe("a very long text")
		switch {
		case item.about != "":
			detail = item.about
		case !item.long:
			detail = text.CleanN(item.Text(), 60)
		}
		rows = append(rows, picker.Item{ID: strconv.Itoa(i), Name: item.Label, Detail: detail})
	}
	return box.NewChoice(env, &box.ChoiceOptions{
		Title: "Copy", Scope: keymap.Picker, Items: rows, Width: 88, Height: len(items) + 3,
		OnPick: func(id string) (tea.Msg, tea.Cmd) {
			i, _ := strconv.Atoi(id) // an ID from above
			return nil, func() tea.Msg { return env.Copy(items[i].Text(), items[i].Name)() }
		},
	})
}

// textBox shows a text to select with the mouse, when nothing can copy. It has no
// border, which would be selected too.
type textBox struct {
	box.Sheet
	name  text.Safe // "the ID"
	lines []text.Safe
}

func newTextBox(env *host.Env, name text.Safe, what string) *textBox {
	return &textBox{Sheet: box.NewSheet(env), name: name, lines: text.CleanLines(what)}
}

// View renders the text over the whole body.
func (s *textBox) View(width, height int) string {
	s.SetText(s.lines, width)
	s.SetSize(width, max(height-3, 1))
	head := text.Concat("Cannot copy ", s.name, " from here. Select it with the mouse:")
	body := strings.Split(s.Sheet.View(), "\n")
	for len(body) < height-3 {
		body = append(body, "")
	}
	for i, line := range body {
		body[i] = text.Fit(line, width, text.Left)
	}
	return strings.Join(append([]string{s.Env.Styles.Strong.Render(string(text.Fit(head, width, text.Left))), text.Spaces(width)}, body...), "\n")
}
