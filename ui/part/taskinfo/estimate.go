package taskinfo

import (
	"time"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// Estimate is the estimated progress of a run, based on the last completed run of the
// same task: the API gives no total (contract section 6, Runs). A view marks it with ≈
// and names the basis.
type Estimate struct {
	Of       int           // total of the last completed run
	Fraction float64       // 0..1
	Past     bool          // this run has counted more already
	Left     time.Duration // 0: unknown
	Window   time.Duration // window of the last completed run if it differs from this run's, else 0
}

// NewEstimate returns the estimate for a run that counts rate items a second, 0 if that
// is not known; ok is false if the two runs cannot be compared.
func NewEstimate(run, basis *api.Run, rate float64) (_ Estimate, ok bool) {
	of, done := int(basis.Counted()), int(run.Counted())
	if of <= 0 || done < 0 || basis.ID == run.ID || notComparable(windowLength(run), windowLength(basis)) {
		return Estimate{}, false
	}
	result := Estimate{Of: of, Fraction: min(1, float64(done)/float64(of)), Past: done > of}
	if rate > 0 && !result.Past {
		result.Left = time.Duration(float64(of-done) / rate * float64(time.Second))
	}
	if length, basisLength := windowLength(run), windowLength(basis); length > 0 && basisLength > 0 && (length*10 > basisLength*11 || basisLength*10 > length*11) {
		result.Window = basisLength
	}
	return result, true
}

// TimeLeft returns the time to what the basis of an estimate has counted, or to the limit
// that the run was asked to keep, whichever comes first; 0: not known. limit is 0 and
// estimate is zero when there is none, rate 0 when it is not known.
func TimeLeft(run *api.Run, estimate Estimate, limit int, rate float64) time.Duration {
	left := estimate.Left
	if limit <= 0 || rate <= 0 || run.Status != api.Running || !run.Counted().Known() {
		return left
	}
	most := time.Duration(float64(limit-int(run.Counted())) / rate * float64(time.Second))
	if most > 0 && (left <= 0 || most < left) {
		return most
	}
	return left
}

// Limit returns how many rows a run was asked to count at most, 0 if none was named.
func Limit(asked *api.Trigger) int {
	if asked == nil {
		return 0
	}
	return asked.MaxSpans
}

// LimitText says what was counted of the limit: "50 of at most 50".
func LimitText(counted, limit int) text.Safe {
	if counted > limit {
		return text.Safe(text.Count(counted) + " counted, asked for at most " + text.Count(limit))
	}
	return text.Safe(text.Count(counted) + " of at most " + text.Count(limit))
}

// notComparable reports whether two windows differ too much in length for an estimate.
func notComparable(left, right time.Duration) bool {
	return left > 0 && right > 0 && (left > 2*right || right > 2*left)
}

// windowLength returns the length of a run's window, 0 if it has none or it is invalid.
func windowLength(run *api.Run) time.Duration {
	if run.DataStart == nil || run.DataEnd == nil {
		return 0
	}
	return max(0, run.DataEnd.Sub(*run.DataStart))
}

// RoughTime rounds a duration to the precision that an estimate has.
func RoughTime(duration time.Duration) time.Duration {
	switch {
	case duration < 30*time.Second:
		return max(duration.Round(time.Second), time.Second)
	case duration < 10*time.Minute:
		return duration.Round(5 * time.Second)
	}
	return duration.Round(time.Minute)
}
