package deletetask

import (
	"github.com/charmbracelet/lipgloss"

	"ax-tui/keymap"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/text"
)

// room is how much of the name, and of what was typed, is shown.
const room = 54

// shownName keeps the name to two lines, so that the box keeps its shape.
const shownName = 88

// name says which task, for notices and for the head of the box.
func (b *model) name() text.Safe {
	if b.task.Name == "" {
		return text.Concat(text.Lit("task "), text.CutLeft(text.Clean(b.task.ID), 10))
	}
	return text.Concat(text.Lit("task "), text.Cut(text.CleanN(b.task.Name, 300), shownName))
}

// View draws the box for a body of w by h cells.
func (b *model) View(w, h int) string {
	f := confirm.Face{Title: text.Lit("Delete this task?"), Danger: true}
	say := func(st lipgloss.Style, s text.Safe) {
		if s != "" {
			f.Body = append(f.Body, confirm.Line{Text: s, Style: st})
		}
	}
	say(b.st.Strong, b.name())
	switch b.phase {
	case reading:
		say(b.st.Dim, text.Lit("Reading the task…"))
		f.Hints = b.hints(keymap.Back)
	case asking:
		say(b.st.Text, text.Lit("Its runs and its configuration go with it. This is final."))
		say(b.st.Text, b.ask())
		say(b.st.Accent, b.input())
		if b.wrong {
			say(b.st.Error, text.Lit("That is not it; nothing was sent. Capitals count."))
		}
		f.Hints = b.hints(keymap.Accept, keymap.Back)
	case sending:
		f.Title = text.Lit("Deleting")
		say(b.st.Info, text.Lit("deleting… You may close this; the request goes on and its outcome is told."))
		f.Hints = b.hints(keymap.Back)
	case ended:
		f.Title, f.Buttons = text.Lit("Nothing to delete"), []text.Safe{text.Lit("Close")}
	}
	for _, s := range b.note {
		say(b.st.Error, s)
	}
	say(b.st.Warn, b.blind)
	return confirm.Draw(b.st, f, w, h)
}

// ask says what to type.
func (b *model) ask() text.Safe {
	if b.byID() {
		return text.Concat(text.Lit("Type its name, or "), text.Clean(b.tail()), text.Lit(", the end of its ID:"))
	}
	return text.Lit("Type its name to delete it:")
}

// input shows the end of what was typed and where the next letter goes.
func (b *model) input() text.Safe {
	return text.Concat(text.Lit("> "), text.CutLeft(text.Clean(b.typed), room-3), text.Lit("_"))
}

func (b *model) hints(actions ...keymap.Action) []text.Safe {
	var out []text.Safe
	for _, a := range actions {
		if e, ok := b.env.Keys.Entry([]keymap.Scope{keymap.Delete}, a); ok {
			out = append(out, text.Clean(e.First()+" "+e.Short))
		}
	}
	return out
}
