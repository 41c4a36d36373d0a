//go:build !windows

package record

import (
	"io/fs"
	"os"

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
