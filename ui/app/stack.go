package app

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box"
	"ax-tui/ui/host"
)

// move opens a screen over the present one, or in its place.
func (r *Root) move(move host.Move) tea.Cmd {
	mk, ok := r.session.Makers[move.To]
	if !ok {
		return nil
	}
	switch {
	case move.Replace != 0 && move.Replace != r.top().Addr():
		return r.close(move.Replace)
	case move.Replace != 0 && len(r.stack) > 1:
		r.drop()
	default:
		r.env.Polls.Hide(r.top().Addr())
		r.top().Hide()
	}
	declined := r.closeBoxes()
	screen := mk(r.env, move)
	r.stack = append(r.stack, screen)
	screen.SetSize(r.bodySize())
	r.env.Polls.Show(screen.Addr())
	return tea.Batch(declined, screen.Init())
}

// pop closes the top screen. The last one stays: Esc never quits.
func (r *Root) pop() tea.Cmd {
	if len(r.stack) == 1 {
		return nil
	}
	declined := r.closeBoxes()
	r.drop()
	r.env.Polls.Show(r.top().Addr())
	return tea.Batch(declined, r.top().Show())
}

// close takes one screen out of the stack.
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

// closeBoxes takes away the boxes of a screen that is left: an answer that came
// late may move on while a question still stands open. A connection that one of
// them offered is given back.
func (r *Root) closeBoxes() tea.Cmd {
	for _, b := range r.overlays {
		r.env.Polls.Forget(b.Addr())
		b.Close()
	}
	r.overlays = nil
	return r.decline()
}

func (r *Root) drop() {
	screen := r.top()
	r.stack = r.stack[:len(r.stack)-1]
	r.env.Polls.Forget(screen.Addr())
	screen.Close()
}

func (r *Root) open(b box.Box) tea.Cmd {
	r.overlays = append(r.overlays, b)
	r.opened = r.env.Now()
	r.env.Polls.Show(b.Addr())
	if r.tooEarly(b) {
		drawAgain := toRoot(func(*Root) tea.Cmd { return nil })
		return tea.Batch(b.Init(), r.env.After(seenAfter, drawAgain))
	}
	return b.Init()
}
