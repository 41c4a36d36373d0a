package run

import (
	"cmp"
	"time"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// maxSpans is the limit of a run that was asked for none (contract section 6, Trigger).
const maxSpans = 10_000

const (
	rateWidth        = 2 + 8
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
	maxTotal := total(&run)
	if p.basis != nil {
		maxTotal = max(maxTotal, total(p.basis))
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
		{p.rateText(), rateWidth},
	}
	switch {
	case p.width >= wide:
		return flow(parts, p.width)
	case p.width >= tight: // the rate is in the line of the status
		return flow(parts[:4], p.width)
	}
	return append(flow(parts[:3], p.width), flow(parts[3:], p.width)...)
}

// rateText renders the current rate. The number is shown only while the data is fresh.
func (p *model) rateText() string {
	if p.run.Status != api.Running {
		return ""
	}
	current := "– /s"
	if perSecond, ok := p.Rate(); ok && p.fresh() {
		current = text.Rate(perSecond)
	}
	return "≈ " + text.Fit(current, 8, text.Right)
}

// estimate returns the estimated progress; ok is false without a basis.
func (p *model) estimate() (result taskinfo.Estimate, ok bool) {
	if p.basis == nil || p.run.Status != api.Running {
		return taskinfo.Estimate{}, false
	}
	return taskinfo.NewEstimate(&p.run, p.basis, p.currentRate())
}

// limit returns how many rows the run may count at most; false if what it was asked to
// do is not known.
func (p *model) limit() (rows int, ok bool) {
	if p.asked == nil || p.task.Type == api.RunExperiment {
		return 0, false
	}
	return cmp.Or(taskinfo.Limit(p.asked), maxSpans), true
}

// limitBar renders what was counted against the limit that the run was asked to keep.
func (p *model) limitBar(limit, width int) string {
	all := total(&p.run)
	return part.Bar(p.env.Styles, float64(all)/float64(limit), width) + "  " + string(taskinfo.LimitText(all, limit))
}

// bar renders the progress: against a limit that was asked for, else as an estimate.
func (p *model) bar() []string {
	estimate, ok := p.estimate()
	if limit := taskinfo.Limit(p.asked); limit > 0 && p.run.Status == api.Running && p.run.Counted().Known() {
		return p.withTimeLeft(p.limitBar(limit, max(p.width/3, minBar)))
	}
	if !ok {
		return nil
	}
	textWidth := barTextWidth
	if p.width >= wide {
		textWidth = wideBarTextWidth
	}
	width := min(max(p.width-indent-2-textWidth, minBar), maxBar)
	return p.withTimeLeft(part.Bar(p.env.Styles, estimate.Fraction, width) + "  " + p.portion(estimate))
}

// withTimeLeft adds the time left to a bar; narrow panels have it next to the status.
func (p *model) withTimeLeft(bar string) []string {
	parts := []segment{{bar, 0}}
	if p.width >= tight {
		parts = append(parts, segment{p.timeLeft(), 0})
	}
	return flow(parts, p.width)
}

func (p *model) portion(estimate taskinfo.Estimate) string {
	basis := "the last run's "
	if p.width >= wide {
		basis = "the last completed run's "
	}
	basis += text.Count(estimate.Of)
	if estimate.Window > 0 {
		basis += " over " + text.Dur(estimate.Window)
	}
	if estimate.Past {
		return "≈ more than " + basis
	}
	return "≈ " + text.Fit(text.Count(int(estimate.Fraction*100)), 3, text.Right) + " % of " + basis
}

// timeLeft renders the estimated time left.
func (p *model) timeLeft() string {
	estimate, _ := p.estimate()
	left := taskinfo.TimeLeft(&p.run, estimate, taskinfo.Limit(p.asked), p.currentRate())
	if left <= 0 {
		return ""
	}
	return "≈ " + text.Dur(taskinfo.RoughTime(left)) + " left"
}

// currentRate is how many rows are counted a second now, 0 if that is not known.
func (p *model) currentRate() float64 {
	perSecond, ok := p.Rate()
	if !ok || !p.fresh() {
		return 0
	}
	return perSecond
}

// average renders the rate of an ended run over its whole time, "" if it is not known.
func (p *model) average() string {
	duration, ok := p.run.RunTime(p.serverNow())
	if all := total(&p.run); ok && all > 0 && duration >= time.Second {
		return "≈ " + text.Rate(float64(all)/duration.Seconds()) + " on average"
	}
	return ""
}
