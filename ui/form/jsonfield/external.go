package jsonfield

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/editor"

	"ax-tui/ui/term"
)

// EditCmd opens the text of a request in $VISUAL or $EDITOR, at its line and
// column, and answers with Edited. The text goes through a file that only the
// user can read and that is gone afterwards; when its content cannot be read
// back, the file stays and the error names it. getenv is os.Getenv.
func EditCmd(getenv func(string) string, r EditRequested) tea.Cmd {
	return editWith(getenv, term.Exec, r)
}

type runner func(*exec.Cmd, func(error) tea.Msg) tea.Cmd

func editWith(getenv func(string) string, run runner, r EditRequested) tea.Cmd {
	return func() tea.Msg {
		fail := func(format string, args ...any) tea.Msg {
			return Edited{Tag: r.Tag, Key: r.Key, Err: fmt.Errorf(format, args...)}
		}
		words, err := editorWords(getenv)
		if err != nil {
			return fail("%w", err)
		}
		path, err := writeFile(r.Text)
		if err != nil {
			return fail("no file for the editor could be written: %w; the text is as it was", err)
		}
		cmd := command(words, path, r.Line, r.Column)
		return run(cmd, func(err error) tea.Msg {
			if err != nil {
				_ = os.Remove(path) // best effort: the text is still in the field
				return fail("%s did not end well (%w); the text is as it was", filepath.Base(words[0]), err)
			}
			out, err := os.ReadFile(path)
			if err != nil {
				return fail("what the editor wrote cannot be read: %w; the text is as it was", err)
			}
			_ = os.Remove(path)
			return Edited{Tag: r.Tag, Key: r.Key, Text: []byte(strings.TrimSuffix(normal(string(out)), "\n"))}
		})()
	}
}

// writeFile makes the file; os.CreateTemp gives it to the user alone (0600).
func writeFile(content []byte) (string, error) {
	file, err := os.CreateTemp("", "ax-tui-*.json")
	if err != nil {
		return "", err
	}
	// A line break at the end is what editors expect of a file.
	_, err = file.Write(append(append([]byte(nil), content...), '\n'))
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// editorWords is the editor's command with its own arguments.
func editorWords(getenv func(string) string) ([]string, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(getenv(name)); len(words) > 0 {
			if _, err := exec.LookPath(words[0]); err != nil {
				return nil, fmt.Errorf("the editor %q of $%s is not found; set $%s to the editor to use", words[0], name, name)
			}
			return words, nil
		}
	}
	usual := []string{"nano", "vi"}
	if runtime.GOOS == "windows" {
		usual = []string{"notepad"}
	}
	for _, name := range usual {
		if _, err := exec.LookPath(name); err == nil {
			return []string{name}, nil
		}
	}
	return nil, errors.New("no editor is known; set $EDITOR to the editor to use")
}

// command builds the call. x/editor knows how each editor is told a place, but
// reads $EDITOR only, so that just this part of it is used.
func command(words []string, path string, line, column int) *exec.Cmd {
	name := strings.TrimSuffix(filepath.Base(words[0]), ".exe")
	args := append([]string(nil), words[1:]...)
	if waits := "--wait"; name == "code" && !strings.Contains(strings.Join(args, " "), waits) {
		args = append(args, waits) // else it ends at once and nothing is read back
	}
	place, holdsPath := editor.AtPosition(line, column)(name, path)
	args = append(args, place...)
	if !holdsPath {
		args = append(args, path)
	}
	return exec.Command(words[0], args...)
}
