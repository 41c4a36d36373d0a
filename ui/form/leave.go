package form

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// leaveChoice is an answer to the question how to leave a form.
type leaveChoice int

const (
	stay leaveChoice = iota
	keepDraft
	discardDraft
	leaveOnly // nothing is lost
)

// leaveChosen is the result of leaveBox. It is addressed to the form, so that it
// cannot close a screen that was opened meanwhile.
type leaveChosen struct {
	host.Tag
	how leaveChoice
}

// leaveBox asks how to leave the form.
type leaveBox struct {
	box.Base
	env    *host.Env
	tag    host.Tag
	reason text.Safe
	// In the order of the buttons: the choice that loses something is last.
	choices []leaveChoice
	marked  int
}

// Leave closes the form, after asking if something would be lost.
func (d *Draft) Leave() tea.Cmd {
	if !d.form.Unsaved() && !d.sending {
		return d.close()
	}
	ask := &leaveBox{Base: box.NewBase(d.env), env: d.env, tag: d.form.Tag()}
	switch {
	case d.sending:
		ask.reason, ask.choices = text.Lit("The request is still running. A notice reports its outcome."), []leaveChoice{stay, leaveOnly}
	case d.file == nil:
		ask.reason = text.Concat(d.form.UnsentText(), text.Lit(" Drafts are not saved here: your input would be lost."))
		ask.choices = []leaveChoice{stay, discardDraft}
	default:
		ask.reason = text.Concat(d.form.UnsentText(), text.Lit(" A kept draft is offered when the form is opened next."))
		ask.choices = []leaveChoice{stay, keepDraft, discardDraft}
	}
	return d.env.Send(box.Open{Box: ask})
}

// leave carries out the choice. A kept draft is saved before the form closes.
func (d *Draft) leave(how leaveChoice) tea.Cmd {
	switch how {
	case keepDraft:
		d.leaving = true
		return d.save(d.form.Values())
	case discardDraft:
		d.closed = true
		return tea.Batch(d.close(), d.drop())
	}
	return d.close()
}

// close closes the form by its owner, not the screen that is on top.
func (d *Draft) close() tea.Cmd { return d.env.Send(host.CloseScreen{Owner: d.form.Tag().Owner}) }

// Scope is keymap.Leave where a draft can be kept.
func (b *leaveBox) Scope() keymap.Scope {
	if len(b.choices) > 2 {
		return keymap.Leave
	}
	return keymap.Confirm
}

// Update handles keys. Yes leaves, and keeps the draft where one can be kept.
func (b *leaveBox) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	how := b.choices[b.marked]
	switch confirm.KeyAction(b.env.Keys, b.Scope(), key) {
	case keymap.No:
		how = stay
	case keymap.Yes:
		how = b.choices[1]
	case keymap.Discard:
		how = discardDraft
	case keymap.Next:
		b.marked = (b.marked + 1) % len(b.choices)
		return false, nil, nil
	case keymap.Prev:
		b.marked = (b.marked + len(b.choices) - 1) % len(b.choices)
		return false, nil, nil
	case keymap.Accept:
	default:
		return false, nil, nil
	}
	if how == stay {
		return true, nil, nil
	}
	return true, leaveChosen{b.tag, how}, nil
}

func (b *leaveBox) View(width, height int) string {
	labels := map[leaveChoice]text.Safe{
		stay: text.Lit("Stay"), keepDraft: text.Lit("Keep the draft"), discardDraft: text.Lit("Discard it"), leaveOnly: text.Lit("Leave"),
	}
	content := confirm.Content{
		Title: text.Lit("Leave the form?"), Body: []confirm.Line{{Text: b.reason, Style: b.env.Styles.Text}}, Danger: true,
		Mark: b.marked,
	}
	for _, way := range b.choices {
		content.Buttons = append(content.Buttons, labels[way])
	}
	return confirm.Render(b.env.Styles, &content, width, height)
}
