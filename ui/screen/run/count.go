package run

import (
	"time"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/part"
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

// counters is the line of counts with the rate beside it. Where there is less
// room they are two lines, always broken at the same place, and numbers end in
// the same column whatever they are.
func (p *model) counters() []string {
	run := p.run
	most := total(run)
	if p.basis != nil {
		most = max(most, total(*p.basis))
	}
	w := max(5, len(text.Count(most)))
	one := func(label string, n api.Count, st theme.Style) segment {
		if n <= 0 {
			st = p.env.Styles.Text
		}
		return segment{p.env.Styles.Dim.Render(label+" ") + st.Render(text.Fit(text.Count(n), w, text.Right)), 0}
	}
	parts := []segment{
		one("succeeded", run.Successes, p.env.Styles.Success), one("errors", run.Errors, p.env.Styles.Error),
		one("skipped", run.Skipped, p.env.Styles.Warn), one("total", run.Counted(), p.env.Styles.Strong),
		{p.rate(), rateW},
	}
	switch {
	case p.w >= wide:
		return flow(parts, p.w)
	case p.w >= tight:
		return append(flow(parts[:4], p.w), flow(parts[4:], p.w)...)
	}
	return append(flow(parts[:3], p.w), flow(parts[3:], p.w)...)
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
		line += "  " + p.spark()
	}
	return line
}

// spark is the history of the rate, oldest first.
func (p *model) spark() string {
	return p.env.Styles.Info.Render(string(part.Spark(p.env.Styles, p.meter.points, sparkW)))
}

// estimate is how far the run may be, if there is something to judge by.
func (p *model) estimate() (estimate, bool) {
	if p.basis == nil || p.run.Status != api.Running {
		return estimate{}, false
	}
	perSecond, ok := p.meter.rate()
	if !ok || !p.fresh() {
		perSecond = 0
	}
	return guess(p.run, *p.basis, perSecond)
}

// bar draws the estimate.
func (p *model) bar() []string {
	estimate, ok := p.estimate()
	if !ok {
		return nil
	}
	beside := textW
	if p.w >= wide {
		beside = textWW
	}
	w := min(max(p.w-indent-2-beside, barMin), barMax)
	parts := []segment{{part.Bar(p.env.Styles, estimate.fraction, w) + "  " + p.portion(estimate), 0}}
	if p.w >= tight {
		parts = append(parts, segment{leftWords(estimate), 0})
	}
	return flow(parts, p.w)
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
	return "≈ " + text.Dur(blunt(e.left)) + " left"
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
	run, all := p.run, total(p.run)
	if all <= 0 {
		return nil
	}
	parts := []segment{{p.env.Styles.Dim.Render("share"), 0}, {share(run.Successes.N(), all) + " succeeded", 0}}
	if run.Errors > 0 {
		parts = append(parts, segment{p.env.Styles.Error.Render(share(run.Errors.N(), all) + " errors"), 0})
	}
	if run.Skipped > 0 {
		parts = append(parts, segment{p.env.Styles.Warn.Render(share(run.Skipped.N(), all) + " skipped"), 0})
	}
	if d, ok := run.RunTime(p.now); ok && d >= time.Second {
		parts = append(parts, segment{"≈ " + text.Rate(float64(all)/d.Seconds()) + " on average", 0})
	}
	if len(p.meter.points) > 1 && p.w >= wide {
		parts = append(parts, segment{p.spark(), 0})
	}
	return flow(parts, p.w)
}
