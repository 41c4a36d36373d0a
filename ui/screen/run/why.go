package run

import (
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// Why returns why an action is not possible now.
func (p *model) Why(act keymap.Action) text.Safe {
	switch {
	case act == keymap.RunAgain:
		return "the task of this run is not loaded yet"
	case !p.known():
		return "this run is not loaded yet"
	case p.ended():
		return "this run has ended"
	}
	return ""
}
