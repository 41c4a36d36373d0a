package form

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// way is a way to leave a form.
type way int

const (
	stay way = iota
	keepDraft
	throwAway
	leaveOnly // nothing would be lost
)

// parting is the answer to leaving. It comes back to the form, so that it
// cannot close another screen that has taken its place meanwhile.
type parting struct {
	host.Tag
	how way
}

// leaving is the box that asks how to leave.
type leaving struct {
	box.Base
	env *host.Env
	to  host.Tag
	why text.Safe
	// The ways in the order of the buttons: the one that loses something is last.
	ways []way
	at   int
}

// Leave goes back, asking first when something would be lost.
func (d *Draft[T]) Leave() tea.Cmd {
	if !d.form.Unsaved() && !d.sending {
		return d.close()
	}
	b := &leaving{Base: box.NewBase(d.env), env: d.env, to: d.form.Tag()}
	switch {
	case d.sending:
		b.why, b.ways = text.Lit("The request is on its way and goes on; a notice tells its outcome."), []way{stay, leaveOnly}
	case d.file == nil:
		b.why = text.Concat(d.form.Unsent(), text.Lit(" Drafts are not kept here: what you typed would be lost."))
		b.ways = []way{stay, throwAway}
	default:
		b.why = text.Concat(d.form.Unsent(), text.Lit(" A kept draft is offered when the form is opened next."))
		b.ways = []way{stay, keepDraft, throwAway}
	}
	return d.env.Send(box.Open{Box: b})
}

// part carries the answer out. A kept draft is on disk before the form closes.
func (d *Draft[T]) part(how way) tea.Cmd {
	switch how {
	case keepDraft:
		d.leaving = true
		return d.save(d.form.Typed())
	case throwAway:
		d.ended = true
		return tea.Batch(d.close(), d.drop())
	}
	return d.close()
}

// close takes the form away, and not what has come to stand over it.
func (d *Draft[T]) close() tea.Cmd { return d.env.Send(host.CloseScreen{Owner: d.form.Tag().Owner}) }

func (b *leaving) Scope() keymap.Scope { return keymap.Confirm }

// Update takes keys only. Yes means leaving in the way that loses nothing.
func (b *leaving) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	how := b.ways[b.at]
	switch confirm.Answer(b.env.Keys, key) {
	case keymap.No:
		how = stay
	case keymap.Yes:
		how = b.ways[1]
	case keymap.Next:
		b.at = (b.at + 1) % len(b.ways)
		return false, nil, nil
	case keymap.Accept:
	default:
		return false, nil, nil
	}
	if how == stay {
		return true, nil, nil
	}
	return true, parting{b.to, how}, nil
}

func (b *leaving) View(w, h int) string {
	labels := map[way]text.Safe{
		stay: text.Lit("Stay"), keepDraft: text.Lit("Keep the draft"), throwAway: text.Lit("Throw it away"), leaveOnly: text.Lit("Leave"),
	}
	content := confirm.Content{
		Title: text.Lit("Leave the form?"), Body: []confirm.Line{{Text: b.why, Style: b.env.Styles.Text}}, Danger: true,
		Mark: b.at, Hints: confirm.Hints(b.env.Keys, keymap.Confirm, keymap.No, keymap.Accept, keymap.Next),
	}
	for _, way := range b.ways {
		content.Buttons = append(content.Buttons, labels[way])
	}
	return confirm.Draw(b.env.Styles, content, w, h)
}
