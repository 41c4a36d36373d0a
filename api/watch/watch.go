// Package watch is the list of watched runs: what is known of each, which one is
// asked about next and when, and what an answer tells about it.
//
// It is pure: it sends nothing, reads no clock and starts nothing. Its caller asks
// Next, sends one request, and gives the answer to Answer or Failed:
//
//	id, at, ok := list.Next(now)  // wait until at
//	list.Asking(id, now)          // the request is sent
//	event := list.Answer(run, now) // or list.Failed(id, err, now)
//
// How long to wait after a failure is api.PollRule's, as for every other poll.
// Answers may come from elsewhere too, in any order, more than once: the end of a
// run is reported exactly once.
package watch

import (
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
)

// Limits of a list. Ended runs are kept so that a late answer does not end them again.
const (
	MaxActive = 1000
	maxEnded  = 500
)

// TickEvery is how often Tick has to be called while a run is active.
const TickEvery = 15 * time.Second

// suspendedAfter is the gap between two calls from which on the program counts as
// suspended: by the shell, or with the machine.
const suspendedAfter = 3 * TickEvery

// Entry is what is known of one watched run.
type Entry struct {
	Run   api.Run      // as last answered; at least the ID. Status "": not known yet
	Task  api.Ref      // zero: not known yet
	Asked *api.Trigger // what was asked for, for a run that was started here; nil: not known
	Since time.Time    // from when on it is watched

	ReadAt   time.Time     // last answer; zero: none yet
	MovedAt  time.Time     // when an answer last told something new; zero: never
	Err      error         // of the last request; nil after an answer
	Failures int           // consecutive failed requests
	Slept    time.Duration // how long the program was suspended since Since
	State    State
	Absent   bool // watched by an earlier start of the program, and not answered yet since
	Passing  bool // asked about only while it is shown: not watched, see Pass

	History outcome.History // of the answers, without the time of Slept
	Trace                   // of the answers while the run was running
}

// State is how far the watch of a run has come. A lost run that is read after all is active again.
type State int

// The states.
const (
	Active State = iota
	Done         // the run has ended
	Lost         // the run cannot be read any more; whether it has ended is not known
)

// Kind is what an answer tells.
type Kind int

// The kinds of events.
const (
	Nothing   Kind = iota
	Changed        // status, counters, times or reason are others than before
	Stalled        // see outcome.Stalled
	Ended          // once for each run
	Vanished       // the run cannot be read any more, and is not asked about again
	Forbidden      // the login is refused: no run is asked about until Resume or an answer
)

// Event is what an answer tells.
type Event struct {
	Kind   Kind
	Entry  Entry
	Before api.Run // as answered before
	Absent bool    // it happened before this start of the program
}

// Rule is the pace. The zero value is the default one.
type Rule struct {
	Budget float64       // requests a second for all runs together; 0: 2
	Every  time.Duration // between two requests for one run that is young or visible; 0: 5 s
}

// List is the list. Create one with New.
type List struct {
	rule    Rule
	entries []*item
	byID    map[string]*item
	asked   time.Time // the last request
	called  time.Time // the last call, see awake
	slept   time.Duration
	refused error
	version int
}

type item struct {
	Entry
	due     time.Time
	asked   time.Time // the request without an answer; zero: none
	visible bool
	missing int // consecutive answers that the run is not there
	slept   time.Duration
}

// New returns an empty list.
func New(rule Rule) *List {
	if rule.Budget <= 0 {
		rule.Budget = 2
	}
	if rule.Every <= 0 {
		rule.Every = 5 * time.Second
	}
	return &List{rule: rule, byID: map[string]*item{}}
}

