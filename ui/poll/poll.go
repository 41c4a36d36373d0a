// Package poll is the one scheduler of everything that is asked again and
// again: list refreshes, live runs, last runs of visible rows. Screens say
// what they want kept fresh; the scheduler decides when, never asks twice at
// once for the same thing, spreads and slows as api's polling rule says, does
// nothing for hidden screens and nothing at all when there is nothing to do.
//
// It belongs to the update loop: it keeps no goroutine and no lock, and only
// hands out commands. It imports api for the rule and Bubble Tea for the
// command type; never a screen.
package poll

import (
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
)

// Job is one thing to keep fresh.
type Job struct {
	Key           string         // names the thing within its owner; the same key keeps its timing
	Rule          api.PollRule   // how often, and when to give up
	Once          bool           // asked until it is answered, then never again unless kicked
	PauseWhenIdle bool           // not asked at all while the person is away
	First         time.Duration  // wait before the first asking; 0: at once
	Ask           func() tea.Cmd // makes the command; its message must be a Result
}

// Result is a message that tells how an asking ended. Every command of a Job answers one.
type Result interface {
	Addr() uint64
	PollKey() string
	Outcome() api.Outcome
}

// State is what the scheduler knows of a job, for screens that show it.
type State struct {
	Known    bool
	InFlight bool
	Due      time.Time // when it is asked next; zero while in flight or stopped
	Last     time.Time // when the last answer came
	Deadline time.Time // zero: never
	Failures int       // failures in a row
	Stop     api.StopReason
}

var errNoAnswer = errors.New("no answer")

// idleAfter is the silence of the person after which everything slows down.
const idleAfter = 5 * time.Minute

// MaxInFlight bounds the requests that polling has under way at once.
const MaxInFlight = 4

type id struct {
	owner uint64
	key   string
}

type job struct {
	Job
	id
	state  api.PollState
	due    time.Time
	last   time.Time
	flight bool
	done   bool // asked once and answered
	again  bool // kicked while an answer was awaited, which may be too old already
	stop   api.StopReason
	order  int
}

// Scheduler holds every job. Make one with New.
type Scheduler struct {
	now     func() time.Time
	rnd     func() float64
	jobs    map[id]*job
	visible map[uint64]bool
	dropped map[id]bool // given up by their owner while an answer was awaited
	hold    time.Time   // the server asked for silence until then
	wake    time.Time   // the timer that is set, zero when none
	gen     int
	seq     int
	active  time.Time // last sign of life from the person
}

// Wake is the message of the scheduler's one timer.
type Wake struct{ gen int }

// New makes a scheduler with a clock and a source of jitter in [0,1).
func New(now func() time.Time, rnd func() float64) *Scheduler {
	return &Scheduler{now: now, rnd: rnd, jobs: map[id]*job{}, visible: map[uint64]bool{}, dropped: map[id]bool{}, active: now()}
}

// Set says what an owner wants kept fresh from now on. Jobs with a known key
// keep their timing; others are dropped. The rule and the command are taken over.
func (s *Scheduler) Set(owner uint64, jobs []Job) {
	keep := make(map[string]bool, len(jobs))
	for _, j := range jobs {
		keep[j.Key] = true
		k := id{owner, j.Key}
		if old, ok := s.jobs[k]; ok {
			old.Job = j
			continue
		}
		s.seq++
		now := s.now()
		s.jobs[k] = &job{Job: j, id: k, due: now.Add(j.First), state: api.PollState{Since: now}, order: s.seq, flight: s.dropped[k]}
		delete(s.dropped, k)
	}
	for id, job := range s.jobs {
		if id.owner == owner && !keep[id.key] {
			if job.flight {
				s.dropped[id] = true
			}
			delete(s.jobs, id)
		}
	}
}

// Forget drops every job of an owner.
func (s *Scheduler) Forget(owner uint64) {
	s.Set(owner, nil)
	delete(s.visible, owner)
}

// Show lets the jobs of an owner run; what fell due meanwhile is asked at once.
func (s *Scheduler) Show(owner uint64) { s.visible[owner] = true }

// Hide stops the askings of an owner until Show.
func (s *Scheduler) Hide(owner uint64) { delete(s.visible, owner) }

// Touch notes that the person is there: after a long silence everything due is asked at once.
func (s *Scheduler) Touch() {
	now := s.now()
	if now.Sub(s.active) > idleAfter {
		for _, job := range s.jobs { // the silence had stretched their pace
			if job.state.Failures == 0 && !job.last.IsZero() && job.due.After(job.last.Add(job.Rule.Every)) {
				job.due = later(now, job.last.Add(job.Rule.Every))
			}
		}
	}
	s.active = now
}

// Idle is how long the person has been silent.
func (s *Scheduler) Idle() time.Duration { return s.now().Sub(s.active) }

// Kick asks for a job as soon as possible, also one that has stopped.
func (s *Scheduler) Kick(owner uint64, key string) {
	if job, ok := s.jobs[id{owner, key}]; ok {
		job.due, job.stop, job.done, job.again = s.now(), 0, false, job.flight
		job.state.Failures = 0
	}
}

