// Package axcmd writes a request as the equal command of the ax program, or of
// curl, ready to be copied into a shell.
//
// It promises: a POSIX shell reads back exactly the arguments that were meant,
// whatever characters they hold; nothing of a pasted command can act on the
// terminal; no key is ever part of a command, curl takes it from ARIZE_API_KEY;
// what ax cannot express is said in a comment above the command. Comments are
// our own words alone, without quotes, so that a shell that does not know
// comments takes no harm.
//
// It is pure and imports api and the standard library only; never the network,
// the terminal or ui.
package axcmd

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"ax-tui/api"
)

// Flags chooses between the two sets of flags of ax (contract section 7). The
// zero value is the one of today.
type Flags int

// The sets of flags.
const (
	Newer Flags = iota // --project, --dataset; words in upper case
	Older              // --project-id, --dataset-id; words in lower case
)

// Command is a command line. The zero value is none.
type Command struct {
	Notes []string   // comments above it, one line each
	Parts [][]string // arguments that stay on one line: the command, then a flag with its value
	raw   []bool     // the parts that are shell text already
}

// Text writes the command for a shell. Lines are broken between flags, with a
// backslash, so that they fit into width cells where the values allow it; a
// width of 0 breaks nothing. It ends without a line end.
func (c Command) Text(width int) string {
	var out strings.Builder
	for _, note := range c.Notes {
		out.WriteString("# " + note + "\n")
	}
	used := 0
	for i, args := range c.Parts {
		text := c.part(i, args)
		length := utf8.RuneCountInString(text)
		switch {
		case i == 0:
		case width > 0 && used+1+length+2 > width:
			out.WriteString(" \\\n  ")
			used = 2
		default:
			out.WriteByte(' ')
			used++
		}
		out.WriteString(text)
		used += length
	}
	return out.String()
}

func (c Command) part(i int, args []string) string {
	if i < len(c.raw) && c.raw[i] {
		return strings.Join(args, " ")
	}
	quoted := make([]string, len(args))
	for j, arg := range args {
		quoted[j] = Quote(arg)
	}
	return strings.Join(quoted, " ")
}

// start begins a command of ax.
func start(words ...string) Command { return Command{Parts: [][]string{words}} }

func (c *Command) note(text string) { c.Notes = append(c.Notes, text) }

// flag adds a flag with its value. A value that looks like a flag is joined to it.
func (c *Command) flag(name, value string) {
	if strings.HasPrefix(value, "-") {
		c.Parts = append(c.Parts, []string{name + "=" + value})
		return
	}
	c.Parts = append(c.Parts, []string{name, value})
}

// given adds a flag unless its value is empty.
func (c *Command) given(name, value string) {
	if value != "" {
		c.flag(name, value)
	}
}

// list adds a flag whose value is a list joined by commas.
func (c *Command) list(name string, values []string) { c.given(name, strings.Join(values, ",")) }

func (c *Command) rate(rate *float64) {
	if rate != nil {
		c.flag("--sampling-rate", strconv.FormatFloat(*rate, 'f', -1, 64))
	}
}

// toggle adds one of a pair of flags; nil adds none.
func (c *Command) toggle(on *bool, yes, no string) {
	switch {
	case on == nil:
	case *on:
		c.Parts = append(c.Parts, []string{yes})
	default:
		c.Parts = append(c.Parts, []string{no})
	}
}

// json adds a flag whose value is JSON in one line.
func (c *Command) json(name string, value any) {
	if text := compact(value); text != "" {
		c.flag(name, text)
	}
}

// compact writes JSON in one line, without escapes for markup; "" when it
// cannot be written.
func compact(value any) string {
	var buffer, line bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil || json.Compact(&line, buffer.Bytes()) != nil {
		return ""
	}
	return line.String()
}

// word spells an enum word as these flags take it.
func (f Flags) word(taskType api.TaskType) string {
	if f == Older {
		return taskType.Words()
	}
	return strings.ToUpper(string(taskType))
}

// source names the flag for a project or a dataset.
func (f Flags) source(name string) string {
	if f == Older {
		return name + "-id"
	}
	return name
}
