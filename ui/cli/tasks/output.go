package tasks

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ax-tui/api/record"
	"ax-tui/ui/text"
)

// Output is how a command prints. The zero value asks for the default.
type Output struct {
	Value   string   // table, json, jsonl, csv, or a file name; "": the default
	IDs     bool     // an ID a line and nothing else
	CSVSafe bool     // no CSV cell is run by a spreadsheet
	Bare    bool     // without the line of titles
	Columns []string // of a table, by name; none: the usual ones
}

// Flags adds the flags of every command that prints.
func (o *Output) Flags(fs *pflag.FlagSet) {
	fs.StringVarP(&o.Value, "output", "o", "", "table, json, jsonl, csv, or a file ending in .json, .jsonl or .csv, which is replaced (default table)")
	fs.BoolVarP(&o.IDs, "quiet", "q", false, "print IDs only, one a line")
	fs.BoolVar(&o.CSVSafe, "csv-safe", false, "put ' before a CSV cell that a spreadsheet would run, such as =1+2")
}

// Table is the format for people.
const Table record.Format = "table"

// Sink takes what a command prints. Nothing shows before Close, unless Stream was
// called.
type Sink struct {
	Format  record.Format
	app     *App
	output  Output
	buf     bytes.Buffer
	file    *record.File
	streams bool // rows show at every Flush
	w       *bufio.Writer
	notes   []text.Safe
	closed  bool
}

// Note says a line to Err once the output is there: what people read last is
// what tells them how to go on.
func (s *Sink) Note(line text.Safe) { s.notes = append(s.notes, line) }

// Sink opens the output. It is opened before anything is sent, so that a file
// that cannot be written is known in time. Call Close with the outcome.
func (a *App) Sink(output Output, fallback string) (*Sink, error) {
	sink := &Sink{app: a, Format: Table, output: output}
	sink.w = bufio.NewWriter(&sink.buf)
	word := output.Value
	switch _, ok := format(fallback); {
	case output.IDs && word != "":
		return nil, UsageError("--quiet prints IDs only; leave out --output %s", quoted(word))
	case output.IDs:
		sink.Format = record.IDs
		return sink, nil
	case word == "" && ok: // else a default of another program, such as parquet
		word = fallback
	}
	if f, ok := format(word); ok {
		sink.Format, sink.output.Value = f, ""
		return sink, nil
	}
	format, ok := record.FormatOf(word)
	if !ok {
		return nil, UsageError("--output %s is not offered; choose table, json, jsonl, csv, or a file ending in .json, .jsonl or .csv", quoted(word))
	}
	file, err := record.Create(word, true)
	if err != nil {
		return nil, cannotWrite(quoted(word), err)
	}
	sink.Format, sink.file, sink.w = format, file, bufio.NewWriter(writer{file, quoted(word)})
	return sink, nil
}

// Flush shows what was written since Stream was called.
func (s *Sink) Flush() error {
	if s.streams {
		return s.w.Flush()
	}
	return nil
}

// Stream shows what is written from now on at every Flush, in the formats in which
// a part of a list is as good as the whole.
func (s *Sink) Stream() {
	if s.file == nil && (s.Format == record.JSONL || s.Format == record.CSV || s.Format == record.IDs) {
		s.streams, s.w = true, bufio.NewWriter(writer{s.app.Out, "the output"})
	}
}

func cannotWrite(what string, err error) error {
	return &Fault{Code: File, What: "cannot write " + what, Err: err}
}

// writer is where data goes; an error says that it could not be written.
type writer struct {
	io.Writer
	name string
}

func (w writer) Write(data []byte) (int, error) {
	n, err := w.Writer.Write(data)
	if err != nil {
		err = cannotWrite(w.name, err)
	}
	return n, err
}

func format(word string) (record.Format, bool) {
	format := record.Format(strings.ToLower(cmp.Or(word, string(Table))))
	return format, slices.Contains([]record.Format{Table, record.JSON, record.JSONL, record.CSV}, format)
}

func quoted(s string) string { return `"` + string(text.Clean(s)) + `"` }

// Path is the file that is written, "" for standard output.
func (s *Sink) Path() string { return s.output.Value }

// Close shows what was written, or throws it away when err is not nil. It gives
// err, or what went wrong while writing. A second Close does nothing.
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
			err = cannotWrite(quoted(s.Path()), failed)
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

// Write is for the format of people: text that is clean already.
func (s *Sink) Write(b []byte) (int, error) { return s.w.Write(b) }

// Encoder writes a list in one of the formats for programs.
func (s *Sink) Encoder(list string) *record.Encoder {
	return record.NewEncoder(s.w, s.Format, list, s.cells())
}

// One writes one task or run in one of the formats for programs.
func (s *Sink) One(item record.Item) error { return record.One(s.w, s.Format, item, s.cells()) }

// cells is how CSV is written: on a terminal a cell is one line that does nothing
// there.
func (s *Sink) cells() record.Cells {
	cells := record.Cells{Bare: s.output.Bare, Safe: s.output.CSVSafe}
	if s.file == nil && s.app.OutTTY {
		cells.Clean = func(v string) string { return string(text.Clean(v)) }
	}
	return cells
}
