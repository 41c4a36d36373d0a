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
)

// maxBytes is the size from which the log is put aside as FILE.1.
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

// lazy is a file that is opened by its first write and begun anew when it has
// grown too large. Handlers of slog write one line at a time, under a lock.
type lazy struct {
	path  string
	tried bool
	f     *os.File
	size  int64
}

func (l *lazy) Write(p []byte) (int, error) {
	if !l.tried || l.f != nil && l.size > maxBytes {
		l.open()
	}
	if l.f == nil {
		return len(p), nil
	}
	n, err := l.f.Write(p)
	l.size += int64(n)
	return n, err
}

func (l *lazy) open() {
	l.tried = true
	if l.f != nil {
		_ = l.f.Close()
		l.f = nil
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
	l.f, _ = os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}
