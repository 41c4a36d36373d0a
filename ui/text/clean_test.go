package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	const esc = "\x1b"
	tests := []struct{ name, in, want string }{
		{"ASCII", "Relevance Monitor", "Relevance Monitor"},
		{"empty", "", ""},
		{"colour", esc + "[31mred" + esc + "[0m", "red"},
		{"clear screen", "a" + esc + "[2Jb", "ab"},
		{"title with bell", "a" + esc + "]0;owned\ab", "ab"},
		{"title with ST", "a" + esc + "]0;owned" + esc + "\\b", "ab"},
		{"link", esc + "]8;;http://x" + esc + "\\text" + esc + "]8;;" + esc + "\\", "text"},
		{"DCS", "a" + esc + "Pq#0;1~bell\a" + esc + "\\b", "ab"},
		{"APC", "a" + esc + "_Gf=24;AAAA" + esc + "\\b", "ab"},
		{"charset", "a" + esc + "(0b", "ab"},
		{"reset", "a" + esc + "cb", "ab"},
		{"unterminated string", "a" + esc + "]52;c;AAAA", "a52;c;AAAA"},
		{"string ended by another sequence", "a" + esc + "]0;x" + esc + "[1mb", "ab"},
		{"broken CSI", "a" + esc + "[31é", "aé"},
		{"lone escape", "a" + esc, "a"},
		{"8-bit CSI", "a\u009b31mb", "ab"},
		{"8-bit OSC", "a\u009d0;t\u009cb", "ab"},
		{"C0 and DEL", "a\x00\x07\x08\x7fb", "ab"},
		{"C1", "a\u0084b", "ab"},
		{"line breaks", "a\r\nb\nc\u2028d\u2029e\u0085f", "a b c d e f"},
		{"tab and indent", "a\t\t   b", "a b"},
		{"breaks at the ends", "\n a\n", "a"},
		{"spaces are kept", " a  b ", " a  b "},
		{"bidi override", "abc\u202egpj.exe\u202c", "abcgpj.exe"},
		{"bidi isolates and marks", "\u2066a\u2069\u200eb\u200fc\u061c", "abc"},
		{"zero width", "a\u200b\u200c\u2060\ufeff\u00adb", "ab"},
		{"joiner outside emoji", "a\u200db", "ab"},
		{"family", "👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"},
		{"heart on fire", "❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"},
		{"joiner at the end", "👩\u200d", "👩"},
		{"keycap selector", "1\ufe0f\u20e3", "1\u20e3"},
		{"text selector", "❤\ufe0e", "❤"},
		{"tag flag", "🏴\U000e0067\U000e0062\U000e007f", "🏴"},
		{"invalid UTF-8", "a\xffb\xc3", "a\ufffdb\ufffd"},
		{"non-character", "a\ufffeb", "a\ufffdb"},
		{"no-break space", "a\u00a0b\u3000c", "a b c"},
		{"skin tone", "👩\U0001f3fd", "👩\U0001f3fd"},
		{"skin tone on a letter", "a\U0001f3fd", "a"},
		{"mark without a base", "\u0301a", "a"},
		{"stack of marks", "a" + strings.Repeat("\u0301", 40), "a" + strings.Repeat("\u0301", maxMarks)},
		{"CJK", "評価タスク", "評価タスク"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(Clean(tt.in)); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestCleanN(t *testing.T) {
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"äbcd", 3, "äb…"},
		{"äbc\x1b[0m", 3, "äbc"},
		{"äb\nc", 3, "äb…"},
		{"äb\nc", 4, "äb c"},
		{"a👩\u200d👧bc", 4, "a👩…"},
		{"abc", 0, ""},
		{"éa", 1, "…"},
		{"abc\u202c", 3, "abc"},
		{"a\r ", 1, "a"},
	}
	for _, tt := range tests {
		if got := string(CleanN(tt.in, tt.limit)); got != tt.want {
			t.Errorf("CleanN(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestCleanLines(t *testing.T) {
	tests := []struct {
		in   string
		want string
	}{
		{"", ""},
		{"a\nb", "a|b"},
		{"a\r\n\r\nb\n", "a||b"},
		{"a\tb", "a    b"},
		{"a\x1b]0;x\ny\x07b", "ab"},
		{"a\u2028b\x85c\x0bd", "a|b\ufffdc|d"},
		{"{\n  \"é\": 1\n}", "{|  \"é\": 1|}"},
	}
	for _, tt := range tests {
		var got []string
		for _, line := range CleanLines(tt.in) {
			got = append(got, string(line))
		}
		if lines := strings.Join(got, "|"); lines != tt.want {
			t.Errorf("CleanLines(%q) = %q, want %q", tt.in, lines, tt.want)
		}
	}
}

// hostileText draws strings of the runes that Clean treats specially, and of any others.
func hostileText(rt *rapid.T) string {
	special := rapid.SampledFrom([]string{
		"a", "b", " ", "é", "e\u0301", "評", "👩", "❤", "\ufe0f", "\u200d", "🇩", "🇪", "\U0001f3fd", "1",
		"\x1b", "[", "]", "31m", "\\", "\x07", "\u009b", "\u009d", "\u009c", "P", "(", "\n", "\r", "\t",
		"\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0067", "\xff", "\xc2", "\x9b", "\u0d4e", "\u0600", "\u1100", "\u1161",
	})
	parts := rapid.SliceOfN(rapid.OneOf(special, rapid.String()), 0, 12).Draw(rt, "parts")
	return strings.Join(parts, "")
}

func TestCleanHolds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) { checkClean(rt, hostileText(rt), rapid.IntRange(0, 20).Draw(rt, "limit")) })
}

