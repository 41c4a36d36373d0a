package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// Tag ties an answer to who asked and to which asking it belongs. A screen
// raises its generation when it asks anew; an answer of an older one is dropped.
type Tag struct {
	Owner uint64
	Gen   int
}

// Addr is the owner the message is for.
func (t Tag) Addr() uint64 { return t.Owner }

// Addressed is a message for one screen or overlay. The root delivers it to
// that one, or drops it when it is gone.
type Addressed interface{ Addr() uint64 }

// Broadcast reports whether a message is for every open screen and box.
func Broadcast(msg tea.Msg) bool {
	switch msg.(type) {
	case RunSeen, TaskSeen, TaskGone, UseSpace, CommandPanicked, StylesChanged:
		return true
	}
	return false
}

// Place names a kind of screen in a Move.
type Place string

// The places.
const (
	PlaceTask    Place = "task"
	PlaceRun     Place = "run"
	PlaceTrigger Place = "trigger"
	PlaceNew     Place = "new"
	PlaceEdit    Place = "edit"
	PlaceLogin   Place = "login" // to enter an API key, over the screens of a connection
)

// Move asks the root to open a screen. Screens never import each other: they
// say where to go and the root knows the makers.
type Move struct {
	To      Place
	Task    api.Task // PlaceTask, PlaceTrigger, PlaceEdit: at least the ID; PlaceRun: what is known; PlaceNew: the task to clone; both may be zero
	Run     api.Run  // PlaceRun: at least the ID; PlaceTrigger: the run to repeat, may be zero
	Space   api.Ref  // PlaceNew: the space to create in, zero when none is preset
	Trial   bool     // PlaceTrigger: begin with a trial over about 100 spans (contract section 8); only for tasks over spans
	Replace uint64   // the screen whose place to take, by its owner number; when another covers it, it closes and nothing opens; 0: cover the top one
}

// Pop asks the root to close the top screen.
type Pop struct{}

// Leave asks the root to close one screen, wherever it stands: what it shows
// is no more. The first screen stays.
type Leave struct{ Owner uint64 }

// RunSeen tells every screen what a run has become.
type RunSeen struct {
	Run       api.Run
	Announced bool // a notice has told its end, so that nobody who watches it tells it again
}

// TaskSeen tells every screen what a task has become.
type TaskSeen struct{ Task api.Task }

// TaskGone tells every screen that a task is not there any more.
type TaskGone struct{ ID string }

// UseSpace asks to show the tasks of one space; zero: of all of them.
type UseSpace struct{ api.Ref }

// CommandPanicked tells every screen that a command has ended without its answer: who
// waits for one waits in vain.
type CommandPanicked struct{}

// StylesChanged tells that Env.Styles has other values now: what was drawn
// with the old ones and kept must be drawn again.
type StylesChanged struct{}

// Offer is an answer that holds an open connection: who does not take it gives
// it back, the root in place of one that is gone.
type Offer interface{ Release() tea.Cmd }

// ConnectResult is what came of trying a connection: the message that turns to it, or
// why it cannot be used.
type ConnectResult struct {
	Tag
	Offer Offer
	Err   error
}

// Connect tries a connection in a command that answers ConnectResult; stop gives it up.
func Connect(owner *Owner, connect func(context.Context) (Offer, error)) (try tea.Cmd, stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(owner.Ctx)
	tag := owner.NextGen()
	return func() tea.Msg {
		defer cancel()
		offer, err := connect(ctx)
		return ConnectResult{Tag: tag, Offer: offer, Err: err}
	}, cancel
}

// Release gives the connection back, if there is one.
func (t ConnectResult) Release() tea.Cmd {
	if t.Offer == nil {
		return nil
	}
	return t.Offer.Release()
}

// Second comes once a second to the visible screen whose Info is Ticking.
type Second struct{ Now time.Time }

// NoticeKind is how loud a notice is.
type NoticeKind int

// The kinds of notices.
const (
	Info NoticeKind = iota
	Success
	Warning
	Error
)

// Notice is one line in the status line. It goes away by itself.
type Notice struct {
	Kind NoticeKind
	Text text.Safe
}

// Say answers with a notice.
func Say(kind NoticeKind, content text.Safe) tea.Cmd {
	return func() tea.Msg { return Notice{kind, content} }
}

// Send answers with the message as it is.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Perform asks the root to carry out an action on the top screen, as its key would.
type Perform struct{ Action keymap.Action }
