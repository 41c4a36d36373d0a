package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/watch"
	"ax-tui/api/weblink"
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// Tag matches a response to its owner and request. An owner starts a new
// generation with each new request and drops responses of older generations.
type Tag struct {
	Owner uint64
	Gen   int
}

// Addr returns the number of the owner that the message is for.
func (t Tag) Addr() uint64 { return t.Owner }

// Addressed is a message for one screen or box. The root drops it if that
// screen or box is closed.
type Addressed interface{ Addr() uint64 }

// Broadcast reports whether a message is for every open screen and box.
func Broadcast(msg tea.Msg) bool {
	switch msg.(type) {
	case RunUpdated, TaskUpdated, TaskGone, ShowTasks, CommandPanicked, StylesChanged, WatchesChanged:
		return true
	}
	return false
}

// Place is a kind of screen.
type Place string

// Places that a Move can open.
const (
	PlaceTask    Place = "task"
	PlaceRun     Place = "run"
	PlaceTrigger Place = "trigger"
	PlaceNew     Place = "new"
	PlaceEdit    Place = "edit"
	PlaceLogin   Place = "login"   // enter an API key, on top of the screens of a session
	PlaceLookup  Place = "lookup"  // find what a text refers to and open it
	PlaceBoard   Place = "board"   // the watched runs
	PlaceJudge   Place = "judge"   // who judges for Task, or judged in Run
	PlaceMapping Place = "mapping" // where the variables of Task lead in sample data
	PlaceResults Place = "results" // what the evaluators said
	PlaceWhy     Place = "why"     // why a run ended as it did
)

// Move asks the root to open a screen. Screens never import each other: they
// name a Place and the root has the makers.
type Move struct {
	To      Place
	Task    api.Task         // PlaceTask, PlaceTrigger, PlaceEdit: at least the ID; PlaceRun, PlaceResults: what is known, may be zero; PlaceNew: the task to clone, or without an ID its type, project or dataset
	Run     api.Run          // PlaceRun, PlaceWhy: at least the ID; PlaceResults: zero for those of Task; PlaceTrigger: the run to repeat, may be zero
	Space   api.Ref          // PlaceNew: the space to create in, PlaceTask: that of the list, PlaceBoard: that of the active runs; zero: none is preset
	Trial   bool             // PlaceTrigger: preset a trial run of about 100 spans (contract section 8); only for tasks on spans
	Asked   *api.Trigger     // PlaceRun, PlaceTrigger, PlaceWhy: what Run was asked to do; nil: not known, the API does not tell (contract section 6, Runs)
	Cause   diagnose.Finding // PlaceTrigger, PlaceEdit: the cause whose cure the form starts with; zero: none
	Others  []api.Run        // PlaceWhy: the newest runs of the task, as far as known
	Ref     string           // PlaceLookup: an ID, a link, a task's name or TASK@latest; PlaceResults without Task and Run: the ID of an experiment; PlaceNew: the path of a task file
	Replace uint64           // owner number of the screen to replace; if it is not the top one, it closes and nothing opens; 0: open on top
}

// OpenWeb asks to open a page of the Arize web app about a task; at least its ID is set.
type OpenWeb struct{ Task api.Task }

// WebSeen tells what a pasted address says of the web app: its address and organization.
type WebSeen struct{ weblink.App }

// Pop asks the root to close the top screen.
type Pop struct{}

// CloseScreen asks the root to close one screen, wherever it is in the stack,
// because what it shows does not exist any more. The first screen stays.
type CloseScreen struct{ Owner uint64 }

// RunUpdated sends every screen the current state of a run.
type RunUpdated struct {
	Run       api.Run
	Announced bool // a notice about its end was shown, so that no other screen shows one
}

// Watch asks the root to watch a run until it ends, or to stop that. What is known of
// watched runs is in Env.Watches.
type Watch struct {
	Run   api.Run      // at least the ID
	Task  api.Ref      // may be zero
	Asked *api.Trigger // what was asked for, when the run was started here; then no notice is shown
	On    bool
}

// Follow says which runs the board shows, which are asked about first, and which of
// them are not watched but asked about as long as the board says so. It replaces the one
// before; the zero Follow ends it.
type Follow struct {
	Shown   []string
	Passing []watch.Entry
	Now     bool // ask about every run as soon as the budget permits, also after a refused login
}

// WatchesChanged tells every screen that other runs are watched than before.
type WatchesChanged struct{}

// RunReader is a message with a run as the server reported it.
type RunReader interface {
	// ReadRun returns the run; without an ID if the message has none.
	ReadRun() api.Run
}

// TaskUpdated sends every screen the current state of a task.
type TaskUpdated struct{ Task api.Task }

// TaskGone tells every screen that a task does not exist any more.
type TaskGone struct{ ID string }

// ShowTasks asks to close every screen but the first, which shows the tasks of a space,
// a project or a dataset; zero fields: of any.
type ShowTasks struct {
	Space, Project, Dataset api.Ref
	View                    *View // shows it instead; nil: none
}

// CommandPanicked tells every screen that a command panicked: a response that
// it waits for may never arrive.
type CommandPanicked struct{}

// StylesChanged tells every screen that the values of Env.Styles have changed:
// cached output must be rendered again.
type StylesChanged struct{}

// Offer is a message that holds an open connection. A receiver that does not use
// it calls Release; the root does so if the receiver is closed.
type Offer interface{ Release() tea.Cmd }

// ConnectResult is the result of Connect: the message that switches to the
// connection, or why it cannot be used.
type ConnectResult struct {
	Tag
	Offer Offer
	Err   error
}

// Connect returns a command that opens a connection and returns a ConnectResult; stop cancels it.
func Connect(owner *Owner, connect func(context.Context) (Offer, error)) (try tea.Cmd, stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(owner.Ctx)
	tag := owner.NextGen()
	return func() tea.Msg {
		defer cancel()
		offer, err := connect(ctx)
		return ConnectResult{Tag: tag, Offer: offer, Err: err}
	}, cancel
}

// Release closes the connection, if there is one.
func (t ConnectResult) Release() tea.Cmd {
	if t.Offer == nil {
		return nil
	}
	return t.Offer.Release()
}

// Second is sent once a second to the visible screen if its Info is Ticking.
type Second struct{ Now time.Time }

// NoticeKind is the severity of a notice.
type NoticeKind int

// Severities of notices.
const (
	Info NoticeKind = iota
	Success
	Warning
	Error
)

// Notice is a message in the status line. It disappears after a while.
type Notice struct {
	Kind NoticeKind
	Text text.Safe
}

// Say returns a command that shows a notice.
func Say(kind NoticeKind, content text.Safe) tea.Cmd {
	return func() tea.Msg { return Notice{kind, content} }
}

// Send returns a command that returns msg.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Perform asks the root to carry out an action on the top screen, as its key does.
type Perform struct{ Action keymap.Action }
