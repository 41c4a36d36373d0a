// Package box is what a box over a screen is: the methods that the root calls,
// and the defaults that most boxes share. Each box has a folder below this
// one; none imports a screen.
//
// It has the two bases that several share as well: a list to pick from, a sheet
// to read. It does no I/O. It imports keymap, ui/host, ui/part and ui/text.
package box

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
)

// Box is drawn over the screen; it gets every key before the screen does.
type Box interface {
	// Addr is the owner number under which its own answers come back.
	Addr() uint64
	// Init is called once, when the box opens.
	Init() tea.Cmd
	// Update takes keys, messages addressed to this box, and broadcasts. It
	// answers done when the box closes; the result, if not nil, is then
	// delivered like any message (addressed to whoever opened it).
	Update(tea.Msg) (done bool, result tea.Msg, cmd tea.Cmd)
	// View draws the box for a body of w by h cells; the frame centres it.
	View(width, height int) string
	Scope() keymap.Scope
	// Typing is true while a text field has the focus.
	Typing() bool
	// Close cancels the box's context. Nothing is called afterwards.
	Close()
}

// Open asks the root to lay a box over the screen.
type Open struct{ Box Box }

// Base is a box's owner with the defaults of the methods that many boxes have
// no use for. Embed it.
type Base struct{ host.Owner }

// NewBase starts an owner under the session's context.
func NewBase(env *host.Env) Base { return Base{Owner: host.NewOwner(env)} }

// Init asks for nothing.
func (Base) Init() tea.Cmd { return nil }

// Typing is false.
func (Base) Typing() bool { return false }
