package world

import "time"

// ending is the outcome of a run; each is a row of the diagnosis table (contract
// section 8). The data lists all of them; these are the ones used in code.
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
	endLabelled    ending = "labelled"     // CANCELLED, all rows have labels
	endUnset       ending = "unset"        // CANCELLED, window at 1970
	endFailed      ending = "failed"       // FAILED, for one of the listed reasons
	endStopped     ending = "stopped"      // CANCELLED by a user half way
)

// habit is the distribution of endings of the runs of a task. The data lists all
// of them; these are the ones used in code.
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
	noRails    habit = "no rails"
	failing    habit = "failing"
	queued     habit = "queued"
	lengthy    habit = "lengthy"
	wrongText  habit = "wrong text"
	mixed      habit = "mixed"
)

// share is the frequency of an ending in a habit.
type share struct {
	Ending  ending
	Percent int
}

// mainEnding is the first ending of a habit, which triggered runs have. Its share
// is what the others leave of 100.
func (w *World) mainEnding(name habit) ending { return w.activity().Habits[name][0].Ending }

func (w *World) drawEnding(name habit, dice *stream) ending {
	rest := dice.n(100)
	for _, share := range w.activity().Habits[name] {
		if rest -= share.Percent; rest < 0 {
			return share.Ending
		}
	}
	return w.mainEnding(name)
}

// makeScript draws waiting, working, status and counters for an ending over a
// volume of rows. It does not set the window and ignores the speed.
func (w *World) makeScript(dice *stream, name ending, volume int) script {
	endingPattern := w.activity().Endings[name]
	out := script{status: endingPattern.Status, reason: endingPattern.Reason, wait: dice.duration(time.Second, 4*time.Second), waves: dice.next()}
	out.work = min(20*time.Second+dice.duration(0, time.Minute)+time.Duration(volume)*12*time.Millisecond, 180*time.Second)
	if endingPattern.WorkMS[1] > 0 {
		out.work = dice.duration(time.Duration(endingPattern.WorkMS[0])*time.Millisecond, time.Duration(endingPattern.WorkMS[1])*time.Millisecond)
	}
	switch name {
	case endGood, endQueued, endLong:
		out.successes = volume
		if volume > 400 && dice.chance(30) {
			out.errors = dice.between(1, volume/200)
			out.successes -= out.errors
		}
		if name == endQueued {
			out.wait = dice.duration(6*time.Minute, 25*time.Minute)
		} else if name == endLong {
			out.work = dice.duration(11*time.Minute, 40*time.Minute)
		}
	case endPartSkipped:
		out.skipped = max(1, volume*dice.between(5, 60)/100)
		out.successes = max(1, volume-out.skipped)
	case endErrors:
		out.errors = max(1, volume*dice.between(4, 45)/100)
		out.successes = max(0, volume-out.errors)
		out.reason = pick(dice, w.activity().Complaints)
	case endSkippedOnly:
		out.skipped = max(1, volume)
	case endModel:
		out.errors = min(volume, dice.between(20, 90))
	case endFailed:
		out.reason = pick(dice, w.activity().Failures)
		out.successes, out.errors = volume*dice.n(30)/100, volume*dice.n(10)/100
	case endStopped:
		out.successes = volume * dice.between(10, 80) / 100
		out.work = out.work * 6 / 10
	}
	return out
}
