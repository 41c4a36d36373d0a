//go:build !windows

package record

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// umask returns the umask of the process. The system call returns it only by
// setting it, so /proc is read first where it exists.
func umask() fs.FileMode {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		if mode, ok := parseUmask(status); ok {
			return mode
		}
	}
	mask := unix.Umask(0o077)
	unix.Umask(mask)
	return fs.FileMode(mask)
}

// keepOwner gives a file the owner and group of another, each where permitted.
func keepOwner(file *os.File, old fs.FileInfo) {
	if stat, ok := old.Sys().(*syscall.Stat_t); ok {
		_ = file.Chown(-1, int(stat.Gid))
		_ = file.Chown(int(stat.Uid), -1)
	}
}
