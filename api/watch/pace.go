package watch

import (
	"slices"
	"time"
)

// every is the time between two requests for a run while the budget allows it. A
// run that is visible or young may change any moment; one that has run for an hour
// is hardly missed for half a minute.
func (l *List) every(have *item, now time.Time) time.Duration {
	begun := have.Run.CreatedAt
	if begun.IsZero() || begun.After(now) {
		begun = have.Since
	}
	age, factor := now.Sub(begun), time.Duration(6)
	switch {
	case have.visible || age < 2*time.Minute:
		factor = 1
	case age < 10*time.Minute:
		factor = 2
	case age < time.Hour:
		factor = 4
	}
	return factor * l.rule.Every
}

// Show says which runs are on the screen; they are asked about more often.
func (l *List) Show(ids ...string) {
	for _, have := range l.entries {
		have.visible = false
	}
	for _, id := range ids {
		have := l.byID[id]
		if have == nil {
			continue
		}
		have.visible = true
		if due := have.ReadAt.Add(l.rule.Every); !have.ReadAt.IsZero() && due.Before(have.due) {
			have.due = due
			l.version++
		}
	}
}

// maxPassing bounds the runs that are asked about without being watched.
const maxPassing = 200

// Pass replaces the runs that are shown without being watched: they share the budget,
// but are not counted by Active. A run that is watched stays as it is.
func (l *List) Pass(entries []Entry, now time.Time) {
	keep := make(map[string]bool, len(entries))
	for _, entry := range entries[:min(len(entries), maxPassing)] {
		keep[entry.Run.ID] = true
	}
	l.entries = slices.DeleteFunc(l.entries, func(have *item) bool {
		gone := have.Passing && !keep[have.Run.ID]
		if gone {
			delete(l.byID, have.Run.ID)
			l.version++
		}
		return gone
	})
	for _, entry := range entries {
		if keep[entry.Run.ID] {
			entry.Passing = true
			l.Add(entry, now)
		}
	}
}

// Hurry asks about every run as soon as the budget permits, also after a refused login.
func (l *List) Hurry(now time.Time) {
	l.refused = nil
	l.version++
	for _, have := range l.entries {
		have.due = earlier(have.due, now.Round(0))
	}
}

// Gap is the time between two requests.
func (l *List) Gap() time.Duration {
	return time.Duration(float64(time.Second) / l.rule.Budget)
}

// Spend takes a request about something else than a run from the budget.
func (l *List) Spend(now time.Time) { l.asked = now.Round(0) }

// lostAfter is when a request counts as lost: its answer will not come any more.
const lostAfter = 2 * time.Minute

// waits reports whether a run is to be asked about: it is active, and no request waits
// for an answer.
func (i *item) waits(now time.Time) bool {
	return i.State == Active && (i.asked.IsZero() || now.Sub(i.asked) > lostAfter)
}

// Next returns which run to ask about next and when, at the earliest now. Requests
// are as far apart as the budget says, also after a time without any. ok is false
// when there is no run to ask about, or the login is refused.
func (l *List) Next(now time.Time) (id string, at time.Time, ok bool) {
	now = now.Round(0)
	if l.refused != nil {
		return "", time.Time{}, false
	}
	for _, have := range l.entries {
		if have.waits(now) && (at.IsZero() || have.due.Before(at)) {
			at = have.due
		}
	}
	if at.IsZero() {
		return "", at, false
	}
	at = later(at, now)
	if !l.asked.IsZero() && !l.asked.After(now) {
		at = later(at, l.asked.Add(l.Gap()))
	}
	var first *item
	urgency := 0.0
	for _, have := range l.entries {
		if !have.waits(now) || have.due.After(at) {
			continue
		}
		every := l.every(have, at)
		if waited := float64(at.Sub(have.due)+every) / float64(every); first == nil || waited > urgency {
			first, urgency = have, waited
		}
	}
	return first.Run.ID, at, true
}

// Asking notes that a request for a run is sent. The run is not Next again before
// Answer or Failed.
func (l *List) Asking(id string, now time.Time) {
	now = l.awake(now)
	l.asked = now
	if have := l.byID[id]; have != nil {
		have.asked = now
	}
}

// answered notes an answer. One that was not asked for comes from a screen that
// polls the run by itself: then the list waits longer, so that one poll serves both.
func (l *List) answered(have *item, now time.Time) {
	wait := l.every(have, now)
	if have.asked.IsZero() {
		wait *= 2
	}
	have.asked, have.due, have.ReadAt = time.Time{}, now.Add(wait), now
	have.Err, have.Failures, have.missing = nil, 0, 0
}

func later(left, right time.Time) time.Time {
	if right.After(left) {
		return right
	}
	return left
}

func earlier(left, right time.Time) time.Time {
	if right.Before(left) {
		return right
	}
	return left
}
