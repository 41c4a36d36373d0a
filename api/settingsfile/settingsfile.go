// Package settingsfile reads files of settings, which other programs and people
// write: of any other kind, size or shape than settings have, they are refused before
// they cost time or memory.
//
// It imports go-toml only.
package settingsfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/pelletier/go-toml/v2/unstable"
)

const (
	// MaxSize bounds a file of settings, in bytes.
	MaxSize = 1 << 20
	// MaxKeys bounds the keys of a file; all settings and key bindings that exist are a
	// few hundred.
	MaxKeys = 1000

	maxParts = 32 // of a dotted key
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

// CheckKeys refuses TOML whose keys are more than most, or too deep to be settings:
// decoding it would take long. The line is 0 if the fault has no line. Text after a fault
// of the syntax is not checked.
func CheckKeys(content []byte, most int) (line int, err error) {
	var parser unstable.Parser
	parser.Reset(content)
	keys := 0
	for parser.NextExpression() {
		node := parser.Expression()
		if line, err := countKeys(&parser, node, &keys); err != nil {
			return line, err
		}
		if keys > most {
			return 0, fmt.Errorf("has more than %d keys", most)
		}
	}
	return 0, nil
}

// countKeys counts the keys of an expression or a value.
func countKeys(parser *unstable.Parser, node *unstable.Node, keys *int) (line int, err error) {
	switch node.Kind {
	case unstable.KeyValue, unstable.Table, unstable.ArrayTable:
		parts := 0
		for it := node.Key(); it.Next(); {
			if parts++; parts > maxParts {
				return parser.Shape(it.Node().Raw).Start.Line, fmt.Errorf("has a key of more than %d parts", maxParts)
			}
		}
		if *keys++; node.Kind == unstable.KeyValue {
			return countKeys(parser, node.Value(), keys)
		}
	case unstable.InlineTable, unstable.Array:
		for it := node.Children(); it.Next(); {
			if line, err := countKeys(parser, it.Node(), keys); err != nil {
				return line, err
			}
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
