// Package editor edits a text in the user's own editor.
//
// The text goes through a temporary file that only the user can read and that is
// removed afterwards; a file that cannot be read is kept and the error names it.
// The package starts no program: a full screen has to release the terminal first.
// It imports x/editor and no other package of ax-tui.
package editor

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/charmbracelet/x/editor"
)

// Edit is a text being edited: run Cmd, then call Read once.
type Edit struct {
	Cmd  *exec.Cmd // its streams are set by the caller
	path string
}

// Open writes text to a file and prepares the editor on it, at a line and column
// from 1. getenv is os.Getenv.
func Open(getenv func(string) string, text []byte, line, column int) (*Edit, error) {
	words, err := usable(getenv)
	if err != nil {
		return nil, err
	}
	path, err := writeFile(text)
	if err != nil {
		return nil, fmt.Errorf("cannot write a temporary file for the editor: %w", err)
	}
	return &Edit{Cmd: command(words, path, line, column), path: path}, nil
}

// Read returns the edited text without the final line break of the file. runErr is the
// result of running Cmd; after a failure the text is what the editor has written, if
// anything.
func (e *Edit) Read(runErr error) ([]byte, error) {
	out, err := os.ReadFile(e.path)
	if err == nil {
		_ = os.Remove(e.path)
	}
	text := []byte(strings.TrimSuffix(strings.TrimSuffix(string(out), "\n"), "\r"))
	switch {
	case runErr != nil:
		return text, fmt.Errorf("%s failed (%w)", filepath.Base(e.Cmd.Args[0]), runErr)
	case err != nil:
		return nil, fmt.Errorf("cannot read the edited file: %w", err)
	}
	return text, nil
}

// writeFile writes a temporary file that only the user can read (0600).
func writeFile(text []byte) (string, error) {
	file, err := os.CreateTemp("", "ax-tui-*.json")
	if err != nil {
		return "", err
	}
	// Editors expect a line break at the end of a file.
	_, err = file.Write(slices.Concat(text, []byte{'\n'}))
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// Chosen is the editor that $VISUAL or else $EDITOR names, with its arguments,
// and the name of the variable; nil when neither is set.
func Chosen(getenv func(string) string) (words []string, variable string) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := split(getenv(name)); len(words) > 0 {
			return words, name
		}
	}
	return nil, ""
}

// usable is the chosen editor, or a common one when none is chosen.
func usable(getenv func(string) string) ([]string, error) {
	if words, variable := Chosen(getenv); words != nil {
		if _, err := exec.LookPath(words[0]); err != nil {
			return nil, fmt.Errorf("the editor %q of $%s was not found; set $%s to the editor to use", words[0], variable, variable)
		}
		return words, nil
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
	return nil, errors.New("no editor was found; set $EDITOR to the editor to use")
}

// split splits a command at its spaces, as a shell does: quotes and backslashes keep a
// path with spaces together. Before a letter, and on Windows, a backslash is an
// ordinary character: it separates folders.
func split(command string) (words []string) {
	escapes := map[rune]string{0: ` "'\`, '"': `"\`} // what a backslash takes the meaning of
	var quote rune
	word, open, escaped := "", false, false
	chars := []rune(command + " ")
	for i, char := range chars {
		switch {
		case escaped:
			word, escaped = word+string(char), false
		case char == '\\' && runtime.GOOS != "windows" && i+2 < len(chars) && strings.ContainsRune(escapes[quote], chars[i+1]):
			open, escaped = true, true
		case quote == 0 && (char == '"' || char == '\''):
			quote, open = char, true
		case char == quote:
			quote = 0
		case quote == 0 && strings.ContainsRune(" \t\n", char):
			if open {
				words = append(words, word)
			}
			word, open = "", false
		default:
			word, open = word+string(char), true
		}
	}
	return words
}

// command builds the command line. x/editor knows how each editor takes a
// position but reads only $EDITOR, so only that part of it is used.
func command(words []string, path string, line, column int) *exec.Cmd {
	name := strings.TrimSuffix(filepath.Base(words[0]), ".exe")
	args := slices.Clone(words[1:])
	if waits := "--wait"; name == "code" && !strings.Contains(strings.Join(args, " "), waits) {
		args = append(args, waits) // else it returns at once, before the text is edited
	}
	place, holdsPath := editor.AtPosition(line, column)(name, path)
	args = append(args, place...)
	if !holdsPath {
		args = append(args, path)
	}
	return exec.Command(words[0], args...)
}
