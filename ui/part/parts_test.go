package part

import (
	"math"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"ax-tui/keymap"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func TestOverlayGolden(t *testing.T) {
	base := strings.Repeat("評価タスク評価タスク評価タスク評価タスク\n", 6) + "end"
	box := Box(bare(false), "Cancel", "Cancel the run?\n\n  [No]   Yes", 22)
	golden.RequireEqual(t, []byte(stripped(Overlay(base, box, 41, 9))+"\n"))
}

// Every line keeps its width, and nothing outside the box changes.
func TestOverlayIsExact(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "評", "👩‍🔬", " ", "\x1b[1mb\x1b[0m", "é"})
	rapid.Check(t, func(rt *rapid.T) {
		width, height := rapid.IntRange(1, 30).Draw(rt, "w"), rapid.IntRange(1, 8).Draw(rt, "h")
		var base []string
		for range height {
			line := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(rt, "line"), "")
			base = append(base, text.Fit(line, width, text.Left))
		}
		boxWidth, boxHeight := rapid.IntRange(1, 34).Draw(rt, "boxWidth"), rapid.IntRange(1, 10).Draw(rt, "boxHeight")
		box := strings.TrimSuffix(strings.Repeat(strings.Repeat("#", boxWidth)+"\n", boxHeight), "\n")
		got := strings.Split(Overlay(strings.Join(base, "\n"), box, width, height), "\n")
		if len(got) != height {
			rt.Fatalf("%d lines, want %d", len(got), height)
		}
		boxWidth, boxHeight = min(boxWidth, width), min(boxHeight, height)
		left, top := (width-boxWidth)/2, (height-boxHeight)/2
		for i, line := range got {
			if cells := ansi.StringWidth(line); cells != width {
				rt.Fatalf("line %d is %d cells, want %d: %q", i, cells, width, line)
			}
			if i < top || i >= top+boxHeight {
				if line != base[i] {
					rt.Fatalf("line %d changed outside of the box", i)
				}
				continue
			}
			if mid := stripped(ansi.Cut(line, left, left+boxWidth)); mid != strings.Repeat("#", boxWidth) {
				rt.Fatalf("line %d has %q under the box, from %q", i, mid, line)
			}
		}
	})
}

func TestOverlayOnShortBase(t *testing.T) {
	if got := Overlay("a", "##", 6, 3); got != "a\n  ##\n" {
		t.Errorf("Overlay = %q", got)
	}
	if got := Overlay("a\nb\nc", "#", 0, 2); got != "" {
		t.Errorf("an empty frame is %q", got)
	}
}

func TestBoxIsEven(t *testing.T) {
	for width := 1; width < 40; width++ {
		box := Box(colour(), "評価 title", "short\n評価タスク評価タスク that is long\n", width)
		driver.CheckRoom(t, box, width, 5)
		for _, line := range strings.Split(box, "\n") {
			if cells := ansi.StringWidth(line); width >= 6 && cells != width {
				t.Fatalf("width %d: a line of %d cells: %q", width, cells, line)
			}
		}
	}
}

func TestShares(t *testing.T) {
	for _, tt := range []struct {
		counts [3]int
		width  int
		want   string
	}{
		{[3]int{0, 0, 0}, 9, ""},
		{[3]int{5, 0, 0}, 4, "aaaa"},
		{[3]int{1000, 1, 1}, 8, "aaaaaabc"},
		{[3]int{1, 1, 1000}, 8, "abcccccc"},
		{[3]int{1, 2, 1}, 8, "aabbbbcc"},
		{[3]int{0, -1, 3}, 3, "ccc"},
		{[3]int{1, 1, 1}, 2, ""},
	} {
		got := Shares([]Share{{Count: tt.counts[0], Glyph: "a"}, {Count: tt.counts[1], Glyph: "b"}, {Count: tt.counts[2], Glyph: "c"}}, tt.width)
		if got != tt.want {
			t.Errorf("%v in %d cells: %q, want %q", tt.counts, tt.width, got, tt.want)
		}
	}
}

