package term

import (
	"fmt"
	"os"
	"os/signal"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/windows"
)

// watch handles ctrl+c from outside. The size comes from Bubble Tea's console
// reader, and there is no suspending on Windows.
func (s *session) watch(stop <-chan struct{}) func() {
	ends := make(chan os.Signal, 4)
	signal.Notify(ends, os.Interrupt)
	go func() {
		for {
			select {
			case <-stop:
				return
			case sig := <-ends:
				if !s.child.Load() {
					s.end(130, fmt.Errorf("signal: %v", sig))
				}
			}
		}
	}()
	return func() { signal.Stop(ends) }
}

func (s *session) askSuspend() tea.Msg { return SuspendUnavailableMsg{} }
func terminate(p *os.Process)          { _ = p.Kill() }

// drawsSequences makes a console obey escape sequences instead of printing them; some
// consoles start without.
func drawsSequences(out uintptr) {
	var mode uint32
	if windows.GetConsoleMode(windows.Handle(out), &mode) == nil {
		_ = windows.SetConsoleMode(windows.Handle(out), mode|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	}
}
