// Package app is the full-screen program: the stack of screens, the boxes on top
// of them, the frame around them, the routing of messages, and the wiring of
// screens, client and terminal. It is the only package that imports every screen.
//
// A new screen is a new folder and one line in the table of makers, not a case
// here. The package imports api and all of ui except ui/cli; it starts no server
// and does not read the environment itself.
package app

import (
	"context"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/screen"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// Maker builds a screen for a move.
type Maker func(*host.Env, host.Move) screen.Screen

// Root is the Bubble Tea model of the program.
type Root struct {
	env           *host.Env
	ctx           context.Context // context of the whole program
	config        Config
	w, h          int
	session       Session
	pendingSwitch *Switch // waits for the answer to "Switch to …?"; nil: none
	stack         []screen.Screen
	overlays      []box.Box
	openedAt      time.Time // when the last question was first shown
	notice        notice
	posted        []tea.Msg // messages from Env.Post, routed before the next key
	ticking       bool
	started       bool
	look          look
	quit          bool
	ahead         time.Duration // how far the clock of the server is ahead
	clockReported bool          // a notice has reported it
	loginRefused  bool          // the API refuses the login, and a notice has reported it

	watching watching
	input    struct {
		unfound unfound
		mouse   mouse
	}
	told

	writes     writes
	exitNotice *host.Notice // printed after the program has ended

	cancelSession context.CancelFunc
}

// New returns the program with its first session. No request is made before the
// first window size arrives.
func New(ctx context.Context, config Config, session Session) *Root {
	config = withDefaults(config)
	var last atomic.Uint64 // the IDs of boxes are also taken by commands
	env := &host.Env{
		Keys: config.Keys, Styles: theme.New(config.Theme.Options(true, config.Env)), Zone: config.Zone, // dark until the terminal reports its background
		Now: config.Now, After: config.After, Polls: poll.New(config.Now, config.Rand),
		NextID: func() uint64 { return last.Add(1) }, Answers: outcome.NewHistories(), Evaluators: host.NewEvaluators(),
		Ctx: ctx, Limit: config.Limit, Watch: config.Watch, Columns: config.Columns, Writing: host.Writing{},
	}
	clip := &clipboard.Clip{Mode: config.Clipboard, Env: config.Env}
	env.Copy = func(content string, name text.Safe) tea.Cmd { return clip.Copy(env, content, name) } //nolint:contextcheck // env has the context of the session
	root := &Root{env: env, ctx: ctx, config: config, told: told{finishing: make(chan struct{}, finishAtOnce)}}
	env.Ahead = func() time.Duration { return root.ahead }
	env.Write = root.write
	env.KeepColumns = root.keepColumns
	env.Post = func(msg tea.Msg) { root.posted = append(root.posted, msg) }
	root.startSession(&session)
	return root
}

// Init does nothing: the screens start when the window size is known, see resize.
func (r *Root) Init() tea.Cmd { return nil }

// Update routes one message and then starts the polls that are due.
func (r *Root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{r.route(msg), r.routePosted()}
	if r.writes.deferred != nil && r.writes.inFlight == 0 {
		cmds = append(cmds, r.runDeferred())
	}
	cmds = append(cmds, r.watchClock(), r.scheduleWatched(), r.signal())
	cmds = append(cmds, r.env.Polls.Due(r.env.After)...)
	cmds = append(cmds, r.tick())
	return r, tea.Batch(cmds...)
}

// keepColumns keeps the choice of columns for this session and in the settings.
func (r *Root) keepColumns(list string, chosen []string) tea.Cmd {
	r.env.Columns[list] = chosen
	keep := r.config.KeepColumns
	return func() tea.Msg {
		if keep == nil {
			return nil
		}
		if err := keep(list, chosen); err != nil {
			return host.Notice{Kind: host.Warning, Text: text.Concat("The columns hold until you quit, for they could not be kept: ", text.Clean(err.Error()))}
		}
		return host.Notice{Kind: host.Success, Text: "Kept in the settings."}
	}
}

// routePosted routes the messages from Env.Post until none is left; before the start
// they wait.
func (r *Root) routePosted() tea.Cmd {
	var cmds []tea.Cmd
	for r.started && len(r.posted) > 0 {
		msg := r.posted[0]
		r.posted = r.posted[1:]
		cmds = append(cmds, r.route(msg))
	}
	return tea.Batch(cmds...)
}

func (r *Root) top() screen.Screen { return r.stack[len(r.stack)-1] }

// Box returns the top box, which gets the keys; nil: there is none.
func (r *Root) Box() box.Box {
	if len(r.overlays) == 0 {
		return nil
	}
	return r.overlays[len(r.overlays)-1]
}

// Typing reports whether printable keys are text input now.
func (r *Root) Typing() bool {
	if overlay := r.Box(); overlay != nil {
		return overlay.Typing()
	}
	return r.top().Typing()
}

// tick keeps one timer for the next full second while the visible screen is Ticking.
func (r *Root) tick() tea.Cmd {
	if r.ticking || !r.started || !r.top().Info().Ticking {
		return nil
	}
	r.ticking = true
	now := r.env.Now()
	return r.env.After(now.Truncate(time.Second).Add(time.Second).Sub(now), toRoot((*Root).handleSecond))
}

func (r *Root) handleSecond() tea.Cmd {
	r.ticking = false
	return r.top().Update(host.Second{Now: r.env.Now()})
}

// resize passes the new size on; the first one starts the screens.
func (r *Root) resize(size tea.WindowSizeMsg) tea.Cmd {
	r.w, r.h = size.Width, size.Height
	for _, screen := range r.stack {
		screen.SetSize(r.bodySize())
	}
	if r.started {
		return nil
	}
	r.started = true
	if r.config.Mouse {
		return tea.Batch(r.useMouse(true), r.initScreens())
	}
	return r.initScreens()
}

// initScreens starts the screens of a session, once the size is known.
func (r *Root) initScreens() tea.Cmd {
	if !r.started {
		return nil
	}
	var cmds []tea.Cmd
	for i, screen := range r.stack {
		screen.SetSize(r.bodySize())
		if i == len(r.stack)-1 {
			r.env.Polls.Show(screen.Addr())
		}
		cmds = append(cmds, screen.Init())
	}
	return tea.Batch(append(cmds, r.warn(), r.loadWatched())...)
}

func (r *Root) handlePanic(panicMsg term.PanicMsg) tea.Cmd {
	r.env.Polls.FailInFlight()
	return tea.Batch(r.broadcast(host.CommandPanicked{}), r.notify(host.Notice{Kind: host.Error, Text: text.Concat(
		"Internal error in ax-tui (", text.Clean(panicMsg.Err.Error()), "). You can continue; see the log for details.")}))
}
