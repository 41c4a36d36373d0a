package part

import (
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Beside sets lines beside lines with a rule between them. It remembers the
// lines on the left that it has filled up, which are mostly the same from frame
// to frame: measuring a styled line costs more than all the rest. The zero
// value is ready for use.
type Beside struct {
	w      int
	padded map[string]string
}

// Join gives as many lines as the longer side has; the left one gets w cells.
func (b *Beside) Join(st *theme.Styles, left, right []string, w int) []string {
	rule := st.Faint.Render(st.Glyphs.Divider)
	out := make([]string, max(len(left), len(right)))
	if w != b.w || len(b.padded) > 8*len(out) {
		b.w, b.padded = w, nil
	}
	if b.padded == nil {
		b.padded = map[string]string{}
	}
	for i := range out {
		l := ""
		if i < len(left) {
			l = left[i]
		}
		out[i] = b.pad(l) + rule
		if i < len(right) && right[i] != "" {
			out[i] += " " + right[i]
		}
	}
	return out
}

func (b *Beside) pad(line string) string {
	p, ok := b.padded[line]
	if !ok {
		p = text.Pad(line, b.w)
		b.padded[line] = p
	}
	return p
}
