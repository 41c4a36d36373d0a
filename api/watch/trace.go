package watch

import (
	"time"

	"ax-tui/api"
)

const (
	rateIntervals = 6   // the rate is the average over at most this many intervals
	minIntervals  = 2   // intervals needed before there is a rate
	keptSamples   = 16  // newest samples that are never merged
	maxSamples    = 120 // of a watched run; an hour is a sample every 30 s or so
	minGap        = 500 * time.Millisecond
)

// The counters of a sample.
const (
	Succeeded = iota
	Errored
	Skipped
	Kinds
)

// Sample is what the counters of a run were at one time.
type Sample struct {
	At     time.Time
	Counts [Kinds]int
	First  bool // of a series: not compared with the one before
}

// Trace is what the counters of a run were over time. A pause without requests ends a
// series, as it would add a false zero or a false peak. The zero value is ready to use.
type Trace struct {
	Samples []Sample // the oldest first; merged samples are replaced, never changed
	Broken  bool     // the next sample starts a series
}

// Add adds the counters of an answer; answers within minGap count as one. Of more than
// most samples the older ones are merged in pairs.
func (t *Trace) Add(at time.Time, run *api.Run, most int) {
	next := Sample{At: at, Counts: [Kinds]int{run.Successes.N(), run.Errors.N(), run.Skipped.N()}, First: t.Broken || len(t.Samples) == 0}
	if count := len(t.Samples); count > 0 && (at.Before(t.Samples[count-1].At) || !next.First && at.Sub(t.Samples[count-1].At) < minGap) {
		return
	}
	t.Broken = false
	if t.Samples = append(t.Samples, next); len(t.Samples) > most {
		t.merge()
	}
}

// merge drops every second of the older samples: counters only add up, so that two
// intervals become one.
func (t *Trace) merge() {
	older := len(t.Samples) - keptSamples
	merged := make([]Sample, 0, len(t.Samples))
	for i, next := range t.Samples {
		if next.First || i >= older || i%2 == 0 || t.Samples[i+1].First {
			merged = append(merged, next)
		}
	}
	t.Samples = merged
}

// Break starts a new series: the next sample is not compared with the last.
func (t *Trace) Break() { t.Broken = true }

// Copy returns a trace that can be added to without a change of this one.
func (t *Trace) Copy() Trace {
	return Trace{Samples: append([]Sample(nil), t.Samples...), Broken: t.Broken}
}

// Rate returns how many items a second were counted over the last answers, never negative;
// ok is false if there are too few.
func (t *Trace) Rate() (perSecond float64, ok bool) {
	last := len(t.Samples) - 1
	if t.Broken || last < minIntervals {
		return 0, false
	}
	from := last
	for from > 0 && from > last-rateIntervals && !t.Samples[from].First {
		from--
	}
	if last-from < minIntervals {
		return 0, false
	}
	var done float64
	for kind := range Kinds {
		done += t.Gained(from, last, kind)
	}
	return done / t.Samples[last].At.Sub(t.Samples[from].At).Seconds(), true
}

// Gained returns by how much a counter has grown between two samples; a lower count
// than before means no progress.
func (t *Trace) Gained(from, to, kind int) float64 {
	return float64(max(0, t.Samples[to].Counts[kind]-t.Samples[from].Counts[kind]))
}