func TestBar(t *testing.T) {
	tests := []struct {
		f     float64
		width int
		want  string
	}{
		{0, 4, "░░░░"},
		{1, 4, "████"},
		{0.5, 4, "██░░"},
		{0.001, 4, "█░░░"},
		{0.999, 4, "███░"},
		{-1, 2, "░░"},
		{7, 2, "██"},
		{math.NaN(), 2, "░░"},
		{0.7, 1, "█"},
		{0.5, 0, ""},
		{0.5, -3, ""},
	}
	for _, tt := range tests {
		if got := Bar(bare(false), tt.f, tt.width); got != tt.want {
			t.Errorf("Bar(%v, %d) = %q, want %q", tt.f, tt.width, got, tt.want)
		}
	}
	if got := Bar(bare(true), 0.5, 4); got != "##.." {
		t.Errorf("ASCII: %q", got)
	}
}

func TestSheet(t *testing.T) {
	sheet := NewSheet(bare(false))
	sheet.SetText([]text.Safe{"one", "two", "three", "four", "five", "six"}, 20)
	sheet.SetSize(10, 3)
	steps := []struct {
		do   keymap.Action
		want string
	}{
		{keymap.Up, "one|two|three    ↓"},
		{keymap.Down, "two      ↑|three|four     ↓"},
		{keymap.PageDown, "four     ↑|five|six"},
		{keymap.Bottom, "four     ↑|five|six"},
		{keymap.HalfUp, "three    ↑|four|five     ↓"},
		{keymap.Top, "one|two|three    ↓"},
	}
	for _, step := range steps {
		if !sheet.Do(step.do) {
			t.Errorf("%s is not treated as a motion", step.do)
		}
		if got := strings.ReplaceAll(sheet.View(), "\n", "|"); got != step.want {
			t.Errorf("after %s: %q, want %q", step.do, got, step.want)
		}
	}
	if sheet.Do(keymap.Open) {
		t.Error("open is treated as a motion")
	}
	sheet.Do(keymap.Bottom)
	sheet.SetLines([]string{"only"})
	if got := sheet.View(); got != "only" {
		t.Errorf("after fewer lines: %q", got)
	}
}

func TestFieldsGolden(t *testing.T) {
	styles := bare(false)
	fields := []Field{
		{Label: "name", Lines: []text.Safe{"Relevance Monitor"}},
		{Label: "why", Lines: []text.Safe{"the AI integration's key expired or is wrong, or the integration was deleted"}},
		{Label: "mappings", Lines: []text.Safe{"input ← attributes.input.value", "評価 ← attributes.output.value"}, Style: &styles.Dim},
		{Label: "experiments"},
	}
	wide, narrow := Fields(styles, fields, 50), Fields(styles, fields, 24)
	driver.CheckRoom(t, strings.Join(wide, "\n"), 50, 99)
	driver.CheckRoom(t, strings.Join(narrow, "\n"), 24, 99)
	golden.RequireEqual(t, []byte(strings.Join(wide, "\n")+"\n---\n"+strings.Join(narrow, "\n")+"\n"))
	for width := -1; width < 6; width++ {
		driver.CheckRoom(t, strings.Join(Fields(colour(), fields, width), "\n"), max(width, 2), 999)
	}
}

// Typing further finds the same as typing at once, also where hits could overlap.
func TestFindWhileTyping(t *testing.T) {
	for _, words := range []string{"aa", "aab", "aba", "ab", "b a"} {
		sheet, at := NewSheet(bare(false)), 0
		sheet.SetLines([]string{"aaab abab", "\x1b[1mB\x1b[0m a aba"})
		sheet.Do(keymap.FindText)
		for i := range words {
			sheet.FindKey(keymap.Default(), tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(words[i : i+1])})
		}
		all := "aaab abab\nb a aba\n"
		for count := 0; ; count++ {
			next := strings.Index(all[at:], words)
			if next < 0 {
				if len(sheet.find.hits) != count {
					t.Errorf("%q: %d hits, want %d", words, len(sheet.find.hits), count)
				}
				break
			}
			at += next + len(words)
		}
	}
}
