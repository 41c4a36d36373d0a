package newtask

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// leaving is the box that asks how to leave.
type leaving struct {
	box.Base
	env     *host.Env
	st      *theme.Styles
	to      host.Tag
	sending bool
	drafts  bool
	at      int
}

func newLeaving(s *model) box.Box {
	return &leaving{Base: box.NewBase(s.env), env: s.env, st: s.st, to: s.Tag(), sending: s.sending, drafts: s.deps.Drafts != nil}
}

func (b *leaving) Scope() keymap.Scope { return keymap.Confirm }

// answers in the order of the buttons: the one that loses something is last.
func (b *leaving) answers() ([]text.Safe, []int) {
	if b.drafts {
		return []text.Safe{text.Lit("Stay"), text.Lit("Keep the draft"), text.Lit("Throw it away")}, []int{stay, keepIt, throwAway}
	}
	return []text.Safe{text.Lit("Stay"), text.Lit("Throw it away")}, []int{stay, throwAway}
}

// Update takes keys only. Yes means leaving in the way that loses nothing.
func (b *leaving) Update(m tea.Msg) (bool, tea.Msg, tea.Cmd) {
	k, ok := m.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	_, how := b.answers()
	switch confirm.Answer(b.env.Keys, k) {
	case keymap.No:
		return true, nil, nil
	case keymap.Yes:
		return true, parting{b.to, how[1]}, nil
	case keymap.Next:
		b.at = (b.at + 1) % len(how)
	case keymap.Accept:
		if how[b.at] == stay {
			return true, nil, nil
		}
		return true, parting{b.to, how[b.at]}, nil
	}
	return false, nil, nil
}

func (b *leaving) View(w, h int) string {
	labels, _ := b.answers()
	why := text.Lit("The task is not created yet. A kept draft is offered when the form is opened next.")
	switch {
	case b.sending:
		why = text.Lit("The request is on its way and goes on; a notice tells its outcome.")
	case !b.drafts:
		why = text.Lit("The task is not created yet, and drafts are not kept here: what you typed would be lost.")
	}
	f := confirm.Face{
		Title: text.Lit("Leave the form?"), Body: []confirm.Line{{Text: why, Style: b.st.Text}}, Danger: true,
		Buttons: labels, Mark: b.at, Hints: confirm.Hints(b.env.Keys, keymap.Confirm, keymap.No, keymap.Accept, keymap.Next),
	}
	return confirm.Draw(b.st, f, w, h)
}
