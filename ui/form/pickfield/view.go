package pickfield

import (
	"strings"

	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"

	"github.com/charmbracelet/lipgloss"
)

// frameWidth is the width of huh's frame around a field.
const frameWidth = 2

// listFrame is the rows of the field around its items: title, hint, query and state.
const listFrame = 4

// minHintHeight is the minimum height to show the description above the list.
const minHintHeight = 6

// View renders two lines, three with a fault, or the whole list with the focus.
func (f *Field) View() string {
	if f.dirty {
		f.cache, f.dirty = f.render(), false
	}
	return f.cache
}

func (f *Field) render() string {
	look := f.theme.Blurred
	if f.focused {
		look = f.theme.Focused
	}
	inner := max(f.width-frameWidth, 1)
	rows := []string{f.heading(&look.Title, inner)}
	if !f.focused {
		rows = append(rows, f.pickedNames(inner))
		if f.fault != "" || f.note() != "" {
			rows = append(rows, f.hint(inner))
		}
		return look.Base.Render(strings.Join(rows, "\n"))
	}
	if f.height >= minHintHeight || f.fault != "" || f.note() != "" {
		rows = append(rows, f.hint(inner))
	}
	f.list.SetSize(inner, max(f.height-len(rows), 2))
	body := f.list.View()
	if f.list.Empty() {
		body = f.emptyList(inner)
	}
	rows = append(rows, strings.Split(body, "\n")...)
	return look.Base.Render(strings.Join(rows[:min(len(rows), max(f.height, 1))], "\n"))
}

// emptyList renders the text for an empty list, in the height of the list.
func (f *Field) emptyList(width int) string {
	rows := strings.Split(f.list.View(), "\n")
	empty := f.options.Empty
	if empty == "" {
		empty = text.Lit("The list is empty. Type or paste an ID.")
	}
	for i, line := range text.Wrap(empty, width) {
		if i+1 < len(rows) {
			rows[i+1] = f.styles.Dim.Render(string(line))
		}
	}
	rows[len(rows)-1] = ""
	return strings.Join(rows, "\n")
}

// heading renders the title, and with the focus the picks after it.
func (f *Field) heading(title *lipgloss.Style, width int) string {
	head := title.Render(string(text.Cut(f.options.Title, width)))
	room := width - text.Width(f.options.Title) - 2
	if !f.focused || len(*f.options.Value) == 0 || room < 8 {
		return head
	}
	return head + "  " + f.pickedNames(room)
}

// pickedNames renders the names of the picks, with Many after their number.
func (f *Field) pickedNames(width int) string {
	refs := *f.options.Value
	if len(refs) == 0 {
		none := f.options.None
		if none == "" {
			none = text.Lit("nothing picked yet")
		}
		return f.styles.Dim.Render(string(text.Cut(none, width)))
	}
	var names text.Safe
	for i, pick := range refs {
		if i > 0 {
			names = text.Concat(names, text.Lit(", "))
		}
		names = text.Concat(names, (&picker.Item{ID: pick.ID, Name: text.Clean(pick.Name)}).Label())
	}
	if f.options.Many {
		names = text.Concat(text.Clean(text.Count(len(refs))), text.Lit(": "), names)
	}
	return f.styles.Strong.Render(text.CutWith(string(names), width, f.styles.Glyphs.Ellipsis))
}

// hint renders the fault, else the note, else the description.
func (f *Field) hint(width int) string {
	st, line := f.styles.Dim, f.options.Description
	switch {
	case f.fault != "":
		st, line = f.styles.Error, text.Concat(text.Clean(f.styles.Glyphs.Warn+" "), f.fault)
	case f.note() != "":
		st, line = f.styles.Warn, text.Concat(text.Clean(f.styles.Glyphs.Warn+" "), f.note())
	}
	return st.Render(text.CutWith(string(line), width, f.styles.Glyphs.Ellipsis))
}

// note reports a pick whose name could not be loaded, "" for none.
func (f *Field) note() text.Safe {
	for _, pick := range *f.options.Value {
		if err := f.list.LookUpErr(pick.ID); err != nil && pick.Name == "" {
			return text.Concat(text.Lit("This ID could not be looked up: "), host.Reason(err))
		}
	}
	return ""
}
