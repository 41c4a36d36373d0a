//go:build !windows

package settingsfile

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What never ends, or waits for a writer, is refused at once.
func TestReadRefusesDevicesAndPipes(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{fifo, "/dev/zero", "/dev/null"} {
		if _, _, err := Read(path, MaxSize); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
