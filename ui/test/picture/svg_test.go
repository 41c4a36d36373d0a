package picture_test

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
)

// colours are those of the terminal where the program sets none.
type colours struct{ paper, ink string }

// coloursOf returns the colours of a terminal on which a theme is read.
func coloursOf(theme string) colours {
	if theme == "light" {
		return colours{paper: "#fbfbf9", ink: "#24292f"}
	}
	return colours{paper: "#16181d", ink: "#d5d9e0"}
}

// Bits of a cell's attributes, as the emulator has them.
const bold, reverse = 1 << 0, 1 << 5

// look is the style of a stretch of cells; the zero value is the default style.
type look struct {
	fg, bg string
	bold   bool
}

// stretch is text in one style that begins at a column.
type stretch struct {
	x, cells int
	text     string
	look     look
}

// drawing draws frames of one size. No font is embedded: every stretch is fitted to its
// cells, so that any monospace font works.
type drawing struct {
	width, height int // of the screen, in cells
	colours       colours
	classes       map[look]string
	order         []look // of the classes
}

func newDrawing(width, height int, theme string) *drawing {
	return &drawing{width: width, height: height, colours: coloursOf(theme), classes: map[look]string{}}
}

// still draws one rendered screen with its colours.
func (d *drawing) still(rendered string) string {
	var body strings.Builder
	for row, line := range d.lines(rendered) {
		if line != "" {
			fmt.Fprintf(&body, "<g transform=\"translate(0 %d)\">%s</g>\n", margin+row*cellH, line)
		}
	}
	return d.head(d.height, "") + body.String() + "</svg>\n"
}

// lines draws the lines of a screen, each at the top of the picture; "" is an empty one.
func (d *drawing) lines(rendered string) []string {
	emu := vt.NewEmulator(d.width, d.height)
	defer emu.Close()
	_, _ = emu.Write([]byte("\x1b[?7l" + strings.ReplaceAll(strings.TrimRight(rendered, "\r\n"), "\n", "\r\n")))
	out := make([]string, d.height)
	for row := range out {
		var line strings.Builder
		for _, stretch := range d.stretches(emu, row) {
			if _, ok := d.classes[stretch.look]; !ok {
				d.classes[stretch.look] = "s" + strconv.FormatInt(int64(len(d.order)), 36)
				d.order = append(d.order, stretch.look)
			}
			stretch.draw(&line, d.classes[stretch.look])
		}
		out[row] = line.String()
	}
	return out
}

// head begins a picture with so many lines; rules are further rules of style.
func (d *drawing) head(height int, rules string) string {
	var out strings.Builder
	pw, ph := float64(d.width)*cellW+2*margin, height*cellH+2*margin
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d">`+"\n", pw, ph, pw, ph)
	out.WriteString("<style>text{font:" + strconv.Itoa(fontSize) + "px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre;fill:" + d.colours.ink + "}")
	for _, look := range d.order {
		rule := ""
		if look.fg != "" {
			rule += "fill:" + look.fg
		}
		if look.bold {
			rule += ";font-weight:bold"
		}
		if rule != "" {
			out.WriteString("." + d.classes[look] + "{" + strings.TrimPrefix(rule, ";") + "}")
		}
	}
	fmt.Fprintf(&out, "%s</style>\n"+`<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", rules, d.colours.paper)
	return out.String()
}

// stretches splits a line into pieces of one style, without the empty space between.
func (d *drawing) stretches(emu *vt.Emulator, row int) []stretch {
	var out []stretch
	for col := 0; col < d.width; col++ {
		cell := emu.CellAt(col, row)
		if cell == nil || cell.IsZero() {
			continue // the second half of a wide character
		}
		style := d.lookOf(cell.Style.Fg, cell.Style.Bg, int(cell.Style.Attrs))
		content, cells := cell.Content, max(cell.Width, 1)
		if content == "" {
			content = " "
		}
		last := len(out)
		if content == " " && style.bg == "" {
			style = look{}
			if last > 0 && out[last-1].look.bg == "" {
				style = out[last-1].look // the style is not visible on a blank: do not split the words
			}
		}
		if last > 0 && cells == 1 && out[last-1].cells == len([]rune(out[last-1].text)) && out[last-1].look == style {
			out[last-1].text += content
			out[last-1].cells++
			continue
		}
		out = append(out, stretch{col, cells, content, style})
	}
	return out
}

func (d *drawing) lookOf(fg, bg color.Color, attrs int) look {
	style := look{hex(fg), hex(bg), attrs&bold != 0}
	if attrs&reverse != 0 {
		style.fg, style.bg = style.bg, style.fg
		if style.fg == "" {
			style.fg = d.colours.paper
		}
		if style.bg == "" {
			style.bg = d.colours.ink
		}
	}
	return style
}

func hex(from color.Color) string {
	if from == nil {
		return ""
	}
	red, green, blue, _ := from.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", red>>8, green>>8, blue>>8)
}

// draw writes the background and the words of a stretch at the place of its cells.
func (s stretch) draw(out *strings.Builder, class string) {
	px := func(col int) string {
		return strconv.FormatFloat(math.Round(10*(margin+float64(col)*cellW))/10, 'f', -1, 64)
	}
	if s.look.bg != "" {
		fmt.Fprintf(out, `<rect x="%s" width="%.1f" height="%d" fill="%s"/>`, px(s.x), float64(s.cells)*cellW, cellH, s.look.bg)
	}
	wide := s.cells != len([]rune(s.text))
	for _, piece := range pieces(s.text) {
		if wide {
			piece.at, piece.text = 0, s.text
		}
		runes := len([]rune(piece.text))
		if wide {
			runes = s.cells
		}
		fmt.Fprintf(out, `<text class="%s" x="%s" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs">`, class, px(s.x+piece.at), fontSize-1, float64(runes)*cellW)
		_ = xml.EscapeText(out, []byte(piece.text))
		out.WriteString("</text>")
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
func pieces(text string) []piece {
	var out []piece
	rs := []rune(text)
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
