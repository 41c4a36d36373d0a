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
func Draw(st *theme.Styles, content Content, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	p := &pane{st: st, f: content, w: w}
	head := p.head()
	head = head[:min(len(head), h)]
	body, from, to := p.body()
	foot := p.foot(h)
	if len(body) > 0 && len(head)+len(foot) >= h { // a row goes before words about rows
		foot = foot[:max(0, h-len(head)-1)]
	}
	room := h - len(head) - len(foot)
	top := min(max(to-room, 0), from)
	if cut := len(body) > room; cut && len(foot) > 0 && content.Selected >= 0 {
		foot[0] = p.place() + foot[0]
	}
	body = body[min(top, len(body)):min(top+room, len(body))]
	lines := append(head, body...)
	for len(lines) < h-len(foot) {
		lines = append(lines, "")
	}
	lines = append(lines, foot...)
	for i, l := range lines {
		lines[i] = text.CutWith(l, w, st.Glyphs.Ellipsis)
	}
	return strings.Join(lines, "\n")
}

// pane is one drawing under way.
type pane struct {
	st *theme.Styles
	f  Content
	w  int
}

// head says what is going on when there is more to say than the rows do.
func (p *pane) head() []string {
	st, report := p.st, p.f.Report
	switch p.f.State {
	case None:
		return append(p.words("No preview yet.", st.Text), p.words(p.f.Advice, st.Dim)...)
	case Loading:
		again := text.Safe("Looking at sample " + report.Kind.Noun() + p.st.Glyphs.Ellipsis)
		return p.words(again, st.Info)
	case Failed:
		out := p.words(text.Concat(text.Safe(st.Glyphs.Failed+" "), p.f.Problem), st.Error)
		if len(report.Rows) > 0 && !p.f.Since.IsZero() {
			out = append(out, p.words(text.Safe("stale since "+text.Clock(p.f.Since, p.f.Zone)), st.Warn)...)
		}
		return append(out, p.words(p.f.Advice, st.Dim)...)
	case Ready: // as below
	}
	switch {
	case len(report.Rows) == 0:
		return p.words("No variable is mapped.", st.Text)
	case report.Samples == 0 && report.Unread > 0:
		return p.words(text.Safe("None of the "+report.Kind.Noun()+" could be read, so nothing is checked."), st.Warn)
	case report.Samples == 0:
		return p.words(text.Safe("No "+report.Kind.Noun()+" were found, so nothing is checked. "+widen(report.Kind)), st.Warn)
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
func (p *pane) words(s text.Safe, style theme.Style) []string {
	if s == "" {
		return nil
	}
	var out []string
	for _, l := range text.Wrap(s, p.w) {
		out = append(out, style.Render(string(l)))
	}
	return out
}

// foot says how many rows were looked at, from where, and what a hit is worth.
func (p *pane) foot(h int) []string {
	report, st := p.f.Report, p.st
	source := st.Dim.Render(string(p.cut(p.source(), p.w)))
	switch {
	case len(report.Rows) == 0 || h < 3:
		return nil
	case report.Samples == 0 && p.f.State == Ready: // where was looked in vain
		return []string{source}
	case report.Samples == 0:
		return nil
	}
	if h < 8 {
		return []string{source, st.Dim.Render(string(p.cut(text.Clean(report.Note), p.w)))}
	}
	return append([]string{source}, p.words(text.Clean(report.Note), st.Dim)...)
}

// source names the sample: size, window, filter.
func (p *pane) source() text.Safe {
	report := p.f.Report
	dot := " " + p.st.Glyphs.Dot + " "
	noun := report.Kind.Noun()
	if report.Samples == 1 {
		noun = strings.TrimSuffix(noun, "s")
	}
	s := text.Count(report.Samples) + " " + noun
	if w := p.window(); w != "" {
		s += dot + w
	}
	if report.Unread > 0 {
		s += dot + text.Count(report.Unread) + " not readable"
	}
	if report.Filter != "" {
		s += dot + "filter " + string(text.CleanN(report.Filter, 200))
	}
	return text.Safe(s)
}

// window words the window of the samples, shorter where the room is narrow.
func (p *pane) window() string {
	report := p.f.Report
	switch {
	case report.Start.IsZero() && report.End.IsZero():
		return ""
	case p.w < roomy && !report.Start.IsZero() && !report.End.IsZero():
		return text.Dur(report.End.Sub(report.Start)) + " until " + text.Stamp(report.End, p.f.Zone)
	}
	return strings.ReplaceAll(text.Window(report.Start, report.End, p.f.Zone), "→", p.st.Glyphs.Arrow)
}

// place says which row is selected when not all can be seen.
func (p *pane) place() string {
	at := text.Count(p.f.Selected+1) + " of " + text.Count(len(p.f.Report.Rows))
	return p.st.Accent.Render(at) + p.st.Dim.Render(" "+p.st.Glyphs.Dot+" ")
}

// cut shortens with the mark of the theme.
func (p *pane) cut(s text.Safe, w int) text.Safe { return text.CutWith(s, w, p.st.Glyphs.Ellipsis) }

// cutLeft keeps the end, which tells most about a path.
func (p *pane) cutLeft(s text.Safe, w int) text.Safe {
	c := text.CutLeft(s, w)
	if c == s || c == "" {
		return c
	}
	return text.Safe(p.st.Glyphs.Ellipsis) + c[len("…"):]
}
