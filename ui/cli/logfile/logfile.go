// Package logfile is the program's log: JSON lines in the state folder. The file is
// opened by the first write and its size is bounded.
//
// Callers must log addresses, codes and stacks only, never a key. It imports the
// standard library only.
package logfile

import (
	"log/slog"
	"os"
	"path/filepath"
)

// maxBytes is the size above which the log is renamed to FILE.1.
const maxBytes = 1 << 20

// New returns a logger that opens ax-tui.log in dir at the first line. If dir is ""
// or the file cannot be opened, lines are discarded.
func New(dir string) *slog.Logger {
	if dir == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewJSONHandler(&lazyFile{path: filepath.Join(dir, "ax-tui.log")}, nil))
}

// lazyFile is a file that is opened by its first write and rotated when it is larger
// than maxBytes. It needs no lock: slog handlers write one line at a time under one.
type lazyFile struct {
	path   string
	opened bool // open was called, successfully or not
	file   *os.File
	size   int64
}

func (l *lazyFile) Write(line []byte) (int, error) {
	if !l.opened || l.file != nil && l.size > maxBytes {
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
	l.opened = true
	if l.file != nil {
		_ = l.file.Close()
		l.file = nil
	}
	if os.MkdirAll(filepath.Dir(l.path), 0o700) != nil {
		return
	}
	l.size = 0
	if info, err := os.Stat(l.path); err == nil {
		if l.size = info.Size(); l.size > maxBytes {
			_ = os.Rename(l.path, l.path+".1")
			l.size = 0
		}
	}
	l.file, _ = os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}
