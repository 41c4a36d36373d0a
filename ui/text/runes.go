package text

import (
	"unicode"
	"unicode/utf8"
)

const (
	ellipsis = "…"
	zwj      = '\u200d'
	vs16     = '\ufe0f'
)

// pictographs are the characters that may have an emoji selector or be joined
// to another one: the emoji planes as a whole, and older symbols one by one,
// because a selector after any other character widens it here but not on every
// terminal.
var pictographs = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00a9, Hi: 0x00a9, Stride: 1},
		{Lo: 0x00ae, Hi: 0x00ae, Stride: 1},
		{Lo: 0x203c, Hi: 0x203c, Stride: 1},
		{Lo: 0x2049, Hi: 0x2049, Stride: 1},
		{Lo: 0x2122, Hi: 0x2122, Stride: 1},
		{Lo: 0x2139, Hi: 0x2139, Stride: 1},
		{Lo: 0x2194, Hi: 0x2199, Stride: 1},
		{Lo: 0x21a9, Hi: 0x21aa, Stride: 1},
		{Lo: 0x231a, Hi: 0x231b, Stride: 1},
		{Lo: 0x2328, Hi: 0x2328, Stride: 1},
		{Lo: 0x23cf, Hi: 0x23cf, Stride: 1},
		{Lo: 0x23e9, Hi: 0x23f3, Stride: 1},
		{Lo: 0x23f8, Hi: 0x23fa, Stride: 1},
		{Lo: 0x24c2, Hi: 0x24c2, Stride: 1},
		{Lo: 0x25aa, Hi: 0x25ab, Stride: 1},
		{Lo: 0x25b6, Hi: 0x25b6, Stride: 1},
		{Lo: 0x25c0, Hi: 0x25c0, Stride: 1},
		{Lo: 0x25fb, Hi: 0x25fe, Stride: 1},
		{Lo: 0x2600, Hi: 0x2605, Stride: 1},
		{Lo: 0x2607, Hi: 0x2612, Stride: 1},
		{Lo: 0x2614, Hi: 0x2685, Stride: 1},
		{Lo: 0x2690, Hi: 0x2705, Stride: 1},
		{Lo: 0x2708, Hi: 0x2712, Stride: 1},
		{Lo: 0x2714, Hi: 0x2714, Stride: 1},
		{Lo: 0x2716, Hi: 0x2716, Stride: 1},
		{Lo: 0x271d, Hi: 0x271d, Stride: 1},
		{Lo: 0x2721, Hi: 0x2721, Stride: 1},
		{Lo: 0x2728, Hi: 0x2728, Stride: 1},
		{Lo: 0x2733, Hi: 0x2734, Stride: 1},
		{Lo: 0x2744, Hi: 0x2744, Stride: 1},
		{Lo: 0x2747, Hi: 0x2747, Stride: 1},
		{Lo: 0x274c, Hi: 0x274c, Stride: 1},
		{Lo: 0x274e, Hi: 0x274e, Stride: 1},
		{Lo: 0x2753, Hi: 0x2755, Stride: 1},
		{Lo: 0x2757, Hi: 0x2757, Stride: 1},
		{Lo: 0x2763, Hi: 0x2767, Stride: 1},
		{Lo: 0x2795, Hi: 0x2797, Stride: 1},
		{Lo: 0x27a1, Hi: 0x27a1, Stride: 1},
		{Lo: 0x27b0, Hi: 0x27b0, Stride: 1},
		{Lo: 0x27bf, Hi: 0x27bf, Stride: 1},
		{Lo: 0x2934, Hi: 0x2935, Stride: 1},
		{Lo: 0x2b05, Hi: 0x2b07, Stride: 1},
		{Lo: 0x2b1b, Hi: 0x2b1c, Stride: 1},
		{Lo: 0x2b50, Hi: 0x2b50, Stride: 1},
		{Lo: 0x2b55, Hi: 0x2b55, Stride: 1},
		{Lo: 0x3030, Hi: 0x3030, Stride: 1},
		{Lo: 0x303d, Hi: 0x303d, Stride: 1},
		{Lo: 0x3297, Hi: 0x3297, Stride: 1},
		{Lo: 0x3299, Hi: 0x3299, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f000, Hi: 0x1f1e5, Stride: 1}, {Lo: 0x1f200, Hi: 0x1faff, Stride: 1},
	},
}

