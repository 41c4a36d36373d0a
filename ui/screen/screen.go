// Package screen defines the interface between a screen and the root model, the
// information that the frame shows about a screen, and default methods. Each screen
// has a folder below this one; screens do not import each other.
package screen

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Screen is a full-screen view of the program. Its methods run on the update loop,
// change only the screen itself and do no I/O. View is pure and has exactly the
// height of SetSize; its cost depends on the size of the screen, not of the data.
type Screen interface {
	// Addr returns the owner number to which answers are sent.
	Addr() uint64
	// Init is called once, after the first SetSize.
	Init() tea.Cmd
	// Update handles messages for this screen, broadcasts and, while Typing, all keys.
	Update(tea.Msg) tea.Cmd
	// Do performs an action, called by a key or the palette.
	Do(keymap.Action) tea.Cmd
	// Can reports whether an action is possible now; the help line and the palette omit
	// others. If it is false for keymap.Back, the root closes the screen.
	Can(keymap.Action) bool
	// Why returns why an action is not possible now, "" for a general text.
	Why(keymap.Action) text.Safe
	View() string
	SetSize(width, height int)
	// Scopes returns the key scopes of the screen, innermost first, without Global.
	Scopes() []keymap.Scope
	// Typing reports whether a text field has the focus: printable keys are text then.
	Typing() bool
	// Show is called when the screen is on top again, Hide when another covers it.
	Show() tea.Cmd
	Hide()
	// Keep returns the command that saves unsent input to disk when the program or
	// the session ends, nil for none. Its message is dropped.
	Keep() tea.Cmd
	// Close cancels the screen's context. No method is called afterwards.
	Close()
	Info() Info
}

// Info is what the frame shows about a screen. The zero value shows nothing.
type Info struct {
	Crumb   text.Safe // its part of the breadcrumbs
	Of      text.Safe // the task it belongs to: the breadcrumb before its own, unless a screen below has it
	Chip    text.Safe // the filter, for the status line
	Loaded  text.Safe // "15 loaded, more…"
	Fresh   text.Safe // "refreshed 10:30:00 UTC"
	Stale   text.Safe // "stale since 10:30:00 UTC: reason; what to do": shown instead of Fresh
	Live    int       // loaded runs that are running
	Pending int       // loaded runs that are pending
	Counts  string    // how many of what is loaded ended how: styled, with two blanks between the numbers
	Space   text.Safe // the space filter, "" for all spaces
	Unsaved bool      // there is unsent input: quitting asks first
	Drafted bool      // unsent input is saved as a draft when the program or the session ends
	Ticking bool      // shows running seconds: needs a host.Second every second
}

// Base is the owner of a screen with default methods. Embed it.
type Base struct{ host.Owner }

// NewBase returns a Base whose context is derived from that of the session.
func NewBase(env *host.Env) Base { return Base{Owner: host.NewOwner(env)} }

// Init returns nil.
func (Base) Init() tea.Cmd { return nil }

// Why returns "".
func (Base) Why(keymap.Action) text.Safe { return "" }

// Typing returns false.
func (Base) Typing() bool { return false }

// Show does nothing.
func (Base) Show() tea.Cmd { return nil }

// Hide does nothing.
func (Base) Hide() {}

// Keep returns nil.
func (Base) Keep() tea.Cmd { return nil }

// Clicked is a screen that answers clicks of the mouse.
type Clicked interface {
	// Click handles a click on a cell of the screen and reports whether a row is there,
	// which is selected then.
	Click(x, y int) (row bool, cmd tea.Cmd)
}

// Divided is a screen of two parts side by side, whose divider can be moved.
type Divided interface {
	// Divider returns the column of the divider; false while there is none.
	Divider() (x int, shown bool)
	MoveDivider(x int)
}
