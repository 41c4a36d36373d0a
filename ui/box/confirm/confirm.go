// Package confirm is the yes/no question over a screen, and renders the boxes of
// such questions.
//
// It promises: No is selected first, so Enter alone changes nothing; pasted text
// does not answer. The root drops keys that were typed before the box was visible.
// It sends no requests and carries out nothing: closing with yes only returns the
// given message.
package confirm

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Question configures the box. Zero values: no body, labels "Yes" and "No", no
// results, no danger.
type Question struct {
	Title    text.Safe
	Body     []text.Safe // one paragraph each, wrapped to the box; "" is an empty line
	YesLabel text.Safe
	NoLabel  text.Safe
	Yes, No  tea.Msg // the result for each answer; nil: none
	Danger   bool    // yes cannot be undone: shown as such
}

type model struct {
	box.Base
	env       *host.Env
	question  Question
	yesMarked bool // Yes is selected
}

// New creates the box for a question.
func New(env *host.Env, question Question) box.Box {
	if question.YesLabel == "" {
		question.YesLabel = text.Lit("Yes")
	}
	if question.NoLabel == "" {
		question.NoLabel = text.Lit("No")
	}
	return &model{Base: box.NewBase(env), env: env, question: question}
}

func (b *model) Scope() keymap.Scope { return keymap.Confirm }

// Update handles keys.
func (b *model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	switch KeyAction(b.env.Keys, keymap.Confirm, key) {
	case keymap.Yes:
		return true, b.question.Yes, nil
	case keymap.No:
		return true, b.question.No, nil
	case keymap.Next:
		b.yesMarked = !b.yesMarked
	case keymap.Accept:
		if b.yesMarked {
			return true, b.question.Yes, nil
		}
		return true, b.question.No, nil
	}
	return false, nil, nil
}

// KeyAction returns the action of a key in the scope of a question, "" for none and
// for pasted text.
func KeyAction(keys keymap.Map, scope keymap.Scope, key tea.KeyMsg) keymap.Action {
	if key.Paste {
		return ""
	}
	action, _ := keys.Find([]keymap.Scope{scope}, key.String())
	return action
}

// View renders the box for a body of width by height cells.
func (b *model) View(width, height int) string {
	content := Content{
		Title: b.question.Title, Danger: b.question.Danger,
		Buttons: []text.Safe{b.question.NoLabel, b.question.YesLabel},
	}
	if b.yesMarked {
		content.Mark = 1
	}
	for _, paragraph := range b.question.Body {
		content.Body = append(content.Body, Line{Text: paragraph, Style: b.env.Styles.Text})
	}
	return Render(b.env.Styles, &content, width, height)
}
