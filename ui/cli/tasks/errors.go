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
	Usage       = 2 // a fault in the command line, or an action that was refused or declined
	Auth        = 3
	API         = 4 // the API or the network
	File        = 5
	RunFailed   = 10
	RunCancel   = 11
	TimedOut    = 124
	Interrupted = 130
)

// Fault is why a command did not do what was asked: what, why, and what next.
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

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// UsageError is a usage fault.
func UsageError(format string, args ...any) error {
	return &Fault{Code: Usage, Err: fmt.Errorf(format, args...)}
}

// ErrInterrupted says that the person stopped the command.
var ErrInterrupted = errors.New("stopped on request")

// ErrDeclined says that the person was asked and said no.
var ErrDeclined = errors.New("nothing was changed")

// WrapError wraps what went wrong while doing what: the exit code and the next
// step come from the cause. A Fault stays what it is.
func WrapError(what string, err error) error {
	if err == nil || is[*Fault](err) {
		return err
	}
	return &Fault{Code: CodeOf(err), What: what, Err: err, Next: api.Advice(err)}
}

// CodeOf is the exit code that an error asks for.
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

// is reports whether an error is, or wraps, one of a type.
func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// severity orders what went wrong with several runs: nothing, a no, cancelled,
// failed, time out, the server's refusal, an interruption.
func severity(err error) int {
	for i, code := range []int{OK, Usage, RunCancel, RunFailed, TimedOut, API, Auth, Interrupted} {
		if CodeOf(err) == code {
			return i
		}
	}
	return severity(&Fault{Code: API})
}

// PrintError writes an error for people: one line that says what and why, and one
// that says what to do next.
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

// Rules is a cause that says several things, each worth a line.
type Rules []string

func (r Rules) Error() string { return strings.Join(r, "; ") }

// rules lists the broken rules of a request that was not sent, when there are
// several.
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
