// Package poll schedules all repeated requests: list refreshes, live runs, last
// runs of visible rows. Screens register jobs; the scheduler decides when each
// one runs, never has two requests in flight for one job, applies the jitter and
// backoff of api.PollRule, pauses jobs of hidden screens and sets no timer when
// there is no work.
//
// It runs on the update loop: it starts no goroutine, takes no lock and only
// returns commands.
package poll

import (
	"cmp"
	"errors"
	"maps"
	"sort"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
)

// Job is one resource to poll.
type Job struct {
	Key           string         // unique within the owner; a job that is set again under its key keeps its timing
	Rule          api.PollRule   // interval and timeout; of a Once job only the interval, from which it backs off
	Once          bool           // polled until it succeeds, then only after Kick
	PauseWhenIdle bool           // not polled while the user is idle
	WhileHidden   bool           // polled also while another screen covers its owner
	Group         string         // jobs of one owner that share a back-off, see group; "": none
	First         time.Duration  // delay before the first poll; 0: poll at once
	Ask           func() tea.Cmd // returns the command; its message must be a Result
}

// Result is the message that every command of a Job returns.
type Result interface {
	Addr() uint64
	PollKey() string
	Outcome() api.Outcome
}

// State describes a job, for screens that show it. The zero value is a job that does not exist.
type State struct {
	Known    bool
	InFlight bool
	Due      time.Time // next poll; zero while in flight or stopped
	Last     time.Time // last result
	Deadline time.Time // end of the timeout; zero: none
	Failures int       // consecutive failures
	Stop     api.StopReason
}

var errNoResponse = errors.New("no response")

// idleAfter is the time without a key press after which polling slows down.
const idleAfter = 5 * time.Minute

// retryOnce is from where jobs with Once back off, unless their rule says it.
const retryOnce = time.Second

// MaxInFlight is the maximum number of concurrent poll requests.
const MaxInFlight = 4

type id struct {
	owner uint64
	key   string
}

type entry struct {
	Job
	id
	state    api.PollState
	due      time.Time
	last     time.Time
	inFlight bool
	done     bool // Once and succeeded
	kicked   bool // Kick was called while in flight: that result may already be outdated
	demanded bool // the user has asked for the next poll, see Demand
	barred   bool // since a refused login, see Scheduler.bar
	stop     api.StopReason
	order    int
}

// Scheduler holds all jobs. Create one with New.
type Scheduler struct {
	now        func() time.Time
	random     func() float64
	jobs       map[id]*entry
	visible    map[uint64]bool
	dropped    map[id]bool // removed by their owner while in flight
	groups     map[id]*group
	outage     group     // of all jobs, see isExtra
	regular    int       // requests in it that are not extra, and have allowed none yet, see waitsForPolls
	refused    bool      // the login, see bar
	holdUntil  time.Time // no polls before this time (Retry-After)
	timerAt    time.Time // when the current timer fires; zero: none is set
	gen        int
	lastOrder  int
	lastActive time.Time // last key press
}

// Wake is the message of the scheduler's timer.
type Wake struct{ gen int }

// New returns a scheduler. random returns jitter in [0,1).
func New(now func() time.Time, random func() float64) *Scheduler {
	return &Scheduler{now: now, random: random, jobs: map[id]*entry{}, groups: map[id]*group{}, visible: map[uint64]bool{}, dropped: map[id]bool{}, lastActive: now()}
}

// Set replaces the jobs of an owner. A job whose key exists already keeps its
// timing and gets the new rule and command; jobs that are not listed are removed.
func (s *Scheduler) Set(owner uint64, jobs []Job) {
	keep := make(map[string]bool, len(jobs))
	for _, job := range jobs {
		keep[job.Key] = true
		jobID := id{owner, job.Key}
		if old, ok := s.jobs[jobID]; ok {
			old.Job = job
			continue
		}
		s.lastOrder++
		now := s.now()
		s.jobs[jobID] = &entry{Job: job, id: jobID, due: now.Add(job.First), state: api.PollState{Since: now}, order: s.lastOrder, inFlight: s.dropped[jobID]}
		s.jobs[jobID].barred = s.refused && (job.Group != "" || job.WhileHidden)
		delete(s.dropped, jobID)
	}
	for id, job := range s.jobs {
		if id.owner == owner && !keep[id.key] {
			if job.inFlight {
				s.dropped[id] = true
			}
			delete(s.jobs, id)
		}
	}
}

