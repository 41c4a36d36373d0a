package world

import "time"

// ending is one way in which a run goes; each stands for a row of the
// diagnosis table (contract section 8). The data lists them all; these are the
// ones that code asks for.
type ending string

const (
	endGood        ending = "good"         // COMPLETED, successes, perhaps a few errors
	endPartSkipped ending = "part skipped" // COMPLETED, successes and skipped
	endErrors      ending = "errors"       // COMPLETED, many errors
	endZeros       ending = "zeros"        // COMPLETED, 0/0/0
	endSkippedOnly ending = "skipped only" // COMPLETED, skipped only
	endQueued      ending = "queued"       // PENDING for minutes, then good
	endLong        ending = "long"         // RUNNING for ten minutes and more, then good
	endModel       ending = "model"        // CANCELLED about 3 min after start
	endLabelled    ending = "labelled"     // CANCELLED, everything has labels
	endUnset       ending = "unset"        // CANCELLED, window at 1970
	endFailed      ending = "failed"       // FAILED, for one of the listed reasons
	endStopped     ending = "stopped"      // CANCELLED by a person half way
)

// habit is which endings the runs of a task have, and how often; the data
// lists them all. These are the ones that code asks for.
type habit string

const (
	healthy    habit = "healthy"
	quiet      habit = "quiet"
	unresolved habit = "unresolved"
	badKey     habit = "bad key"
	badModel   habit = "bad model"
	sandboxed  habit = "sandboxed"
	mismatched habit = "mismatched"
	misfit     habit = "misfit"
	railless   habit = "no rails"
	failing    habit = "failing"
	queued     habit = "queued"
	lengthy    habit = "lengthy"
	wrongText  habit = "wrong text"
	mixed      habit = "mixed"
)

// share is how often a habit has an ending.
type share struct {
	Ending  ending
	Percent int
}

// mainEnding is the first ending of a habit, the one that a triggered run has.
// It takes what the others leave of 100.
func (w *World) mainEnding(h habit) ending { return w.activity().Habits[h][0].Ending }

func (w *World) drawEnding(h habit, dice *stream) ending {
	n := dice.n(100)
	for _, share := range w.activity().Habits[h] {
		if n -= share.Percent; n < 0 {
			return share.Ending
		}
	}
	return w.mainEnding(h)
}

// compose decides waiting, working, end and counters for an ending over a
// volume of rows. It does not know about windows or speed.
func (w *World) compose(dice *stream, e ending, volume int) script {
	endingPattern := w.activity().Endings[e]
	s := script{end: endingPattern.Status, reason: endingPattern.Reason, wait: dice.dur(time.Second, 4*time.Second), wave: dice.next()}
	s.work = min(20*time.Second+dice.dur(0, time.Minute)+time.Duration(volume)*12*time.Millisecond, 180*time.Second)
	if endingPattern.WorkMS[1] > 0 {
		s.work = dice.dur(time.Duration(endingPattern.WorkMS[0])*time.Millisecond, time.Duration(endingPattern.WorkMS[1])*time.Millisecond)
	}
	switch e {
	case endGood, endQueued, endLong:
		s.ok = volume
		if volume > 400 && dice.chance(30) {
			s.bad = dice.between(1, volume/200)
			s.ok -= s.bad
		}
		if e == endQueued {
			s.wait = dice.dur(6*time.Minute, 25*time.Minute)
		} else if e == endLong {
			s.work = dice.dur(11*time.Minute, 40*time.Minute)
		}
	case endPartSkipped:
		s.skip = max(1, volume*dice.between(5, 60)/100)
		s.ok = max(1, volume-s.skip)
	case endErrors:
		s.bad = max(1, volume*dice.between(4, 45)/100)
		s.ok = max(0, volume-s.bad)
		s.reason = pick(dice, w.activity().Complaints)
	case endSkippedOnly:
		s.skip = max(1, volume)
	case endModel:
		s.bad = min(volume, dice.between(20, 90))
	case endFailed:
		s.reason = pick(dice, w.activity().Failures)
		s.ok, s.bad = volume*dice.n(30)/100, volume*dice.n(10)/100
	case endStopped:
		s.ok = volume * dice.between(10, 80) / 100
		s.work = s.work * 6 / 10
	}
	return s
}
