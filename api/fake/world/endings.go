package world

import "time"

// ending is one way in which a run goes; each stands for a row of the
// diagnosis table (contract section 8).
type ending int

const (
	endGood        ending = iota // COMPLETED, successes, perhaps a few errors
	endPartSkipped               // COMPLETED, successes and skipped
	endErrors                    // COMPLETED, many errors
	endZeros                     // COMPLETED, 0/0/0
	endSkippedOnly               // COMPLETED, skipped only
	endKey                       // CANCELLED about 1 s after start
	endModel                     // CANCELLED about 3 min after start
	endSandbox                   // CANCELLED about 3 s after start, custom code
	endLabelled                  // CANCELLED, everything has labels
	endUnset                     // CANCELLED, window at 1970
	endMismatch                  // CANCELLED, span kind and mappings differ
	endMisfit                    // CANCELLED, granularity and filter differ
	endRails                     // FAILED, no rails
	endFailed                    // FAILED, other
	endQueued                    // PENDING for minutes, then good
	endLong                      // RUNNING for ten minutes and more, then good
	endStopped                   // CANCELLED by a person half way
)

// character is a task's habit: which endings its runs have, and how often.
type character int

const (
	healthy character = iota
	never
	partial
	noisy
	quiet
	unresolved
	badKey
	badModel
	sandboxed
	labelled
	unset
	mismatched
	misfit
	railless
	failing
	queued
	lengthy
	wrongText
	mixed
)

type share struct {
	end ending
	pct int
}

// habits of each character; the first ending is the main one, the one a
// triggered run has, and takes what the others leave of 100.
var characters = [...][]share{
	healthy:    {{endGood, 82}, {endPartSkipped, 8}, {endErrors, 4}, {endZeros, 3}, {endFailed, 2}, {endStopped, 1}},
	never:      {{endGood, 100}},
	partial:    {{endPartSkipped, 85}, {endGood, 15}},
	noisy:      {{endErrors, 80}, {endGood, 15}, {endFailed, 5}},
	quiet:      {{endZeros, 90}, {endGood, 10}},
	unresolved: {{endSkippedOnly, 100}},
	badKey:     {{endKey, 90}, {endGood, 10}},
	badModel:   {{endModel, 100}},
	sandboxed:  {{endSandbox, 100}},
	labelled:   {{endLabelled, 80}, {endGood, 20}},
	unset:      {{endUnset, 100}},
	mismatched: {{endMismatch, 100}},
	misfit:     {{endMisfit, 100}},
	railless:   {{endRails, 100}},
	failing:    {{endFailed, 75}, {endGood, 25}},
	queued:     {{endQueued, 60}, {endGood, 40}},
	lengthy:    {{endLong, 70}, {endGood, 20}, {endStopped, 10}},
	wrongText:  {{endGood, 100}},
	mixed:      {{endGood, 45}, {endErrors, 20}, {endPartSkipped, 15}, {endFailed, 10}, {endStopped, 10}},
}

func (c character) main() ending { return characters[c][0].end }

func (c character) draw(d *dice) ending {
	n := d.n(100)
	for _, s := range characters[c] {
		if n -= s.pct; n < 0 {
			return s.end
		}
	}
	return c.main()
}

const (
	reasonLabelled = "All data in the selected window already has evaluation labels. Trigger the run again with override_evaluations set to true to evaluate it once more."
	reasonRails    = "Evaluator template has no rails: classification_choices is missing. Add classification choices that match the labels named in the template, or rails cannot be applied."
	reasonStopped  = "Run was cancelled by a user."
)

