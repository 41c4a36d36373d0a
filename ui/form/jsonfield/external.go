package jsonfield

import (
	"fmt"
	"os/exec"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/term"
	"ax-tui/ui/term/editor"
)

// EditCmd opens the text of a request in $VISUAL or $EDITOR, at its line and
// column, and answers with Edited. getenv is os.Getenv.
func EditCmd(getenv func(string) string, r EditRequested) tea.Cmd {
	return editWith(getenv, term.Exec, r)
}

type runner func(*exec.Cmd, func(error) tea.Msg) tea.Cmd

func editWith(getenv func(string) string, run runner, r EditRequested) tea.Cmd {
	return func() tea.Msg {
		answer := func(text []byte, err error) tea.Msg {
			if err != nil {
				return Edited{Tag: r.Tag, Key: r.Key, Err: fmt.Errorf("%w; the text is as it was", err)}
			}
			return Edited{Tag: r.Tag, Key: r.Key, Text: []byte(normal(string(text)))}
		}
		edit, err := editor.Open(getenv, r.Text, r.Line, r.Column)
		if err != nil {
			return answer(nil, err)
		}
		return run(edit.Cmd, func(err error) tea.Msg { return answer(edit.Read(err)) })()
	}
}
