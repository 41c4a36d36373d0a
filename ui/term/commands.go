package term

import (
	"os/exec"

	tea "github.com/charmbracelet/bubbletea"
)

// SuspendUnavailableMsg is the response to Suspend when nothing could resume the
// program, for example when a window manager started it and not a shell.
type SuspendUnavailableMsg struct{}

type (
	winchMsg   struct{ width, height int } // the size, and the screen's content is unknown
	flushMsg   struct{}                    // a frame is due
	repaintMsg struct{}
	suspendMsg struct{}
	rawMsg     string
	execMsg    struct {
		cmd  *exec.Cmd
		done func(error) tea.Msg
	}
)

// Raw writes an escape sequence between two frames: a title, a bell, a
// notification, the clipboard. The caller cleans its content; it must not
// move the cursor or draw.
func Raw(seq string) tea.Cmd { return func() tea.Msg { return rawMsg(seq) } }

// Repaint clears the screen and redraws the frame, for use after something else
// wrote to the terminal.
func Repaint() tea.Cmd { return func() tea.Msg { return repaintMsg{} } }

// Suspend stops the program and returns the terminal to the shell. The model
// gets tea.ResumeMsg when the program continues, or SuspendUnavailableMsg.
func Suspend() tea.Cmd { return func() tea.Msg { return suspendMsg{} } }

// Exec gives the terminal to another program, for example an editor, until that
// program ends. done turns its result into a message; nil means no message.
// Streams that cmd leaves unset are the terminal's. If ax-tui has to end
// meanwhile, cmd is terminated first.
func Exec(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd {
	if done == nil {
		done = func(error) tea.Msg { return nil }
	}
	return func() tea.Msg { return execMsg{cmd, done} }
}
