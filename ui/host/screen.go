// Package host is what every screen shares: the Screen and Overlay shapes, the
// tags that tie an asynchronous answer to who asked, the messages that move
// between screens, and the environment handed to each of them.
//
// It draws nothing and asks nothing of the network. It imports api for its
// plain types, keymap, theme, ui/poll and ui/text; never a screen.
package host

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
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
	View() string
	SetSize(w, h int)
	// Scopes are the key scopes of the screen, innermost first, without Global.
	Scopes() []keymap.Scope
	// Typing is true while a text field has the focus: every printable key is text.
	Typing() bool
	// Show is called when the screen is on top again, Hide when another covers it.
	Show() tea.Cmd
	Hide()
	// Close cancels the screen's context. Nothing is called afterwards.
	Close()
	// Restyle hands over new styles, for instance when the terminal has told its background.
	Restyle(*theme.Styles)
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
	Unsaved  bool      // something was typed that quitting would lose: quitting asks
	Ticking  bool      // shows running seconds: wants a Second every second
}

// Overlay is a box drawn over the screen; it gets every key before the screen does.
type Overlay interface {
	// Addr is the owner number under which its own answers come back.
	Addr() uint64
	Init() tea.Cmd
	// Update answers done when the overlay closes; the result, if not nil, is
	// then delivered like any message (addressed to whoever opened it).
	Update(tea.Msg) (done bool, result tea.Msg, cmd tea.Cmd)
	// View draws the box for a body of w by h cells; the frame centres it.
	View(w, h int) string
	Scope() keymap.Scope
	Typing() bool
	Restyle(*theme.Styles)
	Close()
}
