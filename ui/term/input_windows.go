package term

import (
	"io"
	"os"

	tea "github.com/charmbracelet/bubbletea"
)

// input passes the keyboard to Bubble Tea, which has its own console reader on
// Windows: no split sequences, no bracketed paste. It cannot be paused.
type input struct {
	in    *os.File
	send  func(tea.Msg)
	lost  func(error)
	fault func(recovered any)
	asked func() bool
}

func newInput(in *os.File, _ func(string) string) (*input, error) { return &input{in: in}, nil }

func (i *input) reader() io.Reader { return i.in }
func (i *input) pause()            {}
func (i *input) resume()           {}
func (i *input) close()            {}
