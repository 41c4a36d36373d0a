package text

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCutting(t *testing.T) {
	tests := []struct {
		name string
		got  string
		want string
	}{
		{"fits", Cut("abc", 3), "abc"},
		{"ASCII", Cut("abcd", 3), "ab…"},
		{"wide", Cut("評価タスク", 5), "評価…"},
		{"wide, a cell unused", Cut("評価タスク", 4), "評…"},
		{"one cell", Cut("abcd", 1), "…"},
		{"none", Cut("abcd", 0), ""},
		{"another mark", CutWith("abcdef", 4, "..."), "a..."},
		{"mark too wide", CutWith("abcdef", 2, "..."), "ab"},
		{"styled", Cut("\x1b[1mabcd\x1b[0m", 3), "\x1b[1mab…\x1b[0m"},
		{"left fits", CutLeft("abc", 3), "abc"},
		{"left", CutLeft("VGFza1J1bjoxMjpOTpxUndY", 9), "…OTpxUndY"},
		{"left wide", CutLeft("評価タスク", 4), "…ク"},
		{"left none", CutLeft("abc", 0), ""},
		{"pad", Pad("ab", 4), "ab  "},
		{"pad never cuts", Pad("abcd", 2), "abcd"},
		{"right", Fit("ab", 4, Right), "  ab"},
		{"long pad", Pad("", 100), strings.Repeat(" ", 100)},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestFitIsExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := Clean(hostileText(rt))
		width := rapid.IntRange(0, 30).Draw(rt, "w")
		for _, align := range []Align{Left, Right} {
			if got := Fit(text, width, align); Width(got) != width {
				rt.Fatalf("Fit(%q, %d, %d) = %q, %d cells", text, width, align, got, Width(got))
			}
		}
		for _, got := range []Safe{Cut(text, width), CutLeft(text, width)} {
			if Width(got) > width {
				rt.Fatalf("%q in %d cells became %q, %d cells", text, width, got, Width(got))
			}
		}
	})
}

func TestWrap(t *testing.T) {
	tests := []struct {
		in   string
		w    int
		want string
	}{
		{"", 5, ""},
		{"one two three", 20, "one two three"},
		{"one two three", 7, "one two|three"},
		{"one  two", 8, "one  two"},
		{"one  two", 6, "one|two"},
		{"  indented text here", 12, "  indented|text here"},
		{"abcdefghij", 4, "abcd|efgh|ij"},
		{"ab cdefghij", 4, "ab|cdef|ghij"},
		{"評価タスク", 4, "評価|タス|ク"},
		{"評価", 1, "評|価"},
		{"one two   ", 7, "one two"},
		{"        ", 3, ""},
		{"one", 0, "o|n|e"},
	}
	for _, tt := range tests {
		if got := strings.Join(Wrap(tt.in, tt.w), "|"); got != tt.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.in, tt.w, got, tt.want)
		}
	}
	if got := WrapLines([]string{"a b", "c"}, 1); strings.Join(got, "|") != "a|b|c" {
		t.Errorf("WrapLines = %q", got)
	}
}

func TestWrapHolds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := Clean(hostileText(rt))
		width := rapid.IntRange(2, 20).Draw(rt, "w")
		lines := Wrap(text, width)
		if len(lines) == 0 {
			rt.Fatalf("Wrap(%q, %d) gave no line", text, width)
		}
		var all strings.Builder
		for _, line := range lines {
			if Width(line) > width {
				rt.Fatalf("Wrap(%q, %d): %q is %d wide", text, width, line, Width(line))
			}
			all.WriteString(string(line))
		}
		withoutSpaces := func(value string) string { return strings.ReplaceAll(value, " ", "") }
		if withoutSpaces(all.String()) != withoutSpaces(string(text)) {
			rt.Fatalf("Wrap(%q, %d) lost text: %q", text, width, lines)
		}
	})
}

func TestShortID(t *testing.T) {
	for id, want := range map[string]Safe{
		"": "", "short": "short", "VGFza1J1bjo3Nzg6OTpxUndY": "…OTpxUndY", "VGFza1J1bjo3Nzg6OTpxUg==": "…g6OTpxUg==", "======": "======",
	} {
		if got := ShortID(id); got != want {
			t.Errorf("the short form of %q is %q, want %q", id, got, want)
		}
	}
}
