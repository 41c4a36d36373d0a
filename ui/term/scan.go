package term

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// kind says what scan found at the start of the input.
type kind int

const (
	more      kind = iota // undecided: wait for more bytes
	text                  // keys: n bytes to pass to Bubble Tea
	alone                 // keys that must reach Bubble Tea in a Read of their own
	junk                  // n bytes to drop
	reply                 // n bytes, the terminal's response to a query, or its report of a change
	pasteOpen             // n bytes, the start of a bracketed paste
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"

	maxKey   = 64      // bytes of a control sequence that is a key
	maxCSI   = 1 << 10 // bytes of any control sequence
	maxSS3   = 8       // bytes of a key in application mode
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
		return scanSS3(data, final)
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

// scanCSI reads "ESC [ parameters intermediates final". What Bubble Tea would not
// read as one key or one unknown sequence is junk.
func scanCSI(data []byte, final bool) (kind, int) {
	i := 2
	skip := func(low, high byte) int {
		for i < min(len(data), maxCSI) && data[i] >= low && data[i] <= high {
			i++
		}
		return i
	}
	linux := i < len(data) && data[i] == '[' // function keys of the Linux console: ESC [ [ A
	if linux {
		i++
	}
	params := skip('0', '?')
	if params > 2 && params < len(data) && data[params] == '$' && onlyDigits(data[2:params]) {
		return text, params + 1 // rxvt with shift, such as ESC [ 7 $
	}
	skip(' ', '/')
	ordered := i
	skip(' ', '?')
	switch {
	case i >= maxCSI:
		return junk, i
	case i >= len(data):
		if final && len(data) > 2 { // the beginning of a sequence is no key
			return junk, len(data)
		}
		return decide(final, alone, len(data))
	case data[i] < 0x40 || data[i] > 0x7e:
		return junk, i
	}
	switch size := i + 1; {
	case string(data[:size]) == pasteStart:
		return pasteOpen, size
	case string(data[:size]) == "\x1b[M": // a mouse, with three bytes for where
		if len(data) < size+3 {
			return decide(final, junk, len(data))
		}
		return junk, size + 3
	case data[i] == 'n' && bytes.HasPrefix(data, []byte(schemeReport)):
		return reply, size
	case isMouse(data[:size]):
		return text, size
	case string(data[:size]) == pasteEnd, data[2] == '<', size > maxKey, i > ordered, linux && data[i] > 'E':
		return junk, size
	default:
		return text, size
	}
}

// isMouse reports whether a sequence is an event of the mouse in the form that Mouse asks for:
// ESC [ < button ; column ; line M, or m.
func isMouse(sequence []byte) bool {
	end := len(sequence) - 1
	if sequence[2] != '<' || sequence[end] != 'M' && sequence[end] != 'm' {
		return false
	}
	numbers := bytes.Split(sequence[3:end], []byte{';'})
	return len(numbers) == 3 && !slices.ContainsFunc(numbers, func(number []byte) bool {
		return len(number) == 0 || len(number) > 5 || !onlyDigits(number)
	})
}

func onlyDigits(data []byte) bool {
	return !bytes.ContainsFunc(data, func(char rune) bool { return char < '0' || char > '9' })
}

// scanSS3 reads "ESC O modifiers final", keys of a terminal in application mode.
// Before any other byte, ESC O is alt and O.
func scanSS3(data []byte, final bool) (kind, int) {
	i := 2
	for i < min(len(data), maxSS3) && (data[i] >= '0' && data[i] <= '9' || data[i] == ';') {
		i++
	}
	switch {
	case i >= len(data) && i > 2:
		return decide(final, junk, i)
	case i >= len(data):
		return decide(final, alone, i)
	case i == 2 && (data[i] < ' ' || data[i] > '~'):
		return alone, i
	case data[i] < ' ' || data[i] > '~':
		return junk, i
	case ss3Key(data[:i+1]) == "":
		return junk, i + 1
	}
	return text, i + 1
}

// translated returns a key as the sequence that Bubble Tea knows.
func translated(key []byte) []byte {
	start := bytes.Index(key, []byte("\x1bO"))
	if key[0] != 0x1b || start < 0 || len(key) == start+2 {
		return key
	}
	return append(key[:start:start], ss3Key(key[start:])...)
}

// ss3Key returns the sequence that Bubble Tea knows for a key in an SS3 sequence; it
// is longer by at most two bytes. It is "" if the sequence is not a key.
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

// scanTwoEscapes distinguishes alt+arrow, as some terminals send it, from two presses of esc.
func scanTwoEscapes(data []byte, final bool) (kind, int) {
	if len(data) == 2 {
		return decide(final, alone, 1)
	}
	if data[2] == '[' || data[2] == 'O' {
		switch k, size := scan(data[1:], final, len(data)); k {
		case text, junk:
			return k, size + 1
		case more:
			return more, 0
		case alone, reply, pasteOpen: // esc, and then something else
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
