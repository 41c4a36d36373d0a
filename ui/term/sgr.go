package term

import "strconv"

// color is a terminal colour. Zero is the terminal's default; otherwise the top
// byte says what the rest is.
type color uint32

const (
	indexed color = 1 << 24 // low byte: palette index 0..255
	rgb     color = 2 << 24 // low three bytes: red, green, blue
)

// attr holds the switches of a style; three of its bits are the underline's kind.
type attr uint16

const (
	bold attr = 1 << iota
	faint
	italic
	blink
	reverse
	conceal
	strike

	underlineShift      = 8
	underlineMask  attr = 7 << underlineShift // 0 none, 1 single … 5 dashed
)

// style is everything SGR can set for one cell. The zero style is the default.
type style struct {
	fg, bg, ul color
	attr       attr
}

// marksBlanks reports whether a blank in this style shows.
func (st style) marksBlanks() bool {
	return st.bg != 0 || st.attr&(reverse|strike|underlineMask) != 0
}

// maxParams bounds one SGR sequence; what comes after is ignored.
const maxParams = 32

// param is one number of an SGR sequence; sub marks the ones joined by a colon.
type param struct {
	n   int
	sub bool
}

// splitParams reads the parameter bytes of a CSI sequence. A missing number is 0.
func splitParams(s string, dst []param) []param {
	cur := param{}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if cur.n < 1<<16 {
				cur.n = cur.n*10 + int(c-'0')
			}
		case c == ';' || c == ':':
			if len(dst) >= maxParams {
				return dst
			}
			dst = append(dst, cur)
			cur = param{sub: c == ':'}
		}
	}
	return append(dst, cur)
}

// apply changes st by the parameters of one SGR sequence. Unknown ones are ignored.
func (st *style) apply(params string) {
	var room [maxParams + 1]param
	ps := splitParams(params, room[:0])
	for len(ps) > 0 {
		n := ps[0].n
		switch {
		case n == 38 || n == 48 || n == 58:
			c, used := extended(ps)
			if c != 0 {
				*st.colorOf(n) = c
			}
			ps = ps[used:]
			continue
		case n == 4 && len(ps) > 1 && ps[1].sub:
			st.underline(ps[1].n)
		default:
			st.set(n)
		}
		ps = skipSubs(ps)
	}
}

// skipSubs drops the first parameter and the colon-joined ones that belong to it.
func skipSubs(ps []param) []param {
	ps = ps[1:]
	for len(ps) > 0 && ps[0].sub {
		ps = ps[1:]
	}
	return ps
}

func (st *style) colorOf(n int) *color {
	switch n {
	case 38:
		return &st.fg
	case 48:
		return &st.bg
	}
	return &st.ul
}

// extended reads "38;5;n", "38;2;r;g;b" and their colon forms. It returns the
// colour (0 when it is malformed) and how many parameters it used.
func extended(ps []param) (color, int) {
	if len(ps) > 1 && ps[1].sub {
		rest := len(skipSubs(ps))
		nums := ps[1 : len(ps)-rest]
		if nums[0].n == 2 && len(nums) >= 5 { // 38:2:<space>:r:g:b
			return colorFrom(2, nums[2:]), len(ps) - rest
		}
		return colorFrom(nums[0].n, nums[1:]), len(ps) - rest
	}
	if len(ps) < 2 {
		return 0, len(ps)
	}
	use := map[bool]int{true: 5, false: 3}[ps[1].n == 2]
	use = min(use, len(ps))
	return colorFrom(ps[1].n, ps[2:use]), use
}

func colorFrom(kind int, nums []param) color {
	switch {
	case kind == 5 && len(nums) >= 1:
		return indexed | color(nums[0].n&0xff)
	case kind == 2 && len(nums) >= 3:
		return rgb | color(nums[0].n&0xff)<<16 | color(nums[1].n&0xff)<<8 | color(nums[2].n&0xff)
	}
	return 0
}

func (st *style) underline(kind int) {
	if kind < 0 || kind > 5 {
		kind = 1
	}
	st.attr = st.attr&^underlineMask | attr(kind)<<underlineShift
}

