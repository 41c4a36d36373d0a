//go:build !windows && !darwin

package term

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// waitInput waits until fd or wake can be read. A negative limit
// waits for ever.
func waitInput(fd, wake int, limit time.Duration) (readiness, error) {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(wake), Events: unix.POLLIN}}
	ms := -1
	if limit >= 0 {
		ms = int((limit + time.Millisecond - 1) / time.Millisecond)
	}
	_, err := unix.Poll(fds, ms)
	switch {
	case errors.Is(err, unix.EINTR):
		return fdAgain, nil
	case err != nil:
		return fdNone, err
	case fds[1].Revents != 0:
		return fdWake, nil
	case fds[0].Revents&unix.POLLNVAL != 0:
		return fdNone, unix.EBADF
	case fds[0].Revents != 0:
		return fdReady, nil
	}
	return fdNone, nil
}
