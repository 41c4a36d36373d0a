package record

import (
	"bytes"
	"io/fs"
	"strconv"
)

// parseUmask returns the umask in the text of /proc/self/status.
func parseUmask(text []byte) (fs.FileMode, bool) {
	_, rest, ok := bytes.Cut(text, []byte("Umask:"))
	if !ok {
		return 0, false
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	mask, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 8, 32)
	return fs.FileMode(mask), err == nil
}
