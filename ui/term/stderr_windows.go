package term

import (
	"os"

	xterm "github.com/charmbracelet/x/term"
)

// replace sends standard error to the log if it is the console. The handle of the
// process stays, so that a crash of the runtime is printed.
func (l *stderrLog) replace() {
	if l.pipe != nil && l.real == nil && xterm.IsTerminal(os.Stderr.Fd()) {
		l.real, os.Stderr = os.Stderr, l.pipe
	}
}

// restore gives standard error back. Calling it twice is harmless.
func (l *stderrLog) restore() {
	if l.real != nil {
		l.real, os.Stderr = nil, l.real
	}
}
