// Package mappingview draws where the mapped paths of an evaluator lead in sample
// rows: a mapping.Report as one line a variable, the near paths of the selected
// one numbered, and what the numbers are worth.
//
// It promises: exactly h lines, none wider than w; every text of the server or
// the person is cleaned; state is a glyph, a word and a colour together; the
// note that a hit is no proof is there as long as three lines are. It keeps
// nothing and asks for nothing: whoever shows it keeps the lines until the
// report, the selection or the size changes. It imports theme, ui/text and
// api/mapping; never the client.
package mappingview

import (
	"strings"
	"time"

	"ax-tui/api/mapping"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// State says how far the preview is.
type State int

// The states. Loading and Failed may stand beside the rows of a report before.
const (
	None    State = iota // nothing to look at yet
	Loading              // rows are on their way
	Ready
	Failed
)

// Content is everything that is drawn.
type Content struct {
	State    State
	Report   mapping.Report
	Selected int            // index of the row whose near paths are shown; negative: none
	Zone     *time.Location // nil: UTC
	Since    time.Time      // Failed beside older rows: when those came
	Problem  text.Safe      // Failed: what happened
	Advice   text.Safe      // what to do next, with the key; for None and Failed
}

// Draw draws the face into exactly h lines of at most w cells; empty for no
// room.
func Draw(styles *theme.Styles, content Content, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	pn := &pane{styles: styles, content: content, width: width}
	head := pn.head()
	head = head[:min(len(head), height)]
	body, from, to := pn.body()
	foot := pn.foot(height)
	if len(body) > 0 && len(head)+len(foot) >= height { // a row goes before words about rows
		foot = foot[:max(0, height-len(head)-1)]
	}
	room := height - len(head) - len(foot)
	top := min(max(to-room, 0), from)
	if cut := len(body) > room; cut && len(foot) > 0 && content.Selected >= 0 {
		foot[0] = pn.place() + foot[0]
	}
	body = body[min(top, len(body)):min(top+room, len(body))]
	lines := append(head, body...)
	for len(lines) < height-len(foot) {
		lines = append(lines, "")
	}
	lines = append(lines, foot...)
	for i, line := range lines {
		lines[i] = text.CutWith(line, width, styles.Glyphs.Ellipsis)
	}
	return strings.Join(lines, "\n")
}

// pane is one drawing under way.
type pane struct {
	styles  *theme.Styles
	content Content
	width   int
}

// head says what is going on when there is more to say than the rows do.
func (p *pane) head() []string {
	styles, report := p.styles, p.content.Report
	switch p.content.State {
	case None:
		return append(p.words("No preview yet.", styles.Text), p.words(p.content.Advice, styles.Dim)...)
	case Loading:
		again := text.Safe("Looking at sample " + report.Kind.Noun() + p.styles.Glyphs.Ellipsis)
		return p.words(again, styles.Info)
	case Failed:
		out := p.words(text.Concat(text.Safe(styles.Glyphs.Failed+" "), p.content.Problem), styles.Error)
		if len(report.Rows) > 0 && !p.content.Since.IsZero() {
			out = append(out, p.words(text.Safe("stale since "+text.Clock(p.content.Since, p.content.Zone)), styles.Warn)...)
		}
		return append(out, p.words(p.content.Advice, styles.Dim)...)
	case Ready: // as below
	}
	switch {
	case len(report.Rows) == 0:
		return p.words("No variable is mapped.", styles.Text)
	case report.Samples == 0 && report.Unread > 0:
		return p.words(text.Safe("None of the "+report.Kind.Noun()+" could be read, so nothing is checked."), styles.Warn)
	case report.Samples == 0:
		return p.words(text.Safe("No "+report.Kind.Noun()+" were found, so nothing is checked. "+widen(report.Kind)), styles.Warn)
	}
	return nil
}

func widen(k mapping.Kind) string {
	if k == mapping.Spans {
		return "Widen the window or loosen the filter."
	}
	return "Choose another source, or wait until it has rows."
}

// words wraps a sentence.
func (p *pane) words(sentence text.Safe, style theme.Style) []string {
	if sentence == "" {
		return nil
	}
	var out []string
	for _, line := range text.Wrap(sentence, p.width) {
		out = append(out, style.Render(string(line)))
	}
	return out
}

// foot says how many rows were looked at, from where, and what a hit is worth.
func (p *pane) foot(height int) []string {
	report, styles := p.content.Report, p.styles
	source := styles.Dim.Render(string(p.cut(p.source(), p.width)))
	switch {
	case len(report.Rows) == 0 || height < 3:
		return nil
	case report.Samples == 0 && p.content.State == Ready: // where was looked in vain
		return []string{source}
	case report.Samples == 0:
		return nil
	}
	if height < 8 {
		return []string{source, styles.Dim.Render(string(p.cut(text.Clean(report.Note), p.width)))}
	}
	return append([]string{source}, p.words(text.Clean(report.Note), styles.Dim)...)
}

// source names the sample: size, window, filter.
func (p *pane) source() text.Safe {
	report := p.content.Report
	dot := " " + p.styles.Glyphs.Dot + " "
	noun := report.Kind.Noun()
	if report.Samples == 1 {
		noun = strings.TrimSuffix(noun, "s")
	}
	out := text.Count(report.Samples) + " " + noun
	if window := p.window(); window != "" {
		out += dot + window
	}
	if report.Unread > 0 {
		out += dot + text.Count(report.Unread) + " not readable"
	}
	if report.Filter != "" {
		out += dot + "filter " + string(text.CleanN(report.Filter, 200))
	}
	return text.Safe(out)
}

// window words the window of the samples, shorter where the room is narrow.
func (p *pane) window() string {
	report := p.content.Report
	switch {
	case report.Start.IsZero() && report.End.IsZero():
		return ""
	case p.width < roomy && !report.Start.IsZero() && !report.End.IsZero():
		return text.Dur(report.End.Sub(report.Start)) + " until " + text.Stamp(report.End, p.content.Zone)
	}
	return strings.ReplaceAll(text.Window(report.Start, report.End, p.content.Zone), "→", p.styles.Glyphs.Arrow)
}

// place says which row is selected when not all can be seen.
func (p *pane) place() string {
	at := text.Count(p.content.Selected+1) + " of " + text.Count(len(p.content.Report.Rows))
	return p.styles.Accent.Render(at) + p.styles.Dim.Render(" "+p.styles.Glyphs.Dot+" ")
}

// cut shortens with the mark of the theme.
func (p *pane) cut(value text.Safe, width int) text.Safe {
	return text.CutWith(value, width, p.styles.Glyphs.Ellipsis)
}

// cutLeft keeps the end, which tells most about a path.
func (p *pane) cutLeft(value text.Safe, width int) text.Safe {
	end := text.CutLeft(value, width)
	if end == value || end == "" {
		return end
	}
	return text.Safe(p.styles.Glyphs.Ellipsis) + end[len("…"):]
}