// Add watches a run. It reports false, and changes at most what is known of the
// task, when the run is in the list or has ended, or the list is full.
func (l *List) Add(entry Entry, now time.Time) bool {
	now = l.awake(now)
	if have := l.byID[entry.Run.ID]; have != nil {
		have.know(&entry)
		if have.Passing && !entry.Passing && have.State == Active {
			have.Passing, have.Since = false, now
			l.version++
			return true
		}
		return false
	}
	if entry.Run.ID == "" || entry.Run.Status.Terminal() || l.Active() >= MaxActive {
		return false
	}
	if entry.Since.IsZero() {
		entry.Since = now
	}
	added := &item{Entry: entry, due: now, slept: l.slept}
	if entry.Run.Status != "" {
		added.due = now.Add(l.every(added, now))
		added.note(&entry.Run, now)
	}
	l.entries = append(l.entries, added)
	l.byID[entry.Run.ID] = added
	l.version++
	return true
}

// know takes over what another Add knows in addition.
func (i *item) know(entry *Entry) {
	if i.Asked == nil {
		i.Asked = entry.Asked
	}
	if entry.Task.Name != "" {
		i.Task = entry.Task
	}
}

// Remove ends the watch of a run, whatever its state, and returns what was known.
func (l *List) Remove(id string) (Entry, bool) {
	gone := l.byID[id]
	if gone == nil {
		return Entry{}, false
	}
	delete(l.byID, id)
	l.entries = slices.DeleteFunc(l.entries, func(have *item) bool { return have == gone })
	l.version++
	return gone.Entry, true
}

// Name sets the name of a task wherever it is not known.
func (l *List) Name(task api.Ref) {
	for _, have := range l.entries {
		if task.Name != "" && have.Task.ID == task.ID && have.Task.Name != task.Name {
			have.Task.Name = task.Name
			l.version++
		}
	}
}

// Find returns what is known of a run, to be read before the list changes; nil if it has
// none, as a nil list.
func (l *List) Find(id string) (*Entry, bool) {
	if l == nil || l.byID[id] == nil {
		return nil, false
	}
	return &l.byID[id].Entry, true
}

// Entries returns all runs in the order in which they were added, ended ones too.
func (l *List) Entries() []Entry {
	out := make([]Entry, len(l.entries))
	for i, have := range l.entries {
		out[i] = have.Entry
	}
	return out
}

// Active is the number of watched runs that have not ended.
func (l *List) Active() (number int) {
	for _, have := range l.entries {
		if have.State == Active && !have.Passing {
			number++
		}
	}
	return number
}

// Version changes whenever Entries, Refused or the time of the next request does.
func (l *List) Version() int { return l.version }

// Refused is why no run is asked about: the login is refused; nil if it is not.
func (l *List) Refused() error { return l.refused }

// Resume asks again after a refused login.
func (l *List) Resume() {
	if l.refused != nil {
		l.refused = nil
		l.version++
	}
}

// Tick tells the time, see TickEvery.
func (l *List) Tick(now time.Time) { l.awake(now) }

// awake notes the time of a call. A long gap since the last one is time in which
// the program was suspended. It returns the time without the reading of the
// monotonic clock, which stops while the machine sleeps.
func (l *List) awake(now time.Time) time.Time {
	now = now.Round(0)
	if gap := now.Sub(l.called); !l.called.IsZero() && gap > suspendedAfter {
		l.slept += gap
		for _, have := range l.entries {
			have.Slept = l.slept - have.slept
			have.Break()
		}
		l.version++
	}
	l.called = now
	return now
}

// Answer takes a run as it was read, by whomever, and returns what that tells.
func (l *List) Answer(run api.Run, now time.Time) Event {
	now = l.awake(now)
	l.Resume()
	have := l.byID[run.ID]
	if have == nil || have.State == Done {
		return Event{}
	}
	l.version++
	have.State = Active
	l.answered(have, now)
	event := Event{Before: have.Run, Absent: have.Absent}
	have.Absent = false
	switch {
	case run.Status.Terminal():
		have.Run, have.State, have.MovedAt = run, Done, now
		event.Kind = Ended
		l.dropEnded()
	case run.Before(&event.Before):
	case moved(&event.Before, &run):
		have.Run, have.MovedAt = run, now
		have.note(&run, now)
		event.Kind = Changed
	default:
		_, before := have.History.StalledSince(run.ID)
		have.Run = run
		have.note(&run, now)
		if _, stalled := have.History.StalledSince(run.ID); stalled && !before {
			event.Kind = Stalled
		}
	}
	if have.Task.ID == "" {
		have.Task.ID = run.TaskID
	}
	event.Entry = have.Entry
	return event
}

