package term

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

// glass is an emulator that is reused: each one costs 4 MB.
type glass struct{ emu *vt.Emulator }

func newGlass(t *testing.T) glass {
	emu := vt.NewEmulator(1, 1)
	done := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, emu)
		close(done)
	}()
	t.Cleanup(func() {
		_ = emu.InputPipe().(io.Closer).Close()
		<-done
	})
	return glass{emu}
}

// shown paints the frames one after the other on an empty screen and returns the
// content and style of every cell, and the bytes written.
func (g glass) shown(width, height int, frames ...frame) (cells []string, raw string) {
	g.emu.Resize(frames[0].width, frames[0].height)
	_, _ = g.emu.WriteString(leaveSeq + "\x1b[m\x1b[2J" + enterSeq + "\x1b[2J")
	var scr screen
	for _, frame := range frames {
		g.emu.Resize(frame.width, frame.height)
		written := scr.paint(frame)
		raw += string(written)
		_, _ = g.emu.Write(written)
	}
	for row := range height {
		for col := range width {
			cell := *g.emu.CellAt(col, row)
			if style := &cell.Style; cell.Content == " " && style.Bg == nil && style.Underline == 0 && style.Attrs < 32 { // bold to blink
				style.Fg, style.Attrs = nil, 0 // not visible on a blank
			}
			cells = append(cells, fmt.Sprintf("%d,%d %q %d %v", col, row, cell.Content, cell.Width, cell.Style))
		}
	}
	return cells, raw
}

// pieces are the parts of random lines. The emulator cannot join a mark to an
// ASCII letter, so the letter below already has one.
var pieces = []string{
	"a", "b", " ", "  ", "      ", "─", "│", "中", "文", "é", "é\u0323", "👩\u200d💻", "🇩🇪", "❤\ufe0f", "한", "x\x1b[1m", "\x1b[31m",
	"\x1b[m", "\x1b[7m", "\x1b[48;5;200m", "\x1b[38;2;1;2;3m", "\x1b[22m", "\x1b[4m", "\x1b[4:3m", "\x1b[2m", "\x1b[39m",
}

func anyFrame(width, height int) *rapid.Generator[frame] {
	line := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 2*width).Draw(t, "line"), "")
	})
	return rapid.Custom(func(t *rapid.T) frame {
		lines := rapid.SliceOfN(line, 0, height+2).Draw(t, "lines")
		return frame{view: strings.Join(lines, "\n"), width: width, height: height}
	})
}

func TestDifferencesShowTheSameAsAFreshPaint(t *testing.T) {
	glass := newGlass(t)
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 14).Draw(t, "width"), rapid.IntRange(1, 4).Draw(t, "height")
		frames := rapid.SliceOfN(anyFrame(width, height), 1, 4).Draw(t, "frames")
		got, raw := glass.shown(width, height, frames...)
		want, fresh := glass.shown(width, height, frames[len(frames)-1])
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("cell %s, want %s\nbytes %q\nfresh %q", got[i], want[i], raw, fresh)
			}
		}
	})
}

