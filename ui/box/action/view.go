package action

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/text"
)

// View renders the box for a body of width by height cells.
func (b *model[T]) View(width, height int) string {
	st, question := b.env.Styles, b.question()
	content := confirm.Content{Title: question.title, Danger: question.danger && b.phase == asking, Body: question.facts}
	add := func(style theme.Style, words text.Safe) {
		if words != "" {
			content.Body = append(content.Body, confirm.Line{Text: words, Style: style})
		}
	}
	noteStyle := st.Warn
	switch b.phase {
	case reading:
		add(st.Dim, text.Concat("Loading the ", b.act.noun, "…"))
	case asking:
		noteStyle = st.Error
		for _, line := range question.effects {
			add(st.Text, line)
		}
		if question.answers != nil {
			add(st.Text, question.prompt)
			add(st.Accent, text.Concat("> ", text.CutLeft(text.Clean(b.input), inputWidth-3), "_"))
		}
		if b.wrongInput {
			add(st.Error, "That is not the name; nothing was sent. It is case-sensitive.")
		}
	case sending:
		if question.sending != "" {
			content.Title = question.sending
		}
		add(st.Info, text.Concat(b.act.progress, " You can close this box; a notice reports the outcome."))
	case ended:
		content.Title = question.doneTitle
	}
	for _, line := range b.notes {
		add(noteStyle, line)
	}
	add(st.Warn, b.staleText)
	b.addButtons(&content, question)
	return confirm.Render(st, &content, width, height)
}

// addButtons adds the buttons of the phase; a box whose answer is typed has none.
func (b *model[T]) addButtons(content *confirm.Content, asked question) {
	switch {
	case b.phase == asking && asked.answers != nil:
	case b.phase == asking:
		content.Buttons = []text.Safe{"No", "Yes"}
		if b.yesMarked {
			content.Mark = 1
		}
	default:
		content.Buttons = []text.Safe{"Close"}
	}
}

// inputWidth is the width of the typed text, in cells.
const inputWidth = 54

// maxInput is the maximum length of the input, in runes.
const maxInput = 1000

// handleTypedKey handles a key while an answer is typed.
func (b *model[T]) handleTypedKey(key tea.KeyMsg) (bool, tea.Cmd) {
	if key.Paste || key.Type == tea.KeyRunes || key.Type == tea.KeySpace {
		typed := b.input + string(text.Clean(strings.TrimRight(string(key.Runes), "\r\n")))
		if b.wrongInput = false; b.phase == asking && utf8.RuneCountInString(typed) <= maxInput {
			b.input = typed
		}
		return false, nil
	}
	switch key.Type {
	case tea.KeyBackspace:
		b.input, b.wrongInput = b.input[:len(b.input)-text.LastGrapheme(b.input)], false
	case tea.KeyCtrlU:
		b.input, b.wrongInput = "", false
	}
	switch action, _ := b.env.Keys.Find([]keymap.Scope{b.Scope()}, key.String()); action {
	case keymap.Back:
		return true, nil
	case keymap.Accept:
		if b.wrongInput = b.input == "" || !slices.Contains(b.question().answers, b.input); !b.wrongInput {
			return false, b.send()
		}
	}
	return false, nil
}
