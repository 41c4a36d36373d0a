package part

import (
	"slices"
	"strings"
	"unicode/utf8"

	"ax-tui/ui/text"
)

// find gathers the options that hold every word sought, in label or detail.
// Labels that begin with the words come first, then labels that hold them,
// then the others, each in the order given.
func (p *Picker) find() {
	words := strings.Fields(strings.ToLower(p.query))
	p.sel, p.top = 0, 0
	p.match = p.match[:0]
	if len(words) == 0 {
		for i := range p.opts {
			p.match = append(p.match, i)
		}
		return
	}
	phrase := strings.Join(words, " ")
	var inLabel, rest []int
	for i, s := range p.lower {
		if !holdsAll(s, words) {
			continue
		}
		label, _, _ := strings.Cut(s, "\n")
		switch {
		case strings.HasPrefix(label, phrase):
			p.match = append(p.match, i)
		case holdsAll(label, words):
			inLabel = append(inLabel, i)
		default:
			rest = append(rest, i)
		}
	}
	p.match = slices.Concat(p.match, inLabel, rest)
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

// View is the line of words, the options in view, and the state: as many lines
// as there is room for, so that the picker does not change its height while
// one types.
func (p *Picker) View() string {
	lines := make([]string, 0, p.h)
	lines = append(lines, p.queryLine())
	for i := p.top; i < p.top+p.rows() && len(lines) < p.h; i++ {
		if i < len(p.match) {
			lines = append(lines, p.optionLine(i))
		} else {
			lines = append(lines, "")
		}
	}
	if len(lines) < p.h {
		lines = append(lines, p.stateLine())
	}
	return strings.Join(lines, "\n")
}

// queryLine shows the end of what was typed, with a mark for the place of the next letter.
func (p *Picker) queryLine() string {
	const prompt = "/ "
	room := max(p.w-text.Width(prompt)-1, 0)
	if p.query == "" {
		hint := text.CutWith("type to find", room, "")
		return text.CutWith(p.st.Accent.Render(prompt)+p.st.Style().Reverse(true).Render(" ")+p.st.Dim.Render(hint), p.w, "")
	}
	typed := text.CutLeft(p.query, room)
	return text.CutWith(p.st.Accent.Render(prompt)+typed+p.st.Style().Reverse(true).Render(" "), p.w, "")
}

func (p *Picker) optionLine(i int) string {
	o := p.opts[p.match[i]]
	room := max(p.w-2, 1)
	detail := text.CutWith(string(o.Detail), room/2, p.st.Glyphs.Ellipsis)
	if detail != "" {
		room -= text.Width(detail) + 2
	}
	label := text.CutWith(string(o.Label), room, p.st.Glyphs.Ellipsis)
	if i == p.sel {
		line := p.st.Glyphs.Cursor + " " + text.Pad(label, room)
		if detail != "" {
			line += "  " + detail
		}
		return p.st.Selected.Render(text.Pad(text.CutWith(line, p.w, ""), p.w))
	}
	line := "  " + p.marked(label)
	if detail != "" {
		line += text.Spaces(room-text.Width(label)+2) + p.st.Dim.Render(detail)
	}
	return text.CutWith(line, p.w, "")
}

// marked underlines where the first word sought stands in a label.
func (p *Picker) marked(label string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(p.query)), " ")
	low := strings.ToLower(label)
	at := strings.Index(low, word)
	if word == "" || at < 0 || len(low) != len(label) {
		return label // lower case of another length would mark the wrong letters
	}
	end := at + len(word)
	return label[:at] + p.st.Match.Render(label[at:end]) + label[end:]
}

func (p *Picker) stateLine() string {
	n := text.Count(len(p.match))
	if p.query != "" {
		n += " of " + text.Count(len(p.opts))
	}
	style, s := p.st.Dim, n
	switch {
	case p.state.Err != "":
		style, s = p.st.Error, string(p.state.Err)
	case p.state.Loading:
		s = n + ", loading" + p.st.Glyphs.Ellipsis
	case p.state.More:
		s = n + ", more" + p.st.Glyphs.Ellipsis
	case len(p.opts) == 0:
		s = "nothing to pick from"
	case len(p.match) == 0:
		s = "nothing fits these words; backspace widens the search"
	}
	return style.Render(text.CutWith(s, p.w, p.st.Glyphs.Ellipsis))
}
