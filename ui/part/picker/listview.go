package picker

import (
	"slices"
	"strings"
	"unicode/utf8"

	"ax-tui/ui/text"
)

// find gathers the items that hold every word sought, in name or detail.
// Names that begin with the words come first, then names that hold them,
// then the others, each in the order given.
func (l *List) find() {
	words := strings.Fields(strings.ToLower(l.query))
	l.sel, l.top = 0, 0
	l.match = l.match[:0]
	if len(words) == 0 {
		for i := range l.items {
			l.match = append(l.match, i)
		}
		return
	}
	phrase := strings.Join(words, " ")
	var inName, rest []int
	for i, s := range l.lower {
		if !holdsAll(s, words) {
			continue
		}
		label, _, _ := strings.Cut(s, "\n")
		switch {
		case strings.HasPrefix(label, phrase):
			l.match = append(l.match, i)
		case holdsAll(label, words):
			inName = append(inName, i)
		default:
			rest = append(rest, i)
		}
	}
	l.match = slices.Concat(l.match, inName, rest)
}

func holdsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}

func dropRune(s string) string {
	_, n := utf8.DecodeLastRuneInString(s)
	return s[:len(s)-n]
}

func dropWord(s string) string {
	s = strings.TrimRight(s, " ")
	return s[:strings.LastIndexByte(s, ' ')+1]
}

// View is the line of words, the items in view, and the state: as many lines
// as there is room for, so that the list does not change its height while
// one types.
func (l *List) View() string {
	lines := make([]string, 0, l.h)
	lines = append(lines, l.queryLine())
	for i := l.top; i < l.top+l.rows() && len(lines) < l.h; i++ {
		if i < len(l.match) {
			lines = append(lines, l.itemLine(i))
		} else {
			lines = append(lines, "")
		}
	}
	if len(lines) < l.h {
		lines = append(lines, l.stateLine())
	}
	return strings.Join(lines, "\n")
}

// queryLine shows the end of what was typed, with a mark for the place of the next letter.
func (l *List) queryLine() string {
	const prompt = "/ "
	room := max(l.w-text.Width(prompt)-1, 0)
	if l.query == "" {
		hint := text.CutWith("type to find", room, "")
		return text.CutWith(l.st.Accent.Render(prompt)+l.st.Cursor.Render(" ")+l.st.Dim.Render(hint), l.w, "")
	}
	typed := text.CutLeft(l.query, room)
	return text.CutWith(l.st.Accent.Render(prompt)+typed+l.st.Cursor.Render(" "), l.w, "")
}

func (l *List) itemLine(i int) string {
	item := l.items[l.match[i]]
	room := max(l.w-2, 1)
	detail := text.CutWith(string(item.Detail), room/2, l.st.Glyphs.Ellipsis)
	if detail != "" {
		room -= text.Width(detail) + 2
	}
	label := text.CutWith(string(item.Name), room, l.st.Glyphs.Ellipsis)
	if i == l.sel {
		line := l.st.Glyphs.Cursor + " " + text.Pad(label, room)
		if detail != "" {
			line += "  " + detail
		}
		return l.st.Selected.Render(text.Pad(text.CutWith(line, l.w, ""), l.w))
	}
	line := "  " + l.marked(label)
	if detail != "" {
		line += text.Spaces(room-text.Width(label)+2) + l.st.Dim.Render(detail)
	}
	return text.CutWith(line, l.w, "")
}

// marked underlines where the first word sought stands in a name.
func (l *List) marked(label string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(l.query)), " ")
	low := strings.ToLower(label)
	at := strings.Index(low, word)
	if word == "" || at < 0 || len(low) != len(label) {
		return label // lower case of another length would mark the wrong letters
	}
	end := at + len(word)
	return label[:at] + l.st.Match.Render(label[at:end]) + label[end:]
}

func (l *List) stateLine() string {
	n := text.Count(len(l.match))
	if l.query != "" {
		n += " of " + text.Count(len(l.items))
	}
	style, s := l.st.Dim, n
	switch {
	case l.state.Err != "":
		style, s = l.st.Error, string(l.state.Err)
	case l.state.Loading:
		s = n + ", loading" + l.st.Glyphs.Ellipsis
	case l.state.More:
		s = n + ", more" + l.st.Glyphs.Ellipsis
	case l.state.Cut:
		s = n + ", the list broke off; there may be more"
	case len(l.items) == 0:
		s = "nothing to pick from"
	case len(l.match) == 0:
		s = "nothing fits these words; backspace widens the search"
	}
	return style.Render(text.CutWith(s, l.w, l.st.Glyphs.Ellipsis))
}
