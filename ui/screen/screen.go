// Package screen is what a screen is: the methods that the root calls, what it
// lets the frame around it say, and the defaults that most screens share. Each
// screen has a folder below this one, and none imports another.
//
// It draws nothing and does no I/O. It imports keymap, ui/host and ui/text.
package screen

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Screen is one place of the program. Its methods run on the update loop and
// change only the screen itself; none does I/O. View is pure, gives exactly
// the height it was given, and costs what the screen costs, not the data.
type Screen interface {
	// Addr is the owner number under which answers come back.
	Addr() uint64
	// Init is called once, after the first SetSize.
	Init() tea.Cmd
	// Update takes messages addressed to this screen, broadcasts, and, while Typing, every key.
	Update(tea.Msg) tea.Cmd
	// Do carries out an action that a key or the palette asked for.
	Do(keymap.Action) tea.Cmd
	// Can says whether an action makes sense now; the help line and the palette leave out those that do not.
	Can(keymap.Action) bool
	// Why says why an action makes no sense now, "" when the screen has no words of its own for it.
	Why(keymap.Action) text.Safe
	View() string
	SetSize(w, h int)
	// Scopes are the key scopes of the screen, innermost first, without Global.
	Scopes() []keymap.Scope
	// Typing is true while a text field has the focus: every printable key is text.
	Typing() bool
	// Show is called when the screen is on top again, Hide when another covers it.
	Show() tea.Cmd
	Hide()
	// Keep gives what puts on disk what was typed, when the program or the
	// session ends; nil for nothing. Nobody hears its answer.
	Keep() tea.Cmd
	// Close cancels the screen's context. Nothing is called afterwards.
	Close()
	Info() Info
}

// Info is what a screen lets the frame around it say. The zero value says nothing.
type Info struct {
	Crumb    text.Safe // its step in the breadcrumbs
	Chip     text.Safe // the filter in words
	Loaded   text.Safe // "15 loaded, more…"
	Fresh    text.Safe // "refreshed 10:30:00 UTC"
	Stale    text.Safe // "stale since 10:30:00 UTC: reason; what to do": shown instead of Fresh
	Live     int       // runs known to be active here
	Space    text.Safe // the space that narrows the screen, "" for all
	Watching bool      // a run is being watched: quitting asks
	Unsaved  bool      // something was typed that is not sent: quitting asks
	Drafted  bool      // what was typed is kept as a draft when the program or the session ends
	Ticking  bool      // shows running seconds: wants a Second every second
}

// Base is a screen's owner with the defaults of the methods that many screens
// have no use for. Embed it.
type Base struct{ host.Owner }

// NewBase starts an owner under the session's context.
func NewBase(env *host.Env) Base { return Base{Owner: host.NewOwner(env)} }

// Init asks for nothing.
func (Base) Init() tea.Cmd { return nil }

// Why has no words.
func (Base) Why(keymap.Action) text.Safe { return "" }

// Typing is false.
func (Base) Typing() bool { return false }

// Show does nothing.
func (Base) Show() tea.Cmd { return nil }

// Hide does nothing.
func (Base) Hide() {}

// Keep has nothing to keep.
func (Base) Keep() tea.Cmd { return nil }
