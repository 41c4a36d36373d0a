package world

import (
	"math"
	"time"
)

// at is the run as this script has it at time t, which is not before its
// creation. The fields that need the world (IDs) are left to the caller.
func (s *script) at(t time.Time) Run {
	r := Run{Status: Pending, DataStart: s.from, DataEnd: s.to, CreatedAt: s.created, CreatedBy: s.by}
	start := s.created.Add(s.wait)
	if t.Before(start) {
		return r
	}
	r.StartedAt = &start
	finish := start.Add(s.work)
	if t.Before(finish) {
		r.Status = Running
		p := s.progress(float64(t.Sub(start)) / float64(s.work))
		r.Successes, r.Errors, r.Skipped = part(s.ok, p), part(s.bad, p), part(s.skip, p)
		return r
	}
	r.Status, r.FinishedAt, r.FailureReason = s.end, &finish, s.reason
	r.Successes, r.Errors, r.Skipped = s.ok, s.bad, s.skip
	return r
}

func part(n int, p float64) int { return int(float64(n) * p) }

// progress bends time: it rises from 0 to 1, never falls, and rises unevenly.
// Whether counters of a real server grow while RUNNING is unknown (contract
// section 10), see Choices.FrozenCounters.
func (s *script) progress(p float64) float64 {
	const slow, fast = 0.45, 0.50 // together below 1: the slope stays positive
	a, b := float64(1+s.wave%3), float64(5+s.wave>>8%9)
	p += slow*math.Sin(2*math.Pi*a*p)/(2*math.Pi*a) - fast*math.Sin(2*math.Pi*b*p)/(2*math.Pi*b)
	return min(max(p, 0), 1)
}

// hasExperiment tells whether the run's experiment is there at time t.
func (s *script) hasExperiment(t time.Time) bool {
	return s.experimentLate > 0 && !t.Before(s.created.Add(s.wait+s.experimentLate))
}

// hurry shortens waiting and working for runs that begin after the opening.
func (w *World) hurry(s *script) {
	s.wait, s.work = w.scaled(s.wait), w.scaled(s.work)
	if s.experimentLate > 0 {
		s.experimentLate = min(w.scaled(s.experimentLate), max(s.work/2, time.Millisecond))
	}
}

// scaled divides by the speed; 5 s and less stay, so that the telling
// durations of contract section 8 still tell.
func (w *World) scaled(d time.Duration) time.Duration {
	if d <= 5*time.Second {
		return d
	}
	return max(time.Duration(float64(d)/w.speed), time.Millisecond).Truncate(time.Millisecond)
}
