package welcome

import (
	"slices"
	"strings"

	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// View is the screen: at most as wide as reads well, in the upper half.
func (m *Model) View() string {
	w := min(m.w-4, 76)
	var out []string
	add := func(s string) { out = append(out, "  "+s) }
	add("")
	title, intro := m.intro()
	add(m.env.Styles.Strong.Render(title))
	for _, s := range text.Wrap(intro, w) {
		add(string(s))
	}
	add("")
	add(m.env.Styles.Strong.Render("1") + "  Enter an API key: tried at once, kept only if asked.")
	add("")
	add(m.line(fieldKey, "API key", m.secret()))
	add(m.line(fieldWhere, "Region", m.choice(m.region())))
	if m.other() {
		add(m.line(fieldHost, "Address", string(text.Clean(string(m.host)))+m.caret(fieldHost)))
	}
	add(m.line(fieldSave, "Keep it", m.choice(m.keeps())))
	if m.save {
		add(m.line(fieldName, "Name", string(text.Clean(string(m.name)))+m.caret(fieldName)))
	}
	out = append(out, m.foot(w)...)
	add("")
	add(m.env.Styles.Strong.Render("2") + "  " + string(m.hint(keymap.Demo)) + " looks at the demo: no key, no network.")
	if !m.deps.CanGoBack {
		add(m.env.Styles.Strong.Render("3") + "  Log in with ax (ax profiles create) and start again.")
	}
	out = fitted(out, m.h)
	for i, l := range out {
		out[i] = text.Cut(l, m.w)
	}
	return strings.Join(out, "\n")
}

func (m *Model) intro() (title string, what text.Safe) {
	if m.deps.CanGoBack {
		return "Another login", text.Concat("What is connected now stays until the new login works. ", m.hint(keymap.Back), " goes back.")
	}
	return "Welcome to ax-tui", "It shows the evaluation tasks and runs of Arize AX, live. No login was found, so there are three ways on:"
}

// fitted gives exactly h lines. Where there are too many, free lines go first.
func fitted(lines []string, h int) []string {
	for i := 0; len(lines) > h && i < len(lines); {
		if strings.TrimSpace(lines[i]) == "" {
			lines = slices.Delete(lines, i, i+1)
			continue
		}
		i++
	}
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines[:h]
}

// foot says what is going on, or what is wrong.
func (m *Model) foot(w int) []string {
	s, style := m.note, m.env.Styles.Warn
	if m.trying {
		s, style = text.Concat("Connecting… ", m.hint(keymap.Back), " stops."), m.env.Styles.Info
	}
	var out []string
	if s == "" {
		return nil
	}
	for _, l := range text.Wrap(s, w) {
		out = append(out, "  "+style.Render(string(l)))
	}
	return out
}

// secret says that there is a key, and nothing of it.
func (m *Model) secret() string {
	if len(m.key) == 0 {
		return m.caret(fieldKey) + m.env.Styles.Dim.Render("paste it here; it is not shown")
	}
	return "entered, not shown" + m.caret(fieldKey)
}

func (m *Model) caret(f field) string {
	if m.at != f || m.trying {
		return ""
	}
	return m.env.Styles.Selected.Render(" ")
}

func (m *Model) region() string {
	if m.other() {
		return "another address"
	}
	if m.where == 0 {
		return "default (" + login.DefaultHost + ")"
	}
	region := login.Regions()[m.where-1]
	if region.Alias != "" {
		return region.Name + " (" + region.Alias + ")"
	}
	return region.Name
}

func (m *Model) keeps() string {
	if m.save {
		return "as a profile of ax, readable by you alone"
	}
	return "only until ax-tui ends"
}

func (m *Model) choice(s string) string { return "‹ " + s + " ›" }

func (m *Model) line(f field, label, value string) string {
	mark, style := "   ", m.env.Styles.Dim
	if m.at == f && !m.trying {
		mark, style = " "+m.env.Styles.Glyphs.Cursor+" ", m.env.Styles.Strong
	}
	return mark + style.Render(text.Pad(label, 9)) + value
}

func (m *Model) hint(action keymap.Action) text.Safe {
	return m.env.KeyOf(m.Scopes(), action)
}
