package app

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/screen"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// mouse is what the mouse does. It is off unless it is asked for, as the terminal selects
// no text while a program has it.
type mouse struct {
	on       bool
	pressed  tea.MouseMsg // the last press of the left button
	at       time.Time    // when it was pressed
	dragging bool         // it was pressed on the divider of the screen
}

const (
	doubleClick = 500 * time.Millisecond // between two presses on one cell
	wheelRows   = 3                      // rows for one step of the wheel
)

// useMouse turns the mouse on or off.
func (r *Root) useMouse(on bool) tea.Cmd {
	r.input.mouse = mouse{on: on}
	return term.Mouse(on)
}

func (r *Root) toggleMouse() tea.Cmd {
	cmd, notice := r.useMouse(!r.input.mouse.on), text.Lit("The mouse is off: the terminal selects text again.")
	if r.input.mouse.on {
		notice = "The mouse is on. In most terminals shift and a drag still select text."
	}
	return tea.Batch(cmd, r.show(host.Notice{Kind: host.Info, Text: notice}))
}

// handleMouse handles an event of the mouse. What is at a cell is asked of
// what has drawn it.
func (r *Root) handleMouse(event tea.MouseMsg) tea.Cmd {
	now, state := r.env.Now(), &r.input.mouse
	if !state.on || !r.started || r.tooSmall() || r.writes.deferred != nil {
		return nil
	}
	r.env.Polls.Touch()
	switch {
	case event.Button == tea.MouseButtonWheelUp:
		return r.wheel(keymap.Up)
	case event.Button == tea.MouseButtonWheelDown:
		return r.wheel(keymap.Down)
	case event.Action == tea.MouseActionRelease:
		state.dragging = false
		return nil
	case event.Button != tea.MouseButtonLeft:
		return nil
	case event.Action == tea.MouseActionMotion:
		r.drag(event.X)
		return nil
	}
	double := now.Sub(state.at) < doubleClick && event.X == state.pressed.X && event.Y == state.pressed.Y
	state.pressed, state.at = event, now
	if double {
		state.at = time.Time{} // a third press is a first one
	}
	r.input.unfound.on = false
	r.notice.clear(now)
	return r.click(event.X, event.Y, double)
}

// wheel moves by a few rows where the keys for that are motions, or the lines of a box.
func (r *Root) wheel(direction keymap.Action) tea.Cmd {
	scopes := r.inFront()
	if r.Box() != nil {
		scopes = append(scopes, keymap.Move)
	}
	entry, ok := r.env.Keys.Entry(scopes, direction)
	moves := []keymap.Scope{keymap.Move, keymap.Find, keymap.Review}
	if !ok || r.Box() == nil && !slices.Contains(moves, entry.Scope) {
		return nil // in a form it would change a choice
	}
	named := slices.IndexFunc(entry.Keys, func(key string) bool { return len(key) > 1 }) // a letter may be text
	if named < 0 {
		return nil
	}
	var cmds []tea.Cmd
	for range wheelRows {
		cmds = append(cmds, r.pressed(term.KeyNamed(entry.Keys[named])))
	}
	return tea.Batch(cmds...)
}

// click handles a press of the left button on a cell of the frame.
func (r *Root) click(x, y int, double bool) tea.Cmd {
	_, height := r.bodySize()
	switch overlay := r.Box(); {
	case y == r.h-1:
		return r.clickHelp(x)
	case y == 0 || y > height:
		return nil
	case overlay != nil:
		return r.clickBox(overlay, x, y-1, height)
	}
	if divided, ok := r.top().(screen.Divided); ok {
		if at, shown := divided.Divider(); shown && at == x {
			r.input.mouse.dragging = true
			return nil
		}
	}
	clicked, ok := r.top().(screen.Clicked)
	if !ok {
		return nil
	}
	row, cmd := clicked.Click(x, y-1)
	if row && double {
		return tea.Batch(cmd, r.perform(keymap.Open))
	}
	return cmd
}

// clickBox hands a click to a box, in cells of the box.
func (r *Root) clickBox(overlay box.Box, x, y, height int) tea.Cmd {
	clicked, ok := overlay.(box.Clicked)
	left, top, width, rows := part.OverlayPlace(overlay.View(r.w, height), r.w, height)
	if x, y = x-left, y-top; !ok || x < 0 || y < 0 || x >= width || y >= rows {
		return nil
	}
	if clicked.Click(x, y) {
		return r.pressed(tea.KeyMsg{Type: tea.KeyEnter})
	}
	return nil
}

// clickHelp presses the key of the help line that is at a cell.
func (r *Root) clickHelp(x int) tea.Cmd {
	for _, item := range r.helpItems() {
		if x >= item.from && x < item.to {
			return r.handleKeys(term.KeyNamed(item.entry.Keys[0]))
		}
	}
	return nil
}

// drag moves the divider of the screen.
func (r *Root) drag(x int) {
	if divided, ok := r.top().(screen.Divided); ok && r.input.mouse.dragging && r.Box() == nil {
		divided.MoveDivider(x)
	}
}
