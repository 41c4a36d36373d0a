package form

import (
	"errors"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/form/draft"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// resumeChosen says what to do with one of the drafts that were found.
type resumeChosen struct {
	host.Tag
	how  keymap.Action // Yes, New, Discard or Back
	at   int           // index of the draft in found
	from []foundDraft
}

// Offer restores the newest draft once the form has opened, and asks whether to
// continue it. No answer loses a draft, except the one that discards it by name.
func (d *Draft) Offer() tea.Cmd {
	loaded := d.loaded
	if d.loaded = nil; loaded == nil {
		return nil
	}
	var notice tea.Cmd
	var bad *draft.BadError
	if errors.As(loaded.err, &bad) {
		notice = host.Say(host.Warning, text.CleanN(bad.Error(), 200))
	}
	found := loaded.found
	if d.env.Writing.Any([]string{d.kind}) { // from this form, closed since
		found = slices.DeleteFunc(found, func(one foundDraft) bool { return !one.Sent.IsZero() })
		d.startNew()
		notice = tea.Batch(notice, host.Say(host.Info, text.Lit("What this form sent is still on its way; a notice will report the outcome.")))
	}
	return tea.Batch(notice, d.ask(found))
}

// Offers reports whether Offer will ask whether to continue a draft.
func (d *Draft) Offers() bool { return d.loaded != nil && len(d.loaded.found) > 0 }

// ask opens the question about the drafts; the newest is behind it.
func (d *Draft) ask(found []foundDraft) tea.Cmd {
	if len(found) == 0 {
		return nil
	}
	restored := d.adopt(&found[0])
	ask := &resumeBox{Base: box.NewBase(d.env), env: d.env, tag: d.form.Tag(), found: found}
	for _, one := range found {
		ask.bodies = append(ask.bodies, d.offerText(&one))
	}
	return tea.Batch(restored, d.env.Send(box.Open{Box: ask}))
}

// adopt shows the values of a draft and continues its file.
func (d *Draft) adopt(one *foundDraft) tea.Cmd {
	restored := d.form.Restore(one.values)
	d.file = &file{store: d.store, kind: d.kind, slot: one.slot, token: one.Token}
	d.onDisk, d.savedAt, d.sent = d.form.Values(), one.Saved, one.Sent
	return restored
}

// offerText says what a draft is about and whether it was sent.
func (d *Draft) offerText(one *foundDraft) []text.Safe {
	about := d.form.About(one.values)
	if one.Sent.IsZero() {
		return []text.Safe{text.Concat(text.Lit("It was not sent: "), about)}
	}
	sent := text.Clean(text.Stamp(one.Sent, d.env.Zone))
	return []text.Safe{text.Concat(text.Lit("It was sent at "), sent, text.Lit("; the outcome is unknown: "), about), d.form.SentHint()}
}

// resume carries out the answer about the drafts.
func (d *Draft) resume(chosen *resumeChosen) tea.Cmd {
	one := chosen.from[chosen.at]
	switch chosen.how {
	case keymap.Yes:
		if chosen.at > 0 { // the newest is there already
			return d.adopt(&one)
		}
		return nil
	case keymap.Discard:
		drop := tea.Sequence(d.adopt(&one), d.drop())
		rest := append(chosen.from[:chosen.at:chosen.at], chosen.from[chosen.at+1:]...)
		if len(rest) == 0 {
			d.startNew()
		}
		return tea.Batch(drop, d.ask(rest))
	case keymap.StartNew:
		d.startNew()
		return nil
	}
	d.closed = true // nothing was typed: the draft is on disk as it was
	return d.close()
}

// startNew shows the initial values. The drafts stay, and this form gets its own.
func (d *Draft) startNew() {
	d.file = &file{store: d.store, kind: d.kind}
	d.form.StartOver()
	d.onDisk, d.savedAt, d.sent = d.form.Values(), time.Time{}, time.Time{}
}

// resumeBox asks which draft to continue, if any. Enter and y continue the one that
// is named.
type resumeBox struct {
	box.Base
	env    *host.Env
	tag    host.Tag
	found  []foundDraft
	bodies [][]text.Safe
	at     int // the draft that is named
	marked int // index of the marked button
}

// resumeActions are the actions of the buttons.
func resumeActions() []keymap.Action {
	return []keymap.Action{keymap.Yes, keymap.StartNew, keymap.Discard}
}

func (b *resumeBox) Scope() keymap.Scope {
	if len(b.found) > 1 {
		return keymap.ResumeMany
	}
	return keymap.Resume
}

// Update handles keys.
func (b *resumeBox) Update(msg tea.Msg) (bool, tea.Msg, tea.Cmd) {
	key, ok := msg.(tea.KeyMsg)
	if !ok {
		return false, nil, nil
	}
	buttons := resumeActions()
	action := confirm.KeyAction(b.env.Keys, b.Scope(), key)
	switch action {
	case keymap.Next:
		b.marked = (b.marked + 1) % len(buttons)
		return false, nil, nil
	case keymap.Prev:
		b.marked = (b.marked + len(buttons) - 1) % len(buttons)
		return false, nil, nil
	case keymap.Older:
		b.at = (b.at + 1) % len(b.found)
		return false, nil, nil
	case keymap.Accept:
		action = buttons[b.marked]
	case keymap.Yes, keymap.StartNew, keymap.Discard, keymap.No:
	default:
		return false, nil, nil
	}
	return true, resumeChosen{Tag: b.tag, how: action, at: b.at, from: b.found}, nil
}

func (b *resumeBox) View(width, height int) string {
	when := text.Clean(text.Stamp(b.found[b.at].Saved, b.env.Zone))
	content := confirm.Content{
		Title:   text.Concat(text.Lit("Continue the draft of "), when, text.Lit("?")),
		Buttons: []text.Safe{text.Lit("Continue it"), text.Lit("New form"), text.Lit("Discard it")}, Mark: b.marked, Danger: true,
	}
	body := append([]text.Safe{}, b.bodies[b.at]...)
	if len(b.found) > 1 {
		body = append(body, text.Clean(fmt.Sprintf("Draft %d of %d of this form.", b.at+1, len(b.found))))
	}
	for _, paragraph := range append(body, text.Lit("A new form keeps the draft.")) {
		content.Body = append(content.Body, confirm.Line{Text: paragraph, Style: b.env.Styles.Text})
	}
	return confirm.Render(b.env.Styles, &content, width, height)
}
