package host_test

import (
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/ui/host"
)

// What a command says of a run is by the answers that there were when it began: it does not
// read what the update loop writes meanwhile.
func TestOutcomeInCommand(t *testing.T) {
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	later := at.Add(time.Hour)
	env := &host.Env{Answers: outcome.NewHistories(), Now: func() time.Time { return later }}
	run := api.Run{ID: "r", Status: api.Running, CreatedAt: at}
	add := func(successes api.Count) {
		at = at.Add(time.Minute)
		run.Successes = successes
		env.Answers.Add(run, at)
	}
	add(1)
	add(2)
	before := env.OutcomeInCommand()
	ended := make(chan outcome.Outcome)
	go func(run api.Run) { ended <- before(&run) }(run)
	for range 4 {
		add(2) // does not move any more
	}
	if achieved := <-ended; achieved.ID != outcome.Running {
		t.Errorf("in the command it is %s", achieved.ID)
	}
	if achieved := env.Outcome(&run); achieved.ID != outcome.Stalled {
		t.Errorf("on the update loop it is %s", achieved.ID)
	}
}
