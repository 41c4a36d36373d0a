package run

import (
	"math"
	"time"

	"ax-tui/api"
)

const (
	rateIntervals = 6   // the rate is the average over at most this many intervals
	minIntervals  = 2   // intervals needed before there is a rate
	maxSamples    = 600 // samples kept; then the older ones are merged in pairs
	keptSamples   = 16  // newest samples that are never merged
	minGap        = 500 * time.Millisecond
)

// The counters of a run in the order of the chart.
const (
	succeeded = iota
	errored
	skipped
	kinds
)

// history is what the counters of a run were at each poll. It skips pauses and times
// when the panel was hidden, which would add a false zero or a false peak.
//
// The zero value is ready to use.
type history struct {
	samples []sample // oldest first
	broken  bool     // the next sample starts a series
}

type sample struct {
	at     time.Time
	counts [kinds]int
	first  bool // of a series: not compared with the one before
}

// add adds the counters of a poll. Polls within minGap count as one.
func (h *history) add(at time.Time, run api.Run) {
	next := sample{at: at, counts: [kinds]int{run.Successes.N(), run.Errors.N(), run.Skipped.N()}, first: h.broken || len(h.samples) == 0}
	if count := len(h.samples); count > 0 && (at.Before(h.samples[count-1].at) || !next.first && at.Sub(h.samples[count-1].at) < minGap) {
		return
	}
	h.broken = false
	if h.samples = append(h.samples, next); len(h.samples) > maxSamples {
		h.merge()
	}
}

// merge drops every second of the older samples: counters only add up, so that two
// intervals become one.
func (h *history) merge() {
	merged, older := h.samples[:0], len(h.samples)-keptSamples
	for i, next := range h.samples {
		if next.first || i >= older || i%2 == 0 || h.samples[i+1].first {
			merged = append(merged, next)
		}
	}
	h.samples = merged
}

// breakSeries starts a new series: the next sample is not compared with the last.
func (h *history) breakSeries() { h.broken = true }

// rate returns how many rows a second were counted over the last polls, never negative;
// ok is false if there are too few polls.
func (h *history) rate() (perSecond float64, ok bool) {
	last := len(h.samples) - 1
	if h.broken || last < minIntervals {
		return 0, false
	}
	from := last
	for from > 0 && from > last-rateIntervals && !h.samples[from].first {
		from--
	}
	if last-from < minIntervals {
		return 0, false
	}
	var done float64
	for kind := range kinds {
		done += h.gained(from, last, kind)
	}
	return done / h.samples[last].at.Sub(h.samples[from].at).Seconds(), true
}

// gained returns by how much a counter has grown between two samples; a lower count
// than before means no progress.
func (h *history) gained(from, to, kind int) float64 {
	return float64(max(0, h.samples[to].counts[kind]-h.samples[from].counts[kind]))
}

// known reports whether anything was observed.
func (h *history) known() bool {
	count := len(h.samples)
	return count > 1 && (count > 2 || !h.samples[1].first)
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
	if count < 1 || len(h.samples) == 0 {
		return series{}
	}
	first, last := h.samples[0].at, h.samples[len(h.samples)-1].at
	out := series{step: columnStep(first, last, count)}
	out.start = first.Truncate(out.step)
	size := int(max(last.Sub(out.start)-1, 0)/out.step) + 1 // the last column holds what comes before last
	out.covered = make([]time.Duration, size)
	for kind := range out.rates {
		out.rates[kind] = make([]float64, size)
	}
	for i := 1; i < len(h.samples); i++ {
		if !h.samples[i].first {
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
	from, to := h.samples[i-1].at, h.samples[i].at
	for column := int(from.Sub(out.start) / out.step); column < len(out.covered); column++ {
		begin := out.start.Add(time.Duration(column) * out.step)
		if !begin.Before(to) {
			return
		}
		part := earlier(to, begin.Add(out.step)).Sub(later(from, begin))
		out.covered[column] += part
		for kind := range out.rates {
			out.rates[kind][column] += h.gained(i-1, i, kind) * (float64(part) / float64(to.Sub(from)))
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

func (s series) stats(kind int) (out stats, ok bool) {
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
