package jsonfield

import (
	"errors"
	"io"

	"github.com/charmbracelet/huh"
)

// Run runs the field alone in a form of its own.
func (f *Field) Run() error { return huh.Run(f) }

// RunAccessible is not offered: JSON of many lines cannot be asked for line by
// line. The line mode takes a file instead.
func (f *Field) RunAccessible(io.Writer, io.Reader) error {
	return errors.New("the evaluators cannot be typed here; give them as JSON or as @file on the command line")
}
