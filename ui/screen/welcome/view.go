package welcome

import (
	"slices"
	"strings"

	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// View renders the screen, with lines of at most 76 cells.
func (m *Model) View() string {
	width := min(m.width-4, 76)
	var out []string
	add := func(line string) { out = append(out, "  "+line) }
	add("")
	title, intro := m.intro()
	add(m.env.Styles.Strong.Render(title))
	for _, line := range text.Wrap(intro, width) {
		add(string(line))
	}
	add("")
	add(m.env.Styles.Strong.Render("1") + "  Enter an API key: tested at once, saved only on request")
	add("")
	add(m.line(fieldKey, "API key", m.keyText()))
	add(m.line(fieldRegion, "Region", m.choice(m.region())))
	if m.customAddress() {
		add(m.line(fieldHost, "Address", string(text.Clean(string(m.host)))+m.caret(fieldHost)))
	}
	add(m.line(fieldSave, "Save", m.choice(m.saveText())))
	if m.save {
		add(m.line(fieldName, "Name", string(text.Clean(string(m.name)))+m.caret(fieldName)))
	}
	out = append(out, m.noteLines(width)...)
	add("")
	add(m.env.Styles.Strong.Render("2") + "  " + string(m.hint(keymap.Demo)) + " opens the demo: no key, no network")
	if !m.deps.CanGoBack {
		add(m.env.Styles.Strong.Render("3") + "  Log in with ax (ax profiles create) and restart ax-tui")
	}
	out = fitted(out, m.height)
	for i, line := range out {
		out[i] = text.Cut(line, m.width)
	}
	return strings.Join(out, "\n")
}

func (m *Model) intro() (title string, what text.Safe) {
	if m.deps.CanGoBack {
		return "Another login", text.Concat("The current connection stays until the new login works. ", m.hint(keymap.Back), " goes back.")
	}
	return "Welcome to ax-tui", "It shows the evaluation tasks and runs of Arize AX, live. No login was found. You can:"
}

// fitted returns exactly height lines. If there are too many, blank lines are removed first.
func fitted(lines []string, height int) []string {
	for i := 0; len(lines) > height && i < len(lines); {
		if strings.TrimSpace(lines[i]) == "" {
			lines = slices.Delete(lines, i, i+1)
			continue
		}
		i++
	}
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines[:height]
}

// noteLines renders the progress of an attempt, or what is wrong.
func (m *Model) noteLines(width int) []string {
	note, style := m.note, m.env.Styles.Warn
	if m.connecting {
		note, style = text.Concat("Connecting… ", m.hint(keymap.Back), " cancels."), m.env.Styles.Info
	}
	var out []string
	if note == "" {
		return nil
	}
	for _, line := range text.Wrap(note, width) {
		out = append(out, "  "+style.Render(string(line)))
	}
	return out
}

// keyText says whether a key was entered, and shows nothing of it.
func (m *Model) keyText() string {
	if len(m.key) == 0 {
		return m.caret(fieldKey) + m.env.Styles.Dim.Render("paste it here; it is not shown")
	}
	return "entered, not shown" + m.caret(fieldKey)
}

func (m *Model) caret(at field) string {
	if m.focus != at || m.connecting {
		return ""
	}
	return m.env.Styles.Selected.Render(" ")
}

func (m *Model) region() string {
	if m.customAddress() {
		return "another address"
	}
	if m.regionIndex == 0 {
		return "default (" + login.DefaultHost + ")"
	}
	region := login.Regions()[m.regionIndex-1]
	if region.Alias != "" {
		return region.Name + " (" + region.Alias + ")"
	}
	return region.Name
}

func (m *Model) saveText() string {
	if m.save {
		return "as an ax profile, readable only by you"
	}
	return "no, for this session only"
}

func (m *Model) choice(value string) string { return "‹ " + value + " ›" }

func (m *Model) line(at field, label, value string) string {
	mark, style := "   ", m.env.Styles.Dim
	if m.focus == at && !m.connecting {
		mark, style = " "+m.env.Styles.Glyphs.Cursor+" ", m.env.Styles.Strong
	}
	return mark + style.Render(text.Pad(label, 9)) + value
}

func (m *Model) hint(action keymap.Action) text.Safe {
	return m.env.KeyOf(m.Scopes(), action)
}
