package web

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/box"
	"ax-tui/ui/box/reading"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Browser opens addresses in the browser of the desktop.
type Browser struct {
	Env func(string) string // reads the environment of the process
	OS  string              // as runtime.GOOS
	// Start opens an address with a command; nil: the command is run.
	Start func(command []string) error
}

// command returns the command that opens an address; none over SSH or without a desktop,
// where a browser would open on another machine or not at all.
func (b Browser) command(address string) []string {
	if b.remote() {
		return nil
	}
	first, _, _ := strings.Cut(b.Env("BROWSER"), ":") // a list in order of preference
	if words := strings.Fields(first); len(words) > 0 {
		if at := slices.Index(words, "%s"); at >= 0 {
			words[at] = address
			return words
		}
		return append(words, address)
	}
	switch {
	case b.OS == "darwin":
		return []string{"open", address}
	case b.OS == "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler", address}
	case b.Env("DISPLAY") == "" && b.Env("WAYLAND_DISPLAY") == "":
		return nil
	}
	return []string{"xdg-open", address}
}

// remote reports whether the program runs over SSH.
func (b Browser) remote() bool { return b.Env("SSH_TTY") != "" || b.Env("SSH_CONNECTION") != "" }

// Open opens the page of name. When it cannot, it shows the address; where that is known
// before, it copies it too.
func (b Browser) Open(env *host.Env, address string, name text.Safe) tea.Cmd {
	command, start := b.command(address), b.Start
	why := text.Safe("No browser was found here")
	if b.remote() {
		why = "Over SSH no browser is opened"
	}
	show := box.Open{Box: reading.Text(env, text.Concat(why, ": open this address yourself"), reading.Section{Text: address})}
	if command == nil {
		return tea.Batch(env.Copy(address, "the address"), host.Send(show))
	}
	if start == nil {
		start = run
	}
	return func() tea.Msg {
		if start(command) != nil {
			return show
		}
		return host.Notice{Kind: host.Success, Text: text.Concat("Asked the browser to open ", name, ".")}
	}
}

// patience is how long a command may take to fail.
const patience = 2 * time.Second

// run starts a command without the terminal and without the login in its environment. It
// returns nil when the command ends well or still runs after a moment.
func run(command []string) error {
	if _, err := exec.LookPath(command[0]); err != nil {
		return err
	}
	child := exec.Command(command[0], command[1:]...)
	child.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "ARIZE_") })
	if err := child.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(patience):
		return nil
	}
}
