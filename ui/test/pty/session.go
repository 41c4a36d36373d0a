//go:build !windows

// Package pty runs a real program in a pseudo-terminal with a terminal
// emulator behind it, so that tests see what a person would see.
//
// It promises that every wait ends (with a picture of the screen when it fails),
// that nothing started outlives the test, and that it is safe with -race. Tests
// wait for a state and never sleep. It must be imported by tests only, and
// imports no other package of ax-tui.
package pty

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"golang.org/x/sys/unix"
)

// Options say what to start and in what terminal.
type Options struct {
	Argv []string // the program and its arguments
	Env  []string // added to a small environment with TERM=xterm-256color; nil adds nothing
	Dir  string   // empty is the test's own folder
	W, H int      // cells; 0 means 120 and 40

	// Silent is a terminal that answers no question, such as the one for its
	// background colour.
	Silent bool
	// NoControl starts the program in the test's own session, without making the
	// terminal its controlling one. Otherwise it leads a session of its own.
	NoControl bool
	// Limit is the longest any wait takes; 0 means 10 s.
	Limit time.Duration
}

// Session is a running program and its terminal.
type Session struct {
	t     testing.TB
	cmd   *exec.Cmd
	pty   *os.File
	limit time.Duration
	begun time.Time
	modes unix.Termios // as they were before the program started

	mu      sync.Mutex // guards all below, and the emulator
	changed *sync.Cond
	emu     *vt.Emulator
	raw     []byte
	times   []stamp
	alt     bool
	cursor  bool
	set     map[ansi.Mode]bool
	ended   bool // no more output will come
	exited  bool
	exit    int
}

// stamp says when the output had reached a length.
type stamp struct {
	at  time.Time
	len int
}

// Start runs the program. It is killed, if still there, when the test ends.
func Start(t testing.TB, o Options) *Session {
	t.Helper()
	if o.W == 0 {
		o.W = 120
	}
	if o.H == 0 {
		o.H = 40
	}
	if o.Limit == 0 {
		o.Limit = 10 * time.Second
	}
	master, tty, err := open()
	if err != nil {
		t.Fatalf("no pseudo-terminal: %v", err)
	}
	s := &Session{
		t: t, pty: master, limit: o.Limit, cursor: true,
		emu: vt.NewEmulator(o.W, o.H), set: map[ansi.Mode]bool{},
	}
	s.changed = sync.NewCond(&s.mu)
	s.emu.SetCallbacks(vt.Callbacks{
		AltScreen:        func(on bool) { s.alt = on },
		CursorVisibility: func(on bool) { s.cursor = on },
		EnableMode:       func(m ansi.Mode) { s.set[m] = true },
		DisableMode:      func(m ansi.Mode) { delete(s.set, m) },
	})
	s.winsize(o.W, o.H)
	s.modes = s.termios()
	s.cmd = command(o, tty)
	s.begun = time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("cannot start %v: %v", o.Argv, err)
	}
	_ = tty.Close()
	s.serve(o.Silent)
	return s
}

func command(o Options, tty *os.File) *exec.Cmd {
	cmd := exec.Command(o.Argv[0], o.Argv[1:]...)
	cmd.Dir = o.Dir
	cmd.Env = append([]string{
		"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"),
		"HOME=" + os.Getenv("HOME"),
	}, o.Env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	if !o.NoControl {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	}
	return cmd
}

// serve starts the goroutines of the session and sees to their end.
func (s *Session) serve(silent bool) {
	var wg sync.WaitGroup
	wg.Add(3)
	go func() { // first: the emulator's answers must have somewhere to go
		defer wg.Done()
		buf := make([]byte, 4096)
		for {
			n, err := s.emu.Read(buf)
			if err != nil {
				return
			}
			if !silent {
				_, _ = s.pty.Write(buf[:n])
			}
		}
	}()
	go func() {
		defer wg.Done()
		s.read()
	}()
	go func() {
		defer wg.Done()
		s.wait()
	}()
	s.t.Cleanup(func() {
		if s.Running() {
			_ = s.cmd.Process.Kill()
		}
		_ = s.pty.Close()
		if pipe, ok := s.emu.InputPipe().(io.Closer); ok {
			_ = pipe.Close()
		}
		wg.Wait()
	})
}

func (s *Session) read() {
	buf := make([]byte, 1<<16)
	for {
		n, err := s.pty.Read(buf)
		for err == nil && n < len(buf) && s.readable() { // the kernel hands over one write in pieces
			var more int
			more, err = s.pty.Read(buf[n:])
			n += more
		}
		s.mu.Lock()
		if n > 0 {
			s.raw = append(s.raw, buf[:n]...)
			s.times = append(s.times, stamp{time.Now(), len(s.raw)})
			_, _ = s.emu.Write(buf[:n])
		}
		s.ended = err != nil
		s.mu.Unlock()
		s.changed.Broadcast()
		if err != nil {
			return
		}
	}
}

// readable reports whether more output is there already.
func (s *Session) readable() (ready bool) {
	conn, err := s.pty.SyscallConn()
	if err != nil {
		return false
	}
	_ = conn.Control(func(fd uintptr) {
		n, _ := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		ready = n > 0
	})
	return ready
}

func (s *Session) wait() {
	_ = s.cmd.Wait()
	st, _ := s.cmd.ProcessState.Sys().(syscall.WaitStatus)
	s.mu.Lock()
	s.exited, s.exit = true, s.cmd.ProcessState.ExitCode()
	if st.Signaled() {
		s.exit = 128 + int(st.Signal())
	}
	s.mu.Unlock()
	s.changed.Broadcast()
}

// until waits for cond, which is called with the lock held, and reports whether
// it came true in time.
func (s *Session) until(cond func() bool) bool {
	late := time.Now().Add(s.limit)
	timer := time.AfterFunc(s.limit, s.changed.Broadcast)
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !cond() {
		if !time.Now().Before(late) {
			return false
		}
		s.changed.Wait()
	}
	return true
}

func (s *Session) fail(what string) {
	s.t.Helper()
	s.mu.Lock()
	screen, exited, exit := s.picture(), s.exited, s.exit
	s.mu.Unlock()
	s.t.Fatalf("waited %v for %s; exited=%v (%d); the screen:\n%s", s.limit, what, exited, exit,
		"| "+strings.ReplaceAll(screen, "\n", "\n| "))
}
