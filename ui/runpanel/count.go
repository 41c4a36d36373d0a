package runpanel

import (
	"math"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"ax-tui/api"
	"ax-tui/ui/text"
)

const (
	sparkW = 16
	rateW  = 2 + 8 + 2 + sparkW
	barMin = 12
	barMax = 42
	textW  = 59 // what usually stands beside the bar
	textWW = 70 // the same with the longer wording of wide panels
)

// counters is the line of counts with the rate beside it, or under it where
// it does not fit. Numbers end in the same column whatever they are.
func (p *model) counters() []string {
	r := p.run
	most := total(r)
	if p.basis != nil {
		most = max(most, total(*p.basis))
	}
	w := max(5, len(text.Count(most)))
	gap := 3
	if p.w < 70 {
		gap = 2
	}
	one := func(label string, n int, st lipgloss.Style) part {
		if n == 0 {
			st = p.st.Text
		}
		return part{p.st.Dim.Render(label+" ") + st.Render(text.Fit(text.Count(n), w, text.Right)), 0}
	}
	return flow([]part{
		one("succeeded", r.Successes, p.st.Good), one("errors", r.Errors, p.st.Error),
		one("skipped", r.Skipped, p.st.Warn), one("total", total(r), p.st.Strong),
		{p.rate(), rateW},
	}, p.w, gap)
}

// rate is the present rate and its history. It is told only while the run is
// followed: an old rate is no rate.
func (p *model) rate() string {
	if p.run.Status != api.Running {
		return ""
	}
	word := "– /s"
	if perSecond, ok := p.meter.rate(); ok && p.fresh() {
		word = text.Rate(perSecond)
	}
	line := "≈ " + text.Fit(word, 8, text.Right)
	if len(p.meter.points) > 0 {
		line += "  " + p.st.Info.Render(spark(p.meter.points, sparkW, p.st.Glyphs.Spark))
	}
	return line
}

// spark draws the last w values, each as high as its share of the highest;
// zero is the lowest glyph.
func spark(values []float64, w int, glyphs []string) string {
	values = values[max(0, len(values)-w):]
	top := 0.0
	for _, v := range values {
		top = max(top, v)
	}
	var b strings.Builder
	for _, v := range values {
		i := 0
		if top > 0 {
			i = int(math.Ceil(v/top*float64(len(glyphs)))) - 1
		}
		b.WriteString(glyphs[min(max(i, 0), len(glyphs)-1)])
	}
	return b.String()
}

// bar is the estimate of how far the run is, if there is something to judge by.
func (p *model) bar() []string {
	if p.basis == nil || p.run.Status != api.Running {
		return nil
	}
	perSecond, ok := p.meter.rate()
	if !ok || !p.fresh() {
		perSecond = 0
	}
	e, ok := guess(p.run, *p.basis, perSecond)
	if !ok {
		return nil
	}
	beside := textW
	if p.w >= wide {
		beside = textWW
	}
	w := min(max(p.w-indent-2-beside, barMin), barMax)
	full := filled(e.fraction, w)
	drawn := p.st.BarFull.Render(strings.Repeat(p.st.Glyphs.BarFull, full)) +
		p.st.BarRest.Render(strings.Repeat(p.st.Glyphs.BarRest, w-full))
	return flow([]part{{drawn + "  " + p.portion(e), 0}, {leftWords(e), 0}}, p.w, 3)
}

// filled is how many cells of a bar are full: none only at nothing, all only at everything.
func filled(fraction float64, w int) int {
	switch {
	case fraction <= 0:
		return 0
	case fraction >= 1:
		return w
	}
	return min(max(int(fraction*float64(w)), 1), w-1)
}

func (p *model) portion(e estimate) string {
	basis := "the last run's "
	if p.w >= wide {
		basis = "the last completed run's "
	}
	basis += text.Count(e.of)
	if e.window > 0 {
		basis += " over " + text.Dur(e.window)
	}
	if e.past {
		return "≈ more than " + basis
	}
	return "≈ " + text.Fit(text.Count(int(e.fraction*100)), 3, text.Right) + " % of " + basis
}

func leftWords(e estimate) string {
	if e.left <= 0 {
		return ""
	}
	return "about " + text.Dur(blunt(e.left)) + " left"
}

// blunt takes a precision away that an estimate does not have.
func blunt(d time.Duration) time.Duration {
	switch {
	case d < 30*time.Second:
		return max(d.Round(time.Second), time.Second)
	case d < 10*time.Minute:
		return d.Round(5 * time.Second)
	}
	return d.Round(time.Minute)
}

// summary says what an ended run comes to.
func (p *model) summary() []string {
	r, all := p.run, total(p.run)
	if all == 0 {
		return nil
	}
	parts := []part{{p.st.Dim.Render("share"), 0}, {share(r.Successes, all) + " succeeded", 0}}
	if r.Errors > 0 {
		parts = append(parts, part{p.st.Error.Render(share(r.Errors, all) + " errors"), 0})
	}
	if r.Skipped > 0 {
		parts = append(parts, part{p.st.Warn.Render(share(r.Skipped, all) + " skipped"), 0})
	}
	if d, ok := ran(r, p.now); ok && d >= time.Second {
		parts = append(parts, part{"≈ " + text.Rate(float64(all)/d.Seconds()) + " on average", 0})
	}
	if len(p.meter.points) > 1 {
		parts = append(parts, part{p.st.Info.Render(spark(p.meter.points, sparkW, p.st.Glyphs.Spark)), 0})
	}
	return flow(parts, p.w, 3)
}
