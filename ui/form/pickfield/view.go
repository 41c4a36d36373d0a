package pickfield

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// frameWidth is what huh's frame around a field takes of its width.
const frameWidth = 2

// minHintHeight is the height below which the description gives way to the list.
const minHintHeight = 6

// View draws two lines, three with a fault, or the whole list with the focus.
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
	rows := []string{f.heading(look.Title, inner)}
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

// emptyList stands where the list would be, as high as it.
func (f *Field) emptyList(width int) string {
	rows := strings.Split(f.list.View(), "\n")
	say := f.options.Empty
	if say == "" {
		say = text.Lit("There is nothing to pick from. An ID may be typed or pasted.")
	}
	for i, line := range text.Wrap(say, width) {
		if i+1 < len(rows) {
			rows[i+1] = f.styles.Dim.Render(string(line))
		}
	}
	rows[len(rows)-1] = ""
	return strings.Join(rows, "\n")
}

// heading is the title; with the focus the picks stand beside it.
func (f *Field) heading(title lipgloss.Style, width int) string {
	head := title.Render(string(text.Cut(f.options.Title, width)))
	room := width - text.Width(f.options.Title) - 2
	if !f.focused || len(*f.options.Value) == 0 || room < 8 {
		return head
	}
	return head + "  " + f.pickedNames(room)
}

// pickedNames names what is picked, and how many where the names do not fit.
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
		names = text.Concat(names, picker.Item{ID: pick.ID, Name: text.Clean(pick.Name)}.Label())
	}
	if f.options.Many {
		names = text.Concat(text.Clean(text.Count(len(refs))), text.Lit(": "), names)
	}
	return f.styles.Strong.Render(text.CutWith(string(names), width, f.styles.Glyphs.Ellipsis))
}

// hint is the fault, else the note, else the description.
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

// note says which pick has no name because it could not be read, "" for none.
func (f *Field) note() text.Safe {
	for _, pick := range *f.options.Value {
		if err := f.list.LookUpErr(pick.ID); err != nil && pick.Name == "" {
			return text.Concat(text.Lit("This ID could not be looked up: "), host.Reason(err))
		}
	}
	return ""
}
