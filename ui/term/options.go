package term

import (
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	xterm "github.com/charmbracelet/x/term"
)

// Model is a Bubble Tea model whose View is the whole frame: lines joined by
// "\n", each starting in the default style. Lines beyond the bottom and columns
// beyond the right edge are cut.
type Model interface{ tea.Model }

// Options are the dependencies of Run. The zero value is usable.
type Options struct {
	In, Out *os.File            // nil means the standard ones
	Env     func(string) string // nil means os.Getenv
	Log     *slog.Logger        // nil means nothing is logged
	Now     func() time.Time    // nil means time.Now

	// KeepBackground disables at first what FollowBackground does: nothing is asked for, and
	// no BackgroundMsg is sent.
	KeepBackground bool
}

// Result says how a program ended.
type Result struct {
	// Exit is the exit code: 0 after quitting, 128+n after signal n (129 also when
	// the terminal is gone), 1 after a panic or when the context was cancelled,
	// 2 when the program could not start.
	Exit int
	// Final is the last model, for the caller to read results from. After a panic
	// or when Update did not return it is the model given to Run.
	Final tea.Model
	// Crash is the panic that ended the program, nil if there was none. It has been
	// printed.
	Crash error
}

// NotATerminal is the error of Run when there is no usable terminal. Its text
// says what to do; the exit code is 2.
type NotATerminal struct{ Reason string }

func (e NotATerminal) Error() string {
	return "ax-tui needs a terminal: " + e.Reason +
		". Run it in a terminal window; for scripts and pipes use its line mode, for example: ax-tui tasks list --output json"
}

func (o Options) withDefaults() Options {
	if o.In == nil {
		o.In = os.Stdin
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	if o.Env == nil {
		o.Env = os.Getenv
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// check returns an error for anything but a terminal. An unusable size is not an error.
func (o Options) check() error {
	switch name := o.Env("TERM"); {
	case !xterm.IsTerminal(o.In.Fd()):
		return NotATerminal{"its input is not a terminal"}
	case !xterm.IsTerminal(o.Out.Fd()):
		return NotATerminal{"its output is not a terminal"}
	case name == "dumb":
		return NotATerminal{"this terminal cannot draw (TERM is dumb)"}
	case name == "" && runtime.GOOS != "windows":
		return NotATerminal{"TERM is not set"}
	}
	return nil
}

// size is the terminal's size in cells. An unknown or zero size is read from
// COLUMNS and LINES, else it is 80×24.
func (o Options) size() (width, height int) {
	width, height, err := xterm.GetSize(o.Out.Fd())
	if err != nil {
		width, height = 0, 0
	}
	return o.atLeast(width, "COLUMNS", 80), o.atLeast(height, "LINES", 24)
}

func (o Options) atLeast(number int, name string, otherwise int) int {
	if number > 0 {
		return number
	}
	if value, err := strconv.Atoi(o.Env(name)); err == nil && value > 0 && value < 10000 {
		return value
	}
	return otherwise
}
