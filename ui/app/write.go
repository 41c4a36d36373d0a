package app

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// writes are the requests of a session that change something and are on their
// way. Their context is none of a screen's, nor that of the session.
type writes struct {
	ctx     context.Context
	cancel  context.CancelFunc
	session int // number of the session: what comes of an older one is dropped
	under   int // how many are on their way
}

// written is what came of a write.
type written struct {
	session int
	news    []tea.Msg
}

// write makes the command of a write: see host.Env.
func (r *Root) write(do func(context.Context) []tea.Msg) tea.Cmd {
	r.writes.under++
	ctx, session := r.writes.ctx, r.writes.session
	return func() tea.Msg { return written{session: session, news: do(ctx)} }
}

// written takes in what came of a write.
func (r *Root) written(m written) tea.Cmd {
	if m.session != r.writes.session {
		return nil
	}
	r.writes.under--
	var cmds []tea.Cmd
	for _, news := range m.news {
		cmds = append(cmds, r.route(news))
	}
	return tea.Batch(cmds...)
}
