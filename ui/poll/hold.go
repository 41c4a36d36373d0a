package poll

import (
	"cmp"
	"errors"
	"time"

	"ax-tui/api"
)

// group is the back-off of the jobs of a Group: many requests of one kind that
// would all fail alike. After a failure none is sent until the back-off has passed,
// then one at a time until one succeeds.
type group struct {
	state api.PollState
	until time.Time
}

// When extra requests are sent while no request of the program succeeds: one soon, as
// one failure is often over at once, then rarely. Up to half of it is added at random.
const (
	extraSoon = 3 * time.Second
	extraWait = 30 * time.Second
)

// pollsPerExtra is how many requests, which are sent in an outage as they would be when all
// is well, allow one extra request.
const pollsPerExtra = 5

// isExtra reports whether a job is one of many that would fail alike, or repeats a
// request that has never succeeded, while nothing else succeeds either. Such jobs are
// sent one at a time, for all screens together. Polls at an interval are no load to add,
// and what the user asks for, by opening a screen or a key, is sent at once.
func (s *Scheduler) isExtra(job *entry) bool {
	first := job.last.IsZero() && job.Group == ""
	return s.outage.state.Failures > 1 && job.Once && !job.demanded && !first
}

// waitsForPolls reports whether an extra job is left to the polls at an interval, whose
// first success ends the outage: they have not allowed another request yet. Where
// nothing is polled at an interval, only extra requests can find that out.
func (s *Scheduler) waitsForPolls(job *entry) bool {
	return s.isExtra(job) && s.regular < pollsPerExtra && !s.nextInterval().IsZero()
}

// nextInterval is when the next poll at an interval is due, the zero time if there is none.
func (s *Scheduler) nextInterval() (next time.Time) {
	for _, job := range s.jobs {
		if due := s.dueAt(job); !job.Once && !s.rests(job) && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next
}

// noteOutage applies the outcome of any poll. Failures of requests that were in flight
// together count as one. A refusal is an answer: the server works.
func (s *Scheduler) noteOutage(job *entry, outcome api.Outcome) {
	now := s.now()
	if !s.isExtra(job) {
		s.regular++
	}
	next, decision := api.PollRule{GiveUp: -1}.Next(s.outage.state, now, outcome, 0)
	switch {
	case outcome.Err == nil || decision.Stop != api.None:
		s.outage, s.regular = group{}, 0
	case next.Failures > s.outage.state.Failures && !s.outage.until.After(now): // else cancelled, or known
		s.outage.state = next
		wait := extraWait
		if next.Failures == 2 {
			wait = extraSoon
		}
		if next.Failures > 1 {
			s.outage.until = now.Add(wait + time.Duration(s.random()*float64(wait/2)))
		}
	}
}

// dueAt is when a job may be polled, as far as other jobs are concerned.
func (s *Scheduler) dueAt(job *entry) time.Time {
	if job.demanded {
		return job.due
	}
	due := later(s.holdUntil, job.due)
	if group := s.groups[job.groupID()]; group != nil {
		due = later(group.until, due)
	}
	if s.isExtra(job) && s.regular < pollsPerExtra {
		due = later(s.outage.until, due)
	}
	return due
}

func (e *entry) groupID() id { return id{e.owner, e.Group} }

// Hold holds all jobs until the Retry-After of an error has passed, which the client
// bounds: the limit applies to the key, not to one resource.
func (s *Scheduler) Hold(err error) {
	var apiErr *api.Error
	if errors.As(err, &apiErr) && apiErr.RetryAfter > 0 && (apiErr.Kind == api.RateLimited || apiErr.Kind == api.Server) {
		s.holdUntil = later(s.holdUntil, s.now().Add(apiErr.RetryAfter))
	}
}

// endHolds ends the waits that one successful request of the user has shown to be
// unnecessary. Groups send one request at a time until one succeeds.
func (s *Scheduler) endHolds(owner uint64) {
	s.holdUntil = time.Time{}
	for id, shared := range s.groups {
		if id.owner == owner {
			shared.until = time.Time{}
		}
	}
}

// EndHold ends the wait that a server has asked for, and what a refused login has
// stopped: another key is used.
func (s *Scheduler) EndHold() {
	s.holdUntil = time.Time{}
	s.bar(nil)
}

// bar stops every job at once when the login is refused (401), those of covered screens
// too: all would fail alike. What the user asks for, by opening a screen or a key, is
// still sent, and its success lets the others continue.
func (s *Scheduler) bar(err error) {
	refused := api.Is(err, api.Auth)
	if refused == s.refused || err != nil && !refused {
		return
	}
	s.refused = refused
	for _, job := range s.jobs {
		job.barred = refused
	}
}

// Held returns until when the server asks to send nothing, the zero time if it does not.
func (s *Scheduler) Held() time.Time {
	if !s.holdUntil.After(s.now()) {
		return time.Time{}
	}
	return s.holdUntil
}

// backOffGroup applies the outcome of a poll to the group of its job. Failures of
// requests that were in flight together count as one.
func (s *Scheduler) backOffGroup(job *entry, outcome api.Outcome) {
	shared, now := s.groups[job.groupID()], s.now()
	if job.Group == "" || outcome.Err != nil && shared != nil && shared.until.After(now) {
		return
	}
	if shared == nil {
		shared = &group{}
		s.groups[job.groupID()] = shared
	}
	next, decision := api.PollRule{Every: cmp.Or(job.Rule.Every, retryOnce), GiveUp: -1}.Next(shared.state, now, outcome, s.random())
	*shared = group{state: next}
	if outcome.Err != nil && decision.Stop == api.None {
		shared.until = now.Add(decision.Wait)
	} else {
		shared.state.Failures = 0 // a refusal of one request says nothing about the others
	}
}
