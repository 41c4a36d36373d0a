// Package reading has the boxes over the whole screen in which one thing is read: a long
// text, and the JSON of a task or a run, which can be folded. In both a text can be found.
//
// The JSON is what line mode prints (api/record). It is a copy of the moment in which
// the box opened and does not move while it is read. Only visible rows are rendered.
package reading

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/record"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Section is a text and what it is; a text without a title has none.
type Section struct {
	Title text.Safe
	Text  string
}

// textBox shows texts.
type textBox struct {
	box.Sheet
	title    text.Safe
	sections []Section
	width    int // for which the lines are wrapped
}

// Text creates the box of a long text, or of several.
func Text(env *host.Env, title text.Safe, sections ...Section) box.Box {
	model := &textBox{Sheet: box.NewSheet(env), title: title, sections: sections}
	model.PadFind()
	return model
}

// Scope is keymap.LongText, or that of the find.
func (m *textBox) Scope() keymap.Scope { return scope(&m.Sheet, keymap.LongText) }

func scope(sheet *box.Sheet, own keymap.Scope) keymap.Scope {
	if finding := sheet.FindScope(); finding != "" {
		return finding
	}
	return own
}

// Update handles the keys to scroll, find, copy and close.
func (m *textBox) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case host.StylesChanged:
		m.width = 0
	case tea.KeyMsg:
		switch m.Key(msg, keymap.LongText) {
		case keymap.Back:
			return true, nil, nil
		case keymap.Copy:
			return false, nil, m.Env.Copy(m.plain(), "the text")
		}
	}
	return false, nil, nil
}

// plain returns the texts as they are, below their titles.
func (m *textBox) plain() string {
	var out []string
	for _, section := range m.sections {
		if section.Title != "" && len(m.sections) > 1 {
			out = append(out, string(section.Title)+":")
		}
		out = append(out, section.Text)
	}
	return strings.Join(out, "\n")
}

// View renders the box over the whole body.
func (m *textBox) View(width, height int) string {
	if inner := width - 4; inner != m.width {
		m.width = inner
		m.SetLines(m.lines(inner - 2)) // the arrows of the sheet are at the right
	}
	return frame(&m.Sheet, m.title, width, height)
}

// maxText is how many bytes of a text are wrapped, which takes a moment for each size of
// the window.
const maxText = 1 << 20

func (m *textBox) lines(width int) (out []string) {
	for i, section := range m.sections {
		if i > 0 {
			out = append(out, "")
		}
		if section.Title != "" {
			out = append(out, m.Env.Styles.Strong.Render(string(section.Title)))
		}
		shown := strings.ToValidUTF8(section.Text[:min(len(section.Text), maxText)], "")
		for _, line := range text.WrapLines(text.CleanLines(shown), width) {
			out = append(out, string(line))
		}
		if all := len(section.Text); all > maxText {
			out = append(out, m.Env.Styles.Dim.Render("the first "+text.Bytes(maxText)+" of "+text.Bytes(all)+"; copy the text for all of it"))
		}
	}
	return out
}

// frame renders a sheet in a frame over the whole body.
func frame(sheet *box.Sheet, title text.Safe, width, height int) string {
	sheet.SetSize(width-4, max(height-2, 1))
	body := sheet.Sheet.View()
	if missing := height - 3 - strings.Count(body, "\n"); missing > 0 {
		body += strings.Repeat("\n", missing)
	}
	return part.Box(sheet.Env.Styles, title, body, width)
}

// jsonBox shows the JSON of an object.
type jsonBox struct {
	box.Sheet
	title  text.Safe
	name   text.Safe // in the notice of a copy: "the run as JSON"
	item   func() record.Item
	loaded *document // nil until it is formatted
}

// JSON creates the box of an object. item is called outside the update loop; name is what
// is copied: "the run as JSON".
func JSON(env *host.Env, title, name text.Safe, item func() record.Item) box.Box {
	model := &jsonBox{Sheet: box.NewSheet(env), title: text.Concat(title, " as JSON"), name: name, item: item}
	model.PadFind()
	return model
}

// formatted is the JSON of the object.
type formatted struct {
	host.Tag
	document *document
}

// Init formats the JSON.
func (m *jsonBox) Init() tea.Cmd {
	tag, item, styles := m.Tag(), m.item, m.Env.Styles
	return func() tea.Msg {
		var out strings.Builder
		_ = record.One(&out, record.JSON, item(), record.Cells{}) // a strings.Builder returns no errors
		return formatted{Tag: tag, document: newDocument(styles, out.String())}
	}
}

// Scope is keymap.JSONView, or that of the find.
func (m *jsonBox) Scope() keymap.Scope { return scope(&m.Sheet, keymap.JSONView) }

// Update handles the keys to move, fold, find, copy and close.
func (m *jsonBox) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch msg := msg.(type) {
	case formatted:
		m.loaded = msg.document
		m.SetContent(m.loaded)
	case tea.KeyMsg:
		return m.key(msg)
	}
	return false, nil, nil
}

func (m *jsonBox) key(key tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	action := m.Key(key, keymap.JSONView)
	row := m.Selected()
	if action == keymap.Back || row < 0 {
		return action == keymap.Back, nil, nil
	}
	switch action {
	case keymap.Copy:
		return false, nil, m.Env.Copy(m.loaded.text, m.name)
	case keymap.Left:
		m.Select(m.loaded.fold(row))
	case keymap.Right:
		m.loaded.unfold(row)
	case keymap.Mark:
		if m.loaded.holds(row) {
			m.loaded.toggle(row)
			m.Select(row)
			break
		}
		return false, nil, m.showText(row)
	case keymap.FullText:
		return false, nil, m.showText(row)
	}
	return false, nil, nil
}

// showText opens the text of a row in a box of its own.
func (m *jsonBox) showText(row int) tea.Cmd {
	title, value, ok := m.loaded.value(row)
	if !ok {
		return host.Say(host.Info, "This line holds no text; it is shown in full.")
	}
	return m.Env.Send(box.Open{Box: Text(m.Env, title, Section{Text: value})})
}

// View renders the box over the whole body.
func (m *jsonBox) View(width, height int) string {
	if m.loaded == nil {
		return part.Box(m.Env.Styles, m.title, m.Env.Styles.Dim.Render("Formatting…"), width)
	}
	return frame(&m.Sheet, m.title, width, height)
}