// Forget removes every job of an owner.
func (s *Scheduler) Forget(owner uint64) {
	s.Set(owner, nil)
	delete(s.visible, owner)
	maps.DeleteFunc(s.groups, func(group id, _ *group) bool { return group.owner == owner })
}

// Show resumes the jobs of an owner; overdue jobs are polled at once.
func (s *Scheduler) Show(owner uint64) { s.visible[owner] = true }

// Hide pauses the jobs of an owner until Show.
func (s *Scheduler) Hide(owner uint64) { delete(s.visible, owner) }

// Touch records user activity. After an idle period, jobs that are overdue by
// their normal interval are polled at once.
func (s *Scheduler) Touch() {
	now := s.now()
	if now.Sub(s.lastActive) > idleAfter {
		for _, job := range s.jobs { // their interval was longer while idle
			if job.state.Failures == 0 && !job.last.IsZero() && job.due.After(job.last.Add(job.Rule.Every)) {
				job.due = later(now, job.last.Add(job.Rule.Every))
			}
		}
	}
	s.lastActive = now
}

// Idle is the time since the last user activity.
func (s *Scheduler) Idle() time.Duration { return s.now().Sub(s.lastActive) }

// Kick polls a job as soon as possible, even if it has stopped.
func (s *Scheduler) Kick(owner uint64, key string) {
	if job, ok := s.jobs[id{owner, key}]; ok {
		job.due, job.stop, job.done, job.kicked, job.barred = s.now(), 0, false, job.inFlight, false
		job.state.Failures = 0
	}
}

// Demand is Kick by a key of the user, who may ask before the time that the server
// has asked to wait for, and while other requests hang.
func (s *Scheduler) Demand(owner uint64, key string) {
	s.Kick(owner, key)
	if job, ok := s.jobs[id{owner, key}]; ok {
		job.demanded = true
	}
}

// Restart resets the timeout of a job and polls at once.
func (s *Scheduler) Restart(owner uint64, key string) {
	if job, ok := s.jobs[id{owner, key}]; ok {
		job.state = api.PollState{Since: s.now()}
		s.Kick(owner, key)
	}
}

// Reschedule moves the next poll of a job to one interval after its last result.
// Call it after a change of the interval.
func (s *Scheduler) Reschedule(owner uint64, key string) {
	if job, ok := s.jobs[id{owner, key}]; ok {
		s.PollAt(owner, key, job.last.Add(job.Rule.Every))
	}
}

// PollAt sets when a job is polled next, for an owner with a pace of its own. A job
// that is in flight, has stopped or backs off after a failure stays as it is.
func (s *Scheduler) PollAt(owner uint64, key string, at time.Time) {
	if job, ok := s.jobs[id{owner, key}]; ok && !job.inFlight && job.stop == 0 && job.state.Failures == 0 {
		job.due = later(s.now(), at)
	}
}

func later(left, right time.Time) time.Time {
	if right.After(left) {
		return right
	}
	return left
}

// State returns the state of a job.
func (s *Scheduler) State(owner uint64, key string) State {
	job, ok := s.jobs[id{owner, key}]
	if !ok {
		return State{}
	}
	state := State{Known: true, InFlight: job.inFlight, Last: job.last, Failures: job.state.Failures, Stop: job.stop}
	if job.barred && !job.inFlight && !job.done && job.stop == 0 {
		state.Stop = api.Refused
	}
	if !job.inFlight && state.Stop == 0 && !job.done {
		state.Due = s.dueAt(job)
		if s.waitsForPolls(job) {
			state.Due = later(state.Due, s.nextInterval())
		}
	}
	if job.Rule.GiveUp >= 0 {
		now := s.now()
		state.Deadline = now.Add(job.Rule.Left(job.state, now))
	}
	return state
}

// HandleResult applies the outcome of a poll.
func (s *Scheduler) HandleResult(result Result) {
	jobID, outcome := id{result.Addr(), result.PollKey()}, result.Outcome()
	delete(s.dropped, jobID)
	s.Hold(outcome.Err)
	s.bar(outcome.Err)
	if job, ok := s.jobs[jobID]; ok {
		if job.demanded && outcome.Err == nil {
			s.endHolds(job.owner)
		}
		s.scheduleNext(job, outcome)
	}
}

