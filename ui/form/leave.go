package form

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// leaveChoice is a way to leave a form.
type leaveChoice int

const (
	stay leaveChoice = iota
	keepDraft
	discardDraft
	leaveOnly // nothing would be lost
)

// leaveChosen is the answer to leaving. It comes back to the form, so that it
// cannot close another screen that has taken its place meanwhile.
type leaveChosen struct {
	host.Tag
	how leaveChoice
}

// leaveBox is the box that asks how to leave.
type leaveBox struct {
	box.Base
	env    *host.Env
	tag    host.Tag
	reason text.Safe
	// The ways in the order of the buttons: the one that loses something is last.
	choices []leaveChoice
	marked  int
}

// Leave goes back, asking first when something would be lost.
func (d *Draft[T]) Leave() tea.Cmd {
	if !d.form.Unsaved() && !d.sending {
		return d.close()
	}
	ask := &leaveBox{Base: box.NewBase(d.env), env: d.env, tag: d.form.Tag()}
	switch {
	case d.sending:
		ask.reason, ask.choices = text.Lit("The request is on its way and goes on; a notice tells its outcome."), []leaveChoice{stay, leaveOnly}
	case d.file == nil:
		ask.reason = text.Concat(d.form.UnsentText(), text.Lit(" Drafts are not kept here: what you typed would be lost."))
		ask.choices = []leaveChoice{stay, discardDraft}
	default:
		ask.reason = text.Concat(d.form.UnsentText(), text.Lit(" A kept draft is offered when the form is opened next."))
		ask.choices = []leaveChoice{stay, keepDraft, discardDraft}
	}
	return d.env.Send(box.Open{Box: ask})
}

// leave carries the answer out. A kept draft is on disk before the form closes.
func (d *Draft[T]) leave(how leaveChoice) tea.Cmd {
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

// close takes the form away, and not what has come to stand over it.
func (d *Draft[T]) close() tea.Cmd { return d.env.Send(host.Leave{Owner: d.form.Tag().Owner}) }

func (b *leaveBox) Scope() keymap.Scope { return keymap.Confirm }

// Update takes keys only. Yes means leaving in the way that loses nothing.
func (b *leaveBox) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	how := b.choices[b.marked]
	switch confirm.KeyAction(b.env.Keys, key) {
	case keymap.No:
		how = stay
	case keymap.Yes:
		how = b.choices[1]
	case keymap.Next:
		b.marked = (b.marked + 1) % len(b.choices)
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
		stay: text.Lit("Stay"), keepDraft: text.Lit("Keep the draft"), discardDraft: text.Lit("Throw it away"), leaveOnly: text.Lit("Leave"),
	}
	content := confirm.Content{
		Title: text.Lit("Leave the form?"), Body: []confirm.Line{{Text: b.reason, Style: b.env.Styles.Text}}, Danger: true,
		Mark: b.marked, Hints: confirm.Hints(b.env.Keys, keymap.Confirm, keymap.No, keymap.Accept, keymap.Next),
	}
	for _, way := range b.choices {
		content.Buttons = append(content.Buttons, labels[way])
	}
	return confirm.Render(b.env.Styles, content, width, height)
}
