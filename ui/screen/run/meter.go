package run

import "time"

const (
	ratePolls    = 6  // the rate is the average over at most this many intervals
	maxPoints    = 60 // points kept for the sparkline
	minPollGap   = 500 * time.Millisecond
	minIntervals = 2 // intervals needed before there is a rate
)

// meter computes the rate from the counts of successive polls. It skips pauses
// and times when the panel was hidden, which would otherwise add a false zero or
// a false peak to the history.
//
// The zero value is ready to use.
type meter struct {
	recent []sample  // since the last break, oldest first
	points []float64 // per second, oldest first
}

type sample struct {
	at   time.Time
	done int
}

// add adds the count of a poll. A lower count than before means no progress;
// polls within minPollGap count as one.
func (m *meter) add(at time.Time, done int) {
	if count := len(m.recent); count > 0 {
		last := m.recent[count-1]
		dt := at.Sub(last.at)
		if dt < minPollGap {
			return
		}
		m.points = append(m.points, float64(max(0, done-last.done))/dt.Seconds())
		if len(m.points) > maxPoints {
			m.points = m.points[len(m.points)-maxPoints:]
		}
	}
	m.recent = append(m.recent, sample{at, done})
	if len(m.recent) > ratePolls+1 {
		m.recent = m.recent[len(m.recent)-ratePolls-1:]
	}
}

// breakSeries starts a new series: the next count is not compared with the last.
func (m *meter) breakSeries() { m.recent = m.recent[:0] }

// rate returns the count per second over the last polls, never negative; ok is
// false if there are too few polls.
func (m *meter) rate() (perSecond float64, ok bool) {
	count := len(m.recent)
	if count < minIntervals+1 {
		return 0, false
	}
	first, last := m.recent[0], m.recent[count-1]
	return float64(max(0, last.done-first.done)) / last.at.Sub(first.at).Seconds(), true
}