// Unseen is how long a run that was never read is asked about although the server does
// not know it, see api.Settling. It is short, since the ID may be a wrong one.
const Unseen = 10 * time.Second

// missingEvery is the longest time between two requests for a run that is not there.
const missingEvery = 2 * time.Second

// Failed takes the failure of a request for a run. What is known of it stays.
func (l *List) Failed(id string, err error, now time.Time) Event {
	now = l.awake(now)
	have := l.byID[id]
	if have == nil || have.State != Active {
		return Event{}
	}
	l.version++
	have.asked, have.due = time.Time{}, now.Add(l.every(have, now))
	if api.Is(err, api.Canceled) {
		return Event{}
	}
	have.Err = err
	have.Failures++
	switch {
	case api.Is(err, api.Auth, api.Forbidden):
		first := l.refused == nil
		if l.refused = err; first {
			return Event{Kind: Forbidden, Entry: have.Entry}
		}
	case api.Is(err, api.NotFound, api.Invalid, api.Unprocessable):
		have.due = earlier(have.due, now.Add(missingEvery))
		if young := have.Run.CreatedAt; api.Is(err, api.NotFound) && !young.IsZero() && now.Sub(young).Abs() < api.Settling {
			break // started by an earlier start of the program, say; see api.NotShown
		}
		if have.Run.Status == "" && api.Is(err, api.NotFound) && now.Sub(have.Since) < Unseen {
			break // started by another program, perhaps
		}
		if have.missing++; have.missing >= 2 {
			have.State = Lost
			return Event{Kind: Vanished, Entry: have.Entry, Before: have.Run, Absent: have.Absent}
		}
	}
	return Event{}
}

// dropEnded forgets the oldest of very many ended runs.
func (l *List) dropEnded() {
	ended := 0
	for _, have := range l.entries {
		if have.State != Active {
			ended++
		}
	}
	l.entries = slices.DeleteFunc(l.entries, func(have *item) bool {
		if ended <= maxEnded || have.State == Active {
			return false
		}
		ended--
		delete(l.byID, have.Run.ID)
		return true
	})
}

// moved reports whether something about a run has changed that is worth telling.
func moved(have, run *api.Run) bool {
	return have.Status != run.Status || have.Successes != run.Successes || have.Errors != run.Errors || have.Skipped != run.Skipped ||
		have.FailureReason != run.FailureReason || have.ExperimentID != run.ExperimentID
}

// note keeps an answer for the rate and for the decision that a run has stalled, which
// does not count the time in which the program was suspended.
func (i *item) note(run *api.Run, now time.Time) {
	i.History = i.History.Add(*run, now.Add(-i.Slept))
	if run.Status == api.Running && run.Counted().Known() {
		i.Add(now, run, maxSamples)
	}
}

// Outcome is what the run has achieved; now is the time on the server's clock.
func (e *Entry) Outcome(now time.Time) outcome.Outcome { return outcome.Of(e.Run, e.History, now) }

// StalledFor is how long the counters of a stalled run have not moved, without the time
// in which the program was suspended; 0: it is not stalled.
func (e *Entry) StalledFor(now time.Time) time.Duration {
	since, stalled := e.History.StalledSince(e.Run.ID)
	if !stalled {
		return 0
	}
	return now.Round(0).Add(-e.Slept).Sub(since)
}
