package term

import (
	"io"
	"os"

	tea "github.com/charmbracelet/bubbletea"
)

// hearsReplies tells that replies of the terminal are taken out of the keys: not here,
// where Bubble Tea reads them.
const hearsReplies = false

// input passes the keyboard to Bubble Tea, which has its own console reader on
// Windows: no split sequences, no bracketed paste.
type input struct {
	in    *os.File
	prog  *tea.Program
	lost  func(error)
	fault func(recovered any)
	asked func() bool
}

func newInput(in *os.File, _ func(string) string) (*input, error) { return &input{in: in}, nil }

func (i *input) attach(prog *tea.Program) { i.prog = prog }
func (i *input) reader() io.Reader        { return i.in }

// pause ends the console reader, so that another program gets the keys.
func (i *input) pause() { _ = i.prog.ReleaseTerminal() }

// resume starts the console reader again, with the modes that it needs: keys and sizes
// as records. It comes after the input has been made raw, which switches these off.
func (i *input) resume() {
	if err := i.prog.RestoreTerminal(); err != nil {
		i.lost(err)
	}
}

func (i *input) close() {}