// prepended are archaic letters that combine with whatever follows them, even
// the space that pads a column, so that no width would be right.
var prepended = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x0d4e, Hi: 0x0d4e, Stride: 1}},
	R32: []unicode.Range32{
		{Lo: 0x111c2, Hi: 0x111c3, Stride: 1},
		{Lo: 0x113d1, Hi: 0x113d1, Stride: 1},
		{Lo: 0x1193f, Hi: 0x1193f, Stride: 1},
		{Lo: 0x11941, Hi: 0x11941, Stride: 1},
		{Lo: 0x11a3a, Hi: 0x11a3a, Stride: 1},
		{Lo: 0x11a84, Hi: 0x11a89, Stride: 1},
		{Lo: 0x11d46, Hi: 0x11d46, Stride: 1},
		{Lo: 0x11f02, Hi: 0x11f02, Stride: 1},
	},
}

// isSkin reports whether char is one of the five skin tone modifiers.
func isSkin(char rune) bool { return char >= 0x1f3fb && char <= 0x1f3ff }

// isBreak reports whether char is a line break: one of the ASCII ones, next line,
// or the line and paragraph separators.
func isBreak(char rune) bool {
	switch char {
	case '\n', '\r', '\v', '\f', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// isDropped reports whether char is never drawn: a control character, a format
// character (bidi, zero-width, BOM, tags, soft hyphen) or a variation selector.
// The joiner and the emoji selector are handled before it is called.
func isDropped(char rune) bool {
	switch {
	case char < 0x7f:
		return char < 0x20
	case char < 0xa0, unicode.Is(unicode.Cf, char):
		return true
	case char >= 0xfe00 && char <= 0xfe0f, char >= 0xe0000 && char <= 0xe0fff:
		return true
	}
	return char == 0x034f || char == 0x180b || char == 0x180c || char == 0x180d || char == 0x180f
}

// isNonCharacter reports whether Unicode will never assign char.
func isNonCharacter(char rune) bool {
	return char >= 0xfdd0 && char <= 0xfdef || char&0xfffe == 0xfffe
}

// sequenceLen returns the length in bytes of the escape sequence at the start of
// raw, whose first rune is char of the given size; 0 if there is none. It knows
// seven-bit (ESC …) and eight-bit (C1) introducers. Of an unterminated string
// sequence it counts only the introducer: the rest is ordinary text that must
// not be hidden.
func sequenceLen(raw string, char rune, size int) int {
	switch char {
	case 0x9b:
		return size + csiLen(raw[size:])
	case 0x90, 0x98, 0x9d, 0x9e, 0x9f:
		return size + controlStringLen(raw[size:], char == 0x9d)
	case 0x1b:
	default:
		return 0
	}
	if len(raw) < 2 {
		return 1
	}
	switch introducer := raw[1]; {
	case introducer == '[':
		return 2 + csiLen(raw[2:])
	case introducer == 'P' || introducer == 'X' || introducer == ']' || introducer == '^' || introducer == '_':
		return 2 + controlStringLen(raw[2:], introducer == ']')
	}
	i := 1
	for i < len(raw) && raw[i] >= 0x20 && raw[i] <= 0x2f {
		i++
	}
	if i < len(raw) && raw[i] >= 0x30 && raw[i] <= 0x7e {
		return i + 1
	}
	return 1
}

// csiLen returns the length in bytes of parameters, intermediates and the final
// byte. A malformed sequence ends where it becomes invalid.
func csiLen(raw string) int {
	i := 0
	for i < len(raw) && raw[i] >= 0x20 && raw[i] <= 0x3f {
		i++
	}
	if i < len(raw) && raw[i] >= 0x40 && raw[i] <= 0x7e {
		return i + 1
	}
	return i
}

// controlStringLen returns the length in bytes of payload and terminator of an
// OSC, DCS, SOS, PM or APC string, 0 if it is unterminated. As in a terminal, ESC
// and any C1 control end it (and start the next sequence, unless they are the
// terminator), CAN and SUB cancel it, BEL ends an OSC only.
func controlStringLen(raw string, osc bool) int {
	for i := 0; i < len(raw); {
		char, size := utf8.DecodeRuneInString(raw[i:])
		switch {
		case char == 0x1b && i+1 < len(raw) && raw[i+1] == '\\':
			return i + 2
		case char == 0x1b:
			return i
		case char == 0x9c, char == 0x18, char == 0x1a, osc && char == 0x07:
			return i + size
		case char >= 0x80 && char < 0xa0:
			return i
		}
		i += size
	}
	return 0
}
