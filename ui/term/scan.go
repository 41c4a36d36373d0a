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

	maxKey   = 64      // bytes of a control sequence that is a key
	maxCSI   = 1 << 10 // bytes of any control sequence
	maxSS3   = 8       // bytes of a key in application mode
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
		return scanSS3(b, final)
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

// scanCSI reads "ESC [ parameters intermediates final". What Bubble Tea would not
// read as one key, or as one sequence without a meaning, is junk.
func scanCSI(b []byte, final bool) (kind, int) {
	i := 2
	skip := func(low, high byte) int {
		for i < min(len(b), maxCSI) && b[i] >= low && b[i] <= high {
			i++
		}
		return i
	}
	linux := i < len(b) && b[i] == '[' // function keys of the Linux console: ESC [ [ A
	if linux {
		i++
	}
	params := skip('0', '?')
	if params > 2 && params < len(b) && b[params] == '$' && onlyDigits(b[2:params]) {
		return text, params + 1 // rxvt with shift, such as ESC [ 7 $
	}
	skip(' ', '/')
	ordered := i
	skip(' ', '?')
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
	switch n := i + 1; {
	case string(b[:n]) == pasteStart:
		return pasteOpen, n
	case string(b[:n]) == "\x1b[M": // a mouse, with three bytes for where
		if len(b) < n+3 {
			return decide(final, junk, len(b))
		}
		return junk, n + 3
	case string(b[:n]) == pasteEnd, b[2] == '<', n > maxKey, i > ordered, linux && b[i] > 'E':
		return junk, n
	default:
		return text, n
	}
}

func onlyDigits(b []byte) bool {
	return !bytes.ContainsFunc(b, func(char rune) bool { return char < '0' || char > '9' })
}

// scanSS3 reads "ESC O modifiers final", keys of a terminal in application mode.
// Before any other byte, ESC O is alt and O.
func scanSS3(b []byte, final bool) (kind, int) {
	i := 2
	for i < min(len(b), maxSS3) && (b[i] >= '0' && b[i] <= '9' || b[i] == ';') {
		i++
	}
	switch {
	case i >= len(b) && i > 2:
		return decide(final, junk, i)
	case i >= len(b):
		return decide(final, alone, i)
	case i == 2 && (b[i] < ' ' || b[i] > '~'):
		return alone, i
	case b[i] < ' ' || b[i] > '~':
		return junk, i
	case ss3Key(b[:i+1]) == "":
		return junk, i + 1
	}
	return text, i + 1
}

// spelled gives a key in the bytes that Bubble Tea knows it by.
func spelled(key []byte) []byte {
	start := bytes.Index(key, []byte("\x1bO"))
	if key[0] != 0x1b || start < 0 || len(key) == start+2 {
		return key
	}
	return append(key[:start:start], ss3Key(key[start:])...)
}

// ss3Key gives what Bubble Tea reads as the key of an SS3 sequence, which is longer
// by at most two bytes; "" when it is the sequence of no key.
func ss3Key(sequence []byte) string {
	final := sequence[len(sequence)-1]
	modifiers := sequence[2 : len(sequence)-1]
	if i := bytes.LastIndexByte(modifiers, ';'); i >= 0 {
		modifiers = modifiers[i+1:]
	}
	named := final >= 'A' && final <= 'D' || final == 'H' || final == 'F' || final >= 'P' && final <= 'S'
	switch {
	case named && len(modifiers) > 0 && string(modifiers) != "1":
		return "\x1b[1;" + string(modifiers) + string(final)
	case final >= 'P' && final <= 'S':
		return "\x1bO" + string(final)
	case named:
		return "\x1b[" + string(final)
	case final >= 'a' && final <= 'd': // rxvt: an arrow with ctrl
		return "\x1b[1;5" + string(final-'a'+'A')
	case final >= 'j' && final <= 'y': // the keypad
		return string("*+,-./0123456789"[final-'j'])
	}
	return map[byte]string{'I': "\t", 'M': "\r", 'X': "=", ' ': " "}[final]
}

// scanTwoEscapes tells alt+arrow of some terminals from two presses of esc.
func scanTwoEscapes(b []byte, final bool) (kind, int) {
	if len(b) == 2 {
		return decide(final, alone, 1)
	}
	if b[2] == '[' || b[2] == 'O' {
		switch k, n := scan(b[1:], final, len(b)); k {
		case text, junk:
			return k, n + 1
		case more:
			return more, 0
		case alone, reply, pasteOpen: // esc, and then something else
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
