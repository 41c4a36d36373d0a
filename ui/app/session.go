package app

import (
	"cmp"
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Session is what belongs to one connection. When the root turns to another,
// nothing of the old one is left: its screens are closed, its contexts
// cancelled, its polls forgotten, and its late answers find nobody.
type Session struct {
	Profile  string // name of the login, shown in the header
	Host     string // host of the API, shown in the header
	BaseURL  string // of the API, for commands that are copied
	ReadOnly bool
	Makers   map[host.Place]Maker
	First    func(*host.Env) []screen.Screen // the screens to begin with, the last on top
	// Box opens the choice of profiles and spaces; nil: there is none.
	Box   func(*host.Env) box.Box
	Close func() // gives the connection back, beside the loop; may be nil
	OAuth bool   // the login is one of `ax auth login`: it expires, and is renewed there
}

// Switch asks the root to turn to another connection, which has been tried.
type Switch struct{ Session Session }

// Release gives the connection back, which is not wanted after all.
func (m Switch) Release() tea.Cmd { return drop(m.Session) }

// begin makes the first screens of a session under a context of its own.
func (r *Root) begin(session Session) {
	ctx, cancel := context.WithCancel(r.ctx)
	writing, stop := context.WithCancel(r.ctx)
	r.writes = writes{ctx: writing, cancel: stop, session: r.writes.session + 1}
	r.session, r.endSession, r.refused = session, cancel, false
	r.env.Ctx, r.env.ReadOnly, r.env.BaseURL = ctx, session.ReadOnly, session.BaseURL
	r.stack = session.First(r.env)
}

// turn leaves the present connection for another, after asking when something
// would be lost by it.
func (r *Root) turn(m Switch) tea.Cmd {
	why := r.unfinished()
	switch {
	case r.writes.next != nil:
		return m.Release()
	case why == "":
		return r.connect(m)
	}
	before := r.decline()
	r.offered = &m
	return tea.Batch(before, r.open(confirm.New(r.env, confirm.Question{
		Title: text.Concat("Switch to ", text.Clean(m.Session.Profile), "?"), Body: []text.Safe{why},
		Yes: toRoot((*Root).accept), No: toRoot((*Root).decline),
	})))
}

// accept turns to the connection on offer, if it still is.
func (r *Root) accept() tea.Cmd {
	m := r.offered
	if r.offered = nil; m == nil {
		return nil
	}
	return r.connect(*m)
}

// decline gives back the connection on offer, if there is one.
func (r *Root) decline() tea.Cmd {
	m := r.offered
	if r.offered = nil; m == nil {
		return nil
	}
	return m.Release()
}

// connect turns to another connection.
func (r *Root) connect(m Switch) tea.Cmd {
	return r.afterWrites(func() tea.Cmd {
		said := cmp.Or(r.lastWords(), &host.Notice{Kind: host.Success, Text: text.Concat(
			"Connected as ", text.Clean(m.Session.Profile), " to ", text.Clean(m.Session.Host), ".")})
		kept := r.keep(nil)
		gone := r.end()
		r.begin(m.Session)
		return tea.Batch(kept, gone, r.start(), r.say(*said))
	})
}

// undelivered gives back what a message holds that nobody is there to take.
func undelivered(msg tea.Msg) tea.Cmd {
	if offer, ok := msg.(host.Offer); ok {
		return offer.Release()
	}
	return nil
}

// drop gives a connection back. That may take a moment (an embedded server lets
// its last answers end), so it is done beside the loop.
func drop(session Session) tea.Cmd {
	if session.Close == nil {
		return nil
	}
	return func() tea.Msg { session.Close(); return nil }
}

// keep gives what puts on disk what was typed in the screens, one after the
// other; last answers when that is done.
func (r *Root) keep(last tea.Msg) tea.Cmd {
	var keeps []tea.Cmd
	for _, s := range r.stack {
		if keep := s.Keep(); keep != nil {
			keeps = append(keeps, keep)
		}
	}
	return func() tea.Msg {
		for _, keep := range keeps {
			keep()
		}
		return last
	}
}

// end closes everything of the present connection; the command gives it back.
func (r *Root) end() tea.Cmd {
	gone := []tea.Cmd{r.closeBoxes()}
	for _, s := range r.stack {
		r.env.Polls.Forget(s.Addr())
		s.Close()
	}
	for _, msg := range r.posted { // what the old screens still wanted is void
		gone = append(gone, undelivered(msg))
	}
	r.stack, r.posted = nil, nil
	r.endSession()
	r.writes.cancel()
	return tea.Batch(append(gone, drop(r.session))...)
}

// judged takes in whether the login is still accepted. When it no longer is,
// the polling has stopped (contract section 3): say once what to do about it.
func (r *Root) judged(err error) tea.Cmd {
	if err == nil {
		r.refused = false
		return nil
	}
	if !api.Is(err, api.Auth) || r.refused {
		return nil
	}
	r.refused = true
	again, other := r.env.KeyOf(r.scopes(), keymap.Refresh), r.env.KeyOf(r.scopes(), keymap.Profile)
	say := text.Concat("The login is refused: ", again, " tries again")
	switch {
	case r.session.Box != nil && r.session.OAuth:
		say = text.Concat("The login has ended: run ax auth login, then press ", other)
	case r.session.Box != nil:
		say = text.Concat(say, ", ", other, " switches")
	}
	return r.say(host.Notice{Kind: host.Error, Text: text.Concat(say, ".")})
}

// unfinished says what leaving now would leave undone, the worst of it, "" for
// nothing.
func (r *Root) unfinished() text.Safe {
	var lost, kept, watched text.Safe
	for _, s := range r.stack {
		switch info := s.Info(); {
		case info.Unsaved && info.Drafted:
			kept = "What you typed is not sent yet. It is kept as a draft, which is offered when the form is opened next."
		case info.Unsaved:
			lost = "What you typed is not sent yet and would be lost."
		case info.Watching:
			watched = "A run is being watched. It goes on without ax-tui."
		}
	}
	return cmp.Or(lost, kept, watched)
}

// useSpace goes back to the first screen, which narrows itself to the space,
// after asking when something was typed that is not sent.
func (r *Root) useSpace(useSpace host.UseSpace) tea.Cmd {
	if !slices.ContainsFunc(r.stack, func(s screen.Screen) bool { return s.Info().Unsaved }) {
		return r.showSpace(useSpace)
	}
	return r.open(confirm.New(r.env, confirm.Question{
		Title: "Leave the form for another space?", Body: []text.Safe{r.unfinished()},
		Yes: toRoot(func(root *Root) tea.Cmd { return root.showSpace(useSpace) }),
	}))
}

func (r *Root) showSpace(useSpace host.UseSpace) tea.Cmd {
	cmds := []tea.Cmd{r.keep(nil)}
	for len(r.stack) > 1 {
		cmds = append(cmds, r.pop())
	}
	return tea.Batch(append(cmds, r.all(useSpace))...)
}
