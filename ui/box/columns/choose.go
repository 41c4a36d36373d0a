package columns

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// chooser is the box that chooses the columns of a list.
type chooser struct {
	box.Base
	env    *host.Env
	list   host.Tag // of the list
	rows   []part.ColumnChoice
	asMade []part.ColumnChoice // what Reset returns to
	reset  bool                // nothing was changed since
	at     int
	height int
	note   text.Safe // why the last key did nothing
}

// Choose creates the box. It closes with a pagelist.ColumnsPicked for the owner of
// the tag.
func Choose(env *host.Env, list host.Tag, table *part.Table) box.Box {
	return &chooser{Base: box.NewBase(env), env: env, list: list, rows: table.Choices(), asMade: table.DefaultChoices(), height: 1}
}

// Scope is keymap.ColumnPicker.
func (b *chooser) Scope() keymap.Scope { return keymap.ColumnPicker }

// Can reports whether an action has something to act on.
func (b *chooser) Can(action keymap.Action) bool {
	return action != keymap.Reset || !slices.Equal(b.rows, b.asMade)
}

// Update handles the keys.
func (b *chooser) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok || key.Paste {
		return false, nil, nil
	}
	action, _ := b.env.Keys.Find([]keymap.Scope{keymap.ColumnPicker, keymap.Move}, key.String())
	b.note = ""
	switch action {
	case keymap.Back:
		return true, nil, nil
	case keymap.Accept:
		var chosen part.Arrangement // nil: as the table is made, also when it gets further columns
		if !b.reset {
			chosen = part.ArrangementOf(b.rows)
		}
		return true, pagelist.ColumnsPicked{Tag: b.list, Chosen: chosen}, nil
	case keymap.Reset:
		b.rows, b.at, b.reset = append([]part.ColumnChoice(nil), b.asMade...), 0, true
	case keymap.Mark:
		b.toggle()
	case keymap.Pin:
		b.pin()
	case keymap.MoveUp:
		b.swap(b.at - 1)
	case keymap.MoveDown:
		b.swap(b.at + 1)
	default:
		b.at = step(action, b.at, b.height, len(b.rows))
	}
	return false, nil, nil
}

// toggle shows or hides the selected column; one stays.
func (b *chooser) toggle() {
	row, shown := &b.rows[b.at], 0
	for _, other := range b.rows {
		if other.Shown {
			shown++
		}
	}
	if row.Shown && shown == 1 {
		b.note = "One column must stay"
		return
	}
	row.Shown, b.reset = !row.Shown, false
	row.Pinned = row.Pinned && row.Shown
	b.at = step(keymap.Down, b.at, 1, len(b.rows))
}

// pin pins the selected column behind the pinned ones, or releases it in front of
// the others.
func (b *chooser) pin() {
	row := b.rows[b.at]
	row.Pinned = !row.Pinned
	row.Shown, b.reset = row.Shown || row.Pinned, false
	b.rows = append(b.rows[:b.at:b.at], b.rows[b.at+1:]...)
	to := 0
	for to < len(b.rows) && b.rows[to].Pinned {
		to++
	}
	b.rows = append(b.rows[:to:to], append([]part.ColumnChoice{row}, b.rows[to:]...)...)
	b.at = to
}

// swap exchanges the selected column with another one, unless one is pinned and the
// other is not.
func (b *chooser) swap(with int) {
	switch {
	case with < 0 || with >= len(b.rows):
	case b.rows[with].Pinned != b.rows[b.at].Pinned:
		b.note = "Pinned columns come first"
	default:
		b.rows[with], b.rows[b.at] = b.rows[b.at], b.rows[with]
		b.at, b.reset = with, false
	}
}

// View renders the box for a body of width by height cells.
func (b *chooser) View(width, height int) string {
	lines := make([]string, len(b.rows))
	for i, row := range b.rows {
		mark := " "
		if row.Shown {
			mark = b.env.Styles.Glyphs.Check
		}
		lines[i] = "[" + mark + "] " + row.Name
		if row.Pinned {
			lines[i] += ", pinned"
		}
	}
	title := text.Lit("Columns, from left to right")
	if b.note != "" {
		title = b.note
	}
	b.height = min(height-2, len(lines))
	return render(b.env, title, lines, b.at, b.height, width)
}
