package app

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box"
	"ax-tui/ui/host"
)

// move opens a screen on top of the current one or replaces it.
func (r *Root) move(move *host.Move) tea.Cmd {
	makeScreen, ok := r.session.Makers[move.To]
	if !ok {
		return nil
	}
	switch {
	case move.Replace != 0 && move.Replace != r.top().Addr():
		return r.close(move.Replace)
	case move.Replace != 0 && len(r.stack) > 1:
		r.closeTop()
	default:
		r.env.Polls.Hide(r.top().Addr())
		r.top().Hide()
	}
	cmd := r.closeBoxes()
	screen := makeScreen(r.env, *move)
	r.stack = append(r.stack, screen)
	screen.SetSize(r.bodySize())
	r.env.Polls.Show(screen.Addr())
	return tea.Batch(cmd, screen.Init())
}

// pop closes the top screen. The first one stays: Esc never quits.
func (r *Root) pop() tea.Cmd {
	if len(r.stack) == 1 {
		return nil
	}
	cmd := r.closeBoxes()
	r.closeTop()
	r.env.Polls.Show(r.top().Addr())
	return tea.Batch(cmd, r.top().Show())
}

// close removes one screen from the stack. The first one stays.
func (r *Root) close(owner uint64) tea.Cmd {
	if r.top().Addr() == owner {
		return r.pop()
	}
	for i, screen := range r.stack {
		if i > 0 && screen.Addr() == owner {
			r.stack = append(r.stack[:i:i], r.stack[i+1:]...)
			r.env.Polls.Forget(owner)
			screen.Close()
			return nil
		}
	}
	return nil
}

// closeBoxes closes all boxes before the top screen changes, which a late
// response can cause while a question is open. A pending connection is closed.
func (r *Root) closeBoxes() tea.Cmd {
	for _, overlay := range r.overlays {
		r.env.Polls.Forget(overlay.Addr())
		overlay.Close()
	}
	r.overlays = nil
	return r.declineSwitch()
}

func (r *Root) closeTop() {
	screen := r.top()
	r.stack = r.stack[:len(r.stack)-1]
	r.env.Polls.Forget(screen.Addr())
	screen.Close()
}

func (r *Root) openBox(overlay box.Box) tea.Cmd {
	r.overlays = append(r.overlays, overlay)
	r.env.Polls.Show(overlay.Addr())
	return tea.Batch(overlay.Init(), r.startReading(overlay))
}

// startReading starts the confirmDelay of a question.
func (r *Root) startReading(overlay box.Box) tea.Cmd {
	if !overlay.Scope().Question() {
		return nil
	}
	r.openedAt = r.env.Now()
	return r.env.After(confirmDelay, toRoot(func(*Root) tea.Cmd { return nil })) // the help line changes
}