// anyScroll is a list that moves a few lines at a time, with a title above, a
// foot below and maybe a second column, and one selected line.
func anyScroll(t *rapid.T) (width, height int, frames []frame) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 4, 24).Draw(t, "text"), "") + "\x1b[m"
	})
	width, height = rapid.IntRange(30, 60).Draw(t, "width"), rapid.IntRange(6, 14).Draw(t, "height")
	list := rapid.SliceOfN(text, height, 2*height).Draw(t, "list")
	column := rapid.SliceOfN(text, 0, height).Draw(t, "column")
	top := rapid.IntRange(0, len(list)-1).Draw(t, "top")
	for range rapid.IntRange(2, 5).Draw(t, "frames") {
		lines := []string{"title"}
		for row := range height - 2 {
			line := list[(top+row)%len(list)]
			if row == height/2 {
				line = "\x1b[1;48;5;24m > " + ansi.Strip(line)
			}
			if row < len(column) {
				line += strings.Repeat(" ", max(24-ansi.StringWidth(line), 0)) + "\x1b[m│" + column[row]
			}
			lines = append(lines, line)
		}
		frames = append(frames, frame{view: strings.Join(append(lines, "foot"), "\n"), width: width, height: height})
		top += len(list) + rapid.IntRange(-3, 3).Draw(t, "by")
		switch rapid.IntRange(0, 9).Draw(t, "else") {
		case 0:
			height = max(height+rapid.IntRange(-2, 2).Draw(t, "higher"), 4)
		case 1:
			width += rapid.IntRange(-3, 3).Draw(t, "wider")
		case 2:
			column = rapid.SliceOfN(text, 0, height).Draw(t, "column")
		}
	}
	last := frames[len(frames)-1]
	return last.width, last.height, frames
}

func TestScrollingShowsTheSameAsAFreshPaint(t *testing.T) {
	glass, drawn, scrolled := newGlass(t), 0, 0
	rapid.Check(t, func(t *rapid.T) {
		width, height, frames := anyScroll(t)
		got, raw := glass.shown(width, height, frames...)
		want, _ := glass.shown(width, height, frames[len(frames)-1])
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("cell %s, want %s\nbytes %q", got[i], want[i], raw)
			}
		}
		drawn++
		if strings.Contains(raw, "M\x1b[") {
			scrolled++
		}
	})
	if scrolled < drawn/5 {
		t.Errorf("only %d of %d lists scrolled: this test shows nothing", scrolled, drawn)
	}
}

func TestSmallChangesOnALineShowTheSame(t *testing.T) {
	glass := newGlass(t)
	rapid.Check(t, func(t *rapid.T) {
		const width = 30
		units := rapid.SliceOfN(rapid.SampledFrom(pieces), 5, 25).Draw(t, "line")
		frames := []frame{{view: strings.Join(units, ""), width: width, height: 1}}
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			units[rapid.IntRange(0, len(units)-1).Draw(t, "at")] = rapid.SampledFrom(pieces).Draw(t, "piece")
			frames = append(frames, frame{view: strings.Join(units, ""), width: width, height: 1})
		}
		got, raw := glass.shown(width, 1, frames...)
		want, _ := glass.shown(width, 1, frames[len(frames)-1])
		if gotText, wantText := strings.Join(got, "\n"), strings.Join(want, "\n"); gotText != wantText {
			t.Fatalf("got\n%s\nwant\n%s\nbytes %q", gotText, wantText, raw)
		}
	})
}

func TestFreshPaintShowsTheLine(t *testing.T) {
	for name, tc := range map[string]struct {
		view, want string
	}{
		"plain":                {"abc", "abc"},
		"too wide":             {"abcdefghijklm", "abcdefghij"},
		"wide at the edge":     {"abcdefghi中", "abcdefghi"},
		"too high":             {"1\n2\n3\n4\n5", "1\n2\n3"},
		"controls":             {"a\tb\x07c\x00\x7fd\x9b", "abcd\ufffd"},
		"C1 as runes":          {"a\u0085\u009b31mb", "a31mb"},
		"cursor movement":      {"a\x1b[5;5Hb\x1b[2Jc\x1b7d\x1b(0q", "abcdq"},
		"clipboard":            {"a\x1b]52;c;aGk=\x07b\x1b]0;t\x1b\\c", "abc"},
		"open string sequence": {"a\x1b]52;c;aGk", "a52;c;aGk"},
		"device control":       {"a\x1bPq#0\x1b\\b\x1b_G\x1b\\c", "abc"},
		"bidi":                 {"a\u202eb\u2066c\u200fd", "abcd"},
		"carriage return":      {"abc\rX", "abcX"},
		"half a sequence":      {"abc\x1b[31", "abc"},
		"lone escape":          {"abc\x1b", "abc"},
		"private SGR":          {"a\x1b[>4mb\x1b[?4mc", "abc"},
		"broken UTF-8":         {"a\xffb\xc3", "a\ufffdb\ufffd"},
	} {
		t.Run(name, func(t *testing.T) {
			cells, raw := newGlass(t).shown(10, 3, frame{view: tc.view, width: 10, height: 3})
			var out strings.Builder
			for i, cell := range cells {
				var col, row, width int
				var text string
				_, _ = fmt.Sscanf(cell, "%d,%d %q %d", &col, &row, &text, &width)
				out.WriteString(text)
				if i%10 == 9 {
					out.WriteByte('\n')
				}
			}
			lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
			for i := range lines {
				lines[i] = strings.TrimRight(lines[i], " ")
			}
			if got := strings.TrimRight(strings.Join(lines, "\n"), "\n"); got != tc.want {
				t.Errorf("shown %q, want %q (bytes %q)", got, tc.want, raw)
			}
		})
	}
}

