package jsonfield

import "strings"

// lineRenderer renders the visible cells of one line.
type lineRenderer struct {
	field       *Field
	line        string
	marks       []mark
	cursor      int // byte offset of the cursor, -1 if it is on another line
	left, right int // visible cells, right excluded

	out     strings.Builder
	cell    int  // the next cell to render
	clipped bool // the line continues to the right
	role    role // the active role; roleCount: none
}

func (d *lineRenderer) render() {
	d.role = roleCount
	i, cell := 0, 0
	if d.left > 0 {
		i, cell = d.skipScrolled()
	}
	pieces := spans(d.line, make([]span, 0, 16))
	at := 0
	for i < len(d.line) {
		for at < len(pieces)-1 && pieces[at].to <= i {
			at++
		}
		size, width, drawn := firstChar(d.line[i:])
		if cell+width > d.right || cell+width == d.right && i+size < len(d.line) {
			d.writeMarker(cell, d.field.config.Styles.Glyphs.ScrollRight)
			d.clipped = true
			return
		}
		d.writeChar(i, size, drawn, pieces[at].role)
		i, cell = i+size, cell+width
		d.cell = cell
	}
	d.setRole(roleCount)
	if d.cursor == len(d.line) && d.cell < d.right {
		d.cell = max(d.cell, d.left)
		d.out.WriteString(d.field.config.Styles.Cursor.Render(" "))
		d.cell++
	}
}

// skipScrolled skips the text scrolled out on the left and writes a marker.
func (d *lineRenderer) skipScrolled() (i, cell int) {
	if d.line == "" {
		d.cell = d.left
		return 0, d.left
	}
	i = asciiPrefix(d.line, d.left+1)
	cell = i
	for i < len(d.line) && cell < d.left+1 {
		size, width, _ := firstChar(d.line[i:])
		i, cell = i+size, cell+width
	}
	d.writeMarker(d.left, d.field.config.Styles.Glyphs.ScrollLeft)
	for d.cell = d.left + 1; d.cell < cell; d.cell++ {
		d.out.WriteByte(' ') // half of a wide character
	}
	if cell <= d.left {
		d.cell = d.left + 1
		return i, d.left + 1
	}
	return i, cell
}

// writeMarker writes the glyph that shows that the line continues.
func (d *lineRenderer) writeMarker(cell int, glyph string) {
	d.setRole(dimRole)
	d.out.WriteString(glyph)
	d.setRole(roleCount)
	d.cell = cell + 1
}

// setRole switches the style to another role.
func (d *lineRenderer) setRole(to role) {
	if to == d.role {
		return
	}
	if d.role < roleCount {
		d.out.WriteString(d.field.inks[d.role].Close)
	}
	if d.role = to; to < roleCount {
		d.out.WriteString(d.field.inks[to].Open)
	}
}

// writeChar renders one character.
func (d *lineRenderer) writeChar(i, size int, drawn string, as role) {
	for _, mark := range d.marks {
		if i >= mark.at.col && i < mark.at.col+max(mark.size, 1) {
			as = errorTextRole
			if mark.warn {
				as = warningTextRole
			}
		}
	}
	if d.cursor >= i && d.cursor < i+size {
		d.setRole(roleCount)
		d.out.WriteString(d.field.config.Styles.Cursor.Render(drawn))
		return
	}
	d.setRole(as)
	d.out.WriteString(drawn)
}
