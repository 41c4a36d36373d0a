package run

import (
	"cmp"
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/ui/host"
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// Job keys of the panel.
const (
	keyRun   = "run"
	keyOnce  = "once" // the run, once, while polling is paused
	keyTask  = "task"
	keyBasis = "basis"

	keySiblings = "siblings"
)

// pollResult is the result of one poll of the run.
type pollResult struct {
	host.Tag
	key string
	seq int // number of the poll, to detect results that arrive out of order
	run api.Run
	err error
}

func (r pollResult) PollKey() string      { return r.key }
func (r pollResult) ReadRun() api.Run     { return r.run }
func (r pollResult) Outcome() api.Outcome { return api.Outcome{Status: r.run.Status, Err: r.err} }

// schedule sets the jobs of the panel: the run, and once each the task and the
// run that the estimate is based on.
func (p *model) schedule() {
	var jobs []poll.Job
	if !p.paused {
		jobs = append(jobs, poll.Job{Key: keyRun, Rule: p.pollRule(), Once: p.ended(), Ask: p.pollRun(keyRun)})
	} else if p.pollOnce {
		jobs = append(jobs, poll.Job{Key: keyOnce, Rule: p.pollRule(), Once: true, Ask: p.pollRun(keyOnce)})
	}
	client, id := p.client, p.task.ID
	if id != "" && p.task.Name == "" {
		ask := host.Poll(&p.Owner, keyTask, func(ctx context.Context) (any, error) { return client.GetTask(ctx, id) })
		jobs = append(jobs, p.factJob(keyTask, ask))
	}
	if id != "" && !p.loadedAt.IsZero() { // not before the run: an outage must not be asked for more than it
		jobs = append(jobs, p.siblingsJob())
	}
	if id != "" && p.basis == nil && p.more && p.known() && !p.ended() {
		ask := host.Poll(&p.Owner, keyBasis, func(ctx context.Context) (any, error) { // task runs come newest first (contract section 3, Order)
			page, err := api.NewestRuns(ctx, client, api.RunQuery{TaskID: id, Status: api.Completed, Limit: 1})
			return page.Items, err
		})
		jobs = append(jobs, p.factJob(keyBasis, ask))
	}
	p.env.Polls.Set(p.ID, append(jobs, p.env.EvaluatorJobs(&p.Owner, p.client, &p.task, &p.run)...))
}

// pollRule is the rule of polling: without a timeout while the run is watched.
func (p *model) pollRule() api.PollRule {
	rule := p.rule
	if p.watched {
		rule.GiveUp = -1
	}
	return rule
}

// followWatch takes over whether the run is watched. It polls at once, with a new
// timeout if it is not.
func (p *model) followWatch() {
	entry, watched := p.env.Watched(p.run.ID)
	p.asked = cmp.Or(p.asked, entry.Asked)
	if watched == p.watched {
		return
	}
	p.watched = watched
	if watched && p.paused {
		p.togglePause()
	}
	p.schedule()
	if !p.paused && !p.ended() && !entry.Run.Status.Terminal() {
		p.env.Polls.Restart(p.ID, keyRun)
	}
}

func (p *model) pollRun(key string) func() tea.Cmd {
	return func() tea.Cmd {
		p.lastSeq++
		ctx, client, id, tag, seq := p.Ctx, p.client, p.run.ID, p.Tag(), p.lastSeq
		return func() tea.Msg {
			run, err := client.GetRun(ctx, id)
			return pollResult{Tag: tag, key: key, seq: seq, run: run, err: err}
		}
	}
}

// applyPoll applies the result of a poll. A failed poll keeps the last data.
func (p *model) applyPoll(result *pollResult) tea.Cmd {
	if result.seq < p.appliedSeq || host.Canceled(result.err) {
		return nil
	}
	p.appliedSeq = result.seq
	if result.key == keyOnce {
		p.pollOnce = false
	}
	if p.loadErr = result.err; result.err != nil {
		p.schedule()
		return nil
	}
	p.loadedAt = p.now
	before := p.run
	if !p.applyRun(&result.run) {
		return nil
	}
	if result.run.Status == api.Running && result.run.Counted().Known() {
		p.history.Add(p.now, &result.run, maxSamples)
	}
	cmds := []tea.Cmd{p.announceEnd()}
	if !taskinfo.SameRun(&before, &p.run) {
		cmds = append(cmds, host.Send(host.RunUpdated{Run: p.run}))
	}
	return tea.Batch(cmds...)
}

// applyRun shows run and reports whether it did. It ignores an active run after
// an ended one: terminal states are final (contract section 6, Runs).
func (p *model) applyRun(run *api.Run) bool {
	if p.ended() && !run.Status.Terminal() {
		return false
	}
	p.run = *run
	if run.TaskID != "" && p.task.ID != run.TaskID {
		p.task = api.Task{ID: run.TaskID}
	}
	p.seenActive = p.seenActive || !run.Status.Terminal()
	p.schedule()
	p.diagnose()
	return true
}

// handleRunUpdated applies the state of the run that another screen or box has
// received, unless it is older than the one shown.
func (p *model) handleRunUpdated(run *api.Run) tea.Cmd {
	if run.ID != p.run.ID || taskinfo.SameRun(&p.run, run) || run.Before(&p.run) {
		return nil
	}
	p.loadErr = nil // what is shown now was read after it
	if p.applyRun(run) && p.watched && run.Status == api.Running && run.Counted().Known() {
		p.history.Add(p.now, run, maxSamples)
	}
	if !p.paused {
		p.env.Polls.Kick(p.ID, keyRun)
	}
	if !p.ended() || !p.seenActive || p.announced || p.waiting {
		return nil
	}
	p.waiting = true
	return p.env.After(announceDelay, announceNow{p.Tag()})
}

// announceDelay is how long the panel waits before it announces an end that
// another screen has seen: that screen may announce it, and the two messages
// arrive in either order.
const announceDelay = 100 * time.Millisecond

// announceNow is sent when announceDelay is over.
type announceNow struct{ host.Tag }

func (p *model) applyTask(task *api.Task, err error) tea.Cmd {
	if host.Canceled(err) {
		return nil
	}
	if p.taskErr = err; err != nil || task.ID != p.task.ID {
		p.diagnose()
		return nil
	}
	p.task = *task
	p.schedule()
	p.diagnose()
	return host.Send(host.TaskUpdated{Task: *task})
}

// announceEnd shows a notice once when the run has ended, if the panel has seen it
// active. The root announces the end of a watched run.
func (p *model) announceEnd() tea.Cmd {
	if entry, _ := p.env.Watched(p.run.ID); entry.Run.ID != "" {
		return nil
	}
	if !p.ended() || !p.seenActive || p.announced || p.waiting {
		return nil
	}
	p.announced = true
	achieved := p.env.Outcome(&p.run)
	kind := map[outcome.Severity]host.NoticeKind{outcome.Notice: host.Warning, outcome.Bad: host.Error}[achieved.Severity]
	if achieved.ID == outcome.Done {
		kind = host.Success
	}
	summary := string(p.crumb())
	if p.task.Name != "" {
		summary += " of " + string(text.CleanN(p.task.Name, 40))
	}
	summary += ": " + achieved.Words() + ", " + text.Count(p.run.Successes) + " succeeded"
	if p.run.Errors > 0 {
		summary += ", " + text.Plural(p.run.Errors, "error")
	}
	if duration, ok := p.run.RunTime(p.serverNow()); ok {
		summary += ", after " + text.Dur(duration)
	}
	return host.Say(kind, text.Clean(summary))
}
