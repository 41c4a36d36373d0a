package outcome

import "ax-tui/api"

// Choice is which runs a list shows, by how they ended: the word of a status, an ID, or
// one of those below. "" is every run.
type Choice string

// Choices next to statuses and outcomes.
const (
	Attention Choice = "attention" // every run that needs a look
	NeverRun  Choice = "never-run" // of tasks: those without a run
)

// Choices lists the choices for runs: attention, the statuses, and what else there is.
func Choices() []Choice {
	choices := []Choice{Attention}
	for _, status := range api.Statuses() {
		choices = append(choices, Choice(status.Words()))
	}
	for _, id := range []ID{Done, Partial, NothingEvaluated, AllSkipped, AllLabelled, StuckPending, Stalled} {
		choices = append(choices, Choice(id))
	}
	return choices
}

// Status returns the status by which a choice goes, false if it goes by outcome.
func (c Choice) Status() (api.Status, bool) {
	status, ok := api.ParseStatus(string(c))
	return status, ok
}

// Has reports whether a run with this status and outcome is shown.
func (c Choice) Has(status api.Status, achieved Outcome) bool {
	if wanted, ok := c.Status(); ok {
		return status == wanted
	}
	switch c {
	case "":
		return true
	case Attention:
		return achieved.NeedsLook()
	default:
		return achieved.ID == ID(c)
	}
}

// Words returns the choice for people.
func (c Choice) Words() string {
	if c == Attention {
		return "needs attention"
	}
	return ID(c).Words()
}
