package term

import (
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

func painted(line string) string {
	var out strings.Builder
	for _, unit := range parseLine(nil, line, ansi.StringWidth(line)+2) {
		out.WriteString(unit.text)
	}
	return strings.TrimRight(out.String(), " ")
}

// What shows nothing does not reach the terminal, whatever field it stands in, but as
// a part of an emoji.
func TestInvisibleCharacters(t *testing.T) {
	for in, want := range map[string]string{
		"a\U000e0041\U000e0042b":          "ab", // tags
		"a\u200cb\u200dc":                 "abc",
		"\u200dx\u2060y\u180ez":           "xyz",
		"a\ufe00b\ufe0ec":                 "abc",
		"\u200c":                          "",
		"e\u0301\u200c":                   "e\u0301",
		"😀\u200d!":                        "😀!",
		"👩\u200d💻":                        "👩\u200d💻",
		"👩\u200d👩\u200d👧":                 "👩\u200d👩\u200d👧",
		"❤\ufe0f":                         "❤\ufe0f",
		"1\ufe0f\u20e3":                   "1\ufe0f\u20e3",
		"🏴\U000e0067\U000e0062\U000e007f": "🏴\U000e0067\U000e0062\U000e007f",
		"😀\U000e0067b":                    "😀b",
	} {
		if got := painted(in); got != want {
			t.Errorf("%+q is painted as %+q, want %+q", in, got, want)
		}
	}
}

// FuzzVisible: every line fills its cells, and no character that shows nothing is left
// in a letter.
func FuzzVisible(f *testing.F) {
	for _, seed := range []string{"a\U000e0041b", "ab\u200cc", "👩\u200d💻x", "1\ufe0f\u20e3", "e\ufe0f|"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		width := 0
		for _, unit := range parseLine(nil, line, 40) {
			width++
			letter := unit.text != "" && unit.text[0] < 0x80 && !strings.HasSuffix(unit.text, keycap)
			if letter && strings.ContainsFunc(unit.text, func(char rune) bool { return unicode.In(char, unicode.Cf, unicode.Variation_Selector) }) {
				t.Errorf("%+q: a cell holds %+q", line, unit.text)
			}
		}
		if width != 40 {
			t.Errorf("%+q fills %d cells of 40", line, width)
		}
	})
}
