// Package mappingview renders a mapping.Report, the check of an evaluator's mapped
// paths against sample rows: one line per variable, numbered similar paths for the
// selected one, and a note on what the counts prove.
//
// It guarantees: exactly height lines, none wider than width; text of the server
// and of the user is cleaned; a state is shown as glyph, word and colour; the note
// is visible from three lines on. It has no state and does no I/O; the caller
// caches the lines until report, selection or size change.
package mappingview

import (
	"strings"
	"time"

	"ax-tui/api/mapping"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// State is the loading state of the preview.
type State int

// The states. With Loading and Failed the rows of an earlier report may be shown.
const (
	None    State = iota // no samples requested yet
	Loading              // samples are being loaded
	Ready
	Failed
)

// Content is the input of Draw.
type Content struct {
	State    State
	Report   mapping.Report
	Hidden   bool           // values of the rows are not shown
	Selected int            // index of the row whose similar paths are shown; negative: none
	Choice   text.Safe      // the key that takes the first similar path; "": they are numbered
	Zone     *time.Location // nil: UTC
	Since    time.Time      // with Failed and older rows: when those were loaded
	Problem  text.Safe      // with Failed: the reason
	Advice   text.Safe      // with None and Failed: what to do next, with the key
}

// Draw renders content into exactly height lines of at most width cells; "" if either
// is zero.
func Draw(styles *theme.Styles, content Content, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	view := &pane{styles: styles, content: content, width: width}
	head := view.head()
	head = head[:min(len(head), height)]
	body, from, to := view.body()
	footer := view.footer(height)
	if len(body) > 0 && len(head)+len(footer) >= height { // a row is more important than the footer
		footer = footer[:max(0, height-len(head)-1)]
	}
	room := height - len(head) - len(footer)
	top := min(max(to-room, 0), from)
	if cut := len(body) > room; cut && len(footer) > 0 && content.Selected >= 0 {
		footer[0] = view.position() + footer[0]
	}
	body = body[min(top, len(body)):min(top+room, len(body))]
	lines := append(head, body...)
	for len(lines) < height-len(footer) {
		lines = append(lines, "")
	}
	lines = append(lines, footer...)
	for i, line := range lines {
		lines[i] = text.CutWith(line, width, styles.Glyphs.Ellipsis)
	}
	return strings.Join(lines, "\n")
}

// pane is the state of one Draw call.
type pane struct {
	styles  *theme.Styles
	content Content
	width   int
}

// head renders the lines above the rows: loading, failures, and why nothing was checked.
func (p *pane) head() []string {
	styles, report := p.styles, p.content.Report
	switch p.content.State {
	case None:
		return append(p.wrap("No preview yet.", styles.Text), p.wrap(p.content.Advice, styles.Dim)...)
	case Loading:
		loading := text.Safe("Loading sample " + report.Kind.Noun() + p.styles.Glyphs.Ellipsis)
		return p.wrap(loading, styles.Info)
	case Failed:
		out := p.wrap(text.Concat(text.Safe(styles.Glyphs.Failed+" "), p.content.Problem), styles.Error)
		if len(report.Rows) > 0 && !p.content.Since.IsZero() {
			out = append(out, p.wrap(text.Safe("stale since "+text.Clock(p.content.Since, p.content.Zone)), styles.Warn)...)
		}
		return append(out, p.wrap(p.content.Advice, styles.Dim)...)
	case Ready: // the cases below
	}
	switch {
	case len(report.Rows) == 0:
		return p.wrap("No variable is mapped.", styles.Text)
	case report.Samples == 0 && report.Unread > 0:
		return p.wrap(text.Safe("None of the "+report.Kind.Noun()+" could be read, so nothing is checked."), styles.Warn)
	case report.Samples == 0:
		return p.wrap(text.Safe("No "+report.Kind.Noun()+" were found, so nothing is checked. "+widen(report.Kind)), styles.Warn)
	}
	return nil
}

func widen(kind mapping.Kind) string {
	if kind == mapping.Spans {
		return "Widen the window or loosen the filter."
	}
	return "Choose another source, or wait until it has rows."
}

// wrap renders a wrapped sentence.
func (p *pane) wrap(sentence text.Safe, style theme.Style) []string {
	if sentence == "" {
		return nil
	}
	var out []string
	for _, line := range text.Wrap(sentence, p.width) {
		out = append(out, style.Render(string(line)))
	}
	return out
}

// footer renders the sample size with its source, and the note.
func (p *pane) footer(height int) []string {
	report, styles := p.content.Report, p.styles
	source := styles.Dim.Render(string(p.cut(p.source(), p.width)))
	switch {
	case len(report.Rows) == 0 || height < 3:
		return nil
	case report.Samples == 0 && p.content.State == Ready: // shows where nothing was found
		return []string{source}
	case report.Samples == 0:
		return nil
	}
	if height < 8 {
		return []string{source, styles.Dim.Render(string(p.cut(text.Clean(report.Note), p.width)))}
	}
	return append([]string{source}, p.wrap(text.Clean(report.Note), styles.Dim)...)
}

// source formats the sample: size, window, filter.
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

// window formats the window of the samples, in a shorter form if the pane is narrow.
func (p *pane) window() string {
	report := p.content.Report
	switch {
	case report.Start.IsZero() && report.End.IsZero():
		return ""
	case p.width < wideWidth && !report.Start.IsZero() && !report.End.IsZero():
		return text.Length(report.Start, report.End) + " until " + text.Stamp(report.End, p.content.Zone)
	}
	return strings.ReplaceAll(text.Window(report.Start, report.End, p.content.Zone), "→", p.styles.Glyphs.Arrow)
}

// position renders which row is selected, for lists that are not fully visible.
func (p *pane) position() string {
	at := text.Count(p.content.Selected+1) + " of " + text.Count(len(p.content.Report.Rows))
	return p.styles.Accent.Render(at) + p.styles.Dim.Render(" "+p.styles.Glyphs.Dot+" ")
}

// cut is text.CutWith with the theme's ellipsis.
func (p *pane) cut(value text.Safe, width int) text.Safe {
	return text.CutWith(value, width, p.styles.Glyphs.Ellipsis)
}

// cutLeft is text.CutLeft with the theme's ellipsis, for paths, which differ at the end.
func (p *pane) cutLeft(value text.Safe, width int) text.Safe {
	end := text.CutLeft(value, width)
	if end == value || end == "" {
		return end
	}
	return text.Safe(p.styles.Glyphs.Ellipsis) + end[len("…"):]
}
