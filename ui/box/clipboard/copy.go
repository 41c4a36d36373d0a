// Package clipboard copies: it offers what can be copied of a task or a run, and
// hands text to the clipboard, of the terminal by OSC 52, which works over SSH
// too, and of the desktop by its own tool where there is one.
//
// It promises honest words: "copied" only when a tool has taken the text,
// "sent" when the terminal was asked, which answers nothing; and when neither
// can work, the text is shown to be selected. No command holds the key, commands
// mean the same whatever characters a name holds, and the whole ID is copied
// however it is cut on screen. No I/O outside commands.
//
// It imports go-osc52, atotto/clipboard, api and what writes commands and
// records, host, part, term and text; no screen.
package clipboard

import (
	"context"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/term"
	"ax-tui/ui/text"
)

// Modes of copying, as config.toml has them.
const (
	Auto   = "auto"   // both, whichever can work
	OSC52  = "osc52"  // the terminal's clipboard only
	Native = "native" // the desktop's tool only
	Off    = "off"    // show the text instead
)

// MaxBytes is the longest text that terminals take: 100 KB of base64.
const MaxBytes = 74 << 10

// toolTimeout is how long a desktop's tool may take.
const toolTimeout = 2 * time.Second

// Clip copies as the environment allows. The zero Mode is Auto.
type Clip struct {
	Mode string
	Env  func(string) string // of the process
	// Write is the desktop's tool; nil: the machine's.
	Write func(string) error
	// Has tells whether there is a tool; nil: looked for.
	Has func() bool
}

// canUseTerminal reports whether the terminal can be asked.
func (c Clip) canUseTerminal(size int) bool {
	kind := c.Env("TERM")
	return (c.Mode == "" || c.Mode == Auto || c.Mode == OSC52) && size <= MaxBytes && kind != "dumb" && kind != "linux" && kind != ""
}

// canUseDesktop reports whether the desktop is here and not at the other end of SSH.
func (c Clip) canUseDesktop() bool {
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

// sequence is what the terminal is asked with. tmux takes it plain when it may
// set the clipboard itself and passes it on when wrapped, so it gets both.
func (c Clip) sequence(what string) string {
	sequence := osc52.New(what)
	switch {
	case c.Env("TMUX") != "":
		return sequence.String() + sequence.Tmux().String()
	case strings.HasPrefix(c.Env("TERM"), "screen"):
		return sequence.Screen().String()
	}
	return sequence.String()
}

// Copy copies what, called name in the notice: "the ID". When nothing can
// work, it opens a box that shows the text.
func (c Clip) Copy(env *host.Env, what string, name text.Safe) tea.Cmd {
	toTerminal, toDesktop := c.canUseTerminal(len(what)), c.canUseDesktop()
	show := box.Open{Box: newTextBox(env, name, what)}
	if !toTerminal && !toDesktop {
		return env.Send(show)
	}
	var cmds []tea.Cmd
	if toTerminal {
		cmds = append(cmds, term.Raw(c.sequence(what)))
	}
	if !toDesktop {
		return tea.Batch(append(cmds, host.Say(host.Success, sentText(name)))...)
	}
	return tea.Batch(append(cmds, func() tea.Msg {
		if c.copyNative(what) == nil {
			return host.Notice{Kind: host.Success, Text: text.Concat("Copied ", name, ".")}
		}
		if toTerminal {
			return host.Notice{Kind: host.Success, Text: sentText(name)}
		}
		return show
	})...)
}

func sentText(name text.Safe) text.Safe {
	return text.Concat("Sent ", name, " to the terminal's clipboard.")
}

// copyNative hands the text to the desktop's tool, for no longer than within.
func (c Clip) copyNative(what string) error {
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
