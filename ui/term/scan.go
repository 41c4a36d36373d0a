package term

import (
	"bytes"
	"unicode/utf8"
)

// kind says what scan found at the start of the input.
type kind int

const (
	more      kind = iota // undecided: wait for more bytes
	text                  // keys: n bytes to pass to Bubble Tea
	alone                 // keys that must reach Bubble Tea in a Read of their own
	junk                  // n bytes to drop
	reply                 // n bytes, the terminal's response to a query
	pasteOpen             // n bytes, the start of a bracketed paste
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"

	maxCSI   = 64      // bytes of a control sequence; no key is longer
	maxReply = 1 << 16 // bytes of a reply kept while it is incomplete
)

// scan classifies the start of data, which is not empty. With final set it must
// decide with the bytes it has, because no more arrived in time. Text ends at a
// whole rune and is at most limit bytes.
func scan(data []byte, final bool, limit int) (kind, int) {
	if data[0] != 0x1b {
		return scanText(data, final, limit)
	}
	if len(data) == 1 {
		return decide(final, alone, 1)
	}
	switch data[1] {
	case '[':
		return scanCSI(data, final)
	case 'O':
		if len(data) == 2 {
			return decide(final, alone, 2)
		}
		return text, 3
	case 0x1b:
		return scanTwoEscapes(data, final)
	case ']':
		return scanString(data, final, len(data) > 2 && data[2] >= '0' && data[2] <= '9')
	case 'P':
		return scanString(data, final, len(data) > 2 && bytes.IndexByte([]byte("0123456789>!|$+"), data[2]) >= 0)
	case '_':
		return scanString(data, final, len(data) > 2 && data[2] == 'G')
	}
	return scanAlt(data, final)
}

func decide(final bool, k kind, size int) (kind, int) {
	if final {
		return k, size
	}
	return more, 0
}

// scanText reads whole runes up to the next escape. It returns 0 bytes of text
// when the first rune does not fit into limit.
func scanText(data []byte, final bool, limit int) (kind, int) {
	end := bytes.IndexByte(data, 0x1b)
	if end < 0 {
		end = len(data)
	}
	size := min(end, limit)
	whole := size
	for i := 1; i <= utf8.UTFMax && i <= size; i++ {
		if utf8.RuneStart(data[size-i]) {
			if !utf8.FullRune(data[size-i : size]) {
				whole = size - i
			}
			break
		}
	}
	switch {
	case whole > 0:
		return text, whole
	case size < end:
		return text, 0
	case end < len(data) || final: // an escape follows, or the rest never arrived
		return text, size
	}
	return more, 0
}

// scanCSI reads "ESC [ parameters final".
func scanCSI(data []byte, final bool) (kind, int) {
	i := 2
	if i < len(data) && data[i] == '[' { // function keys of the Linux console: ESC [ [ A
		i++
	}
	for i < len(data) && i < maxCSI && data[i] >= 0x20 && data[i] <= 0x3f {
		i++
	}
	switch {
	case i >= maxCSI:
		return junk, i
	case i >= len(data):
		if final && len(data) > 2 { // an incomplete sequence is not a key
			return junk, len(data)
		}
		return decide(final, alone, len(data))
	case data[i] < 0x40 || data[i] > 0x7e:
		return junk, i
	}
	switch size := i + 1; string(data[:size]) {
	case pasteStart:
		return pasteOpen, size
	case pasteEnd:
		return junk, size
	default:
		return text, size
	}
}

// scanTwoEscapes distinguishes alt+arrow, as some terminals send it, from two presses of esc.
func scanTwoEscapes(data []byte, final bool) (kind, int) {
	if len(data) == 2 {
		return decide(final, alone, 1)
	}
	if data[2] == '[' || data[2] == 'O' {
		k, size := scan(data[1:], final, len(data))
		if k == text {
			return text, size + 1
		}
		if k == more {
			return more, 0
		}
	}
	return alone, 1
}

// scanAlt reads alt and one rune or control byte.
func scanAlt(data []byte, final bool) (kind, int) {
	if !utf8.FullRune(data[1:]) && !final {
		return more, 0
	}
	_, size := utf8.DecodeRune(data[1:])
	return text, 1 + size
}

// scanString reads a string sequence (OSC, DCS, APC): sure means that its third
// byte is one that only a terminal sends. Otherwise it may be alt and a key.
func scanString(data []byte, final, sure bool) (kind, int) {
	if len(data) == 2 {
		return decide(final, text, 2)
	}
	if !sure {
		return text, 2
	}
	for i := 2; i < len(data); i++ {
		switch {
		case data[i] == 0x07:
			return reply, i + 1
		case data[i] == 0x1b && i+1 == len(data):
			return decide(final, junk, len(data))
		case data[i] == 0x1b && data[i+1] == '\\':
			return reply, i + 2
		case data[i] == 0x1b, data[i] == 0x18, data[i] == 0x1a: // aborted
			return junk, i
		}
	}
	if len(data) > maxReply {
		return junk, len(data)
	}
	return decide(final, junk, len(data))
}
