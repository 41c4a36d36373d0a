package term

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	xterm "github.com/charmbracelet/x/term"
)

const (
	enterSeq = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h" // alternate screen, no cursor, no wrapping, bracketed paste
	leaveSeq = syncEnd + "\x1b[m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l"

	writeLimit = 200 * time.Millisecond // for a terminal that accepts no output
	childLimit = 300 * time.Millisecond // for another program to end after SIGTERM
)

// session owns the terminal: its modes, and who may use it.
type session struct {
	o     Options
	paint *painter
	in    *input
	ctx   context.Context
	end   func(code int, why error) // the first call sets the result
	send  func(tea.Msg)

	busy     chan struct{} // capacity 1, holds a token unless exec or suspend is in progress
	lasting  lasting       // title, progress, reports
	child    atomic.Bool   // another program has the terminal
	suspends chan struct{} // requests to suspend

	mu      sync.Mutex
	saved   *xterm.State // the modes of the input at the start
	restore func()       // those of the output
	stderr  *stderrLog
	active  bool
	asked   atomic.Bool
}

// enter switches the terminal to full-screen mode. Calling it twice is harmless.
func (s *session) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	state, err := xterm.MakeRaw(s.o.In.Fd())
	if err != nil {
		return err
	}
	if s.saved == nil {
		s.saved = state
	}
	if !s.active {
		s.restore = DrawSequences(s.o.Out)
	}
	s.stderr.replace()
	s.active = true
	s.paint.release(enterSeq+s.lasting.show(), writeLimit)
	return nil
}

// leave restores the terminal. Calling it twice is harmless. Its time is bounded
// by writeLimit, whatever the terminal does.
func (s *session) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.active {
		return
	}
	s.active = false
	last := s.lasting.remove() + leaveSeq
	if !s.paint.hold(last, writeLimit) {
		discardOutput(s.o.Out) // pending output can no longer be shown
		s.paint.hold(last, writeLimit)
	}
	s.restore()
	_ = xterm.Restore(s.o.In.Fd(), s.saved) // fails only when the terminal is gone
	s.stderr.restore()
}

// write queues a sequence, if it is one.
func (s *session) write(seq string) {
	if seq != "" {
		s.paint.raw(seq)
	}
}

// followBackground starts or ends that the terminal tells its background; nothing waits
// for it. The Linux console does not answer, and from a console of Windows the answer
// would come as typed text.
func (s *session) followBackground(on bool) {
	if !hearsReplies || strings.HasPrefix(s.o.Env("TERM"), "linux") {
		return
	}
	if on {
		s.asked.Store(true)
	}
	s.write(s.lasting.setFollow(on))
}

// resized sends the current size. The content of the screen is unknown.
func (s *session) resized() {
	width, height := s.o.size()
	s.send(winchMsg{width, height})
}

// acquire waits until no other program uses the terminal; false if ax-tui ends first.
func (s *session) acquire() bool {
	select {
	case <-s.busy:
		if s.ctx.Err() == nil {
			return true
		}
		s.busy <- struct{}{}
	case <-s.ctx.Done():
	}
	return false
}

// reclaim re-enters full-screen mode after exec or suspend.
func (s *session) reclaim() {
	if s.ctx.Err() == nil {
		if err := s.enter(); err != nil {
			s.end(exitGone, err)
		}
	}
	s.in.resume()
	s.busy <- struct{}{}
	s.resized()
}

// exec runs another program in the terminal. It runs outside the event loop:
// the model keeps running, only its frames are not shown.
func (s *session) exec(msg execMsg) tea.Msg {
	if !s.acquire() {
		return nil
	}
	s.in.pause()
	s.leave()
	s.child.Store(true)
	err := s.runChild(msg.cmd)
	s.child.Store(false)
	s.reclaim()
	return msg.done(err)
}

func (s *session) runChild(cmd *exec.Cmd) error {
	if cmd.Stdin == nil {
		cmd.Stdin = s.o.In
	}
	if cmd.Stdout == nil {
		cmd.Stdout = s.o.Out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = os.Stderr
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-s.ctx.Done():
	}
	terminate(cmd.Process)
	select {
	case err := <-done:
		return err
	case <-time.After(childLimit):
		_ = cmd.Process.Kill()
		return <-done
	}
}

// finish restores the terminal at the end; the context is already cancelled.
func (s *session) finish() {
	select {
	case <-s.busy: // never released: no other program may get the terminal again
	case <-time.After(2 * childLimit):
	}
	s.in.close() // first, so that further input goes to the shell
	s.leave()
	s.stderr.close()
}
