package world

import "strings"

// nasty are fragments that a terminal must never receive as they are, and a
// few that only break careless width counting.
var nasty = [...]string{
	"\x1b[31mred\x1b[0m", "\x1b[2J\x1b[H", "\x1b]0;owned\x07", "\x1b]52;c;cm0gLXJmIH4=\x07", "\x1b]8;;http://127.0.0.1/\x1b\\link\x1b]8;;\x1b\\",
	"\u009b31m", "\u009d52;c;YQ==\u009c", "\u0085", "\x00", "\x07", "\x08\x08\x08", "\x7f", "\ttab", "line\nbreak", "carriage\rreturn", "\r\n\r\n",
	"\u202egnp.exe\u202c", "\u2066isolated\u2069", "\u200f", "\u200b\u200b", "\ufeff", "\u2028next", "\u00ad", "e\u0301\u0323\u0302", "\U000e0041\U000e0042",
	"👩‍👩‍👧‍👦", "🇯🇵🇩🇪", "﷽", "\x1bPq#0\x1b\\", "\x1b[?1049l", "\x1b[6n",
}

// text spoils s when the world is hostile: fragments at the front, in the
// middle and at the end, and now and then two kilobytes of it. The result
// still contains all of s, so that names stay distinct.
func (w *World) text(s string, key uint64) string {
	if !w.hostile || s == "" {
		return s
	}
	d := roll(w.seed, domHostile, key, uint64(len(s)))
	switch d.n(8) {
	case 0:
		return s
	case 1:
		return s + strings.Repeat(" very long name", 1+(2048-len(s)%2048)/15)
	case 2:
		return pick(&d, nasty[:]) + s
	}
	return pick(&d, nasty[:]) + s + pick(&d, nasty[:])
}
