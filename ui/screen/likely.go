package screen

import (
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// Hint is an action that the selection makes likely: it is first on the help line.
type Hint struct {
	Action keymap.Action
	Short  text.Safe // its words there; "": those of the key table
}

// Suggester is a screen whose selection makes some actions likely.
type Suggester interface{ Likely() []Hint }

// LikelyFor returns what a person probably does with a run; open is the action that
// opens it: to cancel or watch one that runs, to see why another ended badly.
func LikelyFor(run api.Run, open keymap.Action, now time.Time) []Hint {
	switch {
	case run.ID == "":
		return nil
	case run.Status.Active():
		return []Hint{{Action: keymap.CancelRun, Short: "cancel"}, {Action: keymap.WatchRun}, {Action: open, Short: "open run"}}
	case run.FailureReason != "" && outcome.Of(run, outcome.History{}, now).Severity > outcome.Live:
		return []Hint{{Action: open, Short: "why"}}
	}
	return nil
}
