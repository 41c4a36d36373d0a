// Package cancelrun is the box that asks before a run is cancelled, asks the
// server to cancel it, and says what came of it.
//
// It promises: the box names the task, the run and its status; No is marked at
// first; at most one request is sent for each yes and none is ever repeated by
// itself; when the run ends while the box is open, the box says so instead of
// cancelling; after any refusal or lost answer the run is read again (contract
// section 6, Cancel). What came of it is told even when the box was closed
// meanwhile; that an end was told is told as well (Told). It imports api for its plain types, keymap, theme, ui/box/confirm,
// ui/host, ui/poll and ui/text; never a screen.
package cancelrun

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// Client is what the box asks of the API.
type Client interface {
	CancelRun(ctx context.Context, id string) (api.Run, error)
	GetRun(ctx context.Context, id string) (api.Run, error)
}

// look is how often the run is read while the question stands.
const look = 5 * time.Second

// jobKey names the box's only polling job.
const jobKey = "run"

// phase is what the box is about.
type phase int

const (
	asking  phase = iota // shall it be cancelled?
	sending              // the request is under way
	ended                // there is nothing left to cancel
)

type model struct {
	box.Base
	env    *host.Env
	st     *theme.Styles
	client Client
	task   text.Safe
	run    api.Run
	phase  phase
	yes    bool        // which answer is marked
	note   []text.Safe // why the last request failed, or why there is nothing to cancel
	blind  text.Safe   // why the run could not be read just now
}

// New builds the box for a run. taskName may be empty, run needs its ID and
// should be as fresh as the caller knows it; the box reads it again by itself.
func New(env *host.Env, c Client, taskName text.Safe, run api.Run) box.Box {
	b := &model{Base: box.NewBase(env), env: env, st: env.Styles, client: c, task: taskName, run: run}
	if run.Status.Terminal() {
		b.end(text.Concat(text.Lit("It has already ended: "), word(run)))
	}
	return b
}

func (b *model) Scope() keymap.Scope { return keymap.Confirm }

// Init begins to look at the run.
func (b *model) Init() tea.Cmd {
	b.watch()
	return nil
}

// watch keeps the run fresh while the question stands.
func (b *model) watch() {
	if b.phase != asking {
		b.env.Polls.Set(b.ID, nil)
		return
	}
	b.env.Polls.Set(b.ID, []poll.Job{{Key: jobKey, Rule: api.PollRule{Every: look, GiveUp: -1}, Ask: b.ask}})
}

// end leaves nothing but Close.
func (b *model) end(why ...text.Safe) {
	b.phase, b.note, b.blind, b.yes = ended, why, "", false
	b.watch()
}

// looked is what a look at the run brought.
type looked struct {
	host.Tag
	run api.Run
	err error
}

func (looked) PollKey() string { return jobKey }
func (l looked) Outcome() api.Outcome {
	return api.Outcome{Status: l.run.Status, Err: l.err}
}

// ask reads the run once; the polling rule does the repeating.
func (b *model) ask() tea.Cmd {
	ctx, c, id, tag := api.NoRetry(b.Ctx), b.client, b.run.ID, b.Tag()
	return func() tea.Msg {
		r, err := c.GetRun(ctx, id)
		return looked{tag, r, err}
	}
}

// Update takes keys, looks at the run, and the answer to the cancelling.
func (b *model) Update(m tea.Msg) (bool, tea.Msg, tea.Cmd) {
	switch m := m.(type) {
	case tea.KeyMsg:
		return b.key(m)
	case looked:
		return false, nil, b.saw(m)
	case answered:
		return b.answer(m), nil, nil
	}
	return false, nil, nil
}

func (b *model) key(k tea.KeyMsg) (bool, tea.Msg, tea.Cmd) {
	a := confirm.Answer(b.env.Keys, k)
	if b.phase != asking {
		return a == keymap.No || a == keymap.Accept, nil, nil
	}
	switch a {
	case keymap.No:
		return true, nil, nil
	case keymap.Next:
		b.yes = !b.yes
	case keymap.Yes:
		return false, nil, b.send()
	case keymap.Accept:
		if !b.yes {
			return true, nil, nil
		}
		return false, nil, b.send()
	}
	return false, nil, nil
}

// saw takes in a look; an older one than the last question is dropped.
func (b *model) saw(m looked) tea.Cmd {
	if !b.Current(m.Tag) || b.phase != asking || host.Canceled(m.err) {
		return nil
	}
	if m.err != nil {
		b.blind = text.Concat(text.Lit("It could not be read just now, so this may be old: "), host.Reason(m.err))
		return nil
	}
	b.run, b.blind = m.run, ""
	if m.run.Status.Terminal() {
		b.end(text.Concat(text.Lit("It has ended by itself: "), word(m.run)))
	}
	return host.Send(host.RunSeen{Run: m.run})
}
