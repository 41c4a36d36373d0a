package record

import (
	"bytes"
	"io/fs"
	"strconv"
)

// fromStatus reads the umask from the text of /proc/self/status.
func fromStatus(text []byte) (fs.FileMode, bool) {
	_, rest, ok := bytes.Cut(text, []byte("Umask:"))
	if !ok {
		return 0, false
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	mask, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 8, 32)
	return fs.FileMode(mask), err == nil
}
