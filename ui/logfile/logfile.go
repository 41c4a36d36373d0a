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
	"runtime"
	"sync"
)

// maxBytes is the size from which the log is put aside as FILE.1 when it is opened.
const maxBytes = 1 << 20

// Path is where the log lives: $XDG_STATE_HOME/ax-tui/ax-tui.log, else under
// ~/.local/state; "" when there is no home.
func Path(env func(string) string) string {
	dir := env("XDG_STATE_HOME")
	if dir == "" {
		home := env("HOME")
		if runtime.GOOS == "windows" {
			home = env("LOCALAPPDATA")
		}
		if home == "" {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "ax-tui", "ax-tui.log")
}

// New gives a logger that opens its file at the first line. A log that cannot
// be opened is no log; the program goes on.
func New(path string) *slog.Logger {
	if path == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewJSONHandler(&lazy{path: path}, nil))
}

type lazy struct {
	path string
	once sync.Once
	f    *os.File
}

func (l *lazy) Write(p []byte) (int, error) {
	l.once.Do(l.open)
	if l.f == nil {
		return len(p), nil
	}
	return l.f.Write(p)
}

func (l *lazy) open() {
	if os.MkdirAll(filepath.Dir(l.path), 0o700) != nil {
		return
	}
	if st, err := os.Stat(l.path); err == nil && st.Size() > maxBytes {
		_ = os.Rename(l.path, l.path+".1")
	}
	l.f, _ = os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}
