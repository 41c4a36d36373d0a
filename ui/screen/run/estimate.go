package run

import (
	"time"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// total is everything a run has dealt with. The API gives no other total
// (contract section 6, Runs).
func total(run api.Run) int { return int(run.Counted()) }

// estimate is how far a run may be, judged by the last completed run of the
// same task. It is a guess by nature: whoever shows it marks it with ≈ and
// names the basis.
type estimate struct {
	of       int           // what the last run dealt with
	fraction float64       // 0..1
	past     bool          // this run has already dealt with more
	left     time.Duration // 0: not known
	window   time.Duration // of the last run, when it differs from this one's; else 0
}

// guess makes the estimate; ok is false when there is nothing to judge by.
func guess(run, basis api.Run, rate float64) (estimate, bool) {
	of, done := total(basis), total(run)
	if of <= 0 || done < 0 || basis.ID == run.ID || unlike(span(run), span(basis)) {
		return estimate{}, false
	}
	e := estimate{of: of, fraction: min(1, float64(done)/float64(of)), past: done > of}
	if rate > 0 && !e.past {
		e.left = time.Duration(float64(of-done) / rate * float64(time.Second))
	}
	if a, b := span(run), span(basis); a > 0 && b > 0 && (a*10 > b*11 || b*10 > a*11) {
		e.window = b
	}
	return e, true
}

// unlike reports windows so different in length that one run tells nothing of the other.
func unlike(left, right time.Duration) bool {
	return left > 0 && right > 0 && (left > 2*right || right > 2*left)
}

// span is the length of a run's window, 0 when it has none or a wrong one.
func span(run api.Run) time.Duration {
	if run.DataStart == nil || run.DataEnd == nil {
		return 0
	}
	return max(0, run.DataEnd.Sub(*run.DataStart))
}

// share words a part of a whole. A part that is not nothing is never "0 %",
// and one that is not all is never "100 %".
func share(part, whole int) string {
	switch {
	case whole <= 0 || part <= 0:
		return "0 %"
	case part >= whole:
		return "100 %"
	}
	switch n := min((part*2000/whole+1)/2, 999); { // in thousandths, to the nearest
	case n < 1:
		return "< 0.1 %"
	case n%10 == 0:
		return text.Count(n/10) + " %"
	default:
		return text.Count(n/10) + "." + text.Count(n%10) + " %"
	}
}
