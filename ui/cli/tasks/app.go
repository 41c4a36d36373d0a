package tasks

import (
	"context"
	"io"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/ui/text"
)

// Streams holds the streams of a command. Width is the width of the terminal behind
// Out in cells, 0 if Out is not a terminal.
type Streams struct {
	In                    io.Reader
	Out, Err              io.Writer
	InTTY, OutTTY, ErrTTY bool
	Width                 int
}

// Conn is an open connection with the settings that belong to it.
type Conn struct {
	Client       *api.Client
	BaseURL      string        // scheme and host, for --dry-run
	Profile      string        // name of the login
	Space        string        // the default space, name or ID, "" for none
	Format       string        // the default of --output by profile or config, "" for table
	PollInterval time.Duration // the default of --poll-interval, 0 for 5 s
	Timeout      time.Duration // the default of --timeout, 0 for 600 s
	Budget       float64       // requests a second for all watched runs, 0 for 2
	Warnings     []string      // problems of the connection
	Close        func()        // closes the connection; may be nil
}

// App is what every command needs. Now, Zone and Open must be set; Ask is nil if
// the user cannot be asked.
type App struct {
	Streams
	Now  func() time.Time
	Zone *time.Location // of times on a terminal
	// Open opens the connection; the caller closes it. Help, completion of fixed
	// values and usage errors do not open one.
	Open func(context.Context) (*Conn, error)
	Ask  Asker
	// Paint colours a text by what a run achieved; nil if there is no colour.
	Paint func(achieved outcome.Outcome, text string) string
	// CommandSuffix is added to a suggested command so that it reaches the same
	// server, such as " --profile work"; "" for none.
	CommandSuffix string
	// Completing says that a shell asks for completions: only then they are made.
	Completing bool

	stdinUsed bool
	ahead     func() time.Duration // of the clock of the server; nil before a connection is open
	clockTold bool
}

// serverNow returns the time by the clock of the server. The first time that this one
// differs it says so.
func (a *App) serverNow() time.Time {
	if a.ahead == nil {
		return a.Now()
	}
	ahead := a.ahead()
	if ahead != 0 && !a.clockTold {
		a.clockTold = true
		a.Note(text.ClockDiffers(ahead))
	}
	return a.Now().Add(ahead)
}

// Asker asks the user at a terminal. Every method returns ErrInterrupted on ctrl+c
// and at the end of input.
type Asker interface {
	// Text asks for a line; check validates it, nil accepts everything.
	Text(title, help, initial string, check func(string) error) (string, error)
	// Choose asks for one of the options and returns its index; first is preselected.
	Choose(title string, options []string, first int) (int, error)
	// Confirm asks yes or no; the default is no.
	Confirm(question, help string) (bool, error)
	// Long asks for a text of several lines, such as JSON. With an error it returns what
	// was written so far.
	Long(title, help, initial string, check func(string) error) (string, error)
}

// CanAsk reports whether a person at a terminal can be asked.
func (a *App) CanAsk() bool { return a.Ask != nil && a.InTTY && a.ErrTTY }