// Whatever a frame contains, only SGR, cursor moves, erasing and the shifting of
// lines reach the terminal.
func TestNoTextCanControlTheTerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		view := rapid.StringOf(rapid.SampledFrom([]rune("\x1b\x1b[]P_^X(0123;:?>mHJhlcq\x07\\\x00\n\r\t\u009b\u202e\u0301中a")))
		var scr screen
		raw := string(scr.paint(frame{view: view.Draw(t, "view"), width: 20, height: 5}))
		raw += string(scr.paint(frame{view: view.Draw(t, "next"), width: 20, height: 5}))
		for state := byte(0); len(raw) > 0; {
			seq, _, size, next := ansi.DecodeSequence(raw, state, nil)
			if seq[0] < 0x20 || seq[0] == 0x7f || seq[0] == 0x9b {
				final := seq[len(seq)-1]
				if !strings.HasPrefix(seq, "\x1b[") || !strings.ContainsRune("mHABCGKJLM", rune(final)) || strings.ContainsAny(seq, "?>") {
					t.Fatalf("%q reached the terminal", seq)
				}
			}
			if strings.ContainsFunc(seq, func(char rune) bool { return char >= 0x80 && dropped(char) }) {
				t.Fatalf("%q reached the terminal", seq)
			}
			raw, state = raw[size:], next
		}
	})
}

// A terminal that draws an emoji with another width must not shift or cover the
// following cells or keep old content next to it: its cells are blanked first, the
// cursor position is sent again after it, and the rest of its line is written
// later, whatever its style.
func TestClustersOfUncertainWidthShiftNothing(t *testing.T) {
	var scr screen
	scr.paint(frame{view: "title", width: 20, height: 2})
	got := string(scr.paint(frame{view: "a\x1b[31m👩\u200d💻\x1b[mbc\n\x1b[32md\x1b[me", width: 20, height: 2}))
	if want := "\x1b[31m  \x1b[2G👩\u200d💻\x1b[4G\x1b[mbc"; !strings.Contains(got, want) {
		t.Errorf("%q does not hold %q", got, want)
	}
}

func TestBytesAreFew(t *testing.T) {
	for name, tc := range map[string]struct {
		from, to string
		most     int
	}{
		"nothing changed":      {"abc", "abc", 0},
		"same look, other SGR": {"\x1b[1;31mabc\x1b[m", "\x1b[31m\x1b[1mabc", 0},
		"one cell":             {"abcdefghijklmnop", "abcdefgXijklmnop", 8},
		"two near cells":       {"abcdefghijklmnop", "abcdefgXiXklmnop", 10},
		"two far cells":        {"abcdefghijklmnopqrstuvw", "XbcdefghijklmnopqrstuvX", 14},
		"the tail goes":        {"abc" + strings.Repeat("z", 30), "abc", 10},
		"style of one cell":    {"abc", "a\x1b[1mb\x1b[mc", 16},
	} {
		t.Run(name, func(t *testing.T) {
			var scr screen
			scr.paint(frame{view: tc.from, width: 40, height: 2})
			if got := scr.paint(frame{view: tc.to, width: 40, height: 2}); len(got) > tc.most {
				t.Errorf("%d bytes %q, want at most %d", len(got), got, tc.most)
			}
		})
	}
}

