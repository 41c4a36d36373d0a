// Package run is the live panel of one run: its state, counters, rate,
// times, window, the reason when it ended badly and the likely cause.
//
// It promises: what it shows as live is live. Counters that were not just read
// carry the time at which they were; everything that is guessed is marked ≈
// and names what it is guessed from; a poll that fails takes nothing off the
// screen; a run that has ended stays ended, whatever arrives late; the end of a
// run that was seen active is told once, wherever it was learnt. It asks only
// through the scheduler of ui/poll.
//
// It imports api for its plain types, api/diagnose, keymap, theme, ui/box/cancelrun
// (a box, not a screen), ui/host, ui/poll, ui/part/taskinfo, ui/text and ui/part; never another screen.
package run

import (
	"cmp"
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/poll"
	"ax-tui/ui/screen"
)

// Client is what the panel asks of the API.
type Client interface {
	GetRun(ctx context.Context, id string) (api.Run, error)
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListRuns(ctx context.Context, runQuery api.RunQuery) (api.Page[api.Run], error)
	GetEvaluator(ctx context.Context, id, versionID string) (api.Evaluator, error)
	CancelRun(ctx context.Context, id string) (api.Run, error)
}

// The pace to begin with, unless the settings have another (contract section 6, Polling).
const (
	everyAtFirst  = 5 * time.Second
	giveUpAtFirst = 600 * time.Second
)

type model struct {
	screen.Base
	env    *host.Env
	client Client
	w, h   int

	run     api.Run  // as last seen; at least the ID, Status "" until it is known
	task    api.Task // at least the ID once it is known; Name "" until it was read
	taskErr error
	basis   *api.Run  // the last completed run of the task; nil: not known
	now     time.Time // of the last message: what the view takes for the present
	watch
	ending

	meter      meter
	causes     []diagnose.Finding
	evaluators []api.Evaluator // as far as they were read, for the diagnosis

	sheet  *part.Sheet // the part that scrolls
	beside part.SideBySide
	drawn  drawn
}

// watch is how the run is polled and what came of it last.
type watch struct {
	rule     api.PollRule
	paused   bool
	pausedAt time.Time
	once     bool // one asking although paused
	asked    int  // number of the last asking of the run
	heard    int  // number of the newest answer that was taken in
	seenAt   time.Time
	err      error
}

// ending is what there is to know to tell the end of the run once.
type ending struct {
	watched bool // was seen active here
	told    bool // its end was told, here or elsewhere
	waiting bool // its end was learnt from elsewhere, where it may be told yet
}

// New opens the panel on m.Run, of which at least the ID is known; m.Task may be zero.
func New(env *host.Env, client Client, move host.Move) screen.Screen {
	panel := &model{
		Base: screen.NewBase(env), env: env, client: client,
		run: move.Run, task: move.Task, now: env.Now(), sheet: part.NewSheet(env.Styles),
		watch: watch{rule: api.PollRule{Every: cmp.Or(env.Watch.Every, everyAtFirst), GiveUp: cmp.Or(env.Watch.GiveUp, giveUpAtFirst)}},
	}
	if panel.task.ID == "" {
		panel.task.ID = move.Run.TaskID
	}
	panel.watched = panel.known() && !panel.ended()
	panel.diagnose()
	return panel
}

func (p *model) Init() tea.Cmd { p.schedule(); return nil }

func (p *model) SetSize(width, height int) { p.w, p.h, p.drawn.view = width, height, "" }

func (p *model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Run, keymap.Move} }

// Show asks at once, unless the person paused or the server said no for good.
func (p *model) Show() tea.Cmd {
	p.now, p.drawn.view = p.env.Now(), ""
	p.meter.gap()
	if stopReason := p.state().Stop; !p.paused && stopReason != api.Refused && stopReason != api.Gone {
		p.env.Polls.Kick(p.ID, keyRun)
	}
	return nil
}

// Update takes answers, what other screens have seen, and the seconds.
func (p *model) Update(msg tea.Msg) tea.Cmd {
	p.now, p.drawn.view = p.env.Now(), ""
	switch msg := msg.(type) {
	case polled:
		return p.polled(msg)
	case host.Answer[api.Task]:
		return p.taskRead(msg)
	case host.Answer[[]api.Run]:
		if msg.Err == nil && len(msg.Value) > 0 { // estimates are a courtesy: without a basis there is none
			p.basis = &msg.Value[0]
		}
	case host.Answer[api.Evaluator]:
		p.evaluatorRead(msg)
	case host.RunUpdated:
		p.told = p.told || msg.Announced && msg.Run.ID == p.run.ID
		return p.runSeen(msg.Run)
	case endUntold:
		p.waiting = false
		return p.tellEnd()
	case host.TaskUpdated:
		if msg.Task.ID == p.task.ID && msg.Task.ID != "" && msg.Task.Name != "" {
			p.task, p.taskErr = msg.Task, nil
			p.schedule()
			p.diagnose()
		}
	case host.Second:
		if p.run.Status.Active() {
			p.diagnose()
		}
	}
	return nil
}

// known says that the run's state has been learnt, here or by the screen before.
func (p *model) known() bool { return p.run.Status != "" }

func (p *model) ended() bool { return p.run.Status.Terminal() }

func (p *model) state() poll.State { return p.env.Polls.State(p.ID, keyRun) }

// live says that the run is being asked for again and again.
func (p *model) live() bool { return !p.paused && !p.ended() && p.state().Stop == api.None }

// fresh says that what is on screen may be taken for the present.
func (p *model) fresh() bool { return p.live() && p.err == nil && !p.seenAt.IsZero() }

// Info tells the frame what is watched and whether seconds are shown.
func (p *model) Info() screen.Info {
	info := screen.Info{Crumb: p.crumb()}
	active := p.known() && !p.ended()
	if p.run.Status.Active() && p.fresh() {
		info.Live = 1
	}
	info.Watching = active && p.live()
	info.Ticking = p.live() && (p.known() || p.err != nil)
	if p.err != nil && p.known() {
		info.Stale = p.staleLine()
	} else if !p.seenAt.IsZero() {
		info.Fresh = p.freshLine()
	}
	return info
}
