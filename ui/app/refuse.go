package app

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// refuse shows a notice that says why an action is not available.
func (r *Root) refuse(entry *keymap.Entry) tea.Cmd {
	if entry.Write && r.env.ReadOnly {
		return r.notify(host.Notice{Kind: host.Warning, Text: host.ReadOnly})
	}
	return r.notify(host.Notice{Kind: host.Info, Text: text.Concat(text.Safe(entry.First()), ": ", r.why(*entry))})
}

// why returns why an action is not available now.
func (r *Root) why(entry keymap.Entry) text.Safe {
	return cmp.Or(r.reason(entry), text.Safe("not available now: ")+text.Safe(entry.Help))
}

// reason returns what makes an action impossible now, "" if nothing is known.
func (r *Root) reason(entry keymap.Entry) text.Safe {
	switch {
	case entry.Write && r.env.ReadOnly:
		return "--read-only or the settings disable changes"
	case entry.Action == keymap.Back:
		return "this is the first screen"
	case entry.Action == keymap.Profile:
		return "there is only this login"
	case entry.Action == keymap.WatchBoard && r.session.Makers[host.PlaceBoard] == nil:
		return "there is no login"
	case entry.Action == keymap.WatchBoard:
		return "this is the board"
	}
	return r.top().Why(entry.Action)
}

// unknownKey says that a key has no meaning here. Motions stay silent: they are
// pressed anywhere.
func (r *Root) unknownKey(key string) tea.Cmd {
	if _, motion := r.env.Keys.Find([]keymap.Scope{keymap.Move}, key); motion {
		return nil
	}
	helpKey := r.env.KeyOf(r.scopes(), keymap.Help)
	return r.notify(host.Notice{Kind: host.Info, Text: text.Concat("no key ", text.Clean(keymap.Name(key)), " here, ", helpKey, " lists the keys")})
}

// asksForHelp reports whether a key opens the help also where text is typed.
func (r *Root) asksForHelp(key tea.KeyMsg) bool {
	action, _ := r.env.Keys.Find([]keymap.Scope{keymap.Global}, key.String())
	return action == keymap.Help && !key.Paste && (key.Type != tea.KeyRunes || key.Alt)
}
