package filter

import (
	"strings"

	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

var labels = [fields]text.Safe{"space", "project", "dataset", "type", "outcome", "name"}

// View renders the box for a body of width by height cells.
func (m *Model) View(width, height int) string {
	inner := min(width-6, 60)
	if m.picker != nil {
		m.picker.SetSize(inner, max(min(height-4, 14), 3))
		return part.Box(m.env.Styles, m.pickTitle(), m.picker.View(), inner+4)
	}
	var lines []string
	for field := range fields {
		lines = append(lines, m.renderLine(field, inner))
	}
	lines = append(lines, "", m.env.Styles.Dim.Render(string(text.Cut(m.hint(), inner))))
	return part.Box(m.env.Styles, "Filter the tasks", strings.Join(lines, "\n"), inner+4)
}

func (m *Model) renderLine(row field, width int) string {
	st := m.env.Styles
	label := text.Pad(string(labels[row]), 9)
	mark := "  "
	if row == m.at {
		mark = st.Accent.Render(st.Glyphs.Cursor) + " "
		label = st.Accent.Render(label)
	} else {
		label = st.Dim.Render(label)
	}
	if row == fieldName && row == m.at {
		m.name.Width = max(width-13, 8)
		return mark + label + m.name.View()
	}
	return mark + label + m.value(row, width-11)
}

func (m *Model) value(row field, width int) string {
	var value text.Safe
	switch row {
	case fieldType:
		value = text.Clean(m.filter.Type.Words())
	case fieldEnded:
		value = text.Clean(m.filter.Ended.Words())
	case fieldName:
		value = text.Clean(m.name.Value())
	default:
		value = text.Clean(m.refOf(row).Label())
	}
	if value == "" {
		return m.env.Styles.Faint.Render("any")
	}
	return string(text.Cut(value, width))
}

func (m *Model) pickTitle() text.Safe {
	if m.at == fieldEnded {
		return "Outcome of the newest run"
	}
	return text.Concat("Pick a ", labels[m.at])
}

// hint says what enter does on the row.
func (m *Model) hint() text.Safe {
	switch m.at {
	case fieldEnded:
		return "enter lists how runs end; it looks at the loaded tasks only"
	case fieldName:
		return "enter applies the filter"
	}
	return text.Concat("enter lists every ", labels[m.at], "; a pick applies at once")
}
