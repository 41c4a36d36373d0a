package part

import (
	"math"
	"strings"
	"testing"

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

// TestOverlayIsExact: every line stays as wide as it was, and what is not
// under the box stays what it was.
func TestOverlayIsExact(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "評", "👩‍🔬", " ", "\x1b[1mb\x1b[0m", "é"})
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 30).Draw(t, "w"), rapid.IntRange(1, 8).Draw(t, "h")
		var base []string
		for range h {
			l := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "line"), "")
			base = append(base, text.Fit(l, w, text.Left))
		}
		bw, bh := rapid.IntRange(1, 34).Draw(t, "bw"), rapid.IntRange(1, 10).Draw(t, "bh")
		box := strings.TrimSuffix(strings.Repeat(strings.Repeat("#", bw)+"\n", bh), "\n")
		got := strings.Split(Overlay(strings.Join(base, "\n"), box, w, h), "\n")
		if len(got) != h {
			t.Fatalf("%d lines, want %d", len(got), h)
		}
		bw, bh = min(bw, w), min(bh, h)
		x, y := (w-bw)/2, (h-bh)/2
		for i, l := range got {
			if n := ansi.StringWidth(l); n != w {
				t.Fatalf("line %d is %d cells, want %d: %q", i, n, w, l)
			}
			if i < y || i >= y+bh {
				if l != base[i] {
					t.Fatalf("line %d changed outside of the box", i)
				}
				continue
			}
			if mid := stripped(ansi.Cut(l, x, x+bw)); mid != strings.Repeat("#", bw) {
				t.Fatalf("line %d has %q under the box, from %q", i, mid, l)
			}
		}
	})
}

func TestOverlayOnShortBase(t *testing.T) {
	if got := Overlay("a", "##", 6, 3); got != "a\n  ##\n" {
		t.Errorf("Overlay = %q", got)
	}
	if got := Overlay("a\nb\nc", "#", 0, 2); got != "" {
		t.Errorf("no room gives %q", got)
	}
}

func TestBoxIsEven(t *testing.T) {
	for w := 1; w < 40; w++ {
		box := Box(colour(), "評価 title", "short\n評価タスク評価タスク that is long\n", w)
		driver.CheckRoom(t, box, w, 5)
		for _, l := range strings.Split(box, "\n") {
			if n := ansi.StringWidth(l); w >= 6 && n != w {
				t.Fatalf("width %d: a line of %d cells: %q", w, n, l)
			}
		}
	}
}

func TestSpark(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		values []float64
		w      int
		want   string
	}{
		{nil, 5, ""},
		{[]float64{0, 0}, 5, "▁▁"},
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7}, 8, "▁▂▃▄▅▆▇█"},
		{[]float64{9, 0, 7}, 2, "▁█"},
		{[]float64{nan, -4, math.Inf(1), 2}, 9, "▁▁▁█"},
		{[]float64{1, 2}, 0, ""},
	}
	for _, tt := range tests {
		if got := string(Spark(bare(false), tt.values, tt.w)); got != tt.want {
			t.Errorf("Spark(%v, %d) = %q, want %q", tt.values, tt.w, got, tt.want)
		}
	}
	if got := string(Spark(bare(true), []float64{0, 7}, 8)); got != ".@" {
		t.Errorf("ASCII: %q", got)
	}
}

func TestBar(t *testing.T) {
	tests := []struct {
		f    float64
		w    int
		want string
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
		if got := Bar(bare(false), tt.f, tt.w); got != tt.want {
			t.Errorf("Bar(%v, %d) = %q, want %q", tt.f, tt.w, got, tt.want)
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
	for _, st := range steps {
		if !sheet.Do(st.do) {
			t.Errorf("%s is not taken for a motion", st.do)
		}
		if got := strings.ReplaceAll(sheet.View(), "\n", "|"); got != st.want {
			t.Errorf("after %s: %q, want %q", st.do, got, st.want)
		}
	}
	if sheet.Do(keymap.Open) {
		t.Error("open is taken for a motion")
	}
	sheet.Do(keymap.Bottom)
	sheet.SetLines([]string{"only"})
	if got := sheet.View(); got != "only" {
		t.Errorf("after fewer lines: %q", got)
	}
}

func TestFieldsGolden(t *testing.T) {
	st := bare(false)
	fields := []Field{
		{Label: "name", Lines: []text.Safe{"Relevance Monitor"}},
		{Label: "why", Lines: []text.Safe{"the AI integration's key expired or is wrong, or the integration was deleted"}},
		{Label: "mappings", Lines: []text.Safe{"input ← attributes.input.value", "評価 ← attributes.output.value"}, Style: &st.Dim},
		{Label: "experiments"},
	}
	wide, narrow := Fields(st, fields, 50), Fields(st, fields, 24)
	driver.CheckRoom(t, strings.Join(wide, "\n"), 50, 99)
	driver.CheckRoom(t, strings.Join(narrow, "\n"), 24, 99)
	golden.RequireEqual(t, []byte(strings.Join(wide, "\n")+"\n---\n"+strings.Join(narrow, "\n")+"\n"))
	for w := -1; w < 6; w++ {
		driver.CheckRoom(t, strings.Join(Fields(colour(), fields, w), "\n"), max(w, 2), 999)
	}
}
