// Package box defines the boxes shown over a screen: the methods that the root
// calls, and the defaults that most boxes share. Each box has a package below
// this one; none imports a screen.
//
// It also has two shared base types: a list to pick from and a sheet to read. It
// does no I/O.
package box

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
)

// Box is shown over the screen and gets every key before the screen does.
type Box interface {
	// Addr is the owner number to which its messages are addressed.
	Addr() uint64
	// Init is called once, when the box opens.
	Init() tea.Cmd
	// Update handles keys, messages addressed to this box, and broadcasts. It
	// returns done when the box closes. A non-nil result is then delivered like
	// any other message, usually to the screen that opened the box.
	Update(tea.Msg) (done bool, result tea.Msg, cmd tea.Cmd)
	// View renders the box for a body of width by height cells; the frame centres it.
	View(width, height int) string
	Scope() keymap.Scope
	// Typing is true while a text field has the focus.
	Typing() bool
	// Close cancels the box's context. No method is called afterwards.
	Close()
}

// Able is a box of which some keys have nothing to act on at times: the help line leaves
// them out then. Of other boxes every key of the scope can be used.
type Able interface{ Can(keymap.Action) bool }

// Clicked is a box that answers clicks of the mouse.
type Clicked interface {
	// Click handles a click on a cell of the box and reports whether something is there,
	// which is selected then; the root accepts it as enter does.
	Click(x, y int) bool
}

// Open asks the root to open a box over the screen.
type Open struct{ Box Box }

// Base is a box's owner with defaults for methods that many boxes do not need.
// Embed it.
type Base struct{ host.Owner }

// NewBase starts an owner under the session's context.
func NewBase(env *host.Env) Base { return Base{Owner: host.NewOwner(env)} }

// Init returns nil.
func (Base) Init() tea.Cmd { return nil }

// Typing is false.
func (Base) Typing() bool { return false }
