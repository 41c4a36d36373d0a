//go:build !windows

// Package pty runs a real program in a pseudo-terminal with a terminal
// emulator, so that tests see what a user would see.
//
// Every wait has a limit (a failure shows the screen), the program does not
// outlive the test, and the package is safe with -race. Tests wait for a state and
// never sleep. Only tests import it; it imports no other package of ax-tui.
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

// Options define the program and its terminal.
type Options struct {
	Argv []string // the program and its arguments
	Env  []string // added to a small environment with TERM=xterm-256color
	Dir  string   // empty means the folder of the test
	W, H int      // cells; 0 means 120 and 40

	// Silent makes the terminal answer no query, such as the one for its
	// background colour.
	Silent bool
	// NoControl starts the program in the test's session, without a controlling
	// terminal. Otherwise it leads a session of its own.
	NoControl bool
	// Limit bounds every wait; 0 means 10 s.
	Limit time.Duration
}

// Session is a running program and its terminal.
type Session struct {
	t     testing.TB
	cmd   *exec.Cmd
	pty   *os.File
	limit time.Duration
	begun time.Time
	modes unix.Termios // before the program started

	mu      sync.Mutex // guards all below, and the emulator
	changed *sync.Cond
	emu     *vt.Emulator
	raw     []byte
	times   []stamp
	alt     bool
	cursor  bool
	set     map[ansi.Mode]bool
	ended   bool // no more output will arrive
	exited  bool
	exit    int
}

// stamp records when the output reached a length.
type stamp struct {
	at  time.Time
	len int
}

// Start runs the program. It is killed when the test ends, if still running.
func Start(t testing.TB, options Options) *Session {
	t.Helper()
	if options.W == 0 {
		options.W = 120
	}
	if options.H == 0 {
		options.H = 40
	}
	if options.Limit == 0 {
		options.Limit = 10 * time.Second
	}
	master, tty, err := open()
	if err != nil {
		t.Fatalf("no pseudo-terminal: %v", err)
	}
	session := &Session{
		t: t, pty: master, limit: options.Limit, cursor: true,
		emu: vt.NewEmulator(options.W, options.H), set: map[ansi.Mode]bool{},
	}
	session.changed = sync.NewCond(&session.mu)
	session.emu.SetCallbacks(vt.Callbacks{
		AltScreen:        func(on bool) { session.alt = on },
		CursorVisibility: func(on bool) { session.cursor = on },
		EnableMode:       func(mode ansi.Mode) { session.set[mode] = true },
		DisableMode:      func(mode ansi.Mode) { delete(session.set, mode) },
	})
	session.winsize(options.W, options.H)
	session.modes = session.termios()
	session.cmd = command(options, tty)
	session.begun = time.Now()
	if err := session.cmd.Start(); err != nil {
		t.Fatalf("cannot start %v: %v", options.Argv, err)
	}
	_ = tty.Close()
	session.serve(options.Silent)
	return session
}

func command(options Options, tty *os.File) *exec.Cmd {
	cmd := exec.Command(options.Argv[0], options.Argv[1:]...)
	cmd.Dir = options.Dir
	cmd.Env = append([]string{
		"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"),
		"HOME=" + os.Getenv("HOME"), "GORACE=atexit_sleep_ms=0",
	}, options.Env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	if !options.NoControl {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	}
	return cmd
}

// serve starts the goroutines of the session and ends them with the test.
func (s *Session) serve(silent bool) {
	var wg sync.WaitGroup
	wg.Add(3)
	go func() { // first: the emulator blocks unless its answers are read
		defer wg.Done()
		buf := make([]byte, 4096)
		for {
			size, err := s.emu.Read(buf)
			if err != nil {
				return
			}
			if !silent {
				_, _ = s.pty.Write(buf[:size])
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

// writeGap is how long the kernel may take between the pieces of one write of the
// program, in milliseconds: the emulator must not show half a frame.
const writeGap = 4

func (s *Session) read() {
	buf := make([]byte, 1<<16)
	for size := 0; ; {
		more, err := s.pty.Read(buf[size:])
		s.mu.Lock()
		if more > 0 {
			s.raw = append(s.raw, buf[size:size+more]...)
			s.times = append(s.times, stamp{time.Now(), len(s.raw)})
			size += more
		}
		s.mu.Unlock()
		s.changed.Broadcast()
		if err == nil && size < len(buf) && s.readable(writeGap) {
			continue
		}
		s.mu.Lock()
		_, _ = s.emu.Write(buf[:size])
		s.ended = err != nil
		s.mu.Unlock()
		s.changed.Broadcast()
		if err != nil {
			return
		}
		size = 0
	}
}

// readable reports whether more output arrives within wait milliseconds.
func (s *Session) readable(wait int) (ready bool) {
	conn, err := s.pty.SyscallConn()
	if err != nil {
		return false
	}
	_ = conn.Control(func(fd uintptr) {
		count, _ := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, wait)
		ready = count > 0
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
// it was met in time.
func (s *Session) until(cond func() bool) bool {
	deadline := time.Now().Add(s.limit)
	timer := time.AfterFunc(s.limit, s.changed.Broadcast)
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !cond() {
		if !time.Now().Before(deadline) {
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
