package jsonfield

import "strings"

// drawer draws the cells left to right of one line.
type drawer struct {
	f           *Field
	line        string
	marks       []mark
	cursor      int // byte of the cursor, -1 for none on this line
	left, right int // cells

	out strings.Builder
	x   int  // the cell behind what was drawn
	cut bool // something stands to the right of what is seen
	on  role // the ink that is on; roles: none
}

func (d *drawer) draw() {
	d.on = roles
	i, cell := 0, 0
	if d.left > 0 {
		i, cell = d.skip()
	}
	pieces := spans(d.line, make([]span, 0, 16))
	at := 0
	for i < len(d.line) {
		for at < len(pieces)-1 && pieces[at].to <= i {
			at++
		}
		size, width, drawn := unit(d.line[i:])
		if cell+width > d.right || cell+width == d.right && i+size < len(d.line) {
			d.sign(cell, d.f.c.Styles.Glyphs.ScrollRight)
			d.cut = true
			return
		}
		d.put(i, size, drawn, pieces[at].role)
		i, cell = i+size, cell+width
		d.x = cell
	}
	d.pen(roles)
	if d.cursor == len(d.line) && d.x < d.right {
		d.x = max(d.x, d.left)
		d.out.WriteString(d.f.inks.cursor.on + " " + d.f.inks.cursor.off)
		d.x++
	}
}

// skip passes over what is scrolled out on the left and puts a sign there.
func (d *drawer) skip() (i, cell int) {
	if d.line == "" {
		d.x = d.left
		return 0, d.left
	}
	i = easy(d.line, d.left+1)
	cell = i
	for i < len(d.line) && cell < d.left+1 {
		size, width, _ := unit(d.line[i:])
		i, cell = i+size, cell+width
	}
	d.sign(d.left, d.f.c.Styles.Glyphs.ScrollLeft)
	for d.x = d.left + 1; d.x < cell; d.x++ {
		d.out.WriteByte(' ') // half of a wide character
	}
	if cell <= d.left {
		d.x = d.left + 1
		return i, d.left + 1
	}
	return i, cell
}

// sign says that the line goes on; the cell is filled up to the edge if a wide
// character did not fit.
func (d *drawer) sign(cell int, glyph string) {
	d.pen(dim)
	d.out.WriteString(glyph)
	d.pen(roles)
	d.x = cell + 1
}

// pen changes the ink.
func (d *drawer) pen(to role) {
	if to == d.on {
		return
	}
	if d.on < roles {
		d.out.WriteString(d.f.inks.of[d.on].off)
	}
	if d.on = to; to < roles {
		d.out.WriteString(d.f.inks.of[to].on)
	}
}

// put draws one character.
func (d *drawer) put(i, size int, drawn string, as role) {
	for _, mark := range d.marks {
		if i >= mark.at.col && i < mark.at.col+max(mark.size, 1) {
			as = wrong
			if mark.warn {
				as = doubtful
			}
		}
	}
	if d.cursor >= i && d.cursor < i+size {
		d.pen(roles)
		d.out.WriteString(d.f.inks.cursor.on + drawn + d.f.inks.cursor.off)
		return
	}
	d.pen(as)
	d.out.WriteString(drawn)
}
