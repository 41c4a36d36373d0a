//go:build !windows

package pty

import (
	"bytes"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/sys/unix"
)

// locked reads from the session while it holds the lock.
func locked[T any](session *Session, read func() T) T {
	session.mu.Lock()
	defer session.mu.Unlock()
	return read()
}

// picture is the screen as text; the lock is held.
func (s *Session) picture() string {
	lines := make([]string, s.emu.Height())
	for row := range lines {
		lines[row] = s.line(row)
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func (s *Session) line(row int) string {
	var out strings.Builder
	for col := 0; col < s.emu.Width(); col++ {
		cell := s.emu.CellAt(col, row)
		if cell == nil || cell.IsZero() {
			continue // the second half of a wide character
		}
		out.WriteString(cell.Content)
	}
	return strings.TrimRight(out.String(), " ")
}

// Screen is the text on the screen, without trailing spaces and empty last lines.
func (s *Session) Screen() string {
	return locked(s, s.picture)
}

// Line is one line of the screen, from 0; empty when there is no such line.
func (s *Session) Line(i int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i < 0 || i >= s.emu.Height() {
		return ""
	}
	return s.line(i)
}

// RenderANSI is the screen with its styles, as SGR sequences, for pictures.
func (s *Session) RenderANSI() string {
	return locked(s, s.emu.Render)
}

// CursorVisible reports whether the cursor is shown.
func (s *Session) CursorVisible() bool {
	return locked(s, func() bool { return s.cursor })
}

// AltScreen reports whether the alternate screen is shown.
func (s *Session) AltScreen() bool {
	return locked(s, func() bool { return s.alt })
}

// Mode reports whether the program has set a private mode, for example 2004 for
// bracketed paste.
func (s *Session) Mode(number int) bool {
	return locked(s, func() bool { return s.set[ansi.DECMode(number)] })
}

// Raw is a copy of all bytes that the program wrote.
func (s *Session) Raw() []byte {
	return locked(s, func() []byte { return bytes.Clone(s.raw) })
}

// Bytes is the number of bytes the program wrote.
func (s *Session) Bytes() int {
	return locked(s, func() int { return len(s.raw) })
}

// Arrived returns how long after the start the output reached size bytes, and
// false if it has not.
func (s *Session) Arrived(size int) (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.times {
		if st.len >= size {
			return st.at.Sub(s.begun), true
		}
	}
	return 0, false
}

// WaitFor waits until the screen meets cond; what describes it for the failure message.
func (s *Session) WaitFor(cond func(screen string) bool, what string) {
	s.t.Helper()
	if !s.until(func() bool { return cond(s.picture()) }) {
		s.fail(what)
	}
}

// WaitText waits until the text is on the screen.
func (s *Session) WaitText(text string) {
	s.t.Helper()
	s.WaitFor(func(screen string) bool { return strings.Contains(screen, text) }, "the text "+text)
}

// WaitGone waits until the text is not on the screen.
func (s *Session) WaitGone(text string) {
	s.t.Helper()
	s.WaitFor(func(screen string) bool { return !strings.Contains(screen, text) }, "the text to go: "+text)
}

// WaitRaw waits until the program has written these bytes, at or after position
// from, and returns the position after them.
func (s *Session) WaitRaw(from int, want string) int {
	s.t.Helper()
	at := -1
	if !s.until(func() bool {
		at = bytes.Index(s.raw[min(from, len(s.raw)):], []byte(want))
		return at >= 0
	}) {
		s.fail("the bytes " + ansi.Strip(want))
	}
	return from + at + len(want)
}

// ExitCode waits for the end of the program and of its output. For a program
// ended by signal n it is 128+n.
func (s *Session) ExitCode() int {
	s.t.Helper()
	if !s.until(func() bool { return s.exited && s.ended }) {
		s.fail("the program to end")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.exit
}

// Running reports whether the program is running.
func (s *Session) Running() bool {
	return locked(s, func() bool { return !s.exited })
}

// termios reads the terminal's line settings through the master.
func (s *Session) termios() unix.Termios {
	s.t.Helper()
	var tio *unix.Termios
	err := control(s.pty, func(fd int) (err error) {
		tio, err = unix.IoctlGetTermios(fd, getTermios)
		return err
	})
	if err != nil {
		s.t.Fatalf("the line settings cannot be read: %v", err)
	}
	return *tio
}

// ModesRestored reports whether the terminal's line settings are the same as
// before the start.
func (s *Session) ModesRestored() bool {
	s.t.Helper()
	return s.termios() == s.modes
}

// CheckRestored fails the test unless everything that a full-screen program
// changes is restored: line settings, screen, cursor, wrapping, and the modes
// of paste, mouse and reports.
func (s *Session) CheckRestored() {
	s.t.Helper()
	if !s.ModesRestored() {
		s.t.Errorf("the line settings are not restored")
	}
	if s.AltScreen() || !s.CursorVisible() {
		s.t.Errorf("alternate screen %v, cursor shown %v", s.AltScreen(), s.CursorVisible())
	}
	for _, mode := range []int{1000, 1002, 1003, 1004, 1006, 2004, 2026, 2031} {
		if s.Mode(mode) {
			s.t.Errorf("mode %d is still set", mode)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for what, seq := range map[string][2]string{
		"wrapping at the right edge is still off": {"\x1b[?7h", "\x1b[?7l"},
		"the cursor is still hidden":              {"\x1b[?25h", "\x1b[?25l"},
	} {
		if bytes.LastIndex(s.raw, []byte(seq[1])) > bytes.LastIndex(s.raw, []byte(seq[0])) {
			s.t.Errorf("%s", what)
		}
	}
}
