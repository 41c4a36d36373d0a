package pickfield

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// edge is what huh's frame around a field takes of its width.
const edge = 2

// least is the height below which the description gives way to the list.
const least = 6

// View draws two lines, three with a fault, or the whole list with the focus.
func (f *Field) View() string {
	if f.dirty {
		f.cache, f.dirty = f.draw(), false
	}
	return f.cache
}

func (f *Field) draw() string {
	look := f.look.Blurred
	if f.focus {
		look = f.look.Focused
	}
	inner := max(f.w-edge, 1)
	rows := []string{f.head(look.Title, inner)}
	if !f.focus {
		rows = append(rows, f.picks(inner))
		if f.fault != "" || f.note() != "" {
			rows = append(rows, f.hint(inner))
		}
		return look.Base.Render(strings.Join(rows, "\n"))
	}
	if f.h >= least || f.fault != "" || f.note() != "" {
		rows = append(rows, f.hint(inner))
	}
	f.list.SetSize(inner, max(f.h-len(rows), 2))
	body := f.list.View()
	if f.list.Empty() {
		body = f.nothing(inner)
	}
	rows = append(rows, strings.Split(body, "\n")...)
	return look.Base.Render(strings.Join(rows[:min(len(rows), max(f.h, 1))], "\n"))
}

// nothing stands where the list would be, as high as it.
func (f *Field) nothing(width int) string {
	rows := strings.Split(f.list.View(), "\n")
	say := f.o.Empty
	if say == "" {
		say = text.Lit("There is nothing to pick from. An ID may be typed or pasted.")
	}
	for i, line := range text.Wrap(say, width) {
		if i+1 < len(rows) {
			rows[i+1] = f.st.Dim.Render(string(line))
		}
	}
	rows[len(rows)-1] = ""
	return strings.Join(rows, "\n")
}

// head is the title; with the focus the picks stand beside it.
func (f *Field) head(title lipgloss.Style, width int) string {
	head := title.Render(string(text.Cut(f.o.Title, width)))
	room := width - text.Width(f.o.Title) - 2
	if !f.focus || len(*f.o.Value) == 0 || room < 8 {
		return head
	}
	return head + "  " + f.picks(room)
}

// picks names what is picked, and how many where the names do not fit.
func (f *Field) picks(width int) string {
	refs := *f.o.Value
	if len(refs) == 0 {
		none := f.o.None
		if none == "" {
			none = text.Lit("nothing picked yet")
		}
		return f.st.Dim.Render(string(text.Cut(none, width)))
	}
	var names text.Safe
	for i, pick := range refs {
		if i > 0 {
			names = text.Concat(names, text.Lit(", "))
		}
		names = text.Concat(names, picker.Item{ID: pick.ID, Name: text.Clean(pick.Name)}.Label())
	}
	if f.o.Many {
		names = text.Concat(text.Clean(text.Count(len(refs))), text.Lit(": "), names)
	}
	return f.st.Strong.Render(text.CutWith(string(names), width, f.st.Glyphs.Ellipsis))
}

// hint is the fault, else the note, else the description.
func (f *Field) hint(width int) string {
	st, line := f.st.Dim, f.o.Description
	switch {
	case f.fault != "":
		st, line = f.st.Error, text.Concat(text.Clean(f.st.Glyphs.Warn+" "), f.fault)
	case f.note() != "":
		st, line = f.st.Warn, text.Concat(text.Clean(f.st.Glyphs.Warn+" "), f.note())
	}
	return st.Render(text.CutWith(string(line), width, f.st.Glyphs.Ellipsis))
}

// note says which pick has no name because it could not be read, "" for none.
func (f *Field) note() text.Safe {
	for _, pick := range *f.o.Value {
		if err := f.list.LookUpErr(pick.ID); err != nil && pick.Name == "" {
			return text.Concat(text.Lit("This ID could not be looked up: "), host.Reason(err))
		}
	}
	return ""
}
