package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/watch/store"
	"ax-tui/api/weblink"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/box/profile"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Session is what belongs to one connection. When the root switches to another,
// the screens of the old one are closed, its contexts are canceled, its poll jobs
// are removed, and its late responses are dropped.
type Session struct {
	Profile      string // shown in the header
	Host         string // of the API, shown in the header
	BaseURL      string // of the API, for copied commands
	ReadOnly     bool
	Makers       map[host.Place]Maker
	FirstScreens func(*host.Env) []screen.Screen // the first screens, the last one on top
	// Ahead returns how far the clock of the server is ahead; nil: not at all.
	Ahead func() time.Duration
	// Profiles returns the box of profiles and spaces; nil: there is none.
	Profiles func(*host.Env, profile.Ask) box.Box
	// Tasks and Spaces are what the palette finds by name; nil: nothing.
	Tasks, Spaces func() picker.Source
	Close         func()    // closes the connection, called outside the update loop; may be nil
	OAuth         bool      // the login is from `ax auth login`, where it is renewed when it expires
	Warnings      []string  // problems of the connection, the gravest first
	Expires       time.Time // of such a login; zero: unknown
	// Web is the web app; Pages loads what its pages show, nil: nothing.
	Web   weblink.App
	Demo  bool
	Pages weblink.Client
	// GetRun reads a watched run; nil: no run can be watched. Watches keeps the list of
	// them across starts; nil: only until the session ends.
	GetRun  func(context.Context, string) (api.Run, error)
	Watches *store.Store
}

// Switch asks the root to switch to another connection, which has been tested.
type Switch struct{ Session Session }

// Release closes the connection without using it.
func (s Switch) Release() tea.Cmd { return closeSession(s.Session) }

// startSession creates the first screens of a session in a new context.
func (r *Root) startSession(session *Session) {
	ctx, cancel := context.WithCancel(r.ctx)
	writing, stop := context.WithCancel(r.ctx)
	clear(r.env.Writing)
	r.writes = writes{ctx: writing, cancel: stop, session: r.writes.session + 1}
	r.session, r.cancelSession, r.loginRefused = *session, cancel, false
	r.ahead, r.clockReported = 0, false
	r.env.Polls.EndHold()
	r.env.Ctx, r.env.ReadOnly, r.env.BaseURL = ctx, session.ReadOnly, session.BaseURL
	r.env.Checked = host.NewChecked()
	r.startWatching(session)
	r.stack = session.FirstScreens(r.env)
}

// switchTo switches to another connection. It asks first if unfinished work would
// be lost.
func (r *Root) switchTo(target Switch) tea.Cmd {
	why := r.unfinishedWork()
	switch {
	case r.writes.deferred != nil:
		return target.Release()
	case why == "":
		return r.connect(target)
	}
	before := r.declineSwitch()
	r.pendingSwitch = &target
	return tea.Batch(before, r.openBox(confirm.New(r.env, confirm.Question{
		Title: text.Concat("Switch to ", text.Clean(target.Session.Profile), "?"), Body: []text.Safe{why},
		Yes: toRoot((*Root).acceptSwitch), No: toRoot((*Root).declineSwitch),
	})))
}

// warn shows the problems of the connection, after the notice of a write.
func (r *Root) warn() tea.Cmd {
	warnings, session := r.session.Warnings, r.writes.session
	if len(warnings) == 0 {
		return nil
	}
	if shown, number := r.Notice(); number > 0 && shown.Kind > host.Success {
		return r.env.After(noticeTimeout, toRoot(func(root *Root) tea.Cmd {
			if session != root.writes.session {
				return nil
			}
			root.notice.shown = false
			return root.warn()
		}))
	}
	words := text.Clean(warnings[0])
	if more := len(warnings) - 1; more > 0 {
		words = text.Concat(words, " (", text.Safe(text.Plural(more, "more warning")), ": ax-tui config check)")
	}
	return r.notify(host.Notice{Kind: host.Warning, Text: words})
}

// clockJitter is by how much the measured difference of two clocks varies, since the
// server tells whole seconds.
const clockJitter = 2 * time.Second

// watchClock takes over how far the clock of the server is ahead. The first time that
// it matters in a session, it shows a notice, after a more important one.
func (r *Root) watchClock() tea.Cmd {
	if r.session.Ahead == nil {
		return nil
	}
	if ahead := r.session.Ahead(); (ahead-r.ahead).Abs() > clockJitter || ahead == 0 {
		r.ahead = ahead
	}
	if shown, number := r.Notice(); r.ahead == 0 || r.clockReported || number > 0 && shown.Kind > host.Info {
		return nil
	}
	r.clockReported = true
	return r.notify(host.Notice{Kind: host.Warning, Text: text.ClockDiffers(r.ahead)})
}

// acceptSwitch switches to the pending connection, if there still is one.
func (r *Root) acceptSwitch() tea.Cmd {
	target := r.pendingSwitch
	if r.pendingSwitch = nil; target == nil {
		return nil
	}
	return r.connect(*target)
}

// declineSwitch closes the pending connection, if there is one.
func (r *Root) declineSwitch() tea.Cmd {
	target := r.pendingSwitch
	if r.pendingSwitch = nil; target == nil {
		return nil
	}
	return target.Release()
}

