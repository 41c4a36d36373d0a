package run

import (
	"time"

	"ax-tui/api"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// total returns the number of rows that a run has processed. The API gives no
// other total (contract section 6, Runs).
func total(run api.Run) int { return int(run.Counted()) }

// estimate is the estimated progress of a run, based on the last completed run of
// the same task. The view marks it with ≈ and names the basis.
type estimate struct {
	of       int           // total of the last run
	fraction float64       // 0..1
	past     bool          // this run has already processed more
	left     time.Duration // 0: unknown
	window   time.Duration // window of the last run if it differs from this run's, else 0
}

// newEstimate returns the estimate; ok is false if the two runs cannot be compared.
func newEstimate(run, basis api.Run, rate float64) (_ estimate, ok bool) {
	of, done := total(basis), total(run)
	if !taskinfo.Comparable(&run, &basis) {
		return estimate{}, false
	}
	result := estimate{of: of, fraction: min(1, float64(done)/float64(of)), past: done > of}
	if rate > 0 && !result.past {
		result.left = time.Duration(float64(of-done) / rate * float64(time.Second))
	}
	if length, basisLength := taskinfo.WindowLength(&run), taskinfo.WindowLength(&basis); length > 0 && basisLength > 0 && (length*10 > basisLength*11 || basisLength*10 > length*11) {
		result.window = basisLength
	}
	return result, true
}

// formatShare formats part/whole as a percentage. Only a part of 0 is "0 %", and
// only the whole is "100 %".
func formatShare(part, whole int) string {
	switch {
	case whole <= 0 || part <= 0:
		return "0 %"
	case part >= whole:
		return "100 %"
	}
	switch permille := min((part*2000/whole+1)/2, 999); { // rounded to the nearest
	case permille < 1:
		return "< 0.1 %"
	case permille%10 == 0:
		return text.Count(permille/10) + " %"
	default:
		return text.Count(permille/10) + "." + text.Count(permille%10) + " %"
	}
}
