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

// Output is what --output and --force ask for. The zero value asks for the default.
type Output struct {
	Value string // table, json, jsonl, csv, or a file name; "": the default
	Force bool   // replace a file that is there
}

// Flags adds --output, and --force unless the command has its own, which it
// then copies into Force.
func (o *Output) Flags(fs *pflag.FlagSet, force bool) {
	fs.StringVarP(&o.Value, "output", "o", "", "table, json, jsonl, csv, or a file ending in .json, .jsonl or .csv (default table)")
	if force {
		fs.BoolVar(&o.Force, "force", false, "replace the output file when it is there")
	}
}

// Table is the format for people.
const Table record.Format = "table"

// Sink takes what a command prints. Nothing shows before Close.
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

// Note says a line to Err once the output is there: what people read last is
// what tells them how to go on.
func (s *Sink) Note(line text.Safe) { s.notes = append(s.notes, line) }

// Sink opens the output. It is opened before anything is sent, so that a file
// that cannot be written is known in time. Call Close with the outcome.
func (a *App) Sink(output Output, fallback string) (*Sink, error) {
	sink := &Sink{app: a, Format: Table}
	sink.w = &sink.buf
	word := output.Value
	if word == "" {
		word = fallback
		if _, ok := parseFormat(word); !ok {
			word = "" // a default of another program, such as parquet
		}
	}
	if known, ok := parseFormat(word); ok {
		sink.Format = known
		return sink, nil
	}
	format, ok := record.FormatOf(word)
	if !ok {
		return nil, UsageError("--output %s is not offered; choose table, json, jsonl, csv, or a file ending in .json, .jsonl or .csv", quote(word))
	}
	file, err := record.Create(word, output.Force)
	if err != nil {
		fault := &Fault{Code: File, What: "cannot write " + quote(word), Err: err}
		if errors.Is(err, record.ErrExists) {
			fault.Next = "Add --force to replace it, or choose another name."
		}
		return nil, fault
	}
	sink.Format, sink.file, sink.path, sink.w = format, file, word, file
	return sink, nil
}

func parseFormat(word string) (record.Format, bool) {
	format := record.Format(strings.ToLower(cmp.Or(word, string(Table))))
	return format, slices.Contains([]record.Format{Table, record.JSON, record.JSONL, record.CSV}, format)
}

func quote(raw string) string { return `"` + string(text.Clean(raw)) + `"` }

// Path is the file that is written, "" for standard output.
func (s *Sink) Path() string { return s.path }

// Close shows what was written, or throws it away when err is not nil. It gives
// err, or what went wrong while writing. A second Close does nothing.
func (s *Sink) Close(err error) error {
	if s.closed {
		return err
	}
	s.closed = true
	what, failed := "the output", error(nil)
	switch {
	case s.file != nil && err != nil:
		s.file.Discard()
	case s.file != nil:
		what, failed = quote(s.path), s.file.Commit()
	case err == nil:
		_, failed = s.app.Out.Write(s.buf.Bytes())
	}
	switch {
	case err != nil:
		return err
	case failed != nil:
		return &Fault{Code: File, What: "cannot write " + what, Err: failed}
	}
	for _, note := range s.notes {
		s.app.Note(note)
	}
	return nil
}

// Write is for the format of people: text that is clean already.
func (s *Sink) Write(data []byte) (int, error) { return s.w.Write(data) }

// Encoder writes a list in one of the formats for programs.
func (s *Sink) Encoder(list string) *record.Encoder {
	encoder := record.NewEncoder(s.w, s.Format, list)
	encoder.Clean = s.clean()
	return encoder
}

// One writes one task or run in one of the formats for programs.
func (s *Sink) One(item record.Item) error { return record.One(s.w, s.Format, item, s.clean()) }

// clean makes a CSV cell harmless where it goes to a terminal; a file or a
// pipe gets it as it came.
func (s *Sink) clean() func(string) string {
	if s.file != nil || !s.app.OutTTY {
		return nil
	}
	return func(cell string) string { return string(text.Clean(cell)) }
}
