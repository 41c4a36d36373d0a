//go:build !windows

package term

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"
)

// stopLimit is how long suspend waits for the stop signal to take effect. After
// a stop the limit has passed when the program continues; when the signal was
// lost, suspend returns instead of hanging.
const stopLimit = 300 * time.Millisecond

// watch handles signals until stop is closed. The function it returns
// stops that; call it at the end.
func (s *session) watch(stop <-chan struct{}) func() {
	ends := make(chan os.Signal, 4)
	signal.Notify(ends, unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT, unix.SIGABRT)
	size := make(chan os.Signal, 1) // one is enough: the latest size wins
	signal.Notify(size, unix.SIGWINCH)
	jobs := make(chan os.Signal, 4)
	// SIGTSTP keeps its default action: Go cannot restore it once it is caught.
	signal.Notify(jobs, unix.SIGCONT)
	go s.watchEnds(ends, stop)
	go s.watchSize(size, stop)
	go s.watchJobs(jobs, stop)
	return func() {
		signal.Stop(ends)
		signal.Stop(size)
		signal.Stop(jobs)
	}
}

func (s *session) watchEnds(ch <-chan os.Signal, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case sig := <-ch:
			number, _ := sig.(syscall.Signal)
			if s.child.Load() && (number == unix.SIGINT || number == unix.SIGQUIT) {
				continue // ctrl+c was meant for the program in the foreground
			}
			s.end(128+int(number), fmt.Errorf("signal: %v", sig))
		}
	}
}

func (s *session) watchSize(ch <-chan os.Signal, stop <-chan struct{}) {
	defer s.guard()
	for {
		select {
		case <-stop:
			return
		case <-ch:
			if !s.child.Load() { // reclaim reads the size again
				s.resized()
			}
		}
	}
}

func (s *session) watchJobs(ch chan os.Signal, stop <-chan struct{}) {
	defer s.guard()
	for {
		select {
		case <-stop:
			return
		case <-s.suspends:
			s.suspend(ch)
		case <-ch: // stopped from outside and continued
			if !s.child.Load() && s.acquire() {
				s.reclaim()
			}
		}
	}
}

// askSuspend requests suspending if a shell can resume the program.
func (s *session) askSuspend() tea.Msg {
	if !canSuspend() {
		return SuspendUnavailableMsg{}
	}
	select {
	case s.suspends <- struct{}{}:
	default: // already requested
	}
	return nil
}

// canSuspend reports whether a shell with job control started us: a parent in
// our session but in another process group. In an orphaned group the stop
// signal is dropped, and nothing would continue the program.
func canSuspend() bool {
	parent := os.Getppid()
	theirs, err := unix.Getsid(parent)
	if err != nil {
		return false
	}
	ours, err := unix.Getsid(0)
	if err != nil || theirs != ours {
		return false
	}
	group, err := unix.Getpgid(parent)
	return err == nil && group != unix.Getpgrp()
}

// suspend restores the terminal, stops the whole job and re-enters full-screen
// mode when continued.
func (s *session) suspend(ch chan os.Signal) {
	if !s.acquire() {
		return
	}
	s.in.pause()
	s.leave()
	empty(ch)
	_ = unix.Kill(0, unix.SIGTSTP)
	timer := time.NewTimer(stopLimit)
	defer timer.Stop()
	select {
	case <-ch:
	case <-timer.C:
	}
	empty(ch)
	s.reclaim()
	s.send(tea.ResumeMsg{})
}

func empty(ch <-chan os.Signal) {
	for len(ch) > 0 {
		<-ch
	}
}

func terminate(process *os.Process) { _ = process.Signal(unix.SIGTERM) }
