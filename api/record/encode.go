package record

import (
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"ax-tui/api"
)

// Format is an output format of records.
type Format string

// The formats.
const (
	JSON  Format = "json"  // a list with its envelope and pagination, or one object; indented
	JSONL Format = "jsonl" // one object per line
	CSV   Format = "csv"   // a header line, then one line per record; nested fields as JSON
	IDs   Format = "ids"   // the ID of a record per line
)

// Formats lists the formats of files in the order of menus.
func Formats() []Format { return []Format{JSON, JSONL, CSV} }

// FormatOf returns the format for the extension of a file name; false for an unknown one.
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

// The lists, by the name of their envelope on the wire.
const (
	Tasks       = "tasks"
	Runs        = "task_runs"
	Spaces      = "spaces"
	Projects    = "projects"
	Datasets    = "datasets"
	Experiments = "experiments"
	Evaluators  = "evaluators"
	Results     = "results" // what evaluators said: not a list of the API
)

// Cells says how CSV is written. The zero Cells is for a file.
type Cells struct {
	NoHeader bool                // without the header line
	Safe     bool                // a ' comes before a text that a spreadsheet would run
	Clean    func(string) string // applied to every cell; nil: control and bidi characters are removed
}

// Encoder writes a list row by row. Make one with NewEncoder.
type Encoder struct {
	out    io.Writer
	format Format
	list   string
	csv    *csv.Writer
	header []string // of CSV: the fields of the first record
	count  int
	cells  Cells
	buffer []byte // of the last record
}

// NewEncoder returns an encoder of a list to out.
func NewEncoder(out io.Writer, format Format, list string, cells Cells) *Encoder {
	encoder := &Encoder{out: out, format: format, list: list, cells: cells}
	if format == CSV {
		encoder.csv = csv.NewWriter(out)
	}
	return encoder
}

// Add writes one record. The error is that of the writer.
func (e *Encoder) Add(item Item) error {
	defer func() { e.count++ }()
	switch e.format {
	case CSV:
		return e.addCSV(item)
	case JSONL:
		e.buffer = append(appendValue(e.buffer[:0], item, "", ""), '\n')
		return e.write(escape(e.buffer))
	case IDs:
		return e.write([]byte(e.clean(item.id()) + "\n"))
	case JSON: // as below
	}
	head := ",\n    "
	if e.count == 0 {
		head = fmt.Sprintf("{\n  %q: [\n    ", e.list)
	}
	e.buffer = appendValue(append(e.buffer[:0], head...), item, "    ", "  ")
	return e.write(escape(e.buffer))
}

// End closes the list: next is the cursor of the next page, "" for none; more
// says that the server has more rows, with or without a cursor.
func (e *Encoder) End(next string, more bool) error {
	switch e.format {
	case CSV:
		if e.count == 0 && !e.cells.NoHeader {
			names, _ := e.row(emptyItem(e.list))
			if err := e.csv.Write(names); err != nil {
				return err
			}
		}
		e.csv.Flush()
		return e.csv.Error()
	case JSONL, IDs:
		return nil
	case JSON: // as below
	}
	head := "\n  ],"
	if e.count == 0 {
		head = fmt.Sprintf("{\n  %q: [],", e.list)
	}
	page := map[string]any{"has_more": more, "next_cursor": nil}
	if next != "" {
		page["next_cursor"] = next
	}
	tail := fmt.Sprintf("%s\n  \"pagination\": %s\n}\n", head, encode(page, "  ", "  "))
	return e.write([]byte(tail))
}

// One writes a single record, in JSON without an envelope.
func One(out io.Writer, format Format, item Item, cells Cells) error {
	encoder := NewEncoder(out, format, "", cells)
	if format == JSON {
		return encoder.write(append(encode(item, "", "  "), '\n'))
	}
	if err := encoder.Add(item); err != nil {
		return err
	}
	return encoder.End("", false)
}

func (e *Encoder) write(data []byte) error {
	_, err := e.out.Write(data)
	return err
}

