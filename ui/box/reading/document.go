package reading

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// document is indented JSON as the content of a sheet: a row is a line. A JSON string
// holds no line break, so the lines alone tell where objects and lists begin and end.
type document struct {
	styles *theme.Styles
	text   string
	lower  string // text as part.Lower makes it
	starts []int  // of the lines
	lines  []line
	shown  []int32 // the line of each row
}

// line is what is known of a line.
type line struct {
	holder int32 // the line that begins the object or list it is in; -1: none
	end    int32 // of an object or list: its last line; 0: the line begins none
	parts  int32 // of an object or list: how many it holds
	folded bool
}

func newDocument(styles *theme.Styles, all string) *document {
	doc := &document{styles: styles, text: strings.TrimRight(all, "\n")}
	holder := int32(-1)
	for at := 0; at < len(doc.text); {
		end := len(doc.text)
		if next := strings.IndexByte(doc.text[at:], '\n'); next >= 0 {
			end = at + next
		}
		number, content := int32(len(doc.lines)), strings.TrimLeft(doc.text[at:end], " ")
		doc.starts, doc.lines = append(doc.starts, at), append(doc.lines, line{holder: holder})
		switch {
		case holder >= 0 && strings.IndexAny(content, "}]") == 0:
			doc.lines[holder].end = number
			holder = doc.lines[holder].holder
		case holder >= 0:
			doc.lines[holder].parts++
			fallthrough
		default:
			if strings.HasSuffix(content, "{") || strings.HasSuffix(content, "[") {
				holder = number
			}
		}
		at = end + 1
	}
	doc.lower = part.Lower(doc.text, doc.starts)
	doc.layout()
	return doc
}

// layout finds the lines that are not folded away.
func (d *document) layout() {
	d.shown = d.shown[:0]
	for i := int32(0); int(i) < len(d.lines); i++ {
		d.shown = append(d.shown, i)
		if d.lines[i].folded {
			i = d.lines[i].end
		}
	}
}

// raw returns a line of the text.
func (d *document) raw(number int) string {
	end := len(d.text)
	if number+1 < len(d.starts) {
		end = d.starts[number+1] - 1
	}
	return d.text[d.starts[number]:end]
}

// Len returns the number of rows.
func (d *document) Len() int { return len(d.shown) }

// LineOf returns the line of a row.
func (d *document) LineOf(row int) int { return int(d.shown[row]) }

// Text returns the JSON in lower case.
func (d *document) Text() (all string, starts []int) { return d.lower, d.starts }

// Reveal unfolds what a line is in and returns its row.
func (d *document) Reveal(number int) int {
	changed := false
	for at := d.lines[number].holder; at >= 0; at = d.lines[at].holder {
		changed = changed || d.lines[at].folded
		d.lines[at].folded = false
	}
	if changed {
		d.layout()
	}
	row, _ := slices.BinarySearch(d.shown, int32(number))
	return row
}

// holds reports whether the line of a row begins an object or a list.
func (d *document) holds(row int) bool { return d.lines[d.shown[row]].end > 0 }

func (d *document) toggle(row int) {
	at := &d.lines[d.shown[row]]
	at.folded = !at.folded
	d.layout()
}

func (d *document) unfold(row int) {
	if d.lines[d.shown[row]].folded {
		d.toggle(row)
	}
}

// fold folds what the line of a row begins and returns the row of the cursor: of a line
// that begins nothing, or is folded already, that of what holds it.
func (d *document) fold(row int) int {
	at := d.lines[d.shown[row]]
	if at.end > 0 && !at.folded {
		d.toggle(row)
		return row
	}
	if at.holder < 0 {
		return row
	}
	return d.Reveal(int(at.holder))
}

// value returns the text of a row and its name; false if it holds none.
func (d *document) value(row int) (name text.Safe, value string, ok bool) {
	raw := strings.TrimSuffix(strings.TrimLeft(d.raw(d.LineOf(row)), " "), ",")
	name = "text"
	if key := keyLen(raw); key > 0 {
		name = text.CleanN(strings.Trim(raw[:key-1], `"`), 60)
		raw = strings.TrimLeft(raw[key:], " ")
	}
	return name, value, strings.HasPrefix(raw, `"`) && json.Unmarshal([]byte(raw), &value) == nil
}

