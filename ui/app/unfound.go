package app

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
)

// unfoundPause is the pause in typing after which letters are keys again.
const unfoundPause = 2 * time.Second

// unfound is the time after the key that finds was pressed where there is nothing to
// find. A person may have begun to type a text then, whose letters must not be taken
// for keys: they are dropped until the text ends, by a pause, enter or esc.
type unfound struct {
	on    bool
	typed time.Time // the last letter of the text
}

// handleKey handles one key. No letter of a text after a key that finds is a command.
func (r *Root) handleKey(key tea.KeyMsg) tea.Cmd {
	typing := r.Typing()
	if !typing && r.dropped(key) {
		return nil
	}
	cmd := r.pressed(key)
	if typing {
		return cmd
	}
	return tea.Batch(cmd, r.notFound(key))
}

// dropped reports whether a key belongs to a text that nothing is found with. Another
// key ends it; enter and esc, which would end a find, do nothing else.
func (r *Root) dropped(key tea.KeyMsg) bool {
	text, now := &r.input.unfound, r.env.Now()
	if text.on = text.on && now.Sub(text.typed) < unfoundPause; !text.on {
		return false
	}
	text.typed = now
	switch key.Type {
	case tea.KeyRunes, tea.KeySpace, tea.KeyBackspace:
		return true
	case tea.KeyEnter, tea.KeyEsc:
		text.on = false
		r.notice.clear(now)
		return true
	}
	text.on = false
	return false
}

// notFound must be called after a key was handled outside of text fields: it says so when
// the key is one that finds, and what has the focus takes no text now.
func (r *Root) notFound(key tea.KeyMsg) tea.Cmd {
	if key.Paste || r.quit || r.Typing() || !r.finds(key.String()) {
		return nil
	}
	r.input.unfound = unfound{on: true, typed: r.env.Now()}
	return r.show(host.Notice{Kind: host.Info, Text: "There is nothing to find here. Text typed now is ignored; esc ends that."})
}

// finds reports whether a key finds a text on any screen.
func (r *Root) finds(key string) bool {
	return slices.ContainsFunc(r.env.Keys.Entries(), func(entry keymap.Entry) bool {
		return entry.Action == keymap.FindText && slices.Contains(entry.Keys, key)
	})
}