// scheduleNext decides when a job is polled again.
func (s *Scheduler) scheduleNext(job *entry, outcome api.Outcome) {
	now := s.now()
	job.inFlight, job.demanded, job.last = false, false, now
	s.backOffGroup(job, outcome)
	s.noteOutage(job, outcome)
	if job.Once && outcome.Err == nil {
		job.done, job.state.Failures = !job.kicked, 0
		job.due, job.kicked = now, false
		return
	}
	if job.Once { // a result is needed, however long it takes
		job.Rule = api.PollRule{Every: cmp.Or(job.Rule.Every, retryOnce), GiveUp: -1}
	}
	outcome.Idle = s.Idle() > idleAfter
	next, decision := job.Rule.Next(job.state, now, outcome, s.random())
	job.state, job.stop, job.due = next, decision.Stop, now.Add(decision.Wait)
	if job.kicked && job.stop == api.None && outcome.Err == nil {
		job.due = now
	}
	job.kicked = false
}

// Due returns the commands of the jobs that are due and, if a job is due later,
// the command of the timer for it, which after creates.
func (s *Scheduler) Due(after func(time.Duration, tea.Msg) tea.Cmd) []tea.Cmd {
	now := s.now()
	var ready []*entry
	var next time.Time
	inFlight, inGroup, extras := len(s.dropped), map[id]int{}, 0
	for _, job := range s.jobs {
		if job.inFlight {
			inFlight++
			inGroup[job.groupID()]++
			if s.isExtra(job) {
				extras++
			}
			continue
		}
		if s.rests(job) || s.waitsForPolls(job) {
			continue
		}
		due := s.dueAt(job)
		if !due.After(now) {
			ready = append(ready, job)
			continue
		}
		if next.IsZero() || due.Before(next) {
			next = due
		}
	}
	sort.Slice(ready, func(i, j int) bool { return ready[i].before(ready[j]) })
	var cmds []tea.Cmd
	for _, job := range ready {
		limit := MaxInFlight
		if job.demanded {
			limit++ // what the user asks for does not wait for requests that hang
		}
		shared := s.groups[job.groupID()]
		alone := shared != nil && shared.state.Failures > 0 && !job.demanded
		extra := s.isExtra(job)
		if inFlight < limit && !(alone && inGroup[job.groupID()] > 0) && !(extra && extras > 0) { // else the next result calls Due again
			if extra {
				extras++
				s.regular = max(0, s.regular-pollsPerExtra)
			}
			cmds = append(cmds, job.Ask())
			job.inFlight = true
			inFlight++
			inGroup[job.groupID()]++
		}
	}
	if cmd := s.timer(now, next, after); cmd != nil {
		cmds = append(cmds, cmd)
	}
	return cmds
}

// rests reports whether a job is not polled for now, however long ago it was.
func (s *Scheduler) rests(job *entry) bool {
	hidden := !job.WhileHidden && !s.visible[job.owner]
	return job.done || job.stop != 0 || job.barred || hidden || job.PauseWhenIdle && s.Idle() > idleAfter
}

// before orders jobs: first those that the user has asked for, then by age.
func (e *entry) before(other *entry) bool {
	if e.demanded != other.demanded {
		return e.demanded
	}
	return e.order < other.order
}

// timer returns the command of a timer for the earliest job, nil if one is set that fires soon enough.
func (s *Scheduler) timer(now, next time.Time, after func(time.Duration, tea.Msg) tea.Cmd) tea.Cmd {
	if next.IsZero() || (!s.timerAt.IsZero() && s.timerAt.After(now) && !next.Before(s.timerAt)) {
		return nil
	}
	s.gen++
	s.timerAt = next
	return after(next.Sub(now), Wake{s.gen})
}

// FailInFlight fails every poll that is in flight, so that it is retried. Call
// it when a command panicked: which result is missing is not known.
func (s *Scheduler) FailInFlight() {
	clear(s.dropped)
	for _, job := range s.jobs {
		if job.inFlight {
			s.scheduleNext(job, api.Outcome{Err: errNoResponse})
		}
	}
}

// Current reports whether a Wake is from the current timer, and clears that timer.
func (s *Scheduler) Current(wake Wake) bool {
	if wake.gen != s.gen {
		return false
	}
	s.timerAt = time.Time{}
	return true
}
