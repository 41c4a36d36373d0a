package term

import (
	"fmt"
	"os"
	"os/signal"

	tea "github.com/charmbracelet/bubbletea"
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
