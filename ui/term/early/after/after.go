// Package after undoes what package early does, once Bubble Tea is initialised. Import
// it for its side effect only.
package after

import (
	_ "github.com/charmbracelet/bubbletea" // must be initialised before this package
	"github.com/charmbracelet/lipgloss"

	"ax-tui/ui/term/early"
)

func init() {
	early.Restore()
	lipgloss.SetHasDarkBackground(true) // until the terminal has told
}
