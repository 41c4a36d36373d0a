package host_test

import (
	"context"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
)

func newEnv(ctx context.Context) *host.Env {
	var lastID uint64
	return &host.Env{Ctx: ctx, NextID: func() uint64 { lastID++; return lastID }}
}

func TestOwnersAreDistinct(t *testing.T) {
	env := newEnv(t.Context())
	owner, other := host.NewOwner(env), host.NewOwner(env)
	if owner.Addr() == other.Addr() || owner.Tag() == other.Tag() {
		t.Errorf("two owners have the same number: %d", owner.Addr())
	}
	old := owner.Tag()
	if !owner.Current(old) || owner.NextGen() == old || owner.Current(old) || !owner.Current(owner.Tag()) {
		t.Error("after NextGen the old tag must not be current")
	}
	if owner.Current(other.Tag()) {
		t.Error("the tag of another owner is current")
	}
}

func TestCloseCancelsOnlyItsOwner(t *testing.T) {
	env := newEnv(t.Context())
	owner, other := host.NewOwner(env), host.NewOwner(env)
	owner.Close()
	if owner.Ctx.Err() == nil || other.Ctx.Err() != nil || env.Ctx.Err() != nil {
		t.Errorf("after closing one: %v, %v, %v", owner.Ctx.Err(), other.Ctx.Err(), env.Ctx.Err())
	}
}

func TestOwnersAreCanceledWithTheProgram(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	owner := host.NewOwner(newEnv(ctx))
	cancel()
	if owner.Ctx.Err() == nil {
		t.Error("the owner's context is still open after the program has ended")
	}
}

func TestSendUsesPostIfSet(t *testing.T) {
	env := newEnv(t.Context())
	if cmd := env.Send(host.Pop{}); cmd == nil || cmd() != (host.Pop{}) {
		t.Error("without Post the command must return the message")
	}
	var got tea.Msg
	env.Post = func(msg tea.Msg) { got = msg }
	if cmd := env.Send(host.Pop{}); cmd != nil || got != (host.Pop{}) {
		t.Errorf("posted %v, returned a command: %v", got, cmd != nil)
	}
}
