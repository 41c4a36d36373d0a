//go:build !windows

package e2e_test

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/vt"
)

// A cell of the picture is that of an ordinary monospace font of 14 pixels.
const (
	cellW, cellH, fontSize = 8.4, 18, 14
	margin                 = 12
	paper, ink             = "#16181d", "#d5d9e0"
)

// Bits of a cell's attributes, as the emulator has them.
const bold, reverse = 1 << 0, 1 << 5

// look is how a stretch of cells is drawn; the zero value is plain.
type look struct {
	fg, bg string
	bold   bool
}

// stretch is text of one look that begins at a column.
type stretch struct {
	x, cells int
	text     string
	look     look
}

// svg draws a screen that was rendered with its colours. No font is embedded:
// every stretch is fitted to its cells, so that any monospace font will do.
func svg(rendered string, w, h int) string {
	emu := vt.NewEmulator(w, h)
	defer emu.Close()
	_, _ = emu.Write([]byte("\x1b[?7l" + strings.ReplaceAll(strings.TrimRight(rendered, "\r\n"), "\n", "\r\n")))
	var body strings.Builder
	classes := map[look]string{}
	var order []look
	for y := range h {
		for _, stretch := range stretches(emu, y, w) {
			if _, ok := classes[stretch.look]; !ok {
				classes[stretch.look] = "s" + strconv.FormatInt(int64(len(order)), 36)
				order = append(order, stretch.look)
			}
			stretch.draw(&body, y, classes[stretch.look])
		}
	}
	return head(w, h, classes, order) + body.String() + "</svg>\n"
}

func head(w, h int, classes map[look]string, order []look) string {
	var out strings.Builder
	pw, ph := float64(w)*cellW+2*margin, h*cellH+2*margin
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d">`+"\n", pw, ph, pw, ph)
	out.WriteString("<style>text{font:" + strconv.Itoa(fontSize) + "px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre;fill:" + ink + "}")
	for _, look := range order {
		rule := ""
		if look.fg != "" {
			rule += "fill:" + look.fg
		}
		if look.bold {
			rule += ";font-weight:bold"
		}
		if rule != "" {
			out.WriteString("." + classes[look] + "{" + strings.TrimPrefix(rule, ";") + "}")
		}
	}
	fmt.Fprintf(&out, "</style>\n"+`<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", paper)
	return out.String()
}

// stretches cuts a line into pieces of one look, without the empty room between.
func stretches(emu *vt.Emulator, y, w int) []stretch {
	var out []stretch
	for x := 0; x < w; x++ {
		cell := emu.CellAt(x, y)
		if cell == nil || cell.IsZero() {
			continue // the second half of a wide character
		}
		l := lookOf(cell.Style.Fg, cell.Style.Bg, int(cell.Style.Attrs))
		content, cells := cell.Content, max(cell.Width, 1)
		if content == "" {
			content = " "
		}
		n := len(out)
		if content == " " && l.bg == "" {
			l = look{}
			if n > 0 && out[n-1].look.bg == "" {
				l = out[n-1].look // nothing is seen of it: do not part the words
			}
		}
		if n > 0 && cells == 1 && out[n-1].cells == len([]rune(out[n-1].text)) && out[n-1].look == l {
			out[n-1].text += content
			out[n-1].cells++
			continue
		}
		out = append(out, stretch{x, cells, content, l})
	}
	return out
}

func lookOf(fg, bg color.Color, attrs int) look {
	l := look{hex(fg), hex(bg), attrs&bold != 0}
	if attrs&reverse != 0 {
		l.fg, l.bg = l.bg, l.fg
		if l.fg == "" {
			l.fg = paper
		}
		if l.bg == "" {
			l.bg = ink
		}
	}
	return l
}

func hex(c color.Color) string {
	if c == nil {
		return ""
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// draw writes the background and the words of a stretch, each where its cells are.
func (s stretch) draw(out *strings.Builder, y int, class string) {
	px := func(x int) string {
		return strconv.FormatFloat(math.Round(10*(margin+float64(x)*cellW))/10, 'f', -1, 64)
	}
	if s.look.bg != "" {
		fmt.Fprintf(out, `<rect x="%s" y="%d" width="%.1f" height="%d" fill="%s"/>`, px(s.x), margin+y*cellH, float64(s.cells)*cellW, cellH, s.look.bg)
	}
	wide := s.cells != len([]rune(s.text))
	for _, piece := range pieces(s.text) {
		if wide {
			piece.at, piece.text = 0, s.text
		}
		n := len([]rune(piece.text))
		if wide {
			n = s.cells
		}
		fmt.Fprintf(out, `<text class="%s" x="%s" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs">`, class, px(s.x+piece.at), margin+y*cellH+fontSize-1, float64(n)*cellW)
		_ = xml.EscapeText(out, []byte(piece.text))
		out.WriteString("</text>\n")
		if wide {
			return
		}
	}
}

type piece struct {
	at   int
	text string
}

// pieces are the parts of a text between two or more spaces.
func pieces(s string) []piece {
	var out []piece
	rs := []rune(s)
	for i := 0; i < len(rs); {
		for i < len(rs) && rs[i] == ' ' {
			i++
		}
		from := i
		for i < len(rs) && (rs[i] != ' ' || i+1 < len(rs) && rs[i+1] != ' ') {
			i++
		}
		if i > from {
			out = append(out, piece{from, string(rs[from:i])})
		}
	}
	return out
}
