// Package settingsfile reads files of settings, which other programs and people
// write: of any other kind, size or shape than settings have, they are refused before
// they cost time or memory.
//
// It imports the standard library only.
package settingsfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

const (
	// MaxSize bounds a file of settings, in bytes.
	MaxSize = 1 << 20

	maxKeys  = 1000 // in a file; all settings and key bindings that exist are a few hundred
	maxParts = 32   // of a dotted key
)

// Read returns the content of a regular file, or of a link to one, of at most limit
// bytes, and its mode. It never waits, as for a writer of a FIFO.
func Read(path string, limit int64) ([]byte, fs.FileMode, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errors.New("it is not a regular file")
	}
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = fmt.Errorf("it is larger than %d MB", limit>>20)
	}
	return content, info.Mode(), err
}

// CheckKeys refuses TOML whose keys are too many or too deep to be settings: parsing
// it would take long. The line is 0 if the fault has no line.
func CheckKeys(content []byte) (line int, err error) {
	keys, number := 0, 0
	for text := range bytes.Lines(content) {
		number++
		key, _, pair := bytes.Cut(text, []byte("="))
		if trimmed := bytes.TrimSpace(key); bytes.HasPrefix(trimmed, []byte("#")) || !pair && !bytes.HasPrefix(trimmed, []byte("[")) {
			continue // a comment, or text that is not a key
		}
		if keys += max(bytes.Count(text, []byte("=")), 1); keys > maxKeys {
			return 0, fmt.Errorf("has more than %d settings", maxKeys)
		}
		if bytes.Count(key, []byte(".")) >= maxParts {
			return number, fmt.Errorf("has a key of more than %d parts", maxParts)
		}
	}
	return 0, nil
}

// Shorten cuts a value of a file to what a message can hold.
func Shorten(value string) string {
	const limit = 200
	if len(value) <= limit {
		return value
	}
	return strings.ToValidUTF8(value[:limit], "") + "…"
}
