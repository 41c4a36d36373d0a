package taskinfo

import (
	"time"

	"ax-tui/api"
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
