package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestLastGrapheme(t *testing.T) {
	for value, want := range map[string]string{
		"": "", "ab": "b", "a\u0301": "a\u0301", "My 👩‍👩‍👧‍👦": "👩‍👩‍👧‍👦", "🇯🇵🇬🇧": "🇬🇧", "東京": "京", "\xff": "\xff",
		strings.Repeat("x", 2*longestGrapheme) + "é": "é",
	} {
		if got := value[len(value)-LastGrapheme(value):]; got != want {
			t.Errorf("the last grapheme of %q is %q, want %q", value, got, want)
		}
	}
}

// A backspace that erases one code point at a time, repeated as Torn says, erases the
// grapheme before the cursor. What follows begins with another character: where the cursor
// was among equal ones cannot be known, and one code point is erased.
func TestTorn(t *testing.T) {
	parts := rapid.SliceOf(rapid.SampledFrom([]string{"a", "aa", "é", "e\u0301", "👩‍👩‍👧‍👦", "👦", "🇯🇵", "京", " ", "\n"}))
	rapid.Check(t, func(t *rapid.T) {
		head, tail := strings.Join(parts.Draw(t, "head"), ""), "|"+strings.Join(parts.Draw(t, "tail"), "")
		_, size := utf8.DecodeLastRuneInString(head)
		once := head[:len(head)-size]
		erased := once
		for range Torn(head+tail, once+tail) {
			_, size := utf8.DecodeLastRuneInString(erased)
			erased = erased[:len(erased)-size]
		}
		if want := head[:len(head)-LastGrapheme(head)]; erased+tail != want+tail {
			t.Fatalf("%q and %q: %q is left, want %q", head, tail, erased, want)
		}
	})
}