// set applies one plain SGR number.
func (st *style) set(n int) {
	switch {
	case n == 0:
		*st = style{}
	case n >= 30 && n <= 37:
		st.fg = indexed | color(n-30)
	case n >= 40 && n <= 47:
		st.bg = indexed | color(n-40)
	case n >= 90 && n <= 97:
		st.fg = indexed | color(n-90+8)
	case n >= 100 && n <= 107:
		st.bg = indexed | color(n-100+8)
	case n == 39:
		st.fg = 0
	case n == 49:
		st.bg = 0
	case n == 59:
		st.ul = 0
	case n == 4:
		st.underline(1)
	case n == 21:
		st.underline(2)
	case n == 24:
		st.underline(0)
	case n == 22:
		st.attr &^= bold | faint
	default:
		st.flip(n)
	}
}

// flip handles the attributes that have one number for on and one for off.
func (st *style) flip(n int) {
	for _, a := range simpleAttrs {
		switch n {
		case a.on:
			st.attr |= a.bit
		case a.off:
			st.attr &^= a.bit
		}
	}
	if n == 6 {
		st.attr |= blink
	}
}

type onOff struct {
	bit     attr
	on, off int
}

// simpleAttrs is a constant table.
var simpleAttrs = [...]onOff{
	{bold, 1, 22}, {faint, 2, 22}, {italic, 3, 23}, {blink, 5, 25},
	{reverse, 7, 27}, {conceal, 8, 28}, {strike, 9, 29},
}

// appendSGR writes the shortest sequence we know that turns from into to.
func appendSGR(dst []byte, from, to style) []byte {
	if from == to {
		return dst
	}
	if to == (style{}) {
		return append(dst, "\x1b[m"...)
	}
	start := len(dst)
	dst = append(dst, "\x1b["...)
	dst = appendChange(dst, from, to)
	step := len(dst) - start
	if from != (style{}) {
		whole := len(dst)
		dst = append(dst, "\x1b[0;"...)
		dst = appendChange(dst, style{}, to)
		if len(dst)-whole < step {
			dst = append(dst[:start], dst[whole:]...)
		} else {
			dst = dst[:whole]
		}
	}
	dst[len(dst)-1] = 'm' // in place of the last ';'
	return dst
}

// appendChange writes each number that is needed, each followed by ';'.
func appendChange(dst []byte, from, to style) []byte {
	gone := from.attr &^ to.attr
	fresh := to.attr &^ from.attr
	if gone&(bold|faint) != 0 { // 22 ends both, so the one that stays is said again
		dst = append(dst, "22;"...)
		fresh |= to.attr & (bold | faint)
		gone &^= bold | faint
	}
	for _, a := range simpleAttrs {
		if gone&a.bit != 0 {
			dst = append(strconv.AppendInt(dst, int64(a.off), 10), ';')
		}
		if fresh&a.bit != 0 {
			dst = append(strconv.AppendInt(dst, int64(a.on), 10), ';')
		}
	}
	if u := to.attr & underlineMask; u != from.attr&underlineMask {
		dst = appendUnderline(dst, int(u>>underlineShift))
	}
	if from.fg != to.fg {
		dst = appendColor(dst, to.fg, 30)
	}
	if from.bg != to.bg {
		dst = appendColor(dst, to.bg, 40)
	}
	if from.ul != to.ul {
		dst = appendColor(dst, to.ul, 50)
	}
	return dst
}

func appendUnderline(dst []byte, kind int) []byte {
	switch kind {
	case 0:
		return append(dst, "24;"...)
	case 1:
		return append(dst, "4;"...)
	}
	return append(dst, '4', ':', byte('0'+kind), ';')
}

// appendColor writes one colour; base is 30 for text, 40 behind it, 50 for underlines.
func appendColor(dst []byte, c color, base int64) []byte {
	num := func(n int64) { dst = append(strconv.AppendInt(dst, n, 10), ';') }
	switch {
	case c == 0:
		num(base + 9)
	case c&rgb != 0:
		num(base + 8)
		num(2)
		num(int64(c >> 16 & 0xff))
		num(int64(c >> 8 & 0xff))
		num(int64(c & 0xff))
	case c&0xff < 8 && base < 50:
		num(base + int64(c&0xff))
	case c&0xff < 16 && base < 50:
		num(base + 60 + int64(c&0xff) - 8)
	default:
		num(base + 8)
		num(5)
		num(int64(c & 0xff))
	}
	return dst
}
