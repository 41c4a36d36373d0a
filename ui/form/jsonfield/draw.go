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
	i, x := 0, 0
	if d.left > 0 {
		i, x = d.skip()
	}
	pieces := spans(d.line, make([]span, 0, 16))
	at := 0
	for i < len(d.line) {
		for at < len(pieces)-1 && pieces[at].to <= i {
			at++
		}
		n, w, s := unit(d.line[i:])
		if x+w > d.right || x+w == d.right && i+n < len(d.line) {
			d.sign(x, d.f.c.Styles.Glyphs.ScrollRight)
			d.cut = true
			return
		}
		d.put(i, n, s, pieces[at].role)
		i, x = i+n, x+w
		d.x = x
	}
	d.pen(roles)
	if d.cursor == len(d.line) && d.x < d.right {
		d.x = max(d.x, d.left)
		d.out.WriteString(d.f.c.Styles.Cursor.Render(" "))
		d.x++
	}
}

// skip passes over what is scrolled out on the left and puts a sign there.
func (d *drawer) skip() (i, x int) {
	if d.line == "" {
		d.x = d.left
		return 0, d.left
	}
	i = easy(d.line, d.left+1)
	x = i
	for i < len(d.line) && x < d.left+1 {
		n, w, _ := unit(d.line[i:])
		i, x = i+n, x+w
	}
	d.sign(d.left, d.f.c.Styles.Glyphs.ScrollLeft)
	for d.x = d.left + 1; d.x < x; d.x++ {
		d.out.WriteByte(' ') // half of a wide character
	}
	if x <= d.left {
		d.x = d.left + 1
		return i, d.left + 1
	}
	return i, x
}

// sign says that the line goes on; the cell is filled up to the edge if a wide
// character did not fit.
func (d *drawer) sign(x int, glyph string) {
	d.pen(dim)
	d.out.WriteString(glyph)
	d.pen(roles)
	d.x = x + 1
}

// pen changes the ink.
func (d *drawer) pen(r role) {
	if r == d.on {
		return
	}
	if d.on < roles {
		d.out.WriteString(d.f.inks[d.on].Close)
	}
	if d.on = r; r < roles {
		d.out.WriteString(d.f.inks[r].Open)
	}
}

// put draws one character.
func (d *drawer) put(i, n int, s string, r role) {
	for _, mark := range d.marks {
		if i >= mark.at.col && i < mark.at.col+max(mark.size, 1) {
			r = wrong
			if mark.warn {
				r = doubtful
			}
		}
	}
	if d.cursor >= i && d.cursor < i+n {
		d.pen(roles)
		d.out.WriteString(d.f.c.Styles.Cursor.Render(s))
		return
	}
	d.pen(r)
	d.out.WriteString(s)
}
