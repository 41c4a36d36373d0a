//go:build !windows

package term

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// readiness is the result of waitInput.
type readiness int

const (
	fdNone  readiness = iota // nothing arrived in time
	fdReady                  // the input can be read, or has ended
	fdWake                   // the reader was woken up to check its state
	fdAgain                  // interrupted: wait again
)

// waitInput waits until fd or wake can be read. A negative limit waits without
// end. It uses select because poll does not work on every terminal device of macOS.
func waitInput(fd, wake int, limit time.Duration) (readiness, error) {
	if fd >= unix.FD_SETSIZE || wake >= unix.FD_SETSIZE {
		return fdNone, unix.EINVAL
	}
	var set unix.FdSet
	set.Set(fd)
	set.Set(wake)
	var tv *unix.Timeval
	if limit >= 0 {
		timeval := unix.NsecToTimeval(int64(limit))
		tv = &timeval
	}
	_, err := unix.Select(max(fd, wake)+1, &set, nil, nil, tv)
	switch {
	case errors.Is(err, unix.EINTR):
		return fdAgain, nil
	case err != nil:
		return fdNone, err
	case set.IsSet(wake):
		return fdWake, nil
	case set.IsSet(fd):
		return fdReady, nil
	}
	return fdNone, nil
}
