package term

import (
	"bytes"
	"unicode/utf8"
)

// kind says what scan found at the start of the input.
type kind int

const (
	more      kind = iota // cannot be told yet: wait for further bytes
	text                  // keys: n bytes that may be given to Bubble Tea
	alone                 // keys that must reach Bubble Tea by themselves
	junk                  // n bytes to forget
	reply                 // n bytes, an answer of the terminal to a question of ours
	pasteOpen             // n bytes, the start of a bracketed paste
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"

	maxCSI   = 64      // bytes of a control sequence; no key is longer
	maxReply = 1 << 16 // bytes of a reply kept while its end is awaited
)

// scan looks at the start of b, which is not empty. With final set it must
// decide with the bytes there are, because no more came in time. Text is cut at
// whole runes and is at most limit bytes.
func scan(b []byte, final bool, limit int) (kind, int) {
	if b[0] != 0x1b {
		return scanText(b, final, limit)
	}
	if len(b) == 1 {
		return decide(final, alone, 1)
	}
	switch b[1] {
	case '[':
		return scanCSI(b, final)
	case 'O':
		if len(b) == 2 {
			return decide(final, alone, 2)
		}
		return text, 3
	case 0x1b:
		return scanTwoEscapes(b, final)
	case ']':
		return scanString(b, final, len(b) > 2 && b[2] >= '0' && b[2] <= '9')
	case 'P':
		return scanString(b, final, len(b) > 2 && bytes.IndexByte([]byte("0123456789>!|$+"), b[2]) >= 0)
	case '_':
		return scanString(b, final, len(b) > 2 && b[2] == 'G')
	}
	return scanAlt(b, final)
}

func decide(final bool, k kind, n int) (kind, int) {
	if final {
		return k, n
	}
	return more, 0
}

// scanText takes the bytes up to the next escape, whole runes only. It returns 0
// bytes of text when not even the first rune fits into limit.
func scanText(b []byte, final bool, limit int) (kind, int) {
	end := bytes.IndexByte(b, 0x1b)
	if end < 0 {
		end = len(b)
	}
	n := min(end, limit)
	whole := n
	for i := 1; i <= utf8.UTFMax && i <= n; i++ {
		if utf8.RuneStart(b[n-i]) {
			if !utf8.FullRune(b[n-i : n]) {
				whole = n - i
			}
			break
		}
	}
	switch {
	case whole > 0:
		return text, whole
	case n < end:
		return text, 0
	case end < len(b) || final: // an escape follows, or the rest never came
		return text, n
	}
	return more, 0
}

// scanCSI reads "ESC [ parameters final".
func scanCSI(b []byte, final bool) (kind, int) {
	i := 2
	if i < len(b) && b[i] == '[' { // function keys of the Linux console: ESC [ [ A
		i++
	}
	for i < len(b) && i < maxCSI && b[i] >= 0x20 && b[i] <= 0x3f {
		i++
	}
	switch {
	case i >= maxCSI:
		return junk, i
	case i >= len(b):
		if final && len(b) > 2 { // the beginning of a sequence is no key
			return junk, len(b)
		}
		return decide(final, alone, len(b))
	case b[i] < 0x40 || b[i] > 0x7e:
		return junk, i
	}
	switch n := i + 1; string(b[:n]) {
	case pasteStart:
		return pasteOpen, n
	case pasteEnd:
		return junk, n
	default:
		return text, n
	}
}

// scanTwoEscapes tells alt+arrow of some terminals from two presses of esc.
func scanTwoEscapes(b []byte, final bool) (kind, int) {
	if len(b) == 2 {
		return decide(final, alone, 1)
	}
	if b[2] == '[' || b[2] == 'O' {
		k, n := scan(b[1:], final, len(b))
		if k == text {
			return text, n + 1
		}
		if k == more {
			return more, 0
		}
	}
	return alone, 1
}

// scanAlt reads alt and one rune or control byte.
func scanAlt(b []byte, final bool) (kind, int) {
	if !utf8.FullRune(b[1:]) && !final {
		return more, 0
	}
	_, n := utf8.DecodeRune(b[1:])
	return text, 1 + n
}

// scanString reads a string sequence (OSC, DCS, APC): sure says that its third
// byte is one that only a terminal would send. Otherwise it may be alt and a key.
func scanString(b []byte, final, sure bool) (kind, int) {
	if len(b) == 2 {
		return decide(final, text, 2)
	}
	if !sure {
		return text, 2
	}
	for i := 2; i < len(b); i++ {
		switch {
		case b[i] == 0x07:
			return reply, i + 1
		case b[i] == 0x1b && i+1 == len(b):
			return decide(final, junk, len(b))
		case b[i] == 0x1b && b[i+1] == '\\':
			return reply, i + 2
		case b[i] == 0x1b, b[i] == 0x18, b[i] == 0x1a: // broken off
			return junk, i
		}
	}
	if len(b) > maxReply {
		return junk, len(b)
	}
	return decide(final, junk, len(b))
}
