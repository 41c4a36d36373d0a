// Package clipboard offers what can be copied of a task or a run, and copies text
// to the clipboard: of the desktop by its own tool if there is one, of tmux by
// tmux itself, and of the terminal by OSC 52, which also works over SSH.
//
// It promises: the notice says "copied" only when a tool accepted the text, and
// "sent" when the terminal was asked, which does not reply; the same text copied
// again after that is shown for selection, as it is when nothing can work. No command contains the key, commands
// are quoted for the shell, and the full ID is copied even if it is shortened on
// screen. No I/O outside commands.
package clipboard

import (
	"context"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// Modes of copying, as in config.toml.
const (
	Auto   = "auto"   // the desktop's tool, tmux and the terminal, as available
	OSC52  = "osc52"  // the terminal's clipboard only
	Native = "native" // the desktop's tool only
	Off    = "off"    // show the text instead
)

// MaxBytes is the longest text that terminals accept: 100 KB of base64.
const MaxBytes = 74 << 10

// toolTimeout limits the run time of tmux and of the desktop's tool.
const toolTimeout = 2 * time.Second

// Clip copies text by the means of the environment. The zero Mode is Auto.
type Clip struct {
	Mode string
	Env  func(string) string // reads the environment of the process
	// Write copies with the desktop's tool; nil: the installed one.
	Write func(string) error
	// Has reports whether there is a tool; nil: detected.
	Has func() bool

	sent atomic.Pointer[string] // the last text, if the terminal alone was asked
}

// canUseTerminal reports whether the terminal accepts a text of this size.
func (c *Clip) canUseTerminal(size int) bool {
	kind := c.Env("TERM")
	return (c.Mode == "" || c.Mode == Auto || c.Mode == OSC52) && size <= MaxBytes && kind != "dumb" && kind != "linux" && kind != ""
}

// canUseDesktop reports whether the desktop is local and not behind SSH.
func (c *Clip) canUseDesktop() bool {
	if c.Mode != "" && c.Mode != Auto && c.Mode != Native {
		return false
	}
	if c.Env("SSH_TTY") != "" || c.Env("SSH_CONNECTION") != "" {
		return c.Mode == Native
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" || c.Write != nil {
		return true
	}
	return c.Env("DISPLAY") != "" || c.Env("WAYLAND_DISPLAY") != ""
}

// canUseTmux reports whether the program runs inside tmux, on this machine or not.
func (c *Clip) canUseTmux() bool {
	return (c.Mode == "" || c.Mode == Auto) && c.Env("TMUX") != ""
}

// sequence returns the escape sequence for the terminal. tmux gets two: the plain
// one, with which it sets the clipboard itself if allowed, and a wrapped one,
// which it passes on.
func (c *Clip) sequence(what string) string {
	sequence := osc52.New(what)
	switch {
	case c.Env("TMUX") != "":
		return sequence.String() + sequence.Tmux().String()
	case strings.HasPrefix(c.Env("TERM"), "screen"):
		return sequence.Screen().String()
	}
	return sequence.String()
}

// Copy copies a text. name is its name in the notice ("the ID"). When no means can
// work, or none is known to have worked for the same text before, it opens a box that
// shows the text.
func (c *Clip) Copy(env *host.Env, what string, name text.Safe) tea.Cmd {
	ctx := env.Ctx
	return func() tea.Msg {
		toDesktop := c.canUseDesktop() && c.copyNative(what) == nil
		toTmux := c.canUseTmux() && loadTmux(ctx, what) == nil
		toTerminal := c.canUseTerminal(len(what)) && !toTmux // tmux passes it on
		before := c.sent.Swap(nil)
		notice := host.Notice{Kind: host.Success}
		switch {
		case toDesktop:
			notice.Text = text.Concat("Copied ", name, ".")
		case toTmux:
			notice.Text = text.Concat("Copied ", name, " into tmux (prefix ] pastes), sent to the terminal.")
		case !toTerminal || before != nil && *before == what:
			return box.Open{Box: newTextBox(env, name, what)}
		default:
			c.sent.Store(&what)
			notice.Text = text.Concat("Sent ", name, " to the terminal's clipboard; copy again to see the text.")
		}
		if !toTerminal {
			return notice
		}
		return tea.Batch(term.Raw(c.sequence(what)), host.Say(notice.Kind, notice.Text))()
	}
}

// loadTmux puts the text into a buffer of tmux, which passes it on to its terminal
// (-w, tmux 3.2 and later), and waits at most toolTimeout.
func loadTmux(ctx context.Context, what string) error {
	ctx, cancel := context.WithTimeout(ctx, toolTimeout)
	defer cancel()
	tmux := exec.CommandContext(ctx, "tmux", "load-buffer", "-w", "-")
	tmux.Stdin, tmux.WaitDelay = strings.NewReader(what), toolTimeout
	return tmux.Run()
}

// copyNative passes the text to the desktop's tool and waits at most toolTimeout.
func (c *Clip) copyNative(what string) error {
	write, has := c.Write, c.Has
	if write == nil {
		write = clipboard.WriteAll
	}
	if has == nil {
		has = func() bool { return !clipboard.Unsupported }
	}
	if !has() {
		return exec.ErrNotFound
	}
	done := make(chan error, 1)
	go func() { done <- write(what) }()
	ctx, cancel := context.WithTimeout(context.Background(), toolTimeout)
	defer cancel()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
