//go:build !windows

package term

import (
	"os"
	"runtime/debug"

	xterm "github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// replace sends standard error to the log if it is the terminal. A crash of the runtime
// is printed on the terminal all the same: the pipe has no reader then.
func (l *stderrLog) replace() {
	if l.pipe == nil || l.real != nil || !xterm.IsTerminal(uintptr(unix.Stderr)) {
		return
	}
	fd, err := unix.FcntlInt(uintptr(unix.Stderr), unix.F_DUPFD_CLOEXEC, unix.Stderr+1)
	if err != nil {
		return
	}
	l.real = os.NewFile(uintptr(fd), "stderr")
	_ = debug.SetCrashOutput(l.real, debug.CrashOptions{})
	if raw, err := l.pipe.SyscallConn(); err == nil { // Fd would make writers wait for a full pipe
		_ = raw.Control(func(pipe uintptr) { _ = unix.Dup2(int(pipe), unix.Stderr) })
	}
}

// restore gives standard error back. Calling it twice is harmless.
func (l *stderrLog) restore() {
	if l.real == nil {
		return
	}
	_ = unix.Dup2(int(l.real.Fd()), unix.Stderr)
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	_ = l.real.Close()
	l.real = nil
}