// failures are the reasons of FAILED runs, some long, some of several lines.
var failures = [...]string{
	"LLM provider returned 429 Too Many Requests for 61 consecutive calls; giving up after 6 retries.",
	"Dataset version could not be read: schema changed while the run was in progress.",
	"Evaluator worker lost its connection to the result store. No partial results were written.",
	"Traceback (most recent call last):\n  File \"/app/evaluators/runner.py\", line 214, in run_batch\n    result = evaluator.evaluate(**row)\n  File \"/app/evaluators/custom.py\", line 37, in evaluate\n    score = float(payload[\"score\"])\nKeyError: 'score'\n\nThe error was raised for 100 % of the first batch (50 rows), so the run was stopped. Rows that were already written keep their labels.",
	"Model response could not be parsed: expected one of [\"relevant\", \"irrelevant\"] but got \"The answer appears to be mostly relevant, although the second paragraph digresses into billing topics which the question never mentions, so on balance I would lean towards relevant with low confidence\". The same happened for 48 of the first 50 calls. Check that the template asks for exactly one label and that the labels in the template are the same as the classification choices.",
	"応答の解析に失敗しました: 期待されるラベルは「丁寧」または「失礼」です。",
	"Agent endpoint answered 502 Bad Gateway on 12 of 12 calls.",
}

// Reasons of COMPLETED runs with errors.
var complaints = [...]string{
	"",
	"Some calls failed: rate limit reached for requests per minute (limit 500). Succeeded rows were written.",
	"Some rows failed: model output was not one of the allowed labels.",
	"Some rows failed: request timed out after 60 s.",
}

// script is everything a run will do, decided when it is created.
type script struct {
	created        time.Time
	wait, work     time.Duration // PENDING, then RUNNING
	end            Status
	ok, bad, skip  int
	reason         string
	from, to       *time.Time
	by             string        // user, "" for a scheduled run
	experimentLate time.Duration // from start until the experiment is there; 0: never
	examples       []string      // RUN_EXPERIMENT by example IDs
	experimentName string
	wave           uint64 // how unevenly the counters grow
}

// compose decides waiting, working, end and counters for an ending over a
// volume of rows. It does not know about windows or speed.
func compose(d *dice, e ending, volume int) script {
	s := script{end: Completed, wait: d.dur(time.Second, 4*time.Second), wave: d.next()}
	s.work = min(20*time.Second+d.dur(0, time.Minute)+time.Duration(volume)*12*time.Millisecond, 180*time.Second)
	switch e {
	case endGood, endQueued, endLong:
		s.ok = volume
		if volume > 400 && d.chance(30) {
			s.bad = d.between(1, volume/200)
			s.ok -= s.bad
		}
		if e == endQueued {
			s.wait = d.dur(6*time.Minute, 25*time.Minute)
		} else if e == endLong {
			s.work = d.dur(11*time.Minute, 40*time.Minute)
		}
	case endPartSkipped:
		s.skip = max(1, volume*d.between(5, 60)/100)
		s.ok = max(1, volume-s.skip)
	case endErrors:
		s.bad = max(1, volume*d.between(4, 45)/100)
		s.ok = max(0, volume-s.bad)
		s.reason = pick(d, complaints[:])
	case endZeros:
		s.work = d.dur(4*time.Second, 25*time.Second)
	case endSkippedOnly:
		s.skip = max(1, volume)
	default:
		s.spoil(d, e, volume)
	}
	return s
}

// spoil decides the endings that are not COMPLETED.
func (s *script) spoil(d *dice, e ending, volume int) {
	s.end = Cancelled
	switch e {
	case endKey:
		s.work = d.dur(700*time.Millisecond, 1400*time.Millisecond)
	case endModel:
		s.work = d.dur(172*time.Second, 190*time.Second)
		s.bad = min(volume, d.between(20, 90))
	case endSandbox:
		s.work = d.dur(2600*time.Millisecond, 3500*time.Millisecond)
	case endLabelled:
		s.work, s.reason = d.dur(4*time.Second, 9*time.Second), reasonLabelled
	case endUnset:
		s.work = d.dur(5*time.Second, 8*time.Second)
	case endMismatch:
		s.work = d.dur(15*time.Second, 40*time.Second)
	case endMisfit:
		s.work = d.dur(8*time.Second, 14*time.Second)
	case endRails:
		s.end, s.work, s.reason = Failed, d.dur(2*time.Second, 6*time.Second), reasonRails
	case endFailed:
		s.end, s.reason = Failed, pick(d, failures[:])
		s.ok, s.bad = volume*d.n(30)/100, volume*d.n(10)/100
	case endStopped:
		s.reason = reasonStopped
		s.ok = volume * d.between(10, 80) / 100
		s.work = s.work * 6 / 10
	}
}
