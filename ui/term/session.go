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
	enterSeq = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h" // other screen, no cursor, no wrapping, bracketed paste
	leaveSeq = syncEnd + "\x1b[m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l"

	writeLimit = 200 * time.Millisecond // for a terminal that takes no output
	childLimit = 300 * time.Millisecond // for another program to end when told to
)

// session owns the terminal: its modes, and who may use it.
type session struct {
	o     Options
	paint *painter
	in    *input
	ctx   context.Context
	end   func(code int, why error) // the first call decides
	send  func(tea.Msg)

	busy   chan struct{} // capacity 1, holds a token unless exec or suspend is under way
	child  atomic.Bool   // another program has the terminal
	wanted chan struct{} // requests to suspend

	mu     sync.Mutex
	before *xterm.State // the modes found at the start
	active bool
	asked  atomic.Bool
}

// enter makes the terminal ours. Entering twice only says it again.
func (s *session) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	state, err := xterm.MakeRaw(s.o.In.Fd())
	if err != nil {
		return err
	}
	if s.before == nil {
		s.before = state
	}
	s.active = true
	s.paint.release(enterSeq, writeLimit)
	return nil
}

// leave puts everything back. Leaving twice is harmless. It takes no longer than
// writeLimit and a little, whatever the terminal does.
func (s *session) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.active {
		return
	}
	s.active = false
	if !s.paint.hold(leaveSeq, writeLimit) {
		discardOutput(s.o.Out) // what is stuck cannot be shown any more
		s.paint.hold(leaveSeq, writeLimit)
	}
	_ = xterm.Restore(s.o.In.Fd(), s.before) // fails only when the terminal has gone
}

// askBackground asks for the background colour without waiting. The console of
// Linux has no answer to give.
func (s *session) askBackground() {
	if s.o.KeepBackground || strings.HasPrefix(s.o.Env("TERM"), "linux") {
		return
	}
	s.asked.Store(true)
	s.paint.raw(askBackground)
}

// resized sends the size there is now. The content of the screen is unknown.
func (s *session) resized() {
	width, height := s.o.size()
	s.send(winchMsg{width, height})
}

// take waits until no other program uses the terminal; false if the program ends first.
func (s *session) take() bool {
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

// back takes the terminal back after exec or suspend.
func (s *session) back() {
	if s.ctx.Err() == nil {
		if err := s.enter(); err != nil {
			s.end(exitGone, err)
		}
	}
	s.in.resume()
	s.busy <- struct{}{}
	s.resized()
}

// exec runs another program in the terminal. It runs beside the event loop; the
// model goes on, its frames are just not shown.
func (s *session) exec(msg execMsg) tea.Msg {
	if !s.take() {
		return nil
	}
	s.in.pause()
	s.leave()
	s.child.Store(true)
	err := s.runChild(msg.cmd)
	s.child.Store(false)
	s.back()
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

// finish ends everything; the context is cancelled already.
func (s *session) finish() {
	select {
	case <-s.busy: // never given back: nobody may take the terminal again
	case <-time.After(2 * childLimit):
	}
	s.in.close() // first, so that what is typed from now on goes to the shell
	s.leave()
}
