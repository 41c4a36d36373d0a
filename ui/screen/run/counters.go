package run

import (
	"time"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

const (
	sparkWidth       = 16
	rateWidth        = 2 + 8 + 2 + sparkWidth
	minBar           = 12
	maxBar           = 42
	barTextWidth     = 59 // usual width of the text next to the bar
	wideBarTextWidth = 70 // the same for the longer text of wide panels
)

// counters renders the counts and the rate. Narrow panels get two lines, always
// split at the same place. Numbers are right-aligned in fixed columns, so that
// nothing moves when they grow.
func (p *model) counters() []string {
	run := p.run
	maxTotal := total(run)
	if p.basis != nil {
		maxTotal = max(maxTotal, total(*p.basis))
	}
	width := max(5, len(text.Count(maxTotal)))
	counter := func(label string, count api.Count, st theme.Style) segment {
		if count <= 0 {
			st = p.env.Styles.Text
		}
		return segment{p.env.Styles.Dim.Render(label+" ") + st.Render(text.Fit(text.Count(count), width, text.Right)), 0}
	}
	parts := []segment{
		counter("succeeded", run.Successes, p.env.Styles.Success), counter("errors", run.Errors, p.env.Styles.Error),
		counter("skipped", run.Skipped, p.env.Styles.Warn), counter("total", run.Counted(), p.env.Styles.Strong),
		{p.rate(), rateWidth},
	}
	switch {
	case p.width >= wide:
		return flow(parts, p.width)
	case p.width >= tight:
		return append(flow(parts[:4], p.width), flow(parts[4:], p.width)...)
	}
	return append(flow(parts[:3], p.width), flow(parts[3:], p.width)...)
}

// rate renders the current rate and its history. The number is shown only while
// the data is fresh.
func (p *model) rate() string {
	if p.run.Status != api.Running {
		return ""
	}
	current := "– /s"
	if perSecond, ok := p.meter.rate(); ok && p.fresh() {
		current = text.Rate(perSecond)
	}
	line := "≈ " + text.Fit(current, 8, text.Right)
	if len(p.meter.points) > 0 {
		line += "  " + p.spark()
	}
	return line
}

// spark renders the history of the rate, oldest first.
func (p *model) spark() string {
	return p.env.Styles.Info.Render(string(part.Spark(p.env.Styles, p.meter.points, sparkWidth)))
}

// estimate returns the estimated progress; ok is false without a basis.
func (p *model) estimate() (result estimate, ok bool) {
	if p.basis == nil || p.run.Status != api.Running {
		return estimate{}, false
	}
	perSecond, ok := p.meter.rate()
	if !ok || !p.fresh() {
		perSecond = 0
	}
	return newEstimate(p.run, *p.basis, perSecond)
}

// bar renders the estimate.
func (p *model) bar() []string {
	estimate, ok := p.estimate()
	if !ok {
		return nil
	}
	textWidth := barTextWidth
	if p.width >= wide {
		textWidth = wideBarTextWidth
	}
	width := min(max(p.width-indent-2-textWidth, minBar), maxBar)
	parts := []segment{{part.Bar(p.env.Styles, estimate.fraction, width) + "  " + p.portion(estimate), 0}}
	if p.width >= tight {
		parts = append(parts, segment{timeLeft(estimate), 0})
	}
	return flow(parts, p.width)
}

func (p *model) portion(estimate estimate) string {
	basis := "the last run's "
	if p.width >= wide {
		basis = "the last completed run's "
	}
	basis += text.Count(estimate.of)
	if estimate.window > 0 {
		basis += " over " + text.Dur(estimate.window)
	}
	if estimate.past {
		return "≈ more than " + basis
	}
	return "≈ " + text.Fit(text.Count(int(estimate.fraction*100)), 3, text.Right) + " % of " + basis
}

func timeLeft(estimate estimate) string {
	if estimate.left <= 0 {
		return ""
	}
	return "≈ " + text.Dur(roundRough(estimate.left)) + " left"
}

// roundRough rounds a duration to the precision that an estimate has.
func roundRough(duration time.Duration) time.Duration {
	switch {
	case duration < 30*time.Second:
		return max(duration.Round(time.Second), time.Second)
	case duration < 10*time.Minute:
		return duration.Round(5 * time.Second)
	}
	return duration.Round(time.Minute)
}

// summary renders the shares and the average rate of an ended run.
func (p *model) summary() []string {
	run, all := p.run, total(p.run)
	if all <= 0 {
		return nil
	}
	parts := []segment{{p.env.Styles.Dim.Render("share"), 0}, {formatShare(run.Successes.N(), all) + " succeeded", 0}}
	if run.Errors > 0 {
		parts = append(parts, segment{p.env.Styles.Error.Render(formatShare(run.Errors.N(), all) + " errors"), 0})
	}
	if run.Skipped > 0 {
		parts = append(parts, segment{p.env.Styles.Warn.Render(formatShare(run.Skipped.N(), all) + " skipped"), 0})
	}
	if duration, ok := run.RunTime(p.serverNow()); ok && duration >= time.Second {
		parts = append(parts, segment{"≈ " + text.Rate(float64(all)/duration.Seconds()) + " on average", 0})
	}
	if len(p.meter.points) > 1 && p.width >= wide {
		parts = append(parts, segment{p.spark(), 0})
	}
	return flow(parts, p.width)
}
