// Package confirm is the yes/no question laid over a screen, and the box that
// such questions are drawn in.
//
// It promises: No is marked at first, so Enter alone changes nothing; pasted
// text answers nothing. That a key typed ahead cannot answer a question nobody
// has seen is the root's care. It asks nothing of the network and acts on nothing: closing
// with yes only hands back the message it was given. It imports keymap, theme,
// ui/host and ui/text; never api or a screen.
package confirm

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Question is what is asked. Zero values: no body, labels "Yes" and "No", no
// danger, keys are heard at once.
type Question struct {
	Title    text.Safe
	Body     []text.Safe // one paragraph each, wrapped to the box; "" leaves a line free
	YesLabel text.Safe
	NoLabel  text.Safe
	Yes, No  tea.Msg // the result when that is the answer; nil: none
	Danger   bool    // yes cannot be taken back: drawn as such
}

type model struct {
	box.Base
	env       *host.Env
	question  Question
	yesMarked bool // which answer is marked
}

// New builds the box for a question.
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

// Update takes keys only.
func (b *model) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	switch KeyAction(b.env.Keys, key) {
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

// KeyAction translates a key through the scope of questions; "" means that the
// key says nothing here. Pasted text never answers.
func KeyAction(keys keymap.Map, key tea.KeyMsg) keymap.Action {
	if key.Paste {
		return ""
	}
	action, _ := keys.Find([]keymap.Scope{keymap.Confirm}, key.String())
	return action
}

// View draws the box for a body of w by h cells.
func (b *model) View(width, height int) string {
	content := Content{
		Title: b.question.Title, Danger: b.question.Danger,
		Buttons: []text.Safe{b.question.NoLabel, b.question.YesLabel},
		Hints:   Hints(b.env.Keys, keymap.Confirm, keymap.Yes, keymap.No, keymap.Accept),
	}
	if b.yesMarked {
		content.Mark = 1
	}
	for _, paragraph := range b.question.Body {
		content.Body = append(content.Body, Line{Text: paragraph, Style: b.env.Styles.Text})
	}
	return Render(b.env.Styles, content, width, height)
}
