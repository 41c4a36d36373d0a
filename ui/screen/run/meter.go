package run

import "time"

const (
	rateOver   = 6  // the rate is taken over this many polls at most
	rateKept   = 60 // points of the history that are kept for the sparkline
	rateApart  = 500 * time.Millisecond
	rateProven = 2 // points that must be there before a rate is told
)

// meter turns the counts of successive polls into a rate. Between two polls
// that follow each other it knows how many were done; over a pause or while
// the panel was hidden it knows nothing and says nothing, so that a gap leaves
// neither a false zero nor a false peak in the history.
//
// The zero value is a meter that has seen nothing.
type meter struct {
	recent []sample  // of the present stretch, oldest first
	points []float64 // per second, oldest first
}

type sample struct {
	at   time.Time
	done int
}

// add takes in the count of a poll. A count that fell (it should not) counts
// as no progress; two polls almost at once count as one.
func (m *meter) add(at time.Time, done int) {
	if count := len(m.recent); count > 0 {
		last := m.recent[count-1]
		dt := at.Sub(last.at)
		if dt < rateApart {
			return
		}
		m.points = append(m.points, float64(max(0, done-last.done))/dt.Seconds())
		if len(m.points) > rateKept {
			m.points = m.points[len(m.points)-rateKept:]
		}
	}
	m.recent = append(m.recent, sample{at, done})
	if len(m.recent) > rateOver+1 {
		m.recent = m.recent[len(m.recent)-rateOver-1:]
	}
}

// gap says that what comes next does not follow on what was seen.
func (m *meter) gap() { m.recent = m.recent[:0] }

// rate is the count per second over the last polls; ok is false when there
// are too few to tell. It is never negative.
func (m *meter) rate() (perSecond float64, ok bool) {
	count := len(m.recent)
	if count < rateProven+1 {
		return 0, false
	}
	first, last := m.recent[0], m.recent[count-1]
	return float64(max(0, last.done-first.done)) / last.at.Sub(first.at).Seconds(), true
}
