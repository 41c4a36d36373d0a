package results

import (
	"cmp"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/results"
	"ax-tui/keymap"
	"ax-tui/ui/box/consent"
	"ax-tui/ui/box/reading"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// texts are those of the application for one result.
type texts struct {
	id      string // of the result; "": none
	loading bool
	values  []results.Value
	err     error
}

// textsRead are the texts of one result.
type textsRead struct {
	host.Tag
	id     string
	values []results.Value
	err    error
}

// asked is what the question about texts of the application was for.
type asked int

const (
	forTexts asked = iota
	forSlices
)

// askForTexts reads the texts of the selected result, the first time after a question.
func (m *model) askForTexts() tea.Cmd {
	if m.env.Texts {
		return m.readTexts()
	}
	m.asked = forTexts
	return consent.Ask(m.env, m.Tag(), "The texts that the evaluator was given are read for the selected result.",
		text.Concat(m.key(keymap.ShowTexts), " then shows them for one result at a time"))
}

// readTexts reads the texts of the selected result.
func (m *model) readTexts() tea.Cmd {
	item, ok := m.selected()
	evaluator, _, found := m.shown()
	if !ok || !found || m.texts.loading && m.texts.id == item.ID {
		return nil
	}
	m.texts = texts{id: item.ID, loading: true}
	m.resize()
	ctx, client, tag, plan, name := m.Ctx, m.client, m.Tag(), m.reading.Plan, evaluator.Name
	return func() tea.Msg {
		values, err := plan.Texts(ctx, client, name, &item)
		return textsRead{Tag: tag, id: item.ID, values: values, err: err}
	}
}

func (m *model) applyTexts(answer *textsRead) {
	if answer.id != m.texts.id || host.Canceled(answer.err) {
		return
	}
	m.texts = texts{id: answer.id, values: answer.values, err: answer.err}
	m.resize()
}

// fullText are the notes of the results and what is known of the selected one.
func (m *model) fullText() (out []reading.Section) {
	if evaluator, _, ok := m.shown(); ok && m.compared && len(evaluator.Changes) > 0 {
		var lines []string
		for _, change := range evaluator.Changes {
			lines = append(lines, change.Label+" "+results.Percent(change.Now.Share)+": "+change.Words())
		}
		out = append(out, reading.Section{Title: text.Concat(text.CleanN(evaluator.Name, 60), " against ", text.Safe(m.before.Plan.Before())), Text: strings.Join(lines, "\n")})
	}
	if len(m.notes) > 0 {
		out = append(out, reading.Section{Title: "What the numbers do not tell", Text: strings.Join(m.notes, ".\n") + "."})
	}
	item, ok := m.selected()
	if !ok {
		return out
	}
	title := text.Concat("Explanation of ", text.CleanN(cmp.Or(item.Label, item.Name), 100), ", ", text.CleanN(cmp.Or(item.TraceID, item.ID), 100))
	out = append(out, reading.Section{Title: title, Text: cmp.Or(item.Explanation, "The evaluator gave none.")})
	if m.texts.id == item.ID {
		for _, value := range m.texts.values {
			out = append(out, reading.Section{Title: text.CleanN(value.Path, 200), Text: value.Text})
		}
	}
	return out
}