// Restart gives a job a fresh time limit and asks at once.
func (s *Scheduler) Restart(owner uint64, key string) {
	if job, ok := s.jobs[id{owner, key}]; ok {
		job.state = api.PollState{Since: s.now()}
		s.Kick(owner, key)
	}
}

// Reschedule moves the next asking of a job to one interval after its last
// answer, for when the interval was changed.
func (s *Scheduler) Reschedule(owner uint64, key string) {
	if job, ok := s.jobs[id{owner, key}]; ok && !job.flight && job.stop == 0 && job.state.Failures == 0 {
		job.due = later(s.now(), job.last.Add(job.Rule.Every))
	}
}

func later(left, right time.Time) time.Time {
	if right.After(left) {
		return right
	}
	return left
}

// State tells what is known of a job.
func (s *Scheduler) State(owner uint64, key string) State {
	job, ok := s.jobs[id{owner, key}]
	if !ok {
		return State{}
	}
	st := State{Known: true, InFlight: job.flight, Last: job.last, Failures: job.state.Failures, Stop: job.stop}
	if !job.flight && job.stop == 0 && !job.done {
		st.Due = later(s.hold, job.due)
	}
	if job.Rule.GiveUp >= 0 {
		now := s.now()
		st.Deadline = now.Add(job.Rule.Left(job.state, now))
	}
	return st
}

// Answered takes in how an asking ended.
func (s *Scheduler) Answered(result Result) {
	k, out := id{result.Addr(), result.PollKey()}, result.Outcome()
	delete(s.dropped, k)
	s.silence(out)
	if job, ok := s.jobs[k]; ok {
		s.settle(job, out)
	}
}

// silence takes in that the server asks for less: then nobody asks anything
// until the time it named is over.
func (s *Scheduler) silence(out api.Outcome) {
	var apiErr *api.Error
	if errors.As(out.Err, &apiErr) && apiErr.Kind == api.RateLimited {
		s.hold = later(s.hold, s.now().Add(apiErr.RetryAfter))
	}
}

// settle decides when a job is asked again.
func (s *Scheduler) settle(j *job, out api.Outcome) {
	now := s.now()
	j.flight, j.last = false, now
	if j.Once && out.Err == nil {
		j.done, j.state.Failures = !j.again, 0
		j.due, j.again = now, false
		return
	}
	if j.Once {
		j.Rule.GiveUp = -1 // it is wanted once, whenever that is
	}
	out.Idle = s.Idle() > idleAfter
	next, decision := j.Rule.Next(j.state, now, out, s.rnd())
	j.state, j.stop, j.due = next, decision.Stop, now.Add(decision.Wait)
	if j.again && j.stop == api.None && out.Err == nil {
		j.due = now
	}
	j.again = false
}

// Due hands out the commands that are due now and, when something falls due
// later, the timer for it. after makes the timer's command.
func (s *Scheduler) Due(after func(time.Duration, tea.Msg) tea.Cmd) []tea.Cmd {
	now := s.now()
	var ready []*job
	var next time.Time
	flying := len(s.dropped)
	for _, job := range s.jobs {
		if job.flight {
			flying++
			continue
		}
		if job.done || job.stop != 0 || !s.visible[job.owner] || job.PauseWhenIdle && s.Idle() > idleAfter {
			continue
		}
		due := later(s.hold, job.due)
		if !due.After(now) {
			ready = append(ready, job)
			continue
		}
		if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	slices.SortFunc(ready, func(left, right *job) int { return left.order - right.order })
	var cmds []tea.Cmd
	for _, job := range ready {
		if flying >= MaxInFlight {
			break // the answer of one that flies brings us back here
		}
		cmds = append(cmds, job.Ask())
		job.flight = true
		flying++
	}
	if cmd := s.timer(now, next, after); cmd != nil {
		cmds = append(cmds, cmd)
	}
	return cmds
}

// timer keeps exactly one timer set, for the earliest job.
func (s *Scheduler) timer(now, next time.Time, after func(time.Duration, tea.Msg) tea.Cmd) tea.Cmd {
	if next.IsZero() || (!s.wake.IsZero() && s.wake.After(now) && !next.Before(s.wake)) {
		return nil
	}
	s.gen++
	s.wake = next
	return after(next.Sub(now), Wake{s.gen})
}

// FailInFlight takes every asking that is under way as answered by nothing, for when
// a command has failed to answer; all of them are asked again in time.
func (s *Scheduler) FailInFlight() {
	clear(s.dropped)
	for _, job := range s.jobs {
		if job.flight {
			s.settle(job, api.Outcome{Err: errNoAnswer})
		}
	}
}

// Current reports whether a Wake is the one that is set; an older one is nothing.
func (s *Scheduler) Current(wake Wake) bool {
	if wake.gen != s.gen {
		return false
	}
	s.wake = time.Time{}
	return true
}
