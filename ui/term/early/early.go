// Package early stops Bubble Tea from questioning the terminal while the
// program is still being loaded.
//
// Bubble Tea v1 asks for the background colour in its own init. On a terminal
// that stays silent this costs five seconds, in line mode and for --version
// too, and it eats what was typed ahead. Go initialises packages that are ready
// in the order of their import paths, and "ax-tui/..." sorts before
// "github.com/charmbracelet/bubbletea", so the answer given here is in place
// before the question. The real background is asked for later by package term,
// without waiting.
//
// The package must import lipgloss and nothing else: any further import could
// move it behind Bubble Tea. Import it for its effect only.
package early

import "github.com/charmbracelet/lipgloss"

// The only init of the program: the effect must happen during initialisation,
// before Bubble Tea's, and no function call from main could come early enough.
func init() {
	lipgloss.SetHasDarkBackground(true)
}
