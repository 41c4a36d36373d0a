//go:build !windows

package record

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// umask is what the person takes off the mode of new files. The system tells
// it only by setting it; /proc tells it without, where there is one.
func umask() fs.FileMode {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		if mode, ok := fromStatus(status); ok {
			return mode
		}
	}
	mask := unix.Umask(0o077)
	unix.Umask(mask)
	return fs.FileMode(mask)
}
