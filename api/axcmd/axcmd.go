// Package axcmd formats a request as an ax command or a curl command that can be
// pasted into a shell.
//
// It guarantees that a POSIX shell parses exactly the intended arguments,
// whatever characters they contain; that nothing in a pasted command acts on the
// terminal; that a command never contains a key (curl reads ARIZE_API_KEY); and
// that a comment above the command names what ax cannot express. Comments are
// fixed texts without quotes, so that they are harmless in a shell that does not
// support comments.
//
// It is pure and imports api and the standard library only; never the network,
// the terminal or ui.
package axcmd

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"ax-tui/api"
)

// Flags selects one of the two sets of flags of ax (contract section 7). The
// zero value is the current one.
type Flags int

// The sets of flags.
const (
	Newer Flags = iota // --project, --dataset; words in upper case
	Older              // --project-id, --dataset-id; words in lower case
)

// Command is a command line. The zero value is empty.
type Command struct {
	Notes []string   // comments above it, one line each
	Parts [][]string // arguments that are kept on one line: the command, then a flag with its value
	raw   []bool     // true for parts that are shell text already
}

// Text returns the command as shell text, without a line end. Lines are broken
// between flags, with a backslash, to fit width cells where the values allow it;
// a width of 0 breaks no line.
func (c Command) Text(width int) string {
	var out strings.Builder
	for _, note := range c.Notes {
		out.WriteString("# " + note + "\n")
	}
	column := 0
	for i, args := range c.Parts {
		text := c.part(i, args)
		length := utf8.RuneCountInString(text)
		switch {
		case i == 0:
		case width > 0 && column+1+length+2 > width:
			out.WriteString(" \\\n  ")
			column = 2
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(text)
		column += length
	}
	return out.String()
}

func (c *Command) part(i int, args []string) string {
	if i < len(c.raw) && c.raw[i] {
		return strings.Join(args, " ")
	}
	quoted := make([]string, len(args))
	for j, arg := range args {
		quoted[j] = Quote(arg)
	}
	return strings.Join(quoted, " ")
}

// start returns a command with its first words.
func start(words ...string) Command { return Command{Parts: [][]string{words}} }

func (c *Command) note(text string) { c.Notes = append(c.Notes, text) }

// flag adds a flag with its value, as --name=value if the value looks like a flag.
func (c *Command) flag(name, value string) {
	if strings.HasPrefix(value, "-") {
		c.Parts = append(c.Parts, []string{name + "=" + value})
		return
	}
	c.Parts = append(c.Parts, []string{name, value})
}

// optional adds a flag unless its value is empty.
func (c *Command) optional(name, value string) {
	if value != "" {
		c.flag(name, value)
	}
}

// list adds a flag whose value is a list joined by commas.
func (c *Command) list(name string, values []string) { c.optional(name, strings.Join(values, ",")) }

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

// json adds a flag whose value is JSON on one line.
func (c *Command) json(name string, value any) {
	if text, err := api.Body(value); err == nil {
		c.flag(name, string(text))
	}
}

// word spells a task type as these flags accept it.
func (f Flags) word(taskType api.TaskType) string {
	if f == Older {
		return taskType.Words()
	}
	return strings.ToUpper(string(taskType))
}

// source returns the flag for a project or a dataset.
func (f Flags) source(name string) string {
	if f == Older {
		return name + "-id"
	}
	return name
}
