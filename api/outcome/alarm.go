package outcome

import "ax-tui/api"

// The share of errors from which an active run raises an alarm, and how many items must
// have been tried before a share says something.
const (
	alarmShare = 0.25
	alarmTried = 20
)

// Alarm reports whether so many of the first results of an active run are errors that it
// is worth a look before it ends, and their share, see ErrorShare.
func Alarm(run api.Run) (share float64, ok bool) {
	share, tried := ErrorShare(&run)
	return share, tried && run.Status.Active() && share >= alarmShare && run.Successes+run.Errors >= alarmTried
}
