package diagnose

import (
	"strconv"

	"ax-tui/api"
)

// repeats is how many runs of a task must have ended in the same way for that to be
// evidence, and how many of the newest are looked at.
const (
	repeats   = 3
	maxOthers = 10
)

// weigh adds to the evidence of the first cause how often runs of the task ended so.
func (s *subject) weigh(causes []Finding) {
	same, ended := s.sameEnds()
	switch {
	case len(causes) == 0 || !s.endedBadly() || ended < repeats:
	case same == ended:
		causes[0].Basis += "; all of the task's last " + strconv.Itoa(same) + " runs ended like this"
	case same > 1:
		causes[0].Basis += "; " + strconv.Itoa(same) + " of the task's last " + strconv.Itoa(ended) + " runs ended like this"
	default:
		causes[0].Basis += "; the task's other " + strconv.Itoa(ended-1) + " recent runs ended in other ways"
	}
}

// sameEnds counts those of the task's newest runs that have ended, and of them those
// that ended as this one: with the same status, and with or without anything counted.
func (s *subject) sameEnds() (same, ended int) {
	seen := false
	for _, other := range s.Others[:min(len(s.Others), maxOthers)] {
		if other.ID == s.Run.ID {
			other, seen = s.Run, true // the list may be older
		}
		if !other.Status.Terminal() {
			continue
		}
		ended++
		if endedLike(&other, &s.Run) {
			same++
		}
	}
	if !seen {
		return 0, 0 // an old run: what came after it says little
	}
	return same, ended
}

func endedLike(left, right *api.Run) bool {
	positive := func(run api.Run) [3]bool { return [3]bool{run.Successes > 0, run.Errors > 0, run.Skipped > 0} }
	return left.Status == right.Status && positive(*left) == positive(*right)
}
