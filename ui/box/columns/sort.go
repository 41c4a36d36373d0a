// Package columns has the boxes about the columns of a list: which one sorts the
// rows, and which are shown in which order.
//
// They request nothing and keep nothing: they close with a message to the list.
package columns

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// sorter is the box of the columns to sort by.
type sorter struct {
	box.Base
	env    *host.Env
	table  *part.Table
	list   host.Tag // of the list
	order  pagelist.SortState
	rows   []part.ColumnChoice // the last one is the server's order
	at     int
	height int
}

// Sort creates the box that sorts a list. It closes with a pagelist.SortPicked for
// the owner of the tag.
func Sort(env *host.Env, list host.Tag, table *part.Table, order pagelist.SortState) box.Box {
	sorter := &sorter{Base: box.NewBase(env), env: env, table: table, list: list, order: order, rows: table.Choices(), height: 1}
	sorter.rows = append(sorter.rows, part.ColumnChoice{Name: "server order", Column: -1})
	for i, row := range sorter.rows {
		if order.By > 0 && row.Column+1 == order.By {
			sorter.at = i
		}
	}
	return sorter
}

// Scope is keymap.SortBy.
func (b *sorter) Scope() keymap.Scope { return keymap.SortBy }

// Update handles the keys.
func (b *sorter) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok || key.Paste {
		return false, nil, nil
	}
	pressed := key.String()
	switch action, _ := b.env.Keys.Find([]keymap.Scope{keymap.SortBy, keymap.Move}, pressed); action {
	case keymap.Back:
		return true, nil, nil
	case keymap.Reverse:
		return true, b.picked(pagelist.SortState{By: b.order.By, Reversed: !b.order.Reversed}), nil
	case keymap.Reset:
		return true, b.picked(pagelist.SortState{}), nil
	case keymap.Accept:
		if number := strings.Index("1234567890", pressed); number >= 0 {
			if number >= len(b.rows)-1 {
				return false, nil, nil
			}
			b.at = number
		}
		return true, b.picked(b.order.Sorted(b.rows[b.at].Column)), nil
	default:
		b.at = step(action, b.at, b.height, len(b.rows))
	}
	return false, nil, nil
}

func (b *sorter) picked(order pagelist.SortState) tea.Msg {
	return pagelist.SortPicked{Tag: b.list, SortState: order}
}

// View renders the box for a body of width by height cells.
func (b *sorter) View(width, height int) string {
	lines := make([]string, len(b.rows))
	for i, row := range b.rows {
		number := "  "
		switch {
		case row.Column < 0:
			number = string(b.env.KeyOf([]keymap.Scope{keymap.SortBy}, keymap.Reset)) + " "
		case i < 10:
			number = text.Count((i+1)%10) + " "
		}
		lines[i] = number + row.Name
		if row.Column+1 == b.order.By {
			lines[i] += " " + b.table.SortMark(row.Column, b.order.Reversed)
		}
	}
	b.height = min(height-2, len(lines))
	return render(b.env, "Sort by", lines, b.at, b.height, width)
}

// step moves the selection.
func step(action keymap.Action, at, page, total int) int {
	by, _ := part.Motion(action, page, page/2, total)
	return max(min(at+by, total-1), 0)
}

// firstLine is the first line that is drawn.
func firstLine(at, height, total int) int { return part.Reveal(0, at, height, total) }

// Click sorts by the column at a cell.
func (b *sorter) Click(x, y int) bool {
	_, y = part.InBox(x, y)
	at := firstLine(b.at, b.height, len(b.rows)) + y
	if y < 0 || y >= b.height || at >= len(b.rows) {
		return false
	}
	b.at = at
	return true
}

// render draws the lines around the selected one in a box.
func render(env *host.Env, title text.Safe, lines []string, at, height, width int) string {
	inner := 30
	for _, line := range lines {
		inner = max(inner, text.Width(line)+3)
	}
	inner = min(inner, width-4)
	top := firstLine(at, height, len(lines))
	body := make([]string, 0, height)
	for i := top; i < min(top+height, len(lines)); i++ {
		if i == at {
			body = append(body, env.Styles.Selected.Render(text.Pad(text.Cut(env.Styles.Glyphs.Cursor+" "+lines[i], inner), inner)))
			continue
		}
		body = append(body, text.Cut("  "+lines[i], inner))
	}
	return part.Box(env.Styles, title, strings.Join(body, "\n"), inner+4)
}
