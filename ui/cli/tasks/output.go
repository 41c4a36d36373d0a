package tasks

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api/record"
	"ax-tui/ui/text"
)

// Output says how a command prints. The zero value means the default format.
type Output struct {
	Value     string   // table, json, jsonl, csv, or a file name; "": the default
	IDs       bool     // one ID per line and nothing else
	CSVSafe   bool     // no CSV cell is run by a spreadsheet
	NoHeaders bool     // without the line of titles
	Columns   []string // of a table, by name; none: the usual ones
}

// Flags adds the flags of every command that prints.
func (o *Output) Flags(fs *pflag.FlagSet) {
	fs.VarP((*outputFlag)(&o.Value), "output", "o", "table, json, jsonl, csv, or a file ending in .json, .jsonl or .csv, which is replaced (default table)")
	fs.BoolVarP(&o.IDs, "quiet", "q", false, "print only IDs, one per line")
	fs.BoolVar(&o.CSVSafe, "csv-safe", false, "put ' before a CSV cell that a spreadsheet would run, such as =1+2")
}

// ObjectFlags adds the flags of a command that prints one object, which has no list of IDs
// and no cells.
func (o *Output) ObjectFlags(fs *pflag.FlagSet) {
	fs.VarP((*outputFlag)(&o.Value), "output", "o", "table, json, jsonl, or a file ending in .json or .jsonl, which is replaced (default table)")
}

// outputFlag is a format or a file that can be given once: of two only one would be
// written.
type outputFlag string

func (o *outputFlag) Type() string   { return "string" }
func (o *outputFlag) String() string { return string(*o) }

// Set parses the flag.
func (o *outputFlag) Set(value string) error {
	if *o != "" && string(*o) != value {
		return fmt.Errorf("is the second output, after %q; run the command once for each", string(*o))
	}
	*o = outputFlag(value)
	return nil
}

// Table is the format for people.
const Table record.Format = "table"

// Sink buffers what a command prints until Close, or until Flush after Stream.
type Sink struct {
	Format  record.Format
	app     *App
	output  Output
	buf     bytes.Buffer
	path    string
	file    *record.File
	streams bool // rows show at every Flush
	w       *bufio.Writer
	notes   []text.Safe
	single  bool // the command prints one object, never a list
	closed  bool
}

// Note adds a line that Close writes to Err after the output, so that it is the last
// line on the terminal.
func (s *Sink) Note(line text.Safe) { s.notes = append(s.notes, line) }

// Sink opens the output, before any request is sent, so that an unwritable file is
// found first. The caller must call Close with the error of the command.
func (a *App) Sink(output Output, fallback string) (*Sink, error) {
	sink := &Sink{app: a, output: output}
	sink.w = bufio.NewWriter(&sink.buf)
	value := output.Value
	switch {
	case value != "":
	case KnownFormat(fallback):
		value = fallback
	default: // a format of ax that ax-tui does not have, such as parquet
		a.Note(text.Concat("Warning: the output format ", text.Clean(fallback), " of the profile is not supported; a table is printed."))
	}
	format, isFormat := parseFormat(value)
	isFile := false
	if !isFormat {
		format, isFile = record.FormatOf(value)
	}
	if output.IDs {
		format = record.IDs
	}
	switch {
	case !isFormat && !isFile:
		return nil, UsageError("--output %s is not supported; choose table, json, jsonl, csv, or a file ending in .json, .jsonl or .csv", quote(value))
	case output.IDs && output.Value != "":
		return nil, UsageError("--quiet prints only IDs; omit --output %s", quote(value))
	case len(output.Columns) > 0 && format != Table:
		return nil, UsageError("--columns is for tables; add --output table, or omit it")
	}
	if sink.Format = format; isFile {
		file, err := record.Create(value, true)
		if err != nil {
			return nil, CannotWrite(quote(value), err)
		}
		sink.file, sink.path, sink.w = file, value, bufio.NewWriter(writer{file, quote(value)})
	}
	return sink, nil
}

// Flush prints what was written so far, if Stream was called.
func (s *Sink) Flush() error {
	if s.streams {
		return s.w.Flush()
	}
	return nil
}

// Stream makes Flush print, except for a table, which needs all rows, and a file. The
// caller then ends the list, also an incomplete one, so that JSON stays valid.
func (s *Sink) Stream() {
	if s.file == nil && s.Format != Table {
		s.streams, s.w = true, bufio.NewWriterSize(writer{s.app.Out, "the output"}, 1<<16)
	}
}

// CannotWrite returns the fault of output that could not be written.
func CannotWrite(what string, err error) error {
	return &Fault{Code: File, What: "cannot write " + what, Err: systemCause(err)}
}

// writer is a destination of output. Its errors are faults of the exit code File.
type writer struct {
	io.Writer
	name string
}

func (w writer) Write(data []byte) (int, error) {
	n, err := w.Writer.Write(data)
	if err != nil {
		err = CannotWrite(w.name, err)
	}
	return n, err
}

// KnownFormat reports whether a word is an output format, or empty.
func KnownFormat(word string) bool {
	_, ok := parseFormat(word)
	return ok
}

func parseFormat(word string) (record.Format, bool) {
	format := record.Format(strings.ToLower(cmp.Or(word, string(Table))))
	return format, slices.Contains([]record.Format{Table, record.JSON, record.JSONL, record.CSV}, format)
}

func quote(raw string) string { return `"` + string(text.Clean(raw)) + `"` }

// Path returns the output file, "" for standard output.
func (s *Sink) Path() string { return s.path }

// Close writes the output and the notes, or discards them if err is not nil. It
// returns err, or the error of writing. A second Close does nothing.
func (s *Sink) Close(err error) error {
	if s.closed {
		return err
	}
	s.closed = true
	if err == nil || s.streams {
		err = cmp.Or(err, s.w.Flush())
	}
	switch {
	case s.file != nil && err != nil:
		s.file.Discard()
	case s.file != nil:
		if failed := s.file.Commit(); failed != nil {
			err = CannotWrite(quote(s.Path()), failed)
		}
	case err == nil:
		_, err = writer{s.app.Out, "the output"}.Write(s.buf.Bytes())
	}
	if err != nil {
		return err
	}
	for _, n := range s.notes {
		s.app.Note(n)
	}
	return nil
}

// Write writes text for people; the caller has cleaned it.
func (s *Sink) Write(b []byte) (int, error) { return s.w.Write(b) }

// Encoder returns an encoder for a list in a format for programs.
func (s *Sink) Encoder(list string) *record.Encoder {
	return record.NewEncoder(s.w, s.Format, list, s.cells())
}

// One writes one task or run in a format for programs.
func (s *Sink) One(item record.Item) error { return record.One(s.w, s.Format, item, s.cells()) }

// cells returns how CSV is written: on a terminal every cell is one clean line.
func (s *Sink) cells() record.Cells {
	cells := record.Cells{NoHeader: s.output.NoHeaders, Safe: s.output.CSVSafe}
	if s.file == nil && s.app.OutTTY {
		cells.Clean = func(v string) string { return string(text.Clean(v)) }
	}
	return cells
}