// A list that scrolls by one line costs little more than its changed lines.
func TestAScrollCostsFewBytes(t *testing.T) {
	list := func(top int, column string) (view string) {
		for row := range 20 {
			style := "\x1b[38;2;127;216;143m"
			if row == 17 {
				style = "\x1b[1;38;2;255;255;255;48;2;43;59;81m"
			}
			view += fmt.Sprintf("%s%d task%dname%d of some kind\x1b[m%s\n", style, top+row, top+row, top+row, column)
		}
		return view + "foot"
	}
	for name, tc := range map[string]struct {
		by, most int
		column   string
	}{
		"a line up":                     {1, 230, ""},
		"a line down":                   {-1, 230, ""},
		"three lines":                   {3, 330, ""},
		"with an unchanged column":      {1, 230, " │ the same"},
		"nothing":                       {0, 0, ""},
		"a page, which does not scroll": {18, 700, ""},
		"nothing, with a second column": {0, 0, " │ the same"},
	} {
		t.Run(name, func(t *testing.T) {
			var scr screen
			scr.paint(frame{view: list(100, tc.column), width: 80, height: 22})
			if got := scr.paint(frame{view: list(100+tc.by, tc.column), width: 80, height: 22}); len(got) > tc.most {
				t.Errorf("%d bytes %q, want at most %d", len(got), got, tc.most)
			}
		})
	}
}

func TestImpossibleSizesPaintNothing(t *testing.T) {
	var scr screen
	for _, size := range [][2]int{{0, 0}, {0, 5}, {5, 0}, {-1, -1}, {1, 1}} {
		written := scr.paint(frame{view: "中\n中", width: size[0], height: size[1]})
		if size[0] < 1 && len(written) > 0 {
			t.Errorf("%v: %q", size, written)
		}
	}
}

// table is a frame like ax-tui's: 120×40, a styled header, one row selected.
func table(selected int) string {
	lines := make([]string, 40)
	for row := range lines {
		style := "\x1b[38;2;200;200;210m"
		if row == selected {
			style = "\x1b[1;38;2;255;255;255;48;2;60;60;120m"
		}
		lines[row] = fmt.Sprintf("%s%-60s\x1b[m \x1b[32m%-20s\x1b[m %s%-37d\x1b[m", style, fmt.Sprintf("task number %d with a name", row), "succeeded", style, row*1000)
	}
	return strings.Join(lines, "\n")
}

func BenchmarkMoveSelection(b *testing.B) {
	frames := [2]string{table(10), table(11)}
	var scr screen
	scr.paint(frame{view: frames[1], width: 120, height: 40})
	count := 0
	b.ReportAllocs()
	for i := range b.N {
		count += len(scr.paint(frame{view: frames[i&1], width: 120, height: 40}))
	}
	b.ReportMetric(float64(count)/float64(b.N), "bytes/key")
}

func BenchmarkPaintAll(b *testing.B) {
	view := table(3)
	var scr screen
	count := 0
	b.ReportAllocs()
	for range b.N {
		count += len(scr.paint(frame{view: view, width: 120, height: 40, full: true}))
	}
	b.ReportMetric(float64(count)/float64(b.N), "bytes/frame")
}

func BenchmarkParseLine(b *testing.B) {
	line := strings.Split(table(0), "\n")[0]
	var cells []cell
	b.ReportAllocs()
	for range b.N {
		cells = parseLine(cells, line, 120)
	}
}
