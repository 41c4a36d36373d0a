// Package host defines what the root shares with screens and boxes: the
// environment they get, the tags that match an asynchronous response to its
// request, the messages between screens, and notices.
//
// It renders nothing and does no I/O.
package host

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/api/watch"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// ReadOnly is said instead of changing anything.
const ReadOnly text.Safe = "Read-only, by --read-only or the settings: nothing is sent."

// Env is what the root passes to every screen. Clock and timers are fields so
// that tests can replace them.
type Env struct {
	Keys     keymap.Map
	Styles   *theme.Styles // shared by the whole program; updated in place, see StylesChanged
	Zone     *time.Location
	Now      func() time.Time
	After    func(delay time.Duration, msg tea.Msg) tea.Cmd // returns msg after delay
	Polls    *poll.Scheduler
	NextID   func() uint64      // returns a new owner number
	Ctx      context.Context    // canceled when the session ends; each Owner derives its own
	ReadOnly bool               // writes are disabled
	Limit    int                // rows per page, 1..100
	Answers  *outcome.Histories // earlier answers of the runs that are polled; nil: none are kept
	// Evaluators are those that were loaded for a diagnosis; nil: none are.
	Evaluators *Evaluators
	Checked    *Checked     // what Why has found about runs; nil: it is not kept
	Watch      api.PollRule // initial interval and timeout for watching a run; zero fields: 5 s, 10 min
	BaseURL    string       // of the API, for copied commands; "": the default one
	// Copy puts content on the clipboard and confirms it with a notice that uses
	// name ("the ID"). Without a usable clipboard it shows the content in a box,
	// where it can be selected.
	Copy func(content string, name text.Safe) tea.Cmd
	// Write returns the command of a write. The write is not canceled when the
	// screen or box that started it is closed, and the end of the session waits
	// for it a limited time. The messages that do returns are routed in order.
	// about are the IDs of what it changes, or the kind of a form; they are in
	// Writing until then.
	Write   func(about []string, do func(context.Context) []tea.Msg) tea.Cmd
	Writing Writing
	// Watches is the list of watched runs, nil without a connection. Screens read it and
	// ask for changes by Watch and Follow; for other requests a screen may take from its budget.
	Watches *watch.List
	// Columns are the chosen columns by name of the list, as part.Arrangement has them.
	Columns map[string][]string
	// KeepColumns keeps the choice for a list in Columns and in the settings, and
	// returns a notice.
	KeepColumns func(list string, chosen []string) tea.Cmd
	// Ahead returns how far the clock of the server is ahead of Now; nil: not at all.
	Ahead func() time.Duration
	// Texts says that the user wants to see texts of the application, until the end of the
	// program. They are shown only when a key asks for them.
	Texts bool
	Post  func(tea.Msg) // queues a message that the root routes before the next key; nil: see Send
}

// Writing counts the writes in flight by what they are about, so that nothing is sent
// twice because its box was closed and opened again. It belongs to Update.
type Writing map[string]int

// Any reports whether a write about one of these is in flight.
func (w Writing) Any(about []string) bool {
	return slices.ContainsFunc(about, func(one string) bool { return w[one] > 0 })
}

// Written is sent to the open boxes when a write has ended.
type Written struct{}

// Send sends the root a message, for example a Move or box.Open. With Post the
// root routes it before the next key, so that keys typed ahead reach the screen
// or box that is about to open. Without Post, a command returns the message.
func (e *Env) Send(msg tea.Msg) tea.Cmd {
	if e.Post == nil {
		return Send(msg)
	}
	e.Post(msg)
	return nil
}

// KeyOf returns the name of the first key of an action in scopes, "" if there is none.
func (e *Env) KeyOf(scopes []keymap.Scope, action keymap.Action) text.Safe {
	entry, _ := e.Keys.Entry(scopes, action)
	return text.Clean(entry.First())
}

// ServerTime returns the time on the server's clock at a time of Now. Times of tasks
// and runs are compared with it.
func (e *Env) ServerTime(now time.Time) time.Time {
	if e.Ahead == nil {
		return now
	}
	return now.Add(e.Ahead())
}

// Outcome returns what a run has achieved by now, on the update loop.
func (e *Env) Outcome(run *api.Run) outcome.Outcome {
	return outcome.Of(*run, e.Answers.Of(run.ID), e.ServerTime(e.Now()))
}

// OutcomeInCommand returns Outcome for a command, which must not read what later answers
// change: by those that there are now.
func (e *Env) OutcomeInCommand() func(run *api.Run) outcome.Outcome {
	answers := e.Answers.Clone()
	return func(run *api.Run) outcome.Outcome {
		return outcome.Of(*run, answers.Of(run.ID), e.ServerTime(e.Now()))
	}
}

// AskedToWait says until when the server asks to send nothing and which key asks all
// the same; "" if it does not.
func (e *Env) AskedToWait(key text.Safe) text.Safe {
	held := e.Polls.Held()
	if held.IsZero() {
		return ""
	}
	clock, _, _ := strings.Cut(text.Clock(held, e.Zone), " ") // without the zone, to fit a narrow status line
	return text.Concat("the server asks to wait until ", text.Safe(clock), "; ", key, " asks now")
}

// Watched returns what is known of a run that is or was watched, and whether it is
// watched now. The root announces the end of such a run.
func (e *Env) Watched(id string) (*watch.Entry, bool) {
	if entry, ok := e.Watches.Find(id); ok && !entry.Passing {
		return entry, entry.State == watch.Active
	}
	return &watch.Entry{}, false
}

// IsWatched reports whether a run is watched now.
func (e *Env) IsWatched(id string) bool {
	entry, ok := e.Watches.Find(id)
	return ok && !entry.Passing && entry.State == watch.Active
}

// MarkWatched adds a mark to words about a run that is watched.
func (e *Env) MarkWatched(id string, words text.Safe) text.Safe {
	if !e.IsWatched(id) {
		return words
	}
	return text.Concat(words, " ", text.Safe(e.Styles.Glyphs.Watched))
}

// Owner is the base of a screen or box: its number, its generation and its
// context. Embed it.
type Owner struct {
	ID     uint64
	Ctx    context.Context
	gen    int
	cancel context.CancelFunc
}

// NewOwner returns an owner whose context derives from env.Ctx. Its reads are tried once:
// the scheduler repeats its own, and a key all others.
func NewOwner(env *Env) Owner {
	ctx, cancel := context.WithCancel(api.NoRetry(env.Ctx))
	return Owner{ID: env.NextID(), Ctx: ctx, cancel: cancel}
}

// Addr returns the owner number.
func (o *Owner) Addr() uint64 { return o.ID }

// Tag returns the tag of the current generation.
func (o *Owner) Tag() Tag { return Tag{o.ID, o.gen} }

// NextGen starts a new generation, so that responses to earlier requests are dropped, and returns its tag.
func (o *Owner) NextGen() Tag { o.gen++; return o.Tag() }

// Current reports whether tag is of the current generation.
func (o *Owner) Current(tag Tag) bool { return tag == o.Tag() }

// Close cancels all requests of the owner.
func (o *Owner) Close() { o.cancel() }
