package tasks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/ui/text"
)

// Exit codes, as the README lists them.
const (
	OK          = 0
	Unexpected  = 1
	Usage       = 2 // an error in the command line, or an action that was refused or declined
	Auth        = 3
	API         = 4 // the API or the network
	File        = 5
	RunFailed   = 10
	RunCancel   = 11
	GateUnmet   = 12 // a run achieved less than was asked for, or labels are as --fail-if says
	TimedOut    = 124
	HungUp      = 129 // 128 and the number of the signal, as shells have it
	Interrupted = 130
	Terminated  = 143
)

// Fault is the error of a command: what failed, why, and what to do next.
type Fault struct {
	Code int
	What string // "cannot read the tasks"; may be empty
	Err  error  // why
	Next string // what to do next, a sentence; may be empty
}

func (f *Fault) Error() string {
	if f.What == "" {
		return f.Err.Error()
	}
	return f.What + ": " + f.Err.Error()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// UsageError returns a Fault with the code Usage.
func UsageError(format string, args ...any) error {
	return &Fault{Code: Usage, Err: fmt.Errorf(format, args...)}
}

// ErrInterrupted means that the user stopped the command.
var ErrInterrupted = errors.New("interrupted")

// ErrDeclined means that the user did not confirm.
var ErrDeclined = errors.New("nothing was changed")

// WrapError returns a Fault for err with the text what, such as "cannot read the
// task"; the exit code and the next step come from err. A Fault is returned as it is.
func WrapError(what string, err error) error {
	if err == nil || is[*Fault](err) {
		return err
	}
	return &Fault{Code: CodeOf(err), What: what, Err: err, Next: api.Advice(err)}
}

// CodeOf returns the exit code for an error; 0 for nil.
func CodeOf(err error) int {
	if fault, ok := errors.AsType[*Fault](err); ok {
		return fault.Code
	}
	switch {
	case err == nil:
		return OK
	case errors.Is(err, ErrInterrupted), errors.Is(err, context.Canceled):
		return Interrupted
	case errors.Is(err, ErrDeclined), api.Is(err, api.ReadOnly, api.Check):
		return Usage
	case is[*api.GaveUpError](err):
		return TimedOut
	case api.Is(err, api.Auth):
		return Auth
	case api.Is(err, api.Canceled):
		return Interrupted
	case is[*resolve.NotFound](err), is[*resolve.Ambiguous](err), is[*api.Error](err):
		return API
	}
	return Unexpected
}

// is reports whether err or an error it wraps has the type E.
func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// severity orders the errors of several runs: none, declined, gate not met, cancelled, failed,
// timed out, refused by the server, interrupted.
func severity(err error) int {
	for i, code := range []int{OK, Usage, GateUnmet, RunCancel, RunFailed, TimedOut, API, Auth, Interrupted} {
		if CodeOf(err) == code {
			return i
		}
	}
	return severity(&Fault{Code: API})
}

// PrintError writes an error for people: a line with what failed and why, and a line
// with what to do next.
func PrintError(out io.Writer, err error) {
	lines, what := errorLines(err), err.Error()
	fault, isFault := errors.AsType[*Fault](err)
	if isFault && len(lines) > 0 {
		what = fault.What + ":"
	}
	_, _ = fmt.Fprintln(out, "ax-tui: "+string(text.Clean(what)))
	for _, line := range lines {
		_, _ = fmt.Fprintln(out, "  "+string(text.Clean(line)))
	}
	if isFault && fault.Next != "" {
		_, _ = fmt.Fprintln(out, "  "+strings.Join(strings.Fields(string(text.Clean(fault.Next))), " "))
	}
}

// Rules is an error with several lines.
type Rules []string

func (r Rules) Error() string { return strings.Join(r, "; ") }

// errorLines returns the lines of an error that has several; nil otherwise.
func errorLines(err error) (out []string) {
	if list, _ := errors.AsType[Rules](err); len(list) > 1 {
		return list
	}
	if apiErr, ok := errors.AsType[*api.Error](err); ok && len(apiErr.Faults) > 1 {
		for _, fault := range apiErr.Faults {
			out = append(out, fault.String())
		}
	}
	return out
}
