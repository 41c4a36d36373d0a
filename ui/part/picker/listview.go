package picker

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"ax-tui/ui/text"
)

// find collects the items that contain every word of the query in name or detail:
// first those whose name begins with the query, then those whose name contains all
// words, then the others, each in the given order.
func (l *List) find() {
	words := strings.Fields(strings.ToLower(l.query))
	l.selected, l.top = 0, 0
	l.matches = l.matches[:0]
	if l.rank != nil {
		l.findRanked()
		return
	}
	if len(words) == 0 {
		for i := range l.items {
			l.matches = append(l.matches, i)
		}
		return
	}
	phrase := strings.Join(words, " ")
	var inName, rest []int
	for i, lower := range l.lower {
		if !containsAll(lower, words) {
			continue
		}
		label, _, _ := strings.Cut(lower, "\n")
		switch {
		case strings.HasPrefix(label, phrase):
			l.matches = append(l.matches, i)
		case containsAll(label, words):
			inName = append(inName, i)
		default:
			rest = append(rest, i)
		}
	}
	l.matches = slices.Concat(l.matches, inName, rest)
}

// findRanked collects the items that match by rank, the best first.
func (l *List) findRanked() {
	ranks := make([]int, len(l.items))
	for at := range l.items {
		if ranks[at] = l.rank(l.query, at); ranks[at] >= 0 {
			l.matches = append(l.matches, at)
		}
	}
	sort.SliceStable(l.matches, func(left, right int) bool { return ranks[l.matches[left]] < ranks[l.matches[right]] })
}

func containsAll(value string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(value, word) {
			return false
		}
	}
	return true
}

func dropRune(value string) string {
	_, size := utf8.DecodeLastRuneInString(value)
	return value[:len(value)-size]
}

func dropWord(value string) string {
	value = strings.TrimRight(value, " ")
	return value[:strings.LastIndexByte(value, ' ')+1]
}

// View returns the query line, the visible items and the state line. It always has
// the full height, so that the list does not change its height during typing.
func (l *List) View() string {
	lines := make([]string, 0, l.height)
	lines = append(lines, l.queryLine())
	for i := l.top; i < l.top+l.rows() && len(lines) < l.height; i++ {
		if i < len(l.matches) {
			lines = append(lines, l.itemLine(i))
		} else {
			lines = append(lines, "")
		}
	}
	if len(lines) < l.height {
		lines = append(lines, l.stateLine())
	}
	return strings.Join(lines, "\n")
}

// queryLine renders the end of the query and a cursor.
func (l *List) queryLine() string {
	room := max(l.width-text.Width(l.prompt)-1, 0)
	prompt := l.styles.Accent.Render(string(l.prompt))
	if l.query == "" {
		hint := text.CutWith(string(l.hint), room, "")
		return text.CutWith(prompt+l.styles.Cursor.Render(" ")+l.styles.Dim.Render(hint), l.width, "")
	}
	typed := text.CutLeft(l.query, room)
	return text.CutWith(prompt+typed+l.styles.Cursor.Render(" "), l.width, "")
}

func (l *List) itemLine(i int) string {
	item := l.items[l.matches[i]]
	room := max(l.width-2, 1)
	detail := text.CutWith(string(item.Detail), room/2, l.styles.Glyphs.Ellipsis)
	if detail != "" {
		room -= text.Width(detail) + 2
	}
	label := text.CutWith(string(item.Name), room, l.styles.Glyphs.Ellipsis)
	if i == l.selected {
		line := l.styles.Glyphs.Cursor + " " + text.Pad(label, room)
		if detail != "" {
			line += "  " + detail
		}
		return l.styles.Selected.Render(text.Pad(text.CutWith(line, l.width, ""), l.width))
	}
	line := "  " + l.highlight(label)
	if item.Dim {
		line = "  " + l.styles.Dim.Render(label)
	}
	if detail != "" {
		line += text.Spaces(room-text.Width(label)+2) + l.styles.Dim.Render(detail)
	}
	return text.CutWith(line, l.width, "")
}

// highlight underlines the first word of the query in a label.
func (l *List) highlight(label string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(l.query)), " ")
	low := strings.ToLower(label)
	at := strings.Index(low, word)
	if word == "" || at < 0 || len(low) != len(label) {
		return label // the offsets of the lower-case form do not fit the label
	}
	end := at + len(word)
	return label[:at] + l.styles.Match.Render(label[at:end]) + label[end:]
}

func (l *List) stateLine() string {
	count := text.Plural(l.found, l.noun)
	if l.query != "" {
		count = text.Count(l.found) + " of " + text.Plural(l.total, l.noun)
	}
	style, line := l.styles.Dim, count
	switch {
	case l.state.Err != "":
		style, line = l.styles.Error, string(l.state.Err)
	case l.state.Loading:
		line = count + ", loading" + l.styles.Glyphs.Ellipsis
	case l.state.More:
		line = count + ", more" + l.styles.Glyphs.Ellipsis
	case l.state.Cut:
		line = text.Count(l.found) + ", the list is incomplete; there may be more"
	case len(l.matches) == 0 && l.other != "":
		line = string(l.other)
	case len(l.items) == 0:
		line = "no " + l.noun + "s"
	case len(l.matches) == 0:
		line = "no match; backspace widens the search"
	}
	return style.Render(text.CutWith(line, l.width, l.styles.Glyphs.Ellipsis))
}
