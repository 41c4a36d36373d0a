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
	endQuota       ending = "quota"        // FAILED, the quota at the model provider is used up
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
	labelled   habit = "labelled"
	wrongText  habit = "wrong text"
	unmapped   habit = "unmapped" // the input of its evaluator has no mapping; its runs end like lengthy ones
	late       habit = "late"     // the spans of its windows came after its runs
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

// play draws waiting, working, status and counters of a run from its rows. It
// returns the ending, which is another one if there are no rows. It ignores the speed.
func (w *World) play(dice *stream, out *script, name ending) ending {
	from := w.countOf(out)
	volume := from.count
	if volume == 0 && w.activity().Endings[name].Status == Completed {
		if name = endZeros; from.labelled {
			name = endLabelled
		}
	}
	endingPattern := w.activity().Endings[name]
	out.status, out.reason, out.wait, out.waves = endingPattern.Status, endingPattern.Reason, dice.duration(time.Second, 4*time.Second), dice.next()
	switch name {
	case endGood, endQueued, endLong:
		out.successes = volume
		if some := dice.chance(30); some && volume > 400 && out.slot < maxSlots { // what a person starts shows the ending alone
			out.errors = dice.between(1, volume/200)
			out.successes -= out.errors
		}
		if name == endQueued {
			out.wait = dice.duration(6*time.Minute, 25*time.Minute)
		}
	case endPartSkipped:
		out.skipped = max(1, volume*dice.between(5, 60)/100)
		out.successes = volume - out.skipped
	case endErrors:
		out.errors = max(1, volume*dice.between(4, 45)/100)
		out.successes = volume - out.errors
		out.reason = w.worded(w.drawReason(dice, w.activity().Complaints, out.source).Text, out)
	case endSkippedOnly:
		out.skipped = volume
	case endModel:
		out.errors = min(volume, dice.between(20, 90))
	case endFailed:
		why := w.drawReason(dice, w.activity().Failures, out.source)
		out.successes, out.errors = volume*dice.n(30)/100, volume*dice.n(10)/100
		switch {
		case why.Nothing:
			out.successes, out.errors = 0, 0
		case why.Only:
			out.successes, out.errors = 0, min(volume, why.Errors)
		case why.Errors > 0:
			out.errors = min(volume, why.Errors)
			out.successes = min(out.successes, volume-out.errors)
		}
		out.reason = w.worded(why.Text, out)
	case endQuota:
		out.successes = volume * dice.between(20, 60) / 100
		out.errors = min(volume-out.successes, 40)
		out.reason = w.worded(out.reason, out)
	case endStopped:
		out.successes = volume * dice.between(10, 80) / 100
	}
	done := float64(out.successes+out.errors+out.skipped) / out.rate * float64(dice.between(85, 115)) / 100
	out.work = max(time.Duration(done*float64(time.Second)).Truncate(time.Millisecond), dice.duration(2*time.Second, 5*time.Second))
	if endingPattern.WorkMS[1] > 0 {
		out.work = dice.duration(time.Duration(endingPattern.WorkMS[0])*time.Millisecond, time.Duration(endingPattern.WorkMS[1])*time.Millisecond)
	}
	return name
}
