//go:build !windows

package pty

import (
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// keys is a constant table of what a terminal sends for special keys.
var keys = map[string]string{
	"enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "esc": "\x1b", "backspace": "\x7f", "space": " ",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
	"ctrl+home": "\x1b[1;5H", "ctrl+end": "\x1b[1;5F",
	"insert": "\x1b[2~", "delete": "\x1b[3~",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
	"f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}

// Send writes bytes to the program as the terminal would, all at once.
func (s *Session) Send(text string) {
	s.t.Helper()
	if _, err := s.pty.WriteString(text); err != nil {
		s.t.Fatalf("the terminal accepts no input: %v", err)
	}
}

// Type presses keys one after the other: names such as "enter", "up", "f5",
// "ctrl+c", "alt+x", or single characters.
func (s *Session) Type(names ...string) {
	s.t.Helper()
	for _, name := range names {
		seq, ok := key(name)
		if !ok {
			s.t.Fatalf("there is no key %q", name)
		}
		s.Send(seq)
	}
}

// key returns what a terminal sends for a key. A name that is not in the table is
// refused, because its letters would otherwise be typed as text.
func key(name string) (seq string, ok bool) {
	if seq, ok := keys[name]; ok {
		return seq, true
	}
	if letter, found := strings.CutPrefix(name, "ctrl+"); found && len(letter) == 1 {
		return string(rune(letter[0] & 0x1f)), true
	}
	if rest, found := strings.CutPrefix(name, "alt+"); found {
		seq, ok := key(rest)
		return "\x1b" + seq, ok
	}
	return name, utf8.RuneCountInString(name) == 1
}

// Paste sends text as a bracketed paste.
func (s *Session) Paste(text string) {
	s.t.Helper()
	s.Send("\x1b[200~" + text + "\x1b[201~")
}

// winsize sets the size of the pseudo-terminal and leaves the emulator's size.
func (s *Session) winsize(width, height int) {
	s.t.Helper()
	size := &unix.Winsize{Row: uint16(height), Col: uint16(width)}
	if err := control(s.pty, func(fd int) error { return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, size) }); err != nil {
		s.t.Fatalf("the size cannot be set: %v", err)
	}
}

// Resize changes the terminal's size; the program gets SIGWINCH from the kernel.
func (s *Session) Resize(width, height int) {
	s.t.Helper()
	s.mu.Lock()
	s.emu.Resize(width, height)
	s.mu.Unlock()
	s.winsize(width, height)
}

// Signal sends a signal to the program.
func (s *Session) Signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatalf("the signal %v cannot be sent: %v", sig, err)
	}
}

// HangUp closes the terminal, as when its window is closed.
func (s *Session) HangUp() {
	s.t.Helper()
	if err := s.pty.Close(); err != nil {
		s.t.Fatalf("the terminal cannot be closed: %v", err)
	}
}
