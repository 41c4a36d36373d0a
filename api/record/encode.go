package record

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"ax-tui/api"
)

// Format is a way to write records.
type Format string

// The formats.
const (
	JSON  Format = "json"  // a list with its envelope and pagination, or one object; indented
	JSONL Format = "jsonl" // one object a line
	CSV   Format = "csv"   // a line of field names, then a line a record; nested fields as JSON
)

// Formats lists them in the order in which they are offered.
func Formats() []Format { return []Format{JSON, JSONL, CSV} }

// FormatOf gives the format that a file name asks for by its ending.
func FormatOf(path string) (Format, bool) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return JSON, true
	case ".jsonl", ".ndjson":
		return JSONL, true
	case ".csv":
		return CSV, true
	}
	return "", false
}

// Lists, by the name that their envelope has on the wire.
const (
	Tasks = "tasks"
	Runs  = "task_runs"
)

// Encoder writes a list as it comes, row by row. Make one with NewEncoder.
type Encoder struct {
	w      io.Writer
	format Format
	list   string
	csv    *csv.Writer
	n      int
	Clean  func(string) string // of a CSV cell; nil leaves it as it is. Set it when w is a terminal.
}

// NewEncoder writes a list (Tasks or Runs) in a format to w.
func NewEncoder(out io.Writer, format Format, list string) *Encoder {
	encoder := &Encoder{w: out, format: format, list: list}
	if format == CSV {
		encoder.csv = csv.NewWriter(out)
	}
	return encoder
}

// Add writes one record more. The error is that of the writer.
func (e *Encoder) Add(item Item) error {
	defer func() { e.n++ }()
	switch e.format {
	case CSV:
		return e.addCSV(item)
	case JSONL:
		return e.write(append(encode(item, "", ""), '\n'))
	case JSON: // as below
	}
	head := ",\n    "
	if e.n == 0 {
		head = fmt.Sprintf("{\n  %q: [\n    ", e.list)
	}
	return e.write(append([]byte(head), encode(item, "    ", "  ")...))
}

// End closes the list: next is the cursor of the page after it, "" for none;
// more says that the server has more rows, with or without a cursor.
func (e *Encoder) End(next string, more bool) error {
	switch e.format {
	case CSV:
		if e.n == 0 {
			names, _ := cells(empty(e.list))
			if err := e.csv.Write(names); err != nil {
				return err
			}
		}
		e.csv.Flush()
		return e.csv.Error()
	case JSONL:
		return nil
	case JSON: // as below
	}
	head := "\n  ],"
	if e.n == 0 {
		head = fmt.Sprintf("{\n  %q: [],", e.list)
	}
	page := map[string]any{"has_more": more, "next_cursor": nil}
	if next != "" {
		page["next_cursor"] = next
	}
	tail := fmt.Sprintf("%s\n  \"pagination\": %s\n}\n", head, encode(page, "  ", "  "))
	return e.write([]byte(tail))
}

// One writes a single record: in JSON without an envelope.
func One(out io.Writer, format Format, item Item, clean func(string) string) error {
	if format == CSV {
		encoder := NewEncoder(out, CSV, "")
		encoder.Clean = clean
		if err := encoder.Add(item); err != nil {
			return err
		}
		return encoder.End("", false)
	}
	text := encode(item, "", "  ")
	if format == JSONL {
		text = encode(item, "", "")
	}
	_, err := out.Write(append(text, '\n'))
	return err
}

func (e *Encoder) write(data []byte) error {
	_, err := e.w.Write(data)
	return err
}

// encode gives JSON with the lines after the first begun by prefix; an empty
// indent keeps it on one line. What is encoded here always can be.
func encode(value any, prefix, indent string) []byte {
	var buffer bytes.Buffer
	enc := json.NewEncoder(&buffer)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, indent)
	_ = enc.Encode(value)
	return harmless(bytes.TrimRight(buffer.Bytes(), "\n"))
}

// harmless writes the characters that a terminal could obey or that turn text
// round as \u escapes. In JSON they can only stand inside a string.
func harmless(text []byte) []byte {
	if !bytes.ContainsFunc(text, acts) {
		return text
	}
	out := make([]byte, 0, len(text)+16)
	for len(text) > 0 {
		char, size := utf8.DecodeRune(text)
		if acts(char) {
			out = append(out, fmt.Sprintf("\\u%04x", char)...)
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return out
}

func acts(char rune) bool {
	return char >= 0x7f && char <= 0x9f || char == 0x061c || char >= 0x200e && char <= 0x200f ||
		char >= 0x2028 && char <= 0x202e || char >= 0x2066 && char <= 0x2069
}

func (e *Encoder) addCSV(item Item) error {
	names, row := cells(item)
	if e.n == 0 {
		if err := e.csv.Write(names); err != nil {
			return err
		}
	}
	if e.Clean != nil {
		for k := range row {
			row[k] = e.Clean(row[k])
		}
	}
	if err := e.csv.Write(row); err != nil {
		return err
	}
	e.csv.Flush()
	return e.csv.Error()
}

func empty(list string) Item {
	if list == Runs {
		return Run(api.Run{})
	}
	return Task(api.Task{})
}

// cells gives the fields of a record for CSV: texts as they are, null as
// nothing, all else as JSON.
func cells(item Item) (names, row []string) {
	for _, member := range item {
		cell, isText := member.value.(string)
		if member.value != nil && !isText {
			cell = string(encode(member.value, "", ""))
		}
		names, row = append(names, member.name), append(row, cell)
	}
	return names, row
}
