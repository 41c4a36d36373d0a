package tasks

import (
	"context"
	"io"
	"time"

	"ax-tui/api"
)

// Streams are what a command reads and writes. Width is that of the terminal
// behind Out in cells, 0 when Out is none.
type Streams struct {
	In                    io.Reader
	Out, Err              io.Writer
	InTTY, OutTTY, ErrTTY bool
	Width                 int
}

// Conn is an open connection with what belongs to it.
type Conn struct {
	Client  *api.Client
	BaseURL string        // scheme and host, for requests that are shown instead of sent
	Profile string        // how the login is called
	Space   string        // the default space, name or ID, "" for none
	Format  string        // the default of --output by profile or config, "" for table
	Every   time.Duration // the default of --poll-interval, 0 for 5 s
	GiveUp  time.Duration // the default of --timeout, 0 for 600 s
	Close   func()        // gives everything back; may be nil
}

// App is what every command is handed. The zero values of Now and Zone are
// not usable; Ask is nil where nobody can be asked.
type App struct {
	Streams
	Now  func() time.Time
	Zone *time.Location // of times on a terminal
	// Open makes the connection, for whoever calls it to close: help, completion
	// of flags and usage errors need none.
	Open func(context.Context) (*Conn, error)
	Ask  Asker
	// Paint colours a text by the status that it tells; nil where there is no colour.
	Paint func(status api.Status, text string) string
	// Again is what a command that is proposed needs at its end to reach the
	// same server: " --profile work", "" for nothing.
	Again string

	stdinUsed bool
}

// Asker asks a person who sits at a terminal. The error of every method is
// ErrInterrupted when the person gave up (ctrl+c, end of input).
type Asker interface {
	// Text asks for a line; check judges it, nil takes everything.
	Text(title, help, initial string, check func(string) error) (string, error)
	// Choose asks for one of the options by index, beginning at first.
	Choose(title string, options []string, first int) (int, error)
	// Confirm asks yes or no. No is the default.
	Confirm(question, help string) (bool, error)
	// Long asks for a text of several lines, such as JSON.
	Long(title, help, initial string, check func(string) error) (string, error)
}

// CanAsk reports whether a person can be asked.
func (a *App) CanAsk() bool { return a.Ask != nil && a.InTTY && a.ErrTTY }
