package term

import (
	"os/exec"

	tea "github.com/charmbracelet/bubbletea"
)

// SuspendUnavailableMsg answers Suspend when nobody could wake the program up
// again, for example when it was started by a window manager and not by a shell.
type SuspendUnavailableMsg struct{}

type (
	winchMsg   struct{ w, h int } // the size, and the screen's content is unknown
	flushMsg   struct{}           // a frame is due
	repaintMsg struct{}
	suspendMsg struct{}
	rawMsg     string
	execMsg    struct {
		cmd  *exec.Cmd
		done func(error) tea.Msg
	}
)

// Raw writes an escape sequence between two frames: a title, a bell, a
// notification, the clipboard. The caller cleans what is inside; it must not
// move the cursor or draw.
func Raw(seq string) tea.Cmd { return func() tea.Msg { return rawMsg(seq) } }

// Repaint clears the screen and draws the frame again, for when something else
// wrote on it.
func Repaint() tea.Cmd { return func() tea.Msg { return repaintMsg{} } }

// Suspend stops the program and gives the terminal back to the shell. The model
// gets tea.ResumeMsg when it was continued, or SuspendUnavailableMsg.
func Suspend() tea.Cmd { return func() tea.Msg { return suspendMsg{} } }

// Exec gives the terminal to another program, for example an editor, and takes
// it back afterwards. done turns its outcome into a message; nil means none is
// wanted. Input and output that cmd leaves unset are the terminal's. If the
// program is told to end meanwhile, cmd is told to end first.
func Exec(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd {
	if done == nil {
		done = func(error) tea.Msg { return nil }
	}
	return func() tea.Msg { return execMsg{cmd, done} }
}
