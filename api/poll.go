package api

import "time"

// StopReason says why a watch ends.
type StopReason int

// The reasons. None: go on.
const (
	None     StopReason = iota
	Terminal            // the run has ended
	GaveUp              // the time to watch is over; the run goes on
	Refused             // the key is not accepted or not allowed
	Gone                // the run is missing or no longer readable
)

// PollRule sets the pace.
type PollRule struct {
	Every  time.Duration // 0: 5 s
	GiveUp time.Duration // 0: 600 s, negative: never
}

// PollState is what a watch remembers between polls.
type PollState struct {
	Since time.Time
	Fails int
}

// Outcome is what one poll brought.
type Outcome struct {
	Status Status
	Err    error
	Idle   bool // nobody is looking: slower
}

// Decision says how the watch goes on.
type Decision struct {
	Stop StopReason
	Wait time.Duration
}

// Next is the rule.
func (r PollRule) Next(s PollState, now time.Time, out Outcome, rnd float64) (PollState, Decision) {
	return s, Decision{Stop: GaveUp}
}
