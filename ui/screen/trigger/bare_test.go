package trigger

import (
	"context"
	"time"

	"github.com/muesli/termenv"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
)

// bare is the screen on a task, with nobody around it.
func bare(t api.Task) *model {
	now := func() time.Time { return at }
	env := &host.Env{
		Keys: keymap.Default(), Styles: theme.New(theme.Options{Profile: termenv.Ascii}), Zone: time.UTC, Now: now,
		Polls:  poll.New(now, func() float64 { return 0 }),
		NextID: func() uint64 { return 7 }, Ctx: context.Background(),
	}
	s := New(env, lister{}, host.Move{Task: t}).(*model)
	s.SetSize(80, 20)
	return s
}
