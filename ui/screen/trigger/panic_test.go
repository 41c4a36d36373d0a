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

// A command that panics may have sent the request: the form says that the outcome
// is unknown and sends nothing again. A late answer is still applied.
func TestPanicEndsSending(t *testing.T) {
	srv := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
	bench := open(t, srv, host.Move{Task: projectTask()}, 100, 30)
	bench.Press("ctrl+s")
	bench.UntilText("Starting the run")
	bench.Send(term.PanicMsg{Err: errors.New("broken")})
	if got := oneLine(bench.Plain()); !strings.Contains(got, "it is not known whether the request was sent") || strings.Contains(got, "Starting the run") {
		t.Errorf("the form still waits:\n%s", bench.Plain())
	}
	close(srv.gate)
	bench.Settle()
	if len(srv.sent) != 1 || len(bench.Moves) != 1 {
		t.Errorf("sent %d times, moves %v", len(srv.sent), bench.Moves)
	}
}

// stuck is a server whose list of experiments waits for the gate.
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

func TestPanicEndsLoadingOfAPicker(t *testing.T) {
	srv := stuck{server: &server{experiments: [][]api.Experiment{{{ID: "e1", Name: "first one"}}}}, gate: make(chan struct{})}
	bench := harness.New(t, driver.NewClock())
	bench.Show(trigger.New(bench.Env, srv, nil, &host.Move{Task: datasetTask()}), 100, 30)
	bench.UntilText("loading")
	bench.Send(term.PanicMsg{Err: errors.New("broken")})
	if got := oneLine(bench.Plain()); !strings.Contains(got, "interrupted") || !strings.Contains(got, "ctrl+r") {
		t.Errorf("the list still waits:\n%s", bench.Plain())
	}
	close(srv.gate)
	bench.Keys("ctrl+r")
	bench.UntilText("first one")
}
