// Package app is the full-screen program: the stack of screens, the boxes over
// them, the frame around them, the routing of keys and answers, and the wiring
// of screens, client and terminal. It is the only place that knows every screen.
//
// The root stays small: a new screen is a new folder and one line in the table
// of makers, not a case here. It imports api and everything of ui but ui/cli;
// it starts no server and reads no environment by itself.
package app

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

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

// Root is the model that the terminal runs.
type Root struct {
	env      *host.Env
	ctx      context.Context // of the whole program
	config   Config
	w, h     int
	session  Session
	offered  *Switch // while it is asked whether to turn to it, else nil
	stack    []screen.Screen
	overlays []box.Box
	opened   time.Time // when the top overlay came
	notice   notice
	posted   []tea.Msg // by screens, to be taken before the next key
	ticking  bool
	started  bool
	quit     bool
	refused  bool // the login is not accepted any more, and that has been said

	writes   writes
	farewell *host.Notice // what is to be told after the end

	endSession context.CancelFunc
}

// New builds the program, which begins with a session. Nothing is asked of the
// network before Init.
func New(ctx context.Context, config Config, session Session) *Root {
	config = withDefaults(config)
	var last uint64
	env := &host.Env{
		Keys: config.Keys, Styles: theme.New(config.Theme.Options(true, config.Env)), Zone: config.Zone, // dark until the terminal answers
		Now: config.Now, After: config.After, Polls: poll.New(config.Now, config.Rand),
		NextID: func() uint64 { last++; return last },
		Ctx:    ctx, Limit: config.Limit, Watch: config.Watch,
	}
	clip := clipboard.Clip{Mode: config.Clipboard, Env: config.Env}
	env.Copy = func(what string, name text.Safe) tea.Cmd { return clip.Copy(env, what, name) }
	root := &Root{env: env, ctx: ctx, config: config}
	env.Write = root.write
	env.Post = func(msg tea.Msg) { root.posted = append(root.posted, msg) }
	root.begin(session)
	return root
}

// Init begins when the size is known: see resize.
func (r *Root) Init() tea.Cmd { return nil }

// Update routes one message and then lets the scheduler hand out what is due.
func (r *Root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{r.route(msg), r.takePosted()}
	if r.writes.next != nil && r.writes.count == 0 {
		cmds = append(cmds, r.goOn())
	}
	cmds = append(cmds, r.env.Polls.Due(r.env.After)...)
	cmds = append(cmds, r.tick())
	return r, tea.Batch(cmds...)
}

// takePosted routes what screens have posted, until nothing is left.
func (r *Root) takePosted() tea.Cmd {
	var cmds []tea.Cmd
	for len(r.posted) > 0 {
		msg := r.posted[0]
		r.posted = r.posted[1:]
		cmds = append(cmds, r.route(msg))
	}
	return tea.Batch(cmds...)
}

func (r *Root) top() screen.Screen { return r.stack[len(r.stack)-1] }

// Box is the box that has the keys, nil for none.
func (r *Root) Box() box.Box {
	if len(r.overlays) == 0 {
		return nil
	}
	return r.overlays[len(r.overlays)-1]
}

// Typing reports whether printable keys are text now.
func (r *Root) Typing() bool {
	if b := r.Box(); b != nil {
		return b.Typing()
	}
	return r.top().Typing()
}

// tick keeps one timer of a second while the visible screen shows running seconds.
func (r *Root) tick() tea.Cmd {
	if r.ticking || !r.started || !r.top().Info().Ticking {
		return nil
	}
	r.ticking = true
	now := r.env.Now()
	return r.env.After(now.Truncate(time.Second).Add(time.Second).Sub(now), toRoot((*Root).second))
}

func (r *Root) second() tea.Cmd {
	r.ticking = false
	return r.top().Update(host.Second{Now: r.env.Now()})
}

// resize hands the new size on; the first one starts the screens.
func (r *Root) resize(windowSizeMsg tea.WindowSizeMsg) tea.Cmd {
	r.w, r.h = windowSizeMsg.Width, windowSizeMsg.Height
	for _, s := range r.stack {
		s.SetSize(r.bodySize())
	}
	if r.started {
		return nil
	}
	r.started = true
	return r.start()
}

// start begins the screens of a session, which know their size.
func (r *Root) start() tea.Cmd {
	if !r.started {
		return nil
	}
	var cmds []tea.Cmd
	for i, s := range r.stack {
		s.SetSize(r.bodySize())
		if i == len(r.stack)-1 {
			r.env.Polls.Show(s.Addr())
		}
		cmds = append(cmds, s.Init())
	}
	return tea.Batch(cmds...)
}

// restyle draws with the colours that fit the background.
func (r *Root) restyle(dark bool) tea.Cmd {
	if !r.config.Theme.Auto() {
		return nil
	}
	options := r.config.Theme.Options(dark, r.config.Env)
	if options == r.env.Styles.Options {
		return nil
	}
	*r.env.Styles = *theme.New(options)
	return r.all(host.StylesChanged{})
}

func (r *Root) panicked(panicMsg term.PanicMsg) tea.Cmd {
	r.env.Polls.FailInFlight()
	return tea.Batch(r.all(host.CommandPanicked{}), r.say(host.Notice{Kind: host.Error, Text: text.Concat(
		"Something went wrong inside ax-tui (", text.Clean(panicMsg.Err.Error()), "); it goes on. The log has the details.")}))
}
