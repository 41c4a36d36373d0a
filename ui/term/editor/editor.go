// Package editor hands a text to the person's own editor and takes it back.
//
// It promises: the text goes through a file that only the person can read and
// that is gone afterwards, but for one that cannot be read back: it stays and
// the error names it. It runs nothing by itself, for a full screen must step
// aside first. It imports x/editor and nothing of the program.
package editor

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/charmbracelet/x/editor"
)

// Edit is a text on its way through an editor: run Cmd, then call Read once.
type Edit struct {
	Cmd  *exec.Cmd // its streams are those of whoever runs it
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
		return nil, fmt.Errorf("no file for the editor could be written: %w", err)
	}
	return &Edit{Cmd: command(words, path, line, column), path: path}, nil
}

// Read gives what became of the text, without the line break that ends the
// file. runErr is how the editor ended.
func (e *Edit) Read(runErr error) ([]byte, error) {
	if runErr != nil {
		_ = os.Remove(e.path) // best effort: whoever called Open still has the text
		return nil, fmt.Errorf("%s did not end well (%w)", filepath.Base(e.Cmd.Args[0]), runErr)
	}
	out, err := os.ReadFile(e.path)
	if err != nil {
		return nil, fmt.Errorf("what the editor wrote cannot be read: %w", err)
	}
	_ = os.Remove(e.path)
	return []byte(strings.TrimSuffix(strings.TrimSuffix(string(out), "\n"), "\r")), nil
}

// writeFile makes the file; os.CreateTemp gives it to the user alone (0600).
func writeFile(text []byte) (string, error) {
	file, err := os.CreateTemp("", "ax-tui-*.json")
	if err != nil {
		return "", err
	}
	// A line break at the end is what editors expect of a file.
	_, err = file.Write(append(append([]byte(nil), text...), '\n'))
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// Chosen is the editor that $VISUAL or else $EDITOR names, with its own
// arguments, and the variable that named it; nil when neither does.
func Chosen(getenv func(string) string) (words []string, variable string) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := split(getenv(name)); len(words) > 0 {
			return words, name
		}
	}
	return nil, ""
}

// usable is the chosen editor, or a usual one where none is.
func usable(getenv func(string) string) ([]string, error) {
	if words, variable := Chosen(getenv); words != nil {
		if _, err := exec.LookPath(words[0]); err != nil {
			return nil, fmt.Errorf("the editor %q of $%s is not found; set $%s to the editor to use", words[0], variable, variable)
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
	return nil, errors.New("no editor is known; set $EDITOR to the editor to use")
}

// split takes a command apart at its spaces, as a shell does: quotes and backslashes
// hold a path with spaces together. Before a letter, and on Windows, a backslash is
// itself: it parts folders.
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
