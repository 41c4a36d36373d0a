package part

import (
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// SideBySide joins two blocks of lines with a vertical rule between them. It
// caches the padded lines of the left block, most of which stay the same from
// frame to frame, because measuring a styled line is expensive. The zero value
// is ready to use.
type SideBySide struct {
	width  int
	padded map[string]string
}

// Join returns as many lines as the longer block has; the left block is width cells wide.
func (b *SideBySide) Join(styles *theme.Styles, left, right []string, width int) []string {
	rule := styles.Faint.Render(styles.Glyphs.Divider)
	out := make([]string, max(len(left), len(right)))
	if width != b.width || len(b.padded) > 8*len(out) {
		b.width, b.padded = width, nil
	}
	if b.padded == nil {
		b.padded = map[string]string{}
	}
	for i := range out {
		line := ""
		if i < len(left) {
			line = left[i]
		}
		if i < len(right) && right[i] != "" {
			out[i] = b.pad(line) + rule + " " + right[i]
		} else {
			out[i] = b.pad(line) + rule
		}
	}
	return out
}

func (b *SideBySide) pad(line string) string {
	padded, ok := b.padded[line]
	if !ok {
		padded = text.Pad(line, b.width)
		b.padded[line] = padded
	}
	return padded
}
