package taskinfo

import (
	"time"

	"ax-tui/api"
)

// WindowLength returns the length of a run's window, 0 if it has none or it is invalid.
func WindowLength(run *api.Run) time.Duration {
	if run.DataStart == nil || run.DataEnd == nil {
		return 0
	}
	return max(0, run.DataEnd.Sub(*run.DataStart))
}

// Comparable reports whether the total of one run tells something about another:
// their windows differ by a factor of two at most.
func Comparable(run, basis *api.Run) bool {
	left, right := WindowLength(run), WindowLength(basis)
	return basis.ID != run.ID && basis.Counted() > 0 && run.Counted().Known() && (left == 0 || right == 0 || left <= 2*right && right <= 2*left)
}

// Progress estimates how much of a run is done, 0..1, from the total of the last
// completed run of its task, since the API gives no total (contract section 6, Runs). It
// is false without a basis, and when the run has counted more than that.
func Progress(run, basis *api.Run) (float64, bool) {
	if basis == nil || !Comparable(run, basis) || run.Counted() > basis.Counted() {
		return 0, false
	}
	return float64(run.Counted()) / float64(basis.Counted()), true
}