// connect ends the session and starts one with another connection.
func (r *Root) connect(target Switch) tea.Cmd {
	return r.afterWrites(func() tea.Cmd {
		message := cmp.Or(r.writeNotice(), &host.Notice{Kind: host.Success, Text: text.Concat(
			"Connected as ", text.Clean(target.Session.Profile), " to ", text.Clean(target.Session.Host), ".")})
		saved := r.saveDrafts(nil)
		closed := r.endSession()
		r.startSession(&target.Session)
		return tea.Batch(saved, closed, r.notify(*message), r.initScreens())
	})
}

// releaseOffer closes the connection that an undelivered message holds, if any.
func releaseOffer(msg tea.Msg) tea.Cmd {
	if offer, ok := msg.(host.Offer); ok {
		return offer.Release()
	}
	return nil
}

// closeSession returns a command that closes the connection of a session. An
// embedded server may need a moment to finish its responses.
func closeSession(session Session) tea.Cmd {
	if session.Close == nil {
		return nil
	}
	return func() tea.Msg { session.Close(); return nil }
}

// saveDrafts returns a command that saves the unsent input of all screens and
// then returns last.
func (r *Root) saveDrafts(last tea.Msg) tea.Cmd {
	var saves []tea.Cmd
	for _, screen := range r.stack {
		if save := screen.Keep(); save != nil {
			saves = append(saves, save)
		}
	}
	return func() tea.Msg {
		for _, save := range saves {
			save()
		}
		return last
	}
}

// endSession closes everything of the current session; the command closes its connection.
func (r *Root) endSession() tea.Cmd {
	cmds := []tea.Cmd{r.closeBoxes()}
	for _, screen := range r.stack {
		r.env.Polls.Forget(screen.Addr())
		screen.Close()
	}
	for _, msg := range r.posted { // messages of closed screens are not routed
		cmds = append(cmds, releaseOffer(msg))
	}
	r.env.Polls.Forget(r.watching.ID)
	r.watching.Close()
	r.stack, r.posted = nil, nil
	r.cancelSession()
	r.writes.cancel()
	return tea.Batch(append(cmds, closeSession(r.session))...)
}

// checkLogin shows a notice once when a poll fails because the login is refused:
// polling has stopped then (contract section 3).
func (r *Root) checkLogin(err error) tea.Cmd {
	if err == nil {
		r.loginRefused = false
		return nil
	}
	if !api.Is(err, api.Auth) || r.loginRefused {
		return nil
	}
	r.loginRefused = true
	refreshKey, profileKey := r.env.KeyOf(r.scopes(), keymap.Refresh), r.env.KeyOf(r.scopes(), keymap.Profile)
	message := text.Concat("Login refused: ", refreshKey, " tries again")
	switch {
	case r.session.Profiles != nil && r.session.OAuth:
		state := text.Safe("refused")
		if at := r.session.Expires; !at.IsZero() && !r.env.Now().Before(at) {
			state = "expired"
		}
		message = text.Concat("Login ", state, ": run ax auth login, then press ", profileKey)
	case r.session.Profiles != nil:
		message = text.Concat(message, ", ", profileKey, " switches profile")
	}
	return r.notify(host.Notice{Kind: host.Error, Text: text.Concat(message, ".")})
}

// unfinishedWork returns a warning about what closing all screens would lose or
// stop, the most serious one; "" if there is nothing.
func (r *Root) unfinishedWork() text.Safe {
	var unsaved, drafted text.Safe
	for _, screen := range r.stack {
		switch info := screen.Info(); {
		case info.Unsaved && info.Drafted:
			drafted = "Your input is not sent yet. It is saved as a draft and offered when you open the form again."
		case info.Unsaved:
			unsaved = "Your input is not sent yet and will be lost."
		}
	}
	return cmp.Or(unsaved, drafted)
}

// showTasks returns to the first screen, which filters its tasks. It asks first if a
// screen has unsent input.
func (r *Root) showTasks(of host.ShowTasks) tea.Cmd {
	if !slices.ContainsFunc(r.stack, func(screen screen.Screen) bool { return screen.Info().Unsaved }) {
		return r.backToTasks(&of)
	}
	return r.openBox(confirm.New(r.env, confirm.Question{
		Title: "Close the form and show other tasks?", Body: []text.Safe{r.unfinishedWork()},
		Yes: toRoot(func(root *Root) tea.Cmd { return root.backToTasks(&of) }),
	}))
}

func (r *Root) backToTasks(of *host.ShowTasks) tea.Cmd {
	cmds := []tea.Cmd{r.saveDrafts(nil)}
	for len(r.stack) > 1 {
		cmds = append(cmds, r.pop())
	}
	return tea.Batch(append(cmds, r.broadcast(*of))...)
}

func (r *Root) confirmQuit() tea.Cmd {
	why := r.unfinishedWork()
	if why == "" {
		return r.quitNow()
	}
	return r.openBox(confirm.New(r.env, confirm.Question{
		Title: "Quit ax-tui?", Body: []text.Safe{why}, Yes: toRoot((*Root).quitNow),
	}))
}

// quitNow quits without a question, but waits for writes.
func (r *Root) quitNow() tea.Cmd { return r.afterWrites(r.shutDown) }

func (r *Root) shutDown() tea.Cmd {
	r.quit, r.exitNotice = true, r.writeNotice()
	quit := tea.Batch(r.declineSwitch(), r.saveDrafts(tea.Quit()))
	for _, screen := range r.stack {
		screen.Close()
	}
	for _, overlay := range r.overlays {
		overlay.Close()
	}
	r.cancelSession()
	r.writes.cancel()
	return quit
}
