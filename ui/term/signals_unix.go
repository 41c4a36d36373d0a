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

// stopLimit is how long suspending waits to be stopped. When the program was
// stopped, the time is over as soon as it goes on; when the signal was lost, it
// goes on by itself instead of hanging.
const stopLimit = 300 * time.Millisecond

// watch handles signals until stop is closed. The function it returns, to be
// called at the end, gives the signals their former meaning.
func (s *session) watch(stop <-chan struct{}) func() {
	ends := make(chan os.Signal, 4)
	signal.Notify(ends, unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT)
	size := make(chan os.Signal, 1) // one is enough: the latest size wins
	signal.Notify(size, unix.SIGWINCH)
	jobs := make(chan os.Signal, 4)
	// SIGTSTP keeps its default meaning: Go cannot give it back once it is caught.
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
				continue // ctrl+c was meant for the program in front
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
			if !s.child.Load() { // the size is read again when it comes back
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
		case <-s.wanted:
			s.suspend(ch)
		case <-ch: // stopped from outside and continued
			if !s.child.Load() && s.take() {
				s.back()
			}
		}
	}
}

// askSuspend starts suspending if somebody can wake the program up again.
func (s *session) askSuspend() tea.Msg {
	if !canSuspend() {
		return SuspendUnavailableMsg{}
	}
	select {
	case s.wanted <- struct{}{}:
	default: // asked already
	}
	return nil
}

// canSuspend reports whether a shell with job control started us: a parent in
// our session but in another process group. In an orphaned group the signal to
// stop is dropped, and nobody would continue us.
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

// suspend gives the terminal back, stops the whole job and takes the terminal
// again when continued.
func (s *session) suspend(ch chan os.Signal) {
	if !s.take() {
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
	s.back()
	s.send(tea.ResumeMsg{})
}

func empty(ch <-chan os.Signal) {
	for len(ch) > 0 {
		<-ch
	}
}

func terminate(process *os.Process) { _ = process.Signal(unix.SIGTERM) }
