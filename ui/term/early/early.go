// Package early stops Bubble Tea from querying the terminal while the program
// is still being loaded.
//
// Bubble Tea v1 asks for the background colour in its own init. On a terminal
// that does not answer this costs five seconds, in line mode and for --version
// too, and it drops keys that were typed meanwhile. Go initialises packages that are ready
// in the order of their import paths, and "ax-tui/..." sorts before
// "github.com/charmbracelet/bubbletea", so the answer is set here before
// the query. Package term queries the real background later, without waiting.
//
// The package must import lipgloss and nothing else: any further import could
// move its init after Bubble Tea's. Import it for its side effect only.
package early

import "github.com/charmbracelet/lipgloss"

// The only init of the program: the effect must happen during initialisation,
// before Bubble Tea's, and a call from main would be too late.
func init() {
	lipgloss.SetHasDarkBackground(true)
}
