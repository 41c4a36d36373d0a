package tasks

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api/record"
	"ax-tui/ui/text"
)

// Output holds --output and --force. The zero value means the default format.
type Output struct {
	Value string // table, json, jsonl, csv, or a file name; "": the default
	Force bool   // replace an existing file
}

// Flags adds --output and, if force is set, --force. A command with a --force of its
// own sets Force itself.
func (o *Output) Flags(fs *pflag.FlagSet, force bool) {
	fs.StringVarP(&o.Value, "output", "o", "", "table, json, jsonl, csv, or a file ending in .json, .jsonl or .csv (default table)")
	if force {
		fs.BoolVar(&o.Force, "force", false, "replace an existing output file")
	}
}

// Table is the format for people.
const Table record.Format = "table"

// Sink buffers what a command prints until Close.
type Sink struct {
	Format record.Format
	app    *App
	buf    bytes.Buffer
	path   string
	file   *record.File
	w      io.Writer
	notes  []text.Safe
	closed bool
}

// Note adds a line that Close writes to Err after the output, so that it is the last
// line on the terminal.
func (s *Sink) Note(line text.Safe) { s.notes = append(s.notes, line) }

// Sink opens the output, before any request is sent, so that an unwritable file is
// found first. The caller must call Close with the error of the command.
func (a *App) Sink(output Output, fallback string) (*Sink, error) {
	sink := &Sink{app: a, Format: Table}
	sink.w = &sink.buf
	value := output.Value
	if value == "" {
		value = fallback
		if !KnownFormat(value) { // a format of ax that ax-tui does not have, such as parquet
			a.Note(text.Concat("Warning: the output format ", text.Clean(value), " of the profile is not supported; a table is printed."))
			value = ""
		}
	}
	if known, ok := parseFormat(value); ok {
		sink.Format = known
		return sink, nil
	}
	format, ok := record.FormatOf(value)
	if !ok {
		return nil, UsageError("--output %s is not supported; choose table, json, jsonl, csv, or a file ending in .json, .jsonl or .csv", quote(value))
	}
	file, err := record.Create(value, output.Force)
	if err != nil {
		fault := &Fault{Code: File, What: "cannot write " + quote(value), Err: err}
		if errors.Is(err, record.ErrExists) {
			fault.Next = "Add --force to replace it, or choose another name."
		}
		return nil, fault
	}
	sink.Format, sink.file, sink.path, sink.w = format, file, value, file
	return sink, nil
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
	what, writeErr := "the output", error(nil)
	switch {
	case s.file != nil && err != nil:
		s.file.Discard()
	case s.file != nil:
		what, writeErr = quote(s.path), s.file.Commit()
	case err == nil:
		_, writeErr = s.app.Out.Write(s.buf.Bytes())
	}
	switch {
	case err != nil:
		return err
	case writeErr != nil:
		return &Fault{Code: File, What: "cannot write " + what, Err: writeErr}
	}
	for _, note := range s.notes {
		s.app.Note(note)
	}
	return nil
}

// Write writes text for people; the caller has cleaned it.
func (s *Sink) Write(data []byte) (int, error) { return s.w.Write(data) }

// Encoder returns an encoder for a list in a format for programs.
func (s *Sink) Encoder(list string) *record.Encoder {
	encoder := record.NewEncoder(s.w, s.Format, list)
	encoder.Clean = s.clean()
	return encoder
}

// One writes one task or run in a format for programs.
func (s *Sink) One(item record.Item) error { return record.One(s.w, s.Format, item, s.clean()) }

// clean returns the function that cleans a CSV cell for a terminal; nil for a file or
// a pipe, which get the text unchanged.
func (s *Sink) clean() func(string) string {
	if s.file != nil || !s.app.OutTTY {
		return nil
	}
	return func(cell string) string { return string(text.Clean(cell)) }
}
