package palette

import (
	"slices"
	"strconv"
	"strings"

	"ax-tui/api/near"
	"ax-tui/api/resolve"
	"ax-tui/keymap"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// kind is what picking a choice does.
type kind int

const (
	action  kind = iota // performs it
	command             // asks for its argument
	open                // opens the typed ID or address
	search              // hands the query to the first command
)

// choice is one line of the palette.
type choice struct {
	kind         kind
	id           string
	entry        keymap.Entry // of an action
	command      *Command     // of a command and the search
	label, prose string       // lower case
	other        string       // words that people may type instead of the label
	named        bool         // single words of its prose do not find it: it ends or deletes something
	dim          bool         // not possible now
	why          text.Safe
}

// takesMore reports whether picking a choice asks for its argument.
func (c *choice) takesMore() bool { return c.kind == command && c.command.Source != nil }

// collect returns the choices: the possible actions of the screen and the commands, then
// motions, then what is not possible now. An ID and the search have fixed places.
func (m *model) collect() []choice {
	var first, motions, last []choice
	for _, entry := range m.env.Keys.Visible(m.options.Scopes) {
		if entry.Action == keymap.OpenPalette {
			continue
		}
		line := choice{entry: *entry, label: strings.ToLower(entry.Label()), prose: strings.ToLower(entry.Help), other: otherWords(entry.Action)}
		line.named = entry.Action == keymap.Quit || entry.Action == keymap.DeleteTask
		switch {
		case !m.options.Can(*entry):
			line.dim, line.why = true, m.options.Why(*entry)
			last = append(last, line)
		case entry.Scope == keymap.Move:
			motions = append(motions, line)
		default:
			first = append(first, line)
		}
	}
	for i := range m.options.Commands {
		with := &m.options.Commands[i]
		first = append(first, choice{kind: command, command: with, label: string(with.Name), prose: strings.ToLower(string(with.Help))})
	}
	all := append(append(first, motions...), last...)
	if m.options.Open != nil {
		all = append(all, choice{kind: open})
	}
	if len(m.options.Commands) > 0 {
		all = append(all, choice{kind: search, command: &m.options.Commands[0]})
	}
	for i := range all {
		all[i].id = strconv.Itoa(i)
	}
	return all
}

// otherWords are the words that other programs have for an action.
func otherWords(action keymap.Action) string {
	switch action {
	case keymap.Quit:
		return "exit"
	case keymap.Back:
		return "close"
	case keymap.CancelRun:
		return "stop"
	case keymap.DeleteTask:
		return "remove"
	}
	return ""
}

// labelWidth is the width of the column of labels in cells.
const labelWidth = 14

func (m *model) items() []picker.Item {
	items := make([]picker.Item, 0, len(m.choices))
	for _, line := range m.choices {
		item := picker.Item{ID: line.id, Dim: line.dim}
		label, prose := text.Safe(line.entry.Label()), text.Safe(line.entry.Help)
		switch line.kind {
		case action:
			item.Detail = text.Safe(line.entry.Names())
			if line.why != "" {
				prose = line.why
			}
		case command:
			label, prose, item.Detail = line.command.Name, line.command.Help, ":"+line.command.Name
		case open:
			label, prose, item.Extra = "open", "what this ID or address is of", true
		case search:
			label, prose, item.Extra = line.command.Name, "or "+line.command.Help, true
		}
		item.Name = text.Concat(text.Safe(text.Pad(string(label), labelWidth)), " ", prose)
		items = append(items, item)
	}
	return items
}

// How well a choice matches, the best first. What is possible comes before what is not.
const (
	isObject  = iota
	sameKey   // the query is its key, its label or the word of a command
	sameText  // or its prose
	startsIt  // the label begins with the query
	startWord // a word of the label does
	inWords   // each word of the query begins a word of label or prose
	inText    // each word of the query is in the label or begins a word of the prose
	similar   // the letters of the query are in the label in this order, or a word is mistyped
	lastOfAll
	noMatch = -1
)

// rank returns how well a choice matches a query, noMatch if it does not.
func (c *choice) rank(query string) int {
	if strings.TrimLeft(query, " ") != ":" { // ": " is a query too: it is the palette's own key
		query = strings.TrimLeft(query, " :")
	}
	degree := c.degree(query)
	switch {
	case degree == noMatch:
		return noMatch
	case c.dim:
		return 2*degree + 1
	}
	return 2 * degree
}

func (c choice) degree(query string) int {
	lower := strings.ToLower(strings.TrimSpace(query))
	words := strings.Fields(lower)
	switch {
	case c.kind == open && resolve.Object(query):
		return isObject
	case c.kind == search && lower != "":
		return lastOfAll
	case c.kind == open || c.kind == search:
		return noMatch
	case lower == "":
		return sameText
	case lower == c.label, slices.ContainsFunc(c.entry.Keys, func(key string) bool { return keymap.Name(key) == query || key == query }):
		return sameKey
	case lower == c.prose:
		return sameText
	case strings.HasPrefix(c.label, lower):
		return startsIt
	case startsWord(c.label, lower) || c.other != "" && strings.HasPrefix(c.other, lower):
		return startWord
	}
	all := c.label + " " + c.prose
	if c.named {
		all = c.label
	}
	every := func(match func(all, word string) bool) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !match(all, word) })
	}
	switch {
	case every(startsWord):
		return inWords
	case every(func(all, word string) bool { return startsWord(all, word) || strings.Contains(c.label, word) }):
		return inText
	case len(lower) > 1 && inOrder(c.label, lower) || every(mistyped):
		return similar
	}
	return noMatch
}

// startsWord reports whether a word of a text begins with another.
func startsWord(all, word string) bool {
	return strings.HasPrefix(all, word) || strings.Contains(all, " "+word)
}

// inOrder reports whether all letters of a word are in a text in this order.
func inOrder(all, word string) bool {
	for _, letter := range word {
		at := strings.IndexRune(all, letter)
		if at < 0 {
			return false
		}
		all = all[at:]
		all = strings.TrimPrefix(all, string(letter))
	}
	return true
}

// mistyped reports whether a text has a word that differs from another in one letter of
// at least four.
func mistyped(all, word string) bool {
	return len(word) >= 4 && slices.ContainsFunc(strings.Fields(all), func(other string) bool { return near.Distance(other, word) <= 1 })
}
