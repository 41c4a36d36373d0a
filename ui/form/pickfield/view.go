package pickfield

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// edge is what huh's frame around a field takes of its width.
const edge = 2

// shortID is how much of an ID stands for a name.
const shortID = 14

// least is the height below which the description gives way to the list.
const least = 6

func label(x Item) text.Safe {
	if x.Name != "" {
		return x.Name
	}
	return text.CutLeft(text.Clean(x.ID), shortID)
}

// relist hands the picker its options and its state.
func (f *Field) relist() {
	f.dirty = true
	opts := make([]part.Option, 0, len(f.items)+1)
	if id := f.byID(); id != "" {
		opts = append(opts, f.idOption(id))
	}
	picked := map[string]bool{}
	for _, x := range *f.o.Value {
		picked[x.ID] = true
	}
	mark := text.Concat(" ", text.Clean(f.st.Glyphs.Check))
	for _, x := range f.items {
		name := label(x)
		if picked[x.ID] {
			name = text.Concat(name, mark) // behind the name: names that begin with the words sought come first
		}
		opts = append(opts, part.Option{ID: x.ID, Label: name, Detail: x.Detail})
	}
	f.list.SetOptions(opts)
	f.state()
}

// idOption offers an ID that was typed. It holds the ID in full, so that the
// words sought find it.
func (f *Field) idOption(id string) part.Option {
	detail := text.Lit("use this ID")
	if at, ok := f.at[id]; ok {
		detail = text.Concat(text.Lit("the ID of "), label(f.items[at]))
	}
	return part.Option{ID: id, Label: text.Clean(id), Detail: detail}
}

// state says below the list how the loading stands.
func (f *Field) state() {
	s := part.PickerState{Loading: f.busy, More: !f.listing(f.serverQuery()).done}
	if f.wait != "" && f.wait != f.ripe {
		s.Loading = true
	}
	if f.err != nil {
		s.Err = text.Concat(f.key(keymap.Refresh), text.Lit(" tries again. The list could not be read: "), host.Reason(f.err))
	}
	f.list.SetState(s)
}

// key names the key of an action of this field.
func (f *Field) key(a keymap.Action) text.Safe {
	e, _ := f.o.Keys.Entry(scopes(), a)
	return text.Clean(e.First())
}

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
		if f.fault != "" || f.note != "" {
			rows = append(rows, f.hint(inner))
		}
		return look.Base.Render(strings.Join(rows, "\n"))
	}
	if f.h >= least || f.fault != "" || f.note != "" {
		rows = append(rows, f.hint(inner))
	}
	f.list.SetSize(inner, max(f.h-len(rows), 2))
	body := f.list.View()
	if len(f.items) == 0 && f.all.done && f.err == nil && f.list.Query() == "" {
		body = f.nothing(inner)
	}
	rows = append(rows, strings.Split(body, "\n")...)
	return look.Base.Render(strings.Join(rows[:min(len(rows), max(f.h, 1))], "\n"))
}

// nothing stands where the list would be, as high as it.
func (f *Field) nothing(w int) string {
	rows := strings.Split(f.list.View(), "\n")
	say := f.o.Empty
	if say == "" {
		say = text.Lit("There is nothing to pick from. An ID may be typed or pasted.")
	}
	for i, l := range text.Wrap(say, w) {
		if i+1 < len(rows) {
			rows[i+1] = f.st.Dim.Render(string(l))
		}
	}
	rows[len(rows)-1] = ""
	return strings.Join(rows, "\n")
}

// head is the title; with the focus the picks stand beside it.
func (f *Field) head(title lipgloss.Style, w int) string {
	s := title.Render(string(text.Cut(f.o.Title, w)))
	room := w - text.Width(f.o.Title) - 2
	if !f.focus || len(*f.o.Value) == 0 || room < 8 {
		return s
	}
	return s + "  " + f.picks(room)
}

// picks names what is picked, and how many where the names do not fit.
func (f *Field) picks(w int) string {
	v := *f.o.Value
	if len(v) == 0 {
		none := f.o.None
		if none == "" {
			none = text.Lit("nothing picked yet")
		}
		return f.st.Dim.Render(string(text.Cut(none, w)))
	}
	var names text.Safe
	for i, x := range v {
		if i > 0 {
			names = text.Concat(names, text.Lit(", "))
		}
		names = text.Concat(names, label(x))
	}
	if f.o.Many {
		names = text.Concat(text.Clean(text.Count(len(v))), text.Lit(": "), names)
	}
	return f.st.Strong.Render(text.CutWith(string(names), w, f.st.Glyphs.Ellipsis))
}

// hint is the fault, else the note, else the description.
func (f *Field) hint(w int) string {
	st, s := f.st.Dim, f.o.Description
	switch {
	case f.fault != "":
		st, s = f.st.Error, text.Concat(text.Clean(f.st.Glyphs.Warn+" "), f.fault)
	case f.note != "":
		st, s = f.st.Warn, text.Concat(text.Clean(f.st.Glyphs.Warn+" "), f.note)
	}
	return st.Render(text.CutWith(string(s), w, f.st.Glyphs.Ellipsis))
}