// FuzzClean is TestCleanHolds for any bytes.
func FuzzClean(f *testing.F) {
	for _, in := range []string{
		"Relevance Monitor", "\x1b[31mred\x1b[0m", "a\x1b]0;owned\x07b", "a\u009d0;t\u009cb", "a\r\nb\tc", "abc\u202egpj.exe\u202c", "\u2066a\u2069",
		"👩\u200d👩\u200d👧", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3", "\u0301a\u0301\u0301", "a\xffb\xc3", "\U000e0067\ufeff\u0d4e", "評価\x1bP", "\x1b]\x1b[\x9b",
	} {
		f.Add(in, 3)
	}
	f.Fuzz(func(t *testing.T, in string, limit int) { checkClean(t, in, limit) })
}

// checkClean checks that clean text is valid UTF-8 without control characters, that
// cleaning is idempotent, and that only text that is too long is shortened.
func checkClean(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, raw string, limit int,
) {
	t.Helper()
	whole, short := Clean(raw), CleanN(raw, limit)
	runes := utf8.RuneCountInString(string(whole))
	switch count := utf8.RuneCountInString(string(short)); {
	case count > max(limit, 0):
		t.Fatalf("CleanN(%q, %d) has %d runes", raw, limit, count)
	case runes <= limit && short != whole:
		t.Fatalf("CleanN(%q, %d) is %q, although %q has room", raw, limit, short, whole)
	}
	for _, got := range append(CleanLines(raw), whole, short) {
		for _, char := range string(got) {
			if unicode.IsControl(char) || unicode.Is(unicode.Bidi_Control, char) || char == 0x2028 || char == 0x2029 {
				t.Fatalf("%q became %q, with %U", raw, got, char)
			}
		}
		if !utf8.ValidString(string(got)) {
			t.Fatalf("%q became %q, not UTF-8", raw, got)
		}
		if twice := Clean(string(got)); twice != got {
			t.Fatalf("not idempotent: %q, %q, %q", raw, got, twice)
		}
	}
}

func TestCleanASCIIAllocatesNothing(t *testing.T) {
	raw := strings.Repeat("Relevance Monitor ", 10)
	var out Safe
	if allocs := testing.AllocsPerRun(100, func() { out = Clean(raw) }); allocs != 0 {
		t.Errorf("%v allocations for ASCII, want 0", allocs)
	}
	if string(out) != raw {
		t.Errorf("Clean changed ASCII text to %q", out)
	}
}

// Text made of introducers only must not take quadratic time: with that many
// this test would run for minutes.
func TestCleanIsLinear(t *testing.T) {
	for _, unit := range []string{"\x1b]", "\u009d", "\x1bP", "\u009b"} {
		if got := Clean(strings.Repeat(unit, 200_000)); got != "" {
			t.Errorf("%q repeated left %d bytes", unit, len(got))
		}
	}
}

func TestConcat(t *testing.T) {
	if got := Concat(Lit("a"), Clean("b\n"), ""); got != "ab" {
		t.Errorf("Concat = %q", got)
	}
}

func BenchmarkCleanASCII(b *testing.B) {
	raw := "Hallucination Backfill for the support bot"
	b.ReportAllocs()
	for b.Loop() {
		Clean(raw)
	}
}

func BenchmarkCleanWide(b *testing.B) {
	raw := "幻覚チェック Backfill für den 👩‍🔬 Bot"
	b.ReportAllocs()
	for b.Loop() {
		Clean(raw)
	}
}
