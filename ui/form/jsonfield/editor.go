package jsonfield

import (
	"fmt"
	"os/exec"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/term/editor"
)

// runner runs a command in the terminal and returns the message of done.
type runner func(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd

// external opens the text in $VISUAL or $EDITOR at the cursor. The result is an
// Edited message.
func (f *Field) external(run runner) tea.Cmd {
	line, column := f.Cursor()
	edited, getenv, snapshot := Edited{Tag: f.tag(), Key: f.config.Key}, f.config.Getenv, f.buffer.snapshot()
	answer := func(text []byte, err error) tea.Msg {
		if err != nil {
			edited.Err = fmt.Errorf("%w; the text is unchanged", err)
		} else {
			edited.Text = []byte(normalize(string(text)))
		}
		return edited
	}
	return func() tea.Msg {
		edit, err := editor.Open(getenv, []byte(snapshot.String()), line, column)
		if err != nil {
			return answer(nil, err)
		}
		return run(edit.Cmd, func(err error) tea.Msg { return answer(edit.Read(err)) })()
	}
}
