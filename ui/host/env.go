// Package host is what the root gives to screens and boxes and hears from them:
// the environment handed to each, the tags that tie an asynchronous answer to
// who asked, the messages that move between screens, and notices.
//
// It draws nothing and asks nothing of the network. It imports api for its
// plain types, keymap, theme, ui/poll and ui/text; never a screen or a box.
package host

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// Env is what the root hands to every screen. Clock, timer and randomness come
// from here so that tests hold them in hand.
type Env struct {
	Keys     keymap.Map
	Styles   *theme.Styles // one for the whole program; its values change in place, see StylesChanged
	Zone     *time.Location
	Now      func() time.Time
	After    func(delay time.Duration, msg tea.Msg) tea.Cmd // answers m after d
	Polls    *poll.Scheduler
	NextID   func() uint64   // a fresh owner number
	Ctx      context.Context // ends with the program; screens derive their own
	ReadOnly bool            // writes are refused
	Limit    int             // rows a page, 1..100
	Watch    api.PollRule    // how a run is watched at first; zero fields: every 5 s, for 10 min
	BaseURL  string          // of the API, for commands that are copied; "" the default one
	// Copy puts what on the clipboard and says so, calling it name ("the ID");
	// where that cannot work it shows the text in a box, to be selected.
	Copy func(what string, name text.Safe) tea.Cmd
	// Write makes the command of a write, which goes on when the screen or box
	// that asks is closed, and for a while when the session ends. do gives what
	// came of it, which is taken in that order.
	Write func(do func(context.Context) []tea.Msg) tea.Cmd
	Post  func(tea.Msg) // the root takes the message before the next key; nil: see Send
}

// Send hands the root a message: a move, an overlay to open. With Post it is
// taken before the next key, so that what is typed ahead reaches the screen or
// box that it is meant for. Without, it comes as a command's answer.
func (e *Env) Send(msg tea.Msg) tea.Cmd {
	if e.Post == nil {
		return Send(msg)
	}
	e.Post(msg)
	return nil
}

// KeyOf names the first key of an action in these scopes, "" without one.
func (e *Env) KeyOf(scopes []keymap.Scope, action keymap.Action) text.Safe {
	entry, _ := e.Keys.Entry(scopes, action)
	return text.Clean(entry.First())
}

// Owner is the base of a screen or overlay: its number, its generation and its
// context. Embed it.
type Owner struct {
	ID     uint64
	Ctx    context.Context
	gen    int
	cancel context.CancelFunc
}

// NewOwner starts an owner under the program's context.
func NewOwner(env *Env) Owner {
	ctx, cancel := context.WithCancel(env.Ctx)
	return Owner{ID: env.NextID(), Ctx: ctx, cancel: cancel}
}

// Addr is the owner number.
func (o *Owner) Addr() uint64 { return o.ID }

// Tag is the tag of the current generation.
func (o *Owner) Tag() Tag { return Tag{o.ID, o.gen} }

// NextGen raises the generation, so that answers to earlier questions are dropped, and gives the new tag.
func (o *Owner) NextGen() Tag { o.gen++; return o.Tag() }

// Current reports whether the tag is of the current generation.
func (o *Owner) Current(tag Tag) bool { return tag == o.Tag() }

// Close cancels every request of the owner.
func (o *Owner) Close() { o.cancel() }
