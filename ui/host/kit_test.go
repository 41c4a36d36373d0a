package host_test

import (
	"context"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
)

func newEnv(ctx context.Context) *host.Env {
	var n uint64
	return &host.Env{Ctx: ctx, NextID: func() uint64 { n++; return n }}
}

func TestOwnersAreToldApart(t *testing.T) {
	e := newEnv(t.Context())
	a, b := host.NewOwner(e), host.NewOwner(e)
	if a.Addr() == b.Addr() || a.Tag() == b.Tag() {
		t.Errorf("two owners have one number: %d", a.Addr())
	}
	old := a.Tag()
	if !a.Current(old) || a.NextGen() == old || a.Current(old) || !a.Current(a.Tag()) {
		t.Error("a new generation must make the old tag stale")
	}
	if a.Current(b.Tag()) {
		t.Error("the tag of another owner is current")
	}
}

func TestCloseCancelsItsOwnRequestsOnly(t *testing.T) {
	e := newEnv(t.Context())
	a, b := host.NewOwner(e), host.NewOwner(e)
	a.Close()
	if a.Ctx.Err() == nil || b.Ctx.Err() != nil || e.Ctx.Err() != nil {
		t.Errorf("after closing one: %v, %v, %v", a.Ctx.Err(), b.Ctx.Err(), e.Ctx.Err())
	}
}

func TestOwnersEndWithTheProgram(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a := host.NewOwner(newEnv(ctx))
	cancel()
	if a.Ctx.Err() == nil {
		t.Error("the program has ended and the screen goes on")
	}
}

func TestSendPostsWhereThereIsARoot(t *testing.T) {
	e := newEnv(t.Context())
	if cmd := e.Send(host.Pop{}); cmd == nil || cmd() != (host.Pop{}) {
		t.Error("without a root the message comes as an answer")
	}
	var got tea.Msg
	e.Post = func(m tea.Msg) { got = m }
	if cmd := e.Send(host.Pop{}); cmd != nil || got != (host.Pop{}) {
		t.Errorf("posted %v, and a command: %v", got, cmd != nil)
	}
}
