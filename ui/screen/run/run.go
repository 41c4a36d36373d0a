// Package run is the live panel of one run: its status, counters, rate, times
// and window, and, if it ended badly, the failure reason and the likely cause.
//
// Guarantees: stale counters show the time of the last poll; estimates are
// marked ≈ and name their basis; a failed poll keeps the last data on the screen;
// an ended run stays ended, whatever arrives late; the end of a run that was
// active while watched is announced once, whichever screen saw it first. All
// requests go through the scheduler of ui/poll.
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
	"ax-tui/ui/text"
)

// Client is the part of the API client that the panel uses.
type Client interface {
	GetRun(ctx context.Context, id string) (api.Run, error)
	GetTask(ctx context.Context, id string) (api.Task, error)
	ListRuns(ctx context.Context, runQuery api.RunQuery) (api.Page[api.Run], error)
	host.EvaluatorClient
	CancelRun(ctx context.Context, id string) (api.Run, error)
}

// The poll rule unless Env.Watch sets another (contract section 6, Polling).
const (
	defaultInterval = 5 * time.Second
	defaultTimeout  = 600 * time.Second
)

type model struct {
	screen.Base
	env    *host.Env
	client Client
	width  int
	height int

	run     api.Run  // last known state; at least the ID, Status "" until it is known
	task    api.Task // zero until the ID is known; Name "" until it is loaded
	taskErr error
	basis   *api.Run  // the last completed run of the task; nil: unknown
	now     time.Time // time of the last message, used by the view
	polled
	ending

	history
	siblings
	asked     *api.Trigger // what the run was asked to do; nil: not known, the API does not tell (contract section 6, Runs)
	inspected time.Time    // where the cursor of the chart is; zero: there is none
	diagnosis diagnose.Diagnosis

	sheet  *part.Sheet // the part that scrolls
	layout part.SideBySide
	cache
	charted chartCache
}

// polled is how the run is polled and the result of the last poll.
type polled struct {
	rule       api.PollRule
	watched    bool // in the list of watched runs, which knows no timeout
	paused     bool
	pausedAt   time.Time
	pollOnce   bool // although paused
	lastSeq    int  // number of the last poll
	appliedSeq int  // number of the newest applied result
	loadedAt   time.Time
	loadErr    error
}

// ending is the state needed to announce the end of the run once.
type ending struct {
	seenActive bool // the run was active while watched
	announced  bool // the end was announced, here or by another screen
	waiting    bool // another screen that has seen the end may still announce it
}

// New returns the panel for move.Run, which has at least an ID; move.Task may be zero.
func New(env *host.Env, client Client, move *host.Move) screen.Screen {
	panel := &model{
		Base: screen.NewBase(env), env: env, client: client,
		run: move.Run, task: move.Task, now: env.Now(), sheet: part.NewSheet(env.Styles),
		polled: polled{rule: api.PollRule{Every: cmp.Or(env.Watch.Every, defaultInterval), GiveUp: cmp.Or(env.Watch.GiveUp, defaultTimeout)}},
	}
	if panel.task.ID == "" {
		panel.task.ID = move.Run.TaskID
	}
	entry, watched := env.Watched(panel.run.ID)
	panel.watched, panel.asked = watched, cmp.Or(move.Asked, entry.Asked)
	panel.history.Trace = entry.Copy()
	panel.seenActive = panel.known() && !panel.ended()
	panel.diagnose()
	return panel
}

func (p *model) Init() tea.Cmd { p.schedule(); return nil }

func (p *model) SetSize(width, height int) { p.width, p.height, p.view = width, height, "" }

func (p *model) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Run, keymap.Move} }

// Show polls at once, unless polling is paused or was refused.
func (p *model) Show() tea.Cmd {
	p.now, p.view = p.env.Now(), ""
	p.diagnose() // Why may have found more
	if !p.watched {
		p.Break()
	}
	if !p.siblings.readAt.IsZero() && p.now.Sub(p.siblings.readAt) > siblingsFresh {
		p.env.Polls.Kick(p.ID, keySiblings)
	}
	if stopReason := p.state().Stop; !p.paused && stopReason != api.Refused && stopReason != api.Gone {
		p.env.Polls.Kick(p.ID, keyRun)
	}
	return nil
}

// Update handles poll results, updates from other screens, and ticks.
func (p *model) Update(msg tea.Msg) tea.Cmd {
	p.now, p.view = p.env.Now(), ""
	switch msg := msg.(type) {
	case pollResult:
		return p.applyPoll(&msg)
	case *host.Answer:
		return p.applyAnswer(msg)
	case host.RunUpdated:
		p.updateSiblings(&msg.Run)
		p.announced = p.announced || msg.Announced && msg.Run.ID == p.run.ID
		return p.handleRunUpdated(&msg.Run)
	case host.WatchesChanged:
		p.followWatch()
	case announceNow:
		p.waiting = false
		return p.announceEnd()
	case host.TaskUpdated:
		if msg.Task.ID == p.task.ID && msg.Task.ID != "" && msg.Task.Name != "" {
			p.task, p.taskErr = msg.Task, nil
			p.schedule()
			p.diagnose()
		}
	case host.StylesChanged:
		p.charted = chartCache{}
	case host.Second:
		if p.run.Status.Active() {
			p.diagnose()
		}
	}
	return nil
}

// applyAnswer takes over the facts about the run.
func (p *model) applyAnswer(answer *host.Answer) tea.Cmd {
	switch value := answer.Value.(type) {
	case api.Task:
		return p.applyTask(&value, answer.Err)
	case api.Page[api.Run]:
		p.applySiblings(&value, answer.Err)
	case []api.Run:
		if answer.Err == nil && len(value) > 0 { // errors are ignored: without a basis there is no estimate
			p.basis = &value[0]
		}
	case host.ReadEvaluator:
		if p.env.Evaluators.Add(&value, answer.Err) {
			p.schedule()
			p.diagnose()
		}
	}
	return nil
}

func (p *model) serverNow() time.Time { return p.env.ServerTime(p.now) }

// known reports whether the state of the run is known, from a poll or the previous screen.
func (p *model) known() bool { return p.run.Status != "" }

func (p *model) ended() bool { return p.run.Status.Terminal() }

func (p *model) state() poll.State { return p.env.Polls.State(p.ID, keyRun) }

// live reports whether the run is being polled.
func (p *model) live() bool { return !p.paused && !p.ended() && p.state().Stop == api.None }

// fresh reports whether the data shown is current.
func (p *model) fresh() bool { return p.live() && p.loadErr == nil && !p.loadedAt.IsZero() }

// Info returns what the frame shows about the panel.
func (p *model) Info() screen.Info {
	info := screen.Info{Crumb: p.crumb(), Of: text.CleanN(p.task.Name, maxName)}
	if p.run.Status.Active() && p.fresh() {
		info.Live = 1
	}
	info.Ticking = p.live() && (p.known() || p.loadErr != nil)
	if p.loadErr != nil && p.known() {
		info.Stale = p.staleLine()
	} else if !p.loadedAt.IsZero() {
		info.Fresh = p.freshLine()
	}
	return info
}
