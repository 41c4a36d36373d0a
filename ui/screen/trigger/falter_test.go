package trigger_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/trigger"
	"ax-tui/ui/term"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

// A command that breaks off may have been the request: the form says that the
// outcome is not known and sends nothing again by itself. An answer that comes
// all the same is taken.
func TestABrokenCommandEndsTheSending(t *testing.T) {
	s := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
	h := open(t, s, host.Move{Task: projectTask()}, 100, 30)
	h.Press("ctrl+s")
	h.UntilText("Starting the run")
	h.Send(term.PanicMsg{Err: errors.New("broken")})
	if got := words(h.Plain()); !strings.Contains(got, "it is not known whether the request was sent") || strings.Contains(got, "Starting the run") {
		t.Errorf("the form still waits:\n%s", h.Plain())
	}
	close(s.gate)
	h.Settle()
	if len(s.sent) != 1 || len(h.Moves) != 1 {
		t.Errorf("sent %d times, moves %v", len(s.sent), h.Moves)
	}
}

// stuck is a server whose list of experiments does not come until it is let go.
type stuck struct {
	*server
	gate chan struct{}
}

func (s stuck) ListExperiments(ctx context.Context, experimentQuery api.ExperimentQuery) (api.Page[api.Experiment], error) {
	select {
	case <-s.gate:
		return s.server.ListExperiments(ctx, experimentQuery)
	case <-ctx.Done():
		return api.Page[api.Experiment]{}, &api.Error{Kind: api.Canceled}
	}
}

func TestABrokenCommandEndsTheWaitingOfAPicker(t *testing.T) {
	s := stuck{server: &server{exps: [][]api.Experiment{{{ID: "e1", Name: "first one"}}}}, gate: make(chan struct{})}
	h := harness.New(t, driver.NewClock())
	h.Show(trigger.New(h.Env, s, nil, host.Move{Task: datasetTask()}), 100, 30)
	h.UntilText("loading")
	h.Send(term.PanicMsg{Err: errors.New("broken")})
	if got := words(h.Plain()); !strings.Contains(got, "broke off") || !strings.Contains(got, "ctrl+r") {
		t.Errorf("the list still waits:\n%s", h.Plain())
	}
	close(s.gate)
	h.Keys("ctrl+r")
	h.UntilText("first one")
}
