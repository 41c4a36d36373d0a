package run

import (
	"math"
	"time"

	"ax-tui/api/watch"
)

// The counters of a run in the order of the chart.
const (
	succeeded = watch.Succeeded
	errored   = watch.Errored
	skipped   = watch.Skipped
	kinds     = watch.Kinds
)

// maxSamples is how many samples are kept; then the older ones are merged.
const maxSamples = 600

// history is what the counters of a run were while it was watched, or shown here.
type history struct{ watch.Trace }

// known reports whether anything was observed.
func (h *history) known() bool {
	count := len(h.Samples)
	return count > 1 && (count > 2 || !h.Samples[1].First)
}

// series is a history in columns of equal time.
type series struct {
	start   time.Time
	step    time.Duration
	rates   [kinds][]float64 // per second; NaN: not observed
	covered []time.Duration  // how much of each column was observed
}

// columns divides the history into at most count columns.
func (h *history) columns(count int) series {
	if count < 1 || len(h.Samples) == 0 {
		return series{}
	}
	first, last := h.Samples[0].At, h.Samples[len(h.Samples)-1].At
	out := series{step: columnStep(first, last, count)}
	out.start = first.Truncate(out.step)
	size := int(max(last.Sub(out.start)-1, 0)/out.step) + 1 // the last column holds what comes before last
	out.covered = make([]time.Duration, size)
	for kind := range out.rates {
		out.rates[kind] = make([]float64, size)
	}
	for i := 1; i < len(h.Samples); i++ {
		if !h.Samples[i].First {
			h.spread(&out, i)
		}
	}
	for kind := range out.rates {
		for i, covered := range out.covered {
			out.rates[kind][i] /= covered.Seconds() // 0/0 is NaN
		}
	}
	return out
}

// spread adds the interval that ends with sample i to the columns that it touches.
func (h *history) spread(out *series, i int) {
	from, to := h.Samples[i-1].At, h.Samples[i].At
	for column := int(from.Sub(out.start) / out.step); column < len(out.covered); column++ {
		begin := out.start.Add(time.Duration(column) * out.step)
		if !begin.Before(to) {
			return
		}
		part := earlier(to, begin.Add(out.step)).Sub(later(from, begin))
		out.covered[column] += part
		for kind := range out.rates {
			out.rates[kind][column] += h.Gained(i-1, i, kind) * (float64(part) / float64(to.Sub(from)))
		}
	}
}

// columnStep returns the shortest step that is easy to read and needs at most count columns.
func columnStep(first, last time.Time, count int) time.Duration {
	for _, unit := range [...]time.Duration{time.Second, time.Minute, time.Hour} {
		for _, factor := range [...]time.Duration{1, 2, 5, 10, 15, 30} {
			if step := factor * unit; int(last.Sub(first.Truncate(step))/step) < count {
				return step
			}
		}
	}
	return (last.Sub(first)/time.Duration(count) + 24*time.Hour).Truncate(24 * time.Hour)
}

// stats are the least, the mean and the largest rate of a series.
type stats struct{ least, mean, most float64 }

func (s *series) stats(kind int) (out stats, ok bool) {
	out.least = math.Inf(1)
	var all time.Duration
	for i, rate := range s.rates[kind] {
		if math.IsNaN(rate) {
			continue
		}
		out.least, out.most = min(out.least, rate), max(out.most, rate)
		out.mean += rate * s.covered[i].Seconds()
		all += s.covered[i]
	}
	out.mean /= all.Seconds()
	return out, all > 0
}

func earlier(left, right time.Time) time.Time {
	if left.Before(right) {
		return left
	}
	return right
}

func later(left, right time.Time) time.Time {
	if left.After(right) {
		return left
	}
	return right
}
