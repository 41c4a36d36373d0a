package term

import (
	"strconv"
	"strings"
)

// color is a terminal colour. Zero is the terminal's default; otherwise the top
// byte is the kind, indexed or rgb.
type color uint32

const (
	indexed color = 1 << 24 // low byte: palette index 0..255
	rgb     color = 2 << 24 // low three bytes: red, green, blue
)

// attr is a set of text attributes.
type attr uint8

const (
	bold attr = 1 << iota
	faint
	italic
	underline
	blink
	reverse
	conceal
	strike
)

// attrs is a constant table: the SGR numbers that switch each attribute on and off.
var attrs = [...]struct {
	bit     attr
	on, off int
}{
	{bit: bold, on: 1, off: 22},
	{bit: faint, on: 2, off: 22},
	{bit: italic, on: 3, off: 23},
	{bit: underline, on: 4, off: 24},
	{bit: blink, on: 5, off: 25},
	{bit: reverse, on: 7, off: 27},
	{bit: conceal, on: 8, off: 28},
	{bit: strike, on: 9, off: 29},
}

// style is what SGR can set for one cell, without kinds and colours of
// underlines, which frames do not use. The zero style is the default.
type style struct {
	fg, bg color
	attr   attr
}

// marksBlanks reports whether the style is visible on a blank.
func (s style) marksBlanks() bool {
	return s.bg != 0 || s.attr&(reverse|strike|underline) != 0
}

// maxParams bounds one SGR sequence; further parameters are ignored.
const maxParams = 32

// splitParams parses the numbers of an SGR sequence; a missing one is 0. It stops
// at anything that is not a number.
func splitParams(params string, dst []int) []int {
	for more := true; more && len(dst) < maxParams; {
		var part string
		part, params, more = strings.Cut(params, ";")
		number := 0
		if part != "" {
			var err error
			if number, err = strconv.Atoi(part); err != nil {
				break
			}
		}
		dst = append(dst, number)
	}
	return dst
}

// apply changes s by the parameters of one SGR sequence. Unknown ones are ignored.
func (s *style) apply(params string) {
	var room [maxParams]int
	for nums := splitParams(params, room[:0]); len(nums) > 0; {
		number := nums[0]
		nums = nums[1:]
		switch {
		case number == 0:
			*s = style{}
		case number == 38:
			s.fg, nums = extended(s.fg, nums)
		case number == 48:
			s.bg, nums = extended(s.bg, nums)
		case number == 58: // of an underline
			_, nums = extended(0, nums)
		case number >= 30 && number <= 37:
			s.fg = indexed | color(number-30)
		case number >= 40 && number <= 47:
			s.bg = indexed | color(number-40)
		case number >= 90 && number <= 97:
			s.fg = indexed | color(number-90+8)
		case number >= 100 && number <= 107:
			s.bg = indexed | color(number-100+8)
		case number == 39:
			s.fg = 0
		case number == 49:
			s.bg = 0
		default:
			s.flip(number)
		}
	}
}

// extended parses "5;n" or "2;r;g;b" and returns the remaining numbers. Anything
// else leaves the colour unchanged; what follows is ambiguous, so no number remains.
func extended(old color, nums []int) (color, []int) {
	switch {
	case len(nums) >= 2 && nums[0] == 5:
		return indexed | color(nums[1]&0xff), nums[2:]
	case len(nums) >= 4 && nums[0] == 2:
		return rgb | color(nums[1]&0xff)<<16 | color(nums[2]&0xff)<<8 | color(nums[3]&0xff), nums[4:]
	}
	return old, nil
}

// flip sets or clears the attribute that the number switches on or off.
func (s *style) flip(number int) {
	for _, attr := range attrs {
		switch number {
		case attr.on:
			s.attr |= attr.bit
		case attr.off:
			s.attr &^= attr.bit
		}
	}
}

// appendSGR appends a short sequence that changes the style from into to.
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
	if gone&(bold|faint) != 0 { // 22 ends both, so the remaining one is set again
		dst = append(dst, "22;"...)
		fresh |= to.attr & (bold | faint)
		gone &^= bold | faint
	}
	for _, attr := range attrs {
		if gone&attr.bit != 0 {
			dst = append(strconv.AppendInt(dst, int64(attr.off), 10), ';')
		}
		if fresh&attr.bit != 0 {
			dst = append(strconv.AppendInt(dst, int64(attr.on), 10), ';')
		}
	}
	if from.fg != to.fg {
		dst = appendColor(dst, to.fg, 30)
	}
	if from.bg != to.bg {
		dst = appendColor(dst, to.bg, 40)
	}
	return dst
}

// appendColor appends one colour; base is 30 for the foreground, 40 for the background.
func appendColor(dst []byte, value color, base int64) []byte {
	num := func(number int64) { dst = append(strconv.AppendInt(dst, number, 10), ';') }
	switch {
	case value == 0:
		num(base + 9)
	case value&rgb != 0:
		num(base + 8)
		num(2)
		num(int64(value >> 16 & 0xff))
		num(int64(value >> 8 & 0xff))
		num(int64(value & 0xff))
	case value&0xff < 8:
		num(base + int64(value&0xff))
	case value&0xff < 16:
		num(base + 60 + int64(value&0xff) - 8)
	default:
		num(base + 8)
		num(5)
		num(int64(value & 0xff))
	}
	return dst
}
