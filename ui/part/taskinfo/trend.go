package taskinfo

import (
	"strings"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// TrendRuns is the largest number of runs in a trend.
const TrendRuns = 20

// minTrendRuns is the smallest number of runs that a trend is shortened to. If even
// those do not fit, it has no bars. Fewer than legendRuns are not worth a legend.
const (
	minTrendRuns = 5
	legendRuns   = 10
)

// Ending is a run as a trend shows it.
type Ending struct {
	Outcome outcome.Outcome
	Changed bool    // another version judged than in the run before
	Success float64 // share of successes in what a completed run tried, 0..1; 0 for any other
}

// EndingOf returns the ending of a run that achieved something.
func EndingOf(run *api.Run, achieved outcome.Outcome) Ending {
	ending := Ending{Outcome: achieved}
	if failed, tried := outcome.ErrorShare(run); tried && run.Status == api.Completed {
		ending.Success = 1 - failed
	}
	return ending
}

// bar returns the glyph and the style of the bar of a run: its height is the share of
// successes, so that a run that failed or was cancelled has the lowest one; its colour is
// that of the ending. A run that has not ended is a gap.
func (e *Ending) bar(styles *theme.Styles) (string, *theme.Style) {
	_, style := styles.Outcome(string(e.Outcome.ID), e.Outcome.Severity.String())
	switch e.Outcome.ID {
	case outcome.Pending, outcome.StuckPending, outcome.Running, outcome.Stalled:
		return " ", &styles.Text
	case outcome.Unknown:
		return styles.Glyphs.Dot, style
	default:
		return styles.Glyphs.Spark[int(e.Success*float64(len(styles.Glyphs.Spark)-1)+0.5)], style
	}
}

// Strip draws a bar for each run, given newest first, from the oldest to the newest, with
// a divider where the judge changed, and returns the style of each of its characters.
func Strip(styles *theme.Styles, runs []Ending) (text.Safe, []*theme.Style) {
	var bars strings.Builder
	looks := make([]*theme.Style, 0, len(runs))
	for i := len(runs) - 1; i >= 0; i-- {
		if runs[i].Changed && i < len(runs)-1 {
			bars.WriteString(styles.Glyphs.Divider)
			looks = append(looks, &styles.Warn)
		}
		bar, style := runs[i].bar(styles)
		bars.WriteString(bar)
		looks = append(looks, style)
	}
	return text.Safe(bars.String()), looks
}

// styledStrip renders Strip; neighbours of one style share the escape sequences.
func styledStrip(styles *theme.Styles, runs []Ending) string {
	bars, looks := Strip(styles, runs)
	var out, same strings.Builder
	for i, bar := range []rune(string(bars)) {
		same.WriteRune(bar)
		if i+1 == len(looks) || looks[i+1] != looks[i] {
			out.WriteString(looks[i].Render(same.String()))
			same.Reset()
		}
	}
	return out.String()
}

// Trend renders one line of at most width cells about the last runs, given newest
// first: "last 12 runs ▁▇▇ 10 done, 2 failed   success share, oldest → newest". It covers
// as many runs as fit, at most TrendRuns; a narrow one has no legend. A divider is where
// another version judged than before.
func Trend(styles *theme.Styles, runs []Ending, width int) string {
	runs = runs[:min(len(runs), TrendRuns)]
	if len(runs) == 0 {
		return ""
	}
	full := text.Concat("success share, oldest ", text.Safe(styles.Glyphs.Arrow), " newest")
	short := text.Safe("success share")
	if changes(runs) > 0 {
		short = text.Concat(text.Safe(styles.Glyphs.Divider), " judge changed")
		full = text.Concat(full, ", ", short)
	}
	for _, try := range []struct {
		legend text.Safe
		least  int
	}{{full, TrendRuns}, {short, legendRuns}, {"", minTrendRuns}} {
		legend, least := try.legend, min(try.least, len(runs))
		for shown := len(runs); shown >= least; shown-- {
			head, words := trendWords(runs[:shown])
			if text.Width(head)+shown+changes(runs[:shown])+text.Width(words)+2+text.Width(legend)+3*min(len(legend), 1) > width {
				continue
			}
			line := styles.Dim.Render(string(head)) + " " + styledStrip(styles, runs[:shown]) + " " + styles.Text.Render(string(words))
			if legend != "" {
				line += "   " + styles.Dim.Render(string(legend))
			}
			return line
		}
	}
	head, words := trendWords(runs)
	return styles.Dim.Render(string(text.Cut(text.Concat(head, " ", words), width)))
}

// trend adds the last runs: with their counts in the lines after the strip where one line
// has no room for all of them, so that the counts are of every run that is drawn.
func (p *page) trend(runs []Ending) {
	runs = runs[:min(len(runs), TrendRuns)]
	if len(runs) == 0 {
		return
	}
	head, words := trendWords(runs)
	strip := text.Width(head) + 1 + len(runs) + changes(runs)
	switch room := p.width - maxLabel; {
	case strip+1+text.Width(words) <= room || strip > room:
		p.styled("runs", func(room int) string { return Trend(p.styles, runs, room) })
	default:
		p.styled("runs", func(int) string { return p.dim.Render(string(head)) + " " + styledStrip(p.styles, runs) })
		p.fact("ended", words)
	}
}

// changes counts the dividers in the strip of runs.
func changes(runs []Ending) (count int) {
	for i := range len(runs) - 1 {
		if runs[i].Changed {
			count++
		}
	}
	return count
}

func trendWords(runs []Ending) (head, words text.Safe) {
	head = "last run"
	if len(runs) > 1 {
		head = text.Clean("last " + text.Plural(len(runs), "run"))
	}
	return head, endings(runs)
}

// endings formats the number of runs by outcome: "10 done, 2 failed, 1 running".
func endings(runs []Ending) text.Safe {
	counts := map[outcome.ID]int{}
	for _, run := range runs {
		counts[run.Outcome.ID]++
	}
	var out text.Safe
	for _, id := range append([]outcome.ID{outcome.Done}, outcome.IDs()...) {
		if counts[id] == 0 {
			continue
		}
		if out != "" {
			out = text.Concat(out, ", ")
		}
		out = text.Concat(out, text.Clean(text.Count(counts[id])+" "+id.Words()))
		delete(counts, id)
	}
	return out
}
