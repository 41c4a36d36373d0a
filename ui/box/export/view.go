package export

import (
	"strconv"
	"strings"

	"ax-tui/api/record"
	"ax-tui/keymap"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// View renders the box for a body of the given width.
func (m *Model) View(width, _ int) string {
	inner := min(width-6, 72)
	m.file.Width = inner - 12
	var rows []string
	rows = append(
		rows,
		m.renderRow(fieldWhat, "What", m.renderChoice(string(m.rowsText())), inner),
		m.renderRow(fieldFormat, "Format", m.renderChoice(strings.ToUpper(string(record.Formats()[m.format]))), inner),
		m.renderRow(fieldFile, "File", m.file.View(), inner),
		"",
	)
	for _, line := range text.Wrap(m.hintText(), inner) {
		style := m.env.Styles.Dim
		if m.note != "" {
			style = m.env.Styles.Warn
		}
		rows = append(rows, style.Render(string(line)))
	}
	return part.Box(m.env.Styles, text.Safe("Export "+m.source.noun()), strings.Join(rows, "\n"), inner+4)
}

func (m *Model) renderRow(line field, label, value string, width int) string {
	mark, style := " ", m.env.Styles.Dim
	if m.at == line && m.phase == choosing {
		mark, style = m.env.Styles.Glyphs.Cursor, m.env.Styles.Strong
	}
	return text.Cut(mark+" "+style.Render(text.Pad(label, 8))+value, width)
}

func (m *Model) renderChoice(value string) string { return "‹ " + value + " ›" }

func (m *Model) rowsText() text.Safe {
	if m.allPages {
		return "every page of this list"
	}
	return text.Concat(text.Safe(text.Count(len(m.source.Shown))), " ", m.source.Which, " rows")
}

// hintText explains the current choice, or what to do about an error.
func (m *Model) hintText() text.Safe {
	switch {
	case m.phase == writing:
		return text.Concat("Reading… ", text.Safe(text.Count(m.job.progress)), " rows written. ", m.keyName(keymap.Back), " cancels the export.")
	case m.phase == pageFailed:
		return text.Concat(m.note, " ", m.keyName(keymap.Open), " continues from there, ", m.keyName(keymap.Back), " cancels; ", text.Safe(strconv.Itoa(m.job.progress)), " rows so far.")
	case m.fileExists:
		return text.Concat(m.note, " ", m.keyName(keymap.Replace), " replaces it; or type another name.")
	case m.note != "":
		return m.note
	case !m.allPages:
		return "Reads the rows from the server again, with the list's filter."
	}
	return "Reads every page with the server's filter; a find or an outcome is not applied."
}

func (m *Model) keyName(action keymap.Action) text.Safe {
	return m.env.KeyOf([]keymap.Scope{keymap.Export}, action)
}