// keyLen returns the length of the key at the beginning of a line, its colon included; 0
// if there is none.
func keyLen(content string) int {
	if !strings.HasPrefix(content, `"`) {
		return 0
	}
	for i := 1; i < len(content); i++ {
		switch content[i] {
		case '\\':
			i++
		case '"':
			if strings.HasPrefix(content[i+1:], ":") {
				return i + 2
			}
			return 0
		}
	}
	return 0
}

// piece is a part of a line with one style.
type piece struct {
	to    int
	style *theme.Style
}

// Row renders a line, its keys coloured. Of a line that is wider than the screen it
// shows the beginning, or what is around the current hit.
func (d *document) Row(row int, marks []part.Mark, selected bool, width int) string {
	number := d.LineOf(row)
	at, raw, glyphs := d.lines[number], d.raw(number), d.styles.Glyphs
	plain, match, keys := d.styles.Text, d.styles.Match, d.styles.Info
	if selected {
		plain, match, keys = d.styles.Selected, d.styles.Selected.Underline(), d.styles.Selected
	}
	gutter := "  "
	switch {
	case at.folded:
		gutter = glyphs.Folded + " "
	case at.end > 0:
		gutter = glyphs.Unfolded + " "
	}
	from := start(raw, marks, width-4)
	pieces := split(len(raw[:min(len(raw), from+4*width)]), raw, marks, &plain, &match, &d.styles.Cursor, &keys)
	var out strings.Builder
	out.WriteString(plain.Render(gutter))
	room := width - 2
	if from > 0 {
		out.WriteString(plain.Render(glyphs.Ellipsis))
		room--
	}
	for _, piece := range pieces {
		if piece.to <= from {
			continue
		}
		content := text.Clean(raw[from:piece.to])
		from = piece.to
		if text.Width(content) > room {
			out.WriteString(piece.style.Render(string(text.CutWith(content, room, glyphs.Ellipsis))))
			return out.String()
		}
		room -= text.Width(content)
		out.WriteString(piece.style.Render(string(content)))
	}
	if at.folded {
		closing := strings.TrimLeft(d.raw(int(at.end)), " ")
		rest := text.Cut(glyphs.Ellipsis+closing+"  "+text.Plural(int(at.parts), "item"), max(room, 0))
		room -= text.Width(rest)
		style := d.styles.Dim
		if selected {
			style = plain
		}
		out.WriteString(style.Render(rest))
	}
	if selected {
		out.WriteString(plain.Render(text.Spaces(room)))
	}
	return out.String()
}

// start returns the byte from which a line is shown, so that the current hit is visible.
func start(raw string, marks []part.Mark, width int) int {
	at := slices.IndexFunc(marks, func(mark part.Mark) bool { return mark.Current })
	if at < 0 || marks[at].To <= width || marks[at].To < 4*width && text.Width(text.Clean(raw[:marks[at].To])) <= width {
		return 0
	}
	from := max(marks[at].From-width/3, 0)
	for from > 0 && !utf8.RuneStart(raw[from]) {
		from--
	}
	return from
}

// split returns the pieces of the first end bytes of a line: its key, the marks, the rest.
func split(end int, raw string, marks []part.Mark, plain, match, current, keys *theme.Style) (out []piece) {
	for end < len(raw) && !utf8.RuneStart(raw[end]) {
		end++
	}
	indent := len(raw) - len(strings.TrimLeft(raw, " "))
	key := indent + keyLen(raw[indent:min(len(raw), max(end, indent))])
	upTo := func(to int) {
		to = min(to, end)
		if key > indent && (len(out) == 0 || out[len(out)-1].to < key) {
			out = append(out, piece{to: min(key-1, to), style: keys})
		}
		out = append(out, piece{to: to, style: plain})
	}
	for _, mark := range marks {
		if mark.From >= end {
			break
		}
		upTo(mark.From)
		style := match
		if mark.Current {
			style = current
		}
		out = append(out, piece{to: min(mark.To, end), style: style})
	}
	upTo(end)
	return out
}
