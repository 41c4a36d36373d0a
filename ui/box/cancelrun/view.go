package cancelrun

import (
	"github.com/charmbracelet/lipgloss"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/text"
)

// tail is how much of an ID tells runs apart.
const tail = 10

func name(id string) text.Safe {
	return text.Concat(text.Lit("run "), text.CutLeft(text.Clean(id), tail))
}

func word(r api.Run) text.Safe { return text.Clean(r.Status.Words()) }

// View draws the box for a body of w by h cells.
func (b *model) View(w, h int) string {
	f := confirm.Face{Title: text.Lit("Cancel this run?"), Danger: b.phase == asking, Body: b.subject()}
	say := func(st lipgloss.Style, s text.Safe) {
		if s != "" {
			f.Body = append(f.Body, confirm.Line{Text: s, Style: st})
		}
	}
	f.Buttons = []text.Safe{text.Lit("Close")}
	f.Hints = confirm.Hints(b.env.Keys, keymap.Accept)
	switch b.phase {
	case asking:
		say(b.st.Text, text.Lit("Yes asks the server to end it. The run ends as cancelled."))
		f.Buttons = []text.Safe{text.Lit("No"), text.Lit("Yes")}
		f.Hints = confirm.Hints(b.env.Keys, keymap.Yes, keymap.No, keymap.Accept)
		if b.yes {
			f.Mark = 1
		}
	case sending:
		f.Title = text.Lit("Cancelling")
		say(b.st.Info, text.Lit("cancelling… You may close this; the request goes on and its outcome is told."))
	case ended:
		f.Title = text.Lit("Nothing to cancel")
	}
	st := b.st.Warn
	if b.phase == asking {
		st = b.st.Error
	}
	for _, s := range b.note {
		say(st, s)
	}
	say(b.st.Warn, b.blind)
	return confirm.Draw(b.st, f, w, h)
}

// subject names what the question is about: task, run, status and since when.
func (b *model) subject() []confirm.Line {
	var out []confirm.Line
	if b.task != "" {
		out = append(out, confirm.Line{Text: text.Concat(text.Lit("task "), b.task), Style: b.st.Strong})
	}
	out = append(out, confirm.Line{Text: name(b.run.ID), Style: b.st.Text})
	if b.run.Status == "" {
		return append(out, confirm.Line{Text: text.Lit("Its status is not known yet."), Style: b.st.Dim})
	}
	glyph, st := b.st.Status(string(b.run.Status))
	state := text.Concat(text.Clean(glyph+" "), word(b.run))
	if since := b.since(); since != "" {
		state = text.Concat(state, text.Lit(" since "), since)
	}
	return append(out, confirm.Line{Text: state, Style: st})
}

// since is when the present status began, as far as the API tells.
func (b *model) since() text.Safe {
	at := b.run.CreatedAt
	switch {
	case b.run.Status.Terminal() && b.run.FinishedAt != nil:
		at = *b.run.FinishedAt
	case b.run.Status.Terminal():
		return ""
	case b.run.Status != api.Pending && b.run.StartedAt != nil:
		at = *b.run.StartedAt
	}
	if at.IsZero() {
		return ""
	}
	return text.Clean(text.Seconds(at, b.env.Zone))
}