// encode returns the JSON of appendValue for output.
func encode(value any, prefix, indent string) []byte {
	return escape(appendValue(nil, value, prefix, indent))
}

// escape writes characters that act on a terminal or change the direction of text
// as \u escapes. In JSON they occur only inside strings.
func escape(text []byte) []byte {
	if !slices.ContainsFunc(text, func(char byte) bool { return char >= 0x7f }) {
		return text
	}
	out := make([]byte, 0, len(text)+16)
	for len(text) > 0 {
		char, size := utf8.DecodeRune(text)
		if actsOnTerminal(char) {
			out = append(out, fmt.Sprintf("\\u%04x", char)...)
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return out
}

func actsOnTerminal(char rune) bool {
	return char >= 0x7f && char <= 0x9f || char == 0x061c || char >= 0x200e && char <= 0x200f ||
		char >= 0x2028 && char <= 0x202e || char >= 0x2066 && char <= 0x2069
}

// addCSV writes a line with the fields of the first record: a member that only a later
// one has is left out.
func (e *Encoder) addCSV(item Item) error {
	names, row := e.row(item)
	if e.count == 0 {
		e.header = names
		if !e.cells.NoHeader {
			if err := e.csv.Write(names); err != nil {
				return err
			}
		}
	}
	if !slices.Equal(names, e.header) {
		aligned := make([]string, len(e.header))
		for i, name := range e.header {
			if at := slices.Index(names, name); at >= 0 {
				aligned[i] = row[at]
			}
		}
		row = aligned
	}
	if err := e.csv.Write(row); err != nil {
		return err
	}
	e.csv.Flush()
	return e.csv.Error()
}

// Members returns the names of the members that every object of a list has.
func Members(list string) []string { return names(emptyItem(list)) }

// Names returns the names of the members of a struct, by its json tags.
func Names(object any) []string { return names(members(reflect.ValueOf(object))) }

func names(item Item) (out []string) {
	for _, member := range item {
		out = append(out, member.name)
	}
	return out
}

// Passed returns the names of further members of the API's documents: ax-tui does not
// need them, and an object has them as far as the server sends them.
func Passed(list string) []string {
	switch list {
	case Spaces:
		return []string{"created_at", "is_private"}
	case Projects:
		return []string{"created_at", "project_type"}
	case Datasets:
		return []string{"created_at", "updated_at"}
	case Experiments:
		return []string{"space_id", "dataset_id", "dataset_version_id", "updated_at"}
	case Evaluators:
		return []string{"description", "created_at", "updated_at", "created_by_user_id"}
	}
	return nil
}

func emptyItem(list string) Item {
	switch list {
	case Runs:
		return Run(&api.Run{}, "")
	case Spaces:
		return Of(api.Space{})
	case Projects:
		return Of(api.Project{})
	case Datasets:
		return Of(api.Dataset{})
	case Experiments:
		return Of(api.Experiment{})
	case Evaluators:
		return Of(api.Evaluator{})
	case Results:
		return Item{}
	}
	return Of(api.Task{})
}

// row returns the fields of a record for CSV: texts as they are, null as an empty
// cell, other values as JSON.
func (e *Encoder) row(item Item) (names, row []string) {
	for _, member := range item {
		cell, isText := member.value.(string)
		if member.value != nil && !isText {
			cell = string(encode(member.value, "", ""))
		}
		cell = e.clean(cell)
		if e.cells.Safe && isText && strings.IndexAny(cell, "=+-@\t\n＝＋－＠") == 0 {
			cell = "'" + cell
		}
		names, row = append(names, e.clean(member.name)), append(row, cell)
	}
	return names, row
}

// clean removes from a cell what acts on a terminal: unlike JSON, CSV has no escapes.
func (e *Encoder) clean(cell string) string {
	if e.cells.Clean != nil {
		return e.cells.Clean(cell)
	}
	return strings.Map(func(char rune) rune {
		if char < ' ' && char != '\n' && char != '\t' || actsOnTerminal(char) {
			return -1
		}
		return char
	}, cell)
}
