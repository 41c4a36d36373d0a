// Package logfile is the program's log: JSON lines in the state folder, opened
// only when there is something to write and never grown past a bound.
//
// It holds no key: callers log addresses, codes and stacks only. It imports the
// standard library only.
package logfile

import (
	"log/slog"
	"os"
	"path/filepath"
)

// maxBytes is the size from which the log is put aside as FILE.1.
const maxBytes = 1 << 20

// New gives a logger that opens ax-tui.log in dir at the first line; "" keeps no
// log. A log that cannot be opened is no log; the program goes on.
func New(dir string) *slog.Logger {
	if dir == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewJSONHandler(&lazyFile{path: filepath.Join(dir, "ax-tui.log")}, nil))
}

// lazy is a file that is opened by its first write and begun anew when it has
// grown too large. Handlers of slog write one line at a time, under a lock.
type lazyFile struct {
	path  string
	tried bool
	file  *os.File
	size  int64
}

func (l *lazyFile) Write(line []byte) (int, error) {
	if !l.tried || l.file != nil && l.size > maxBytes {
		l.open()
	}
	if l.file == nil {
		return len(line), nil
	}
	written, err := l.file.Write(line)
	l.size += int64(written)
	return written, err
}

func (l *lazyFile) open() {
	l.tried = true
	if l.file != nil {
		_ = l.file.Close()
		l.file = nil
	}
	if os.MkdirAll(filepath.Dir(l.path), 0o700) != nil {
		return
	}
	l.size = 0
	if st, err := os.Stat(l.path); err == nil {
		if l.size = st.Size(); l.size > maxBytes {
			_ = os.Rename(l.path, l.path+".1")
			l.size = 0
		}
	}
	l.file, _ = os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}
